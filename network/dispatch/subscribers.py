"""What dispatch does when something happened elsewhere, and when a time limit is due."""

from typing import Any
from uuid import UUID

from billing.claims.outbound import OutboundFacts, claim_outbound_fee
from common.clock import business_zone, database_now
from common.deadlines.keep import on_deadline, set_deadline
from common.history.record import record
from common.history.subscribers import deliver_first, subscribe
from network.dispatch import driver_news as driver_news  # what the driver is told
from network.dispatch.actions.catching_up import LATELY, may_come_later
from network.dispatch.actions.escalating import climb, escalate_late, search_afresh
from network.dispatch.actions.holding import hold, why_held
from network.dispatch.actions.mass_automatic import commit_by_itself, waits_for_plan
from network.dispatch.actions.refilling import review_offers
from network.dispatch.actions.searching import begin_rescue, offer_locked
from network.dispatch.actions.switching import end_pause
from network.dispatch.choices import MASS_PLAN, PAUSE_ENDS, TAKEN_DRIVE, WARNING, Limit, OfferStatus, RescueStatus
from network.dispatch.decisions import ENGINE
from network.dispatch.limits import open_limit_of
from network.dispatch.live import tell_rescue
from network.dispatch.locks import lock_case_to_begin, lock_pause_at_once, lock_rescue_at_once, lock_taken_offer
from network.dispatch.models import CrewMember, Offer, Rescue
from network.dispatch.policies import policies_on, policy_on
from network.dispatch.simulator import jobs as jobs  # the long work that dispatch offers
from network.hotline.choices import Road
from network.planning.selectors import province_at

OVERDUE = {
    Limit.DEPART: RescueStatus.ACCEPTED,
    Limit.ARRIVE: RescueStatus.EN_ROUTE,
    Limit.FINISH: RescueStatus.ARRIVED,
}


deliver_first("case", "rescue", "offer")


@subscribe("case.opened")
def start_rescue_of_case(event: Any) -> None:
    """A rescue case begins its rescue, unless it has one."""
    case = lock_case_to_begin(event.aggregate_id)
    if case is not None and case.is_rescue and case.is_live:
        begin_rescue(case, ENGINE)


@subscribe("rescue.finished")
def claim_fee_of_rescue(event: Any) -> None:
    """A finished rescue becomes a claim for the drive. Made here and not in `finish`: a gap in a policy must not stop the crew."""
    claim_outbound_fee(outbound_facts(Rescue.objects.select_related("case").get(pk=event.aggregate_id)))


@subscribe("offer.withdrawn")
def claim_fee_of_taken_drive(event: Any) -> None:
    """A crew from which the rescue was taken is paid for its kilometres, if the rules pay for the cause. Told twice, it is one claim.

    A phone that was silent then has time to tell the rest.
    """
    offer = _paid_drive(event.aggregate_id)
    if offer is None or offer.taken_at is None:
        return
    if may_come_later(offer):
        set_deadline(TAKEN_DRIVE, offer.pk, offer.taken_at + LATELY)
    else:
        _claim(offer)


@subscribe("offer.measured")
def claim_fee_of_drive_told_late(event: Any) -> None:
    """The phone has told the rest of a drive that ended when the rescue was taken."""
    claim_fee_of_taken_drive(event)


@on_deadline(TAKEN_DRIVE)
def claim_what_is_known(deadline: Any) -> None:
    """The phone has told no more in time: the fee is claimed for what is known."""
    offer = _paid_drive(deadline.subject_id)
    if offer is not None:
        _claim(offer)


def _paid_drive(offer_id: UUID) -> Offer | None:
    """Lock and return the drive of a taken rescue that the rules pay for and no claim pays yet; None for any other."""
    offer = lock_taken_offer(offer_id)
    if offer is None or offer.claim_number or not offer.driven_m or offer.taken_at is None:
        return None
    return offer if offer.taken_cause in policy_on(offer.taken_at).paid_causes else None


def _claim(offer: Offer) -> None:
    claim = claim_outbound_fee(facts_of_taken_drive(offer))
    offer.change(claim_number=claim.number)
    after = {"claim": claim.number, "driven_km": round((offer.driven_m or 0) / 1000, 1)}
    record(offer, "offer.claimed", ENGINE, after=after)


def facts_of_taken_drive(offer: Offer) -> OutboundFacts:
    """Return what the fee of a drive is reckoned from that ended when the rescue was taken from its crew."""
    if offer.departed_at is None or offer.taken_at is None:
        raise ValueError(f"{offer} was not taken on its way")
    rescue, hour = offer.rescue, offer.departed_at.astimezone(business_zone()).hour
    return OutboundFacts(
        rescue_id=None,
        rescue_number=rescue.number,
        station_id=offer.station_id,
        vehicle_id=rescue.case.vehicle_id,
        vin=rescue.case.vin,
        finished_at=offer.taken_at,
        distance_m=offer.driven_m or 0,
        is_night=policy_on(offer.departed_at).is_night(hour),
        technician_ids=_riders(offer.crew_id),
        expected_distance_m=2 * offer.distance_m,
        is_highway=rescue.case.road == Road.HIGHWAY,
        province=province_at(rescue.lat, rescue.lon),
        trip=f"{rescue.number}/{offer.round}",
    )


