"""The facts of a month from the tables of the rooms below, for a portion of stations at once: a handful of queries, whatever the portion.

Nothing here steps into a station's schema: what customers said reaches public as history, the rest lies in exchange rows.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from accounts.models import Membership
from accounts.roles import Role
from audit.certification.models import Certificate
from audit.inspections.choices import InspectionStatus, Purpose
from audit.inspections.models import Inspection
from audit.violations.choices import ViolationStatus
from audit.violations.models import Violation
from billing.insight.models import ClaimFact
from billing.settlement.choices import DisputeStatus
from billing.settlement.models import Statement
from common.clock import business_zone, end_of_day
from common.history.models import History
from network.dispatch.choices import OfferStatus, RescueStatus
from network.dispatch.models import Offer
from network.duty.models import DutyCheck
from network.duty.selectors import counted_in
from network.scorecards.choices import Source
from network.scorecards.facts.measures import months_before, window_of
from network.scorecards.facts.plain import (
    Answer,
    Arrival,
    Checked,
    Penalty,
    Repair,
    Reviewed,
    Stated,
    Technician,
)
from network.scorecards.standard import Standard

Stations = Sequence[UUID]
FOLLOWED_UP = "follow_up.done"
REJECTED = "rejected"


def moments(last: date) -> tuple[datetime, datetime]:
    """Return the first moment of the month that ends with `last`, and the first one after it."""
    return end_of_day(last.replace(day=1) - timedelta(days=1)), end_of_day(last)


def _day(moment: datetime) -> date:
    return moment.astimezone(business_zone()).date()


def repairs(stations: Stations, standard: Standard, last: date) -> Iterable[Repair]:
    """Yield the repairs that are judged this month, and those of the same vehicles and components that came after, at whatever station."""
    first, until = window_of(last, standard.comeback_days)
    rows = ClaimFact.objects.exclude(status=REJECTED).exclude(component_code="").exclude(vin="")
    judged = list(rows.filter(station_id__in=stations, repaired_on__range=(first, until)).order_by("repaired_on"))
    keys, vins = {one.pk for one in judged}, {one.vin for one in judged}
    later = rows.filter(vin__in=vins, repaired_on__range=(first, last)).exclude(pk__in=keys).order_by("repaired_on")
    for one in [*judged, *(later if vins else ())]:
        yield Repair(one.station_id, one.claim_id, one.number, one.vin, one.component_code, one.repaired_on)


def answers(stations: Stations, standard: Standard, last: date) -> Iterable[Answer]:
    """Yield what customers said in follow-up calls, from history: the calls themselves never leave the station's schema."""
    begin, end = moments(last)
    rows = History.objects.filter(
        station_id__in=stations, verb=FOLLOWED_UP, occurred_at__gte=begin, occurred_at__lt=end
    )
    for one in rows.order_by("occurred_at"):
        if one.station_id is not None and one.after.get("satisfaction"):
            order = str(one.after.get("order", ""))
            yield Answer(one.station_id, order, _day(one.occurred_at), int(one.after["satisfaction"]))


def arrivals(stations: Stations, standard: Standard, last: date) -> Iterable[Arrival]:
    """Yield the arrivals of rescues that were finished in the month."""
    begin, end = moments(last)
    rows = Offer.objects.filter(
        station_id__in=stations,
        status=OfferStatus.ACCEPTED,
        rescue__status=RescueStatus.FINISHED,
        rescue__finished_at__gte=begin,
        rescue__finished_at__lt=end,
        rescue__accepted_at__isnull=False,
        rescue__arrived_at__isnull=False,
    ).select_related("rescue")
    for one in rows.order_by("rescue__finished_at"):
        rescue = one.rescue
        assert rescue.accepted_at and rescue.arrived_at  # noqa: S101  the query asks for both
        yield Arrival(one.station_id, rescue.pk, rescue.number, rescue.accepted_at, rescue.arrived_at, one.eta_s)


def duty_phones(stations: Stations, standard: Standard, last: date) -> Iterable[Checked]:
    """Yield the duty-phone checks that count in the month."""
    rows = counted_in(DutyCheck.objects.filter(station_id__in=stations), last)
    for one in rows.order_by("scored_at"):
        yield Checked(one.station_id, one.pk, one.number, _day(one.scored_at), float(one.score))


