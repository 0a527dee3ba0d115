"""What the driver is told by SMS without anybody pressing a button, and what the driver's phone changes about the rescue."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_noop

from common.channels.actions import Letter, send_message
from common.channels.models import Message
from common.channels.selectors import messages_about, messages_about_many
from common.channels.templates import Template
from common.clock import business_zone, database_now
from common.history.record import record
from common.history.subscribers import subscribe
from common.people import Process
from network.dispatch.choices import RescueStatus
from network.dispatch.links import driver_link
from network.dispatch.live import tell_rescue
from network.dispatch.locks import lock_rescue_at_once
from network.dispatch.messages import ACCEPTED, ARRIVED, ETA
from network.dispatch.models import Rescue
from network.dispatch.policies import kept_policies, policy_on
from network.hotline.messages import message_language
from network.hotline.models import Case

NEWS = Process(gettext_noop("News for the driver"))
NOT_THERE_YET = (
    RescueStatus.WAITING,
    RescueStatus.OFFERED,
    RescueStatus.UNSERVED,
    RescueStatus.ACCEPTED,
    RescueStatus.EN_ROUTE,
)


@subscribe("rescue.accepted")
def tell_that_a_crew_comes(event: Any) -> None:
    """A crew has accepted: the driver gets its name, the expected arrival and the link. A new crew is new news."""
    rescue = _rescue(event)
    if rescue.status in (RescueStatus.ACCEPTED, RescueStatus.EN_ROUTE) and policy_on(rescue.created_at).tell_accepted:
        _write(rescue, ACCEPTED, key=f"accepted:{rescue.round}")


@subscribe("rescue.arrived")
def tell_that_the_crew_is_there(event: Any) -> None:
    """The crew is at the vehicle. Not told when the phone was offline so long that the work is done already."""
    rescue = _rescue(event)
    if rescue.status == RescueStatus.ARRIVED and policy_on(rescue.created_at).tell_arrived:
        _write(rescue, ARRIVED, key=f"arrived:{rescue.round}")


@subscribe("rescue.departed")
def tell_what_departure_changed(event: Any) -> None:
    """A crew that drives off late comes later than was told."""
    tell_new_eta(_rescue(event))


def tell_new_eta(rescue: Rescue) -> None:
    """Write to the driver when the expected arrival has moved further than the policy bears, and not too soon after the last time."""
    policy = policy_on(rescue.created_at)
    if not policy.tell_eta or rescue.eta_at is None or rescue.status != RescueStatus.EN_ROUTE:
        return
    told = messages_about(rescue.case_id).filter(template__in=(ACCEPTED.code, ETA.code))
    last: Message | None = told.first()
    before = parse_datetime(last.values.get("eta", "")) if last else None
    if last is None or before is None or abs(rescue.eta_at - before) < timedelta(seconds=policy.tell_eta_s):
        return
    if database_now() - last.created_at >= timedelta(seconds=policy.tell_eta_pause_s):
        _write(rescue, ETA, key=f"eta:{rescue.round}:{told.count()}")


def tell_new_etas(rescues: Sequence[Rescue]) -> None:
    """Do so for many rescues; who was told last what is read with one statement, and most need nothing more."""
    policies = {one.pk: kept_policies.on(one.created_at) for one in rescues}
    last = last_told(one.case_id for one in rescues if policies[one.pk].tell_eta)
    for one in rescues:
        before = last.get(one.case_id)
        if before and one.eta_at and abs(one.eta_at - before) >= timedelta(seconds=policies[one.pk].tell_eta_s):
            tell_new_eta(one)


def last_told(case_ids: Iterable[UUID]) -> dict[UUID, datetime | None]:
    """Return which expected arrival the drivers of these cases were told last."""
    told = messages_about_many(case_ids).filter(template__in=(ACCEPTED.code, ETA.code))
    newest = told.order_by("subject_id", "-created_at", "-id").distinct("subject_id")
    return {one.subject_id: parse_datetime(one.values.get("eta", "")) for one in newest}


@subscribe("case.position_shared")
def move_rescue_to_the_driver(event: Any) -> None:
    """The driver's phone has said where it is: the crew is sent there, as long as it has not arrived."""
    rescue = Rescue.objects.filter(case_id=event.aggregate_id).first()
    if rescue is None:
        return
    rescue = lock_rescue_at_once(rescue.pk)
    case = Case.objects.get(pk=event.aggregate_id)
    if rescue.status not in NOT_THERE_YET or case.lat is None or case.lon is None:
        return
    if (rescue.lat, rescue.lon) == (case.lat, case.lon):
        return
    before = {"lat": rescue.lat, "lon": rescue.lon}
    rescue.change(lat=case.lat, lon=case.lon)
    record(rescue, "rescue.moved", NEWS, before=before, after={"lat": rescue.lat, "lon": rescue.lon})
    tell_rescue(rescue)


def _write(rescue: Rescue, template: Template, *, key: str) -> None:
    case = rescue.case
    if not case.contact_phone:
        return
    values = {
        "number": rescue.number,
        "crew": rescue.crew.name if rescue.crew else "",
        "plate": (rescue.crew.vehicle_plate if rescue.crew else "") or "–",
        "time": _clock(rescue.eta_at),
        "eta": rescue.eta_at.isoformat() if rescue.eta_at else "",
        "link": driver_link(rescue),
    }
    letter = Letter(
        to=case.contact_phone,
        template=template.code,
        language=message_language(case.language),
        key=f"rescue:{rescue.pk}:{key}",
        subject_id=case.pk,
        values=values,
    )
    send_message(letter, acting_user=NEWS)


def _clock(moment: datetime | None) -> str:
    return moment.astimezone(business_zone()).strftime("%H:%M") if moment else "–"


def _rescue(event: Any) -> Rescue:
    return Rescue.objects.select_related("case", "crew").get(pk=event.aggregate_id)
