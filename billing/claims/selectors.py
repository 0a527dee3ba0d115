"""Which claims a person may see, and what other rooms ask about them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as now_

from accounts.actors import Actor
from billing.claims.appeals.choices import AppealStatus
from billing.claims.choices import FAILED_PARTS, ClaimError, ClaimStatus, Hold
from billing.claims.models import Appeal, Claim, ClaimLine, JudgedReason
from billing.claims.rules import EarlierLine
from catalog.models import Vehicle
from common.errors import Invalid
from common.files.models import StoredFile
from common.records import RecordQuerySet
from common.scope import for_office
from tenants.workshop.choices import RepairStatus
from tenants.workshop.models import RepairOrder
from tenants.workshop.selectors import repair_orders_for

NOT_HANDED_IN = (ClaimStatus.DRAFT, ClaimStatus.CANCELLED)
NOT_PAID = (*NOT_HANDED_IN, ClaimStatus.REJECTED)
EARLIER_AT_MOST = 200
PHOTO = "photo."
EARLIER = (  # in the order of `EarlierLine`
    "claim__repair_finished_on",
    "operation_code",
    "part_number",
    "component_code",
    "claim_id",
    "claim__type",
    "claim__repair_started_on",
    "claim__failure_code",
    "claim__mileage_km",
    "station_id",
)
ORDERS_AT_MOST = 200
NOT_CLAIMABLE = ("accident",)


def claims_for(actor: Actor) -> RecordQuerySet:
    """Return a station's own claims; for head office all that were handed in, since a draft is the station's."""
    claims = Claim.objects.select_related("station")
    if not actor.may("claims.view"):
        return claims.none()
    if actor.station_id is not None:
        return claims.filter(station_id=actor.station_id)
    return claims.exclude(status__in=NOT_HANDED_IN) if actor.is_office else claims.none()


def waiting(actor: Actor, status: ClaimStatus) -> RecordQuerySet:
    """Return the queue of a review, oldest first; lines that were held and are released come to the final review again."""
    is_final = status == ClaimStatus.FIRST_REVIEWED
    wanted = Q(status=status) | Q(hold=Hold.RELEASED) if is_final else Q(status=status)
    since = "first_reviewed_at" if is_final else "submitted_at"
    rows: RecordQuerySet = claims_for(actor).filter(wanted).order_by(since, "id")
    return rows


def first_queue(actor: Actor) -> RecordQuerySet:
    """Return the queue of the first review, the riskiest first and of those the oldest.

    Each row has its lease and `objections`, the number of reasons of the rules (counted for the rows shown only).
    """
    count = _count_of(JudgedReason.objects.filter(claim=OuterRef("pk")))
    rows = waiting(actor, ClaimStatus.SUBMITTED).select_related("station", "lease").annotate(objections=count)
    found: RecordQuerySet = rows.order_by("-risk", "submitted_at", "id")
    return found


def final_queue(actor: Actor) -> RecordQuerySet:
    """Return the queue of the final review with `failed_parts`, the number of lines whose old part was refused or is missing."""
    count = _count_of(ClaimLine.objects.filter(claim=OuterRef("pk"), old_part_state__in=FAILED_PARTS))
    rows: RecordQuerySet = waiting(actor, ClaimStatus.FIRST_REVIEWED).annotate(failed_parts=count)
    return rows


def _count_of(rows: QuerySet[Any]) -> Coalesce:
    """Return the number of `rows` of each claim as a subquery."""
    counted = rows.order_by().values("claim").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def next_waiting(actor: Actor, status: ClaimStatus, after: Claim) -> Claim | None:
    """Return the claim that follows `after` in the queue; at its end, the first one that waits."""
    since = "first_reviewed_at" if status == ClaimStatus.FIRST_REVIEWED else "submitted_at"
    others = waiting(actor, status).exclude(pk=after.pk)
    later = others.filter(**{f"{since}__gte": getattr(after, since)}) if getattr(after, since) else others
    found: Claim | None = later.first() or others.first()
    return found


def claimable_orders(actor: Actor) -> Sequence[RepairOrder]:
    """Return those of the station's newest finished repair orders that have no claim."""
    finished = repair_orders_for(actor).filter(finished_at__isnull=False).exclude(kind__in=NOT_CLAIMABLE)
    orders = list(finished.exclude(status=RepairStatus.CANCELLED).order_by("-finished_at")[:ORDERS_AT_MOST])
    claims = claims_for(actor).filter(repair_order_id__in=[order.pk for order in orders])
    claimed = set(claims.exclude(status=ClaimStatus.CANCELLED).values_list("repair_order_id", flat=True))
    return [order for order in orders if order.pk not in claimed]