def _riders(crew_id: UUID) -> tuple[UUID, ...]:
    riders = CrewMember.objects.filter(crew_id=crew_id, ended_at__isnull=True)
    return tuple(riders.values_list("user_id", flat=True))


def outbound_facts(rescue: Rescue) -> OutboundFacts:
    """Return what the fee is reckoned from."""
    if rescue.station_id is None or rescue.departed_at is None or rescue.finished_at is None:
        raise ValueError(f"{rescue.number} is not finished")
    offer = Offer.objects.get(rescue=rescue, status=OfferStatus.ACCEPTED)
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
        technician_ids=_riders(rescue.serving_crew_id),
        expected_distance_m=2 * offer.distance_m,
        is_highway=rescue.case.road == Road.HIGHWAY,
        province=province_at(rescue.lat, rescue.lon),
    )


@on_deadline(Limit.OFFER, is_urgent=True)
def offer_waiting_rescue(deadline: Any) -> None:
    """A rescue waits for a crew: offer it to the best, unless that is left to a dispatcher. A committed plan is a dispatcher's word."""
    rescue = lock_rescue_at_once(deadline.subject_id)
    if rescue.status != RescueStatus.WAITING:
        return
    moment = deadline.done_at
    begun_under, policy = policies_on(rescue.created_at, moment)
    why = None if rescue.planned_crew_id is not None else why_held(rescue, moment, begun_under)
    if why is not None:
        hold(rescue, why, begun_under, ENGINE)
    elif not waits_for_plan(rescue, begun_under, moment):
        offer_locked(rescue, ENGINE, moment, policy)


@on_deadline(MASS_PLAN, is_urgent=True)
def plan_all_that_wait(deadline: Any) -> None:
    """A mass event is on and the rules let the engine plan by itself."""
    commit_by_itself()


@on_deadline(PAUSE_ENDS, is_urgent=True)
def switch_on_again(deadline: Any) -> None:
    """The time of the board's switch is over: the engine offers by itself again."""
    pause = lock_pause_at_once(deadline.subject_id)
    if pause.ended_at is None:
        end_pause(pause, ENGINE)


@on_deadline(Limit.ANSWER, is_urgent=True)
def expire_unanswered_offer(deadline: Any) -> None:
    """An offer was not answered in time, or one of several was declined: on to the next crew."""
    rescue = lock_rescue_at_once(deadline.subject_id)
    if rescue.status == RescueStatus.OFFERED:
        review_offers(rescue)


@on_deadline(Limit.ESCALATE, is_urgent=True)
def look_again(deadline: Any) -> None:
    """Nobody could go: escalate, forget who refused, and ask all again."""
    rescue = lock_rescue_at_once(deadline.subject_id)
    if rescue.status != RescueStatus.UNSERVED:
        return
    if climb(rescue, ENGINE, cause=Limit.ESCALATE) is None:
        record(rescue, "rescue.searched_again", ENGINE, after={"level": rescue.escalation})
    search_afresh(rescue)
    tell_rescue(rescue)


@on_deadline(WARNING, is_urgent=True)
def warn_before_breach(deadline: Any) -> None:
    """Most of a time limit has gone: the board shows it. The limit itself stays as it is."""
    rescue = lock_rescue_at_once(deadline.subject_id)
    limit = open_limit_of(rescue)
    if limit is None or limit.step != deadline.step:
        return
    rescue.change(warned_at=database_now())
    record(rescue, "rescue.warned", ENGINE, after={"limit": limit.kind, "due_at": limit.due_at})
    tell_rescue(rescue)


@on_deadline(Limit.DEPART, is_urgent=True)
def escalate_late_departure(deadline: Any) -> None:
    """The crew has not departed in time."""
    _escalate_if_late(deadline, Limit.DEPART)


@on_deadline(Limit.ARRIVE, is_urgent=True)
def escalate_late_arrival(deadline: Any) -> None:
    """The crew has not arrived in time."""
    _escalate_if_late(deadline, Limit.ARRIVE)


@on_deadline(Limit.FINISH, is_urgent=True)
def escalate_late_finish(deadline: Any) -> None:
    """The rescue has not been finished in time."""
    _escalate_if_late(deadline, Limit.FINISH)


def _escalate_if_late(deadline: Any, limit: Limit) -> None:
    rescue = lock_rescue_at_once(deadline.subject_id)
    if rescue.status == OVERDUE[limit]:
        escalate_late(rescue, ENGINE, limit)