def office_phones(last: date) -> Iterable[tuple[str, Checked]]:
    """Yield the checks of the regional offices' own duty phones that count in the month, with their region."""
    rows = counted_in(DutyCheck.objects.filter(office_phone__isnull=False), last)
    for one in rows.order_by("scored_at"):
        yield one.region, Checked(one.office_phone_id, one.pk, one.number, _day(one.scored_at), float(one.score))


def audits(stations: Stations, standard: Standard, last: date) -> Iterable[Checked]:
    """Yield each station's newest audit that still counts."""
    since = end_of_day(months_before(last, standard.audit_months))
    rows = Inspection.objects.filter(
        station_id__in=stations,
        purpose=Purpose.AUDIT,
        status__in=[InspectionStatus.REPORTED, InspectionStatus.CLOSED],
        reported_at__gte=since,
        reported_at__lt=end_of_day(last),
    )
    newest = {one.station_id: one for one in rows.order_by("reported_at")}
    for one in newest.values():
        assert one.station_id and one.reported_at and one.score is not None  # noqa: S101  a reported audit has them
        yield Checked(one.station_id, one.pk, one.number, _day(one.reported_at), float(one.score))


def reviewed(stations: Stations, standard: Standard, last: date) -> Iterable[Reviewed]:
    """Yield the reviewed claims of the month's repairs."""
    rows = ClaimFact.objects.filter(station_id__in=stations, month=last.replace(day=1), reviewed=True)
    for one in rows.order_by("repaired_on", "number"):
        yield Reviewed(
            one.station_id,
            one.claim_id,
            one.number,
            one.repaired_on,
            one.claimed_minor,
            one.approved_minor,
            one.first_passed,
        )


def statements(stations: Stations, standard: Standard, last: date) -> Iterable[Stated]:
    """Yield the statements that were issued in the month, with their unfounded disputes."""
    begin, end = moments(last)
    rows = Statement.objects.filter(station_id__in=stations, issued_at__gte=begin, issued_at__lt=end)
    explained = Count("disputes", filter=Q(disputes__status=DisputeStatus.EXPLAINED))
    for one in rows.annotate(unfounded=explained).order_by("issued_at"):
        assert one.issued_at  # noqa: S101  the query asks for it
        yield Stated(one.station_id, one.pk, one.number, _day(one.issued_at), one.unfounded)


def technicians(stations: Stations, standard: Standard, last: date) -> Iterable[Technician]:
    """Yield who works as a technician on the last day, with the certificates held then."""
    end = end_of_day(last)
    members = Membership.objects.filter(station_id__in=stations, role=Role.TECHNICIAN, created_at__lt=end)
    working = (
        members.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=end)).select_related("user").order_by("user__name")
    )
    kept = Certificate.objects.filter(station_id__in=stations, valid_from__lte=last)
    held: dict[tuple[Any, Any], list[Certificate]] = {}
    for one in kept.filter(Q(revoked_at__isnull=True) | Q(revoked_at__gte=end)):
        held.setdefault((one.station_id, one.user_id), []).append(one)
    for member in working:
        assert member.station_id  # noqa: S101  the query asks for it
        mine = held.get((member.station_id, member.user_id), [])
        yield Technician(
            member.station_id,
            member.user.name,
            max((one.valid_until for one in mine), default=None),
            max((one.valid_from for one in mine), default=None),
        )


def penalties(stations: Stations, standard: Standard, last: date) -> Iterable[Penalty]:
    """Yield the violations that became final in the month."""
    begin, end = moments(last)
    rows = Violation.objects.filter(
        station_id__in=stations, status=ViolationStatus.FINAL, final_at__gte=begin, final_at__lt=end
    )
    for one in rows.order_by("final_at"):
        assert one.final_at  # noqa: S101  the query asks for it
        yield Penalty(one.station_id, one.pk, one.number, _day(one.final_at), one.points, one.fine_minor)


Gather = Callable[[Stations, Standard, date], Iterable[Any]]
GATHER: dict[str, Gather] = {
    Source.FTFR: repairs,
    Source.CSI: answers,
    Source.RESCUE: arrivals,
    Source.DUTY_PHONE: duty_phones,
    Source.AUDIT: audits,
    Source.CLAIM_ACCURACY: reviewed,
    Source.CLAIM_FIRST_PASS: reviewed,
    Source.DISPUTES: statements,
    Source.CERTIFIED: technicians,
    Source.TRAINING: technicians,
    Source.VIOLATIONS: penalties,
    Source.FINES: penalties,
}