def earlier_lines(claim: Claim) -> tuple[EarlierLine, ...]:
    """Return what was claimed for the vehicle before, at any station: dates and codes only, never whose claim it was."""
    with for_office():
        rows = (
            ClaimLine.objects.filter(claim__vin=claim.vin).exclude(claim=claim.pk).exclude(claim__status__in=NOT_PAID)
        )
        found = rows.order_by("-claim__repair_finished_on").values_list(*EARLIER)[:EARLIER_AT_MOST]
        return tuple(_earlier(values, claim) for values in found) if claim.vin else ()


def _earlier(values: tuple[Any, ...], claim: Claim) -> EarlierLine:
    *facts, station_id = values
    return replace(EarlierLine(*facts), is_own=station_id == claim.station_id)


def campaign_done_on(claim: Claim) -> date | None:
    """Return the day on which another claim did the same campaign on the vehicle, at any station."""
    with for_office():
        others = Claim.objects.filter(campaign=claim.campaign_id, vin=claim.vin).exclude(pk=claim.pk)
        done: date | None = others.exclude(status__in=NOT_PAID).values_list("repair_finished_on", flat=True).first()
        return done


def photographed(claim: Claim) -> frozenset[str]:
    """Return what the photos of a claim show."""
    kinds = StoredFile.objects.filter(subject_id=claim.pk, kind__startswith=PHOTO).values_list("kind", flat=True)
    return frozenset(kind.removeprefix(PHOTO) for kind in kinds)


def known_mileage_km(claim: Claim, until: date) -> int | None:
    """Return the highest mileage that an earlier repair of the vehicle recorded, at any station."""
    with for_office():
        rows = Claim.objects.filter(vin=claim.vin, repair_finished_on__lt=until).exclude(pk=claim.pk)
        found: int | None = rows.exclude(status__in=NOT_PAID).aggregate(most=Max("mileage_km"))["most"]
        return found if claim.vin else None


def vehicle_claims(claim: Claim, actor: Actor) -> Sequence[Claim]:
    """Return the other claims for the same vehicle that the person may see, newest repair first."""
    rows = claims_for(actor).filter(vin=claim.vin).exclude(pk=claim.pk).order_by("-repair_finished_on")
    return list(rows[:20]) if claim.vin else []


def undecided_of_lines(line_ids: Sequence[UUID]) -> Sequence[UUID]:
    """Return those of the lines about which something is still to be decided: before their claim's final review, held, or in an appeal."""
    rows = ClaimLine.objects.filter(pk__in=line_ids)
    settled = Q(claim__status=ClaimStatus.SETTLED, final_minor__isnull=False)
    over = Q(claim__status__in=(ClaimStatus.REJECTED, ClaimStatus.CANCELLED)) | settled
    appealed = Appeal.objects.filter(claim=OuterRef("claim"), status=AppealStatus.FILED)
    return list(rows.filter(~over | Exists(appealed)).order_by("pk").values_list("pk", flat=True))


def require_vehicle(vin: str, *, field: str | None = None, code: StrEnum = ClaimError.UNKNOWN_VEHICLE) -> Vehicle:
    """Return the vehicle, with its model, that somebody wants paid. Raises Invalid at `field` for one that is not in the catalogue."""
    vehicle = Vehicle.objects.select_related("model").filter(vin=vin).first() if vin else None
    if vehicle is None:
        sentence = now_("Vehicle %(vin)s is not in the catalogue, so it has no warranty. Ask head office to add it.")
        raise Invalid(sentence % {"vin": vin or "–"}, code=code, field=field)
    return vehicle
