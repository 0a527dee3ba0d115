"""What dispatch does when something happened elsewhere, and when a time limit is due."""

from typing import Any

from billing.claims.outbound import OutboundFacts, claim_outbound_fee
from common.clock import business_zone
from common.deadlines.keep import on_deadline
from common.history.record import record
from common.history.subscribers import subscribe
from network.dispatch import driver_news as driver_news  # what the driver is told
from network.dispatch.actions.searching import ENGINE, expire_offer, offer_locked, start_rescue
from network.dispatch.choices import Limit, OfferStatus, RescueStatus
from network.dispatch.limits import put_under
from network.dispatch.live import tell_rescue
from network.dispatch.locks import lock_rescue_at_once
from network.dispatch.models import CrewMember, Offer, Rescue
from network.dispatch.policies import policy_on
from network.hotline.choices import Road
from network.hotline.models import Case
from network.planning.selectors import province_at

OVERDUE = {
    Limit.DEPART: RescueStatus.ACCEPTED,
    Limit.ARRIVE: RescueStatus.EN_ROUTE,
    Limit.FINISH: RescueStatus.ARRIVED,
}


@subscribe("case.opened")
def start_rescue_of_case(event: Any) -> None:
    """A rescue case begins its rescue."""
    case = Case.objects.get(pk=event.aggregate_id)
    if case.is_rescue and case.is_live:
        start_rescue(case)


@subscribe("rescue.finished")
def claim_fee_of_rescue(event: Any) -> None:
    """A finished rescue becomes a claim for the drive. Made here and not in `finish`: a gap in a policy must not stop the crew."""
    claim_outbound_fee(outbound_facts(Rescue.objects.select_related("case").get(pk=event.aggregate_id)))


def outbound_facts(rescue: Rescue) -> OutboundFacts:
    """Return what the fee is reckoned from."""
    if rescue.station_id is None or rescue.departed_at is None or rescue.finished_at is None:
        raise ValueError(f"{rescue.number} is not finished")
    offer = Offer.objects.get(rescue=rescue, status=OfferStatus.ACCEPTED)
    riders = CrewMember.objects.filter(crew_id=rescue.serving_crew_id, ended_at__isnull=True).values_list(
        "user_id", flat=True
    )
    hour = rescue.departed_at.astimezone(business_zone()).hour
    return OutboundFacts(
        rescue_id=rescue.pk,
        rescue_number=rescue.number,
        station_id=rescue.station_id,
        vehicle_id=rescue.case.vehicle_id,
        vin=rescue.case.vin,
        finished_at=rescue.finished_at,
        distance_m=rescue.distance_m or 0,
        is_night=policy_on(rescue.departed_at).is_night(hour),
        technician_ids=tuple(riders),
        expected_distance_m=2 * offer.distance_m,
        is_highway=rescue.case.road == Road.HIGHWAY,
        province=province_at(rescue.lat, rescue.lon),
    )


@on_deadline(Limit.OFFER)
def offer_waiting_rescue(deadline: Any) -> None:
    """A rescue waits for a crew: offer it to the best."""
    rescue = lock_rescue_at_once(deadline.subject_id)
    if rescue.status != RescueStatus.WAITING:
        return
    if policy_on(rescue.created_at).automatic:
        offer_locked(rescue, ENGINE)
    else:
        escalate(rescue, after={"waiting": True})


@on_deadline(Limit.ANSWER)
def expire_unanswered_offer(deadline: Any) -> None:
    """An offer was not answered in time: on to the next crew."""
    rescue = lock_rescue_at_once(deadline.subject_id)
    if rescue.status == RescueStatus.OFFERED:
        expire_offer(rescue)


@on_deadline(Limit.ESCALATE)
def look_again(deadline: Any) -> None:
    """Nobody could go: escalate, forget who refused, and ask all again."""
    rescue = lock_rescue_at_once(deadline.subject_id)
    if rescue.status != RescueStatus.UNSERVED:
        return
    rescue.change(escalation=rescue.escalation + 1, search_from=rescue.round + 1)
    record(rescue, "rescue.escalated", ENGINE, after={"level": rescue.escalation})
    rescue.move_to(RescueStatus.WAITING)
    put_under(rescue, Limit.OFFER, 0)
    tell_rescue(rescue)


@on_deadline(Limit.DEPART)
def escalate_late_departure(deadline: Any) -> None:
    """The crew has not departed in time."""
    _escalate_if_late(deadline, Limit.DEPART)


@on_deadline(Limit.ARRIVE)
def escalate_late_arrival(deadline: Any) -> None:
    """The crew has not arrived in time."""
    _escalate_if_late(deadline, Limit.ARRIVE)


@on_deadline(Limit.FINISH)
def escalate_late_finish(deadline: Any) -> None:
    """The rescue has not been finished in time."""
    _escalate_if_late(deadline, Limit.FINISH)


def _escalate_if_late(deadline: Any, limit: Limit) -> None:
    rescue = lock_rescue_at_once(deadline.subject_id)
    if rescue.status == OVERDUE[limit]:
        escalate(rescue, after={"late": limit.value}, limit=limit)


def escalate(rescue: Rescue, *, after: dict[str, Any], limit: Limit = Limit.OFFER) -> None:
    """Raise the level, tell the board, and look again after the policy's pause: an open rescue is never without a limit."""
    rescue.change(escalation=rescue.escalation + 1)
    put_under(rescue, limit, policy_on(rescue.created_at).retry_s)
    record(rescue, "rescue.escalated", ENGINE, after=after | {"level": rescue.escalation})
    tell_rescue(rescue)
