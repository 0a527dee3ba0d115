"""Several crews are asked at once: whose time is over is expired, and each empty slot is filled by the next best crew."""

from collections.abc import Sequence
from datetime import datetime

from common.clock import database_now
from common.history.record import record
from network.dispatch.actions.holding import why_held
from network.dispatch.actions.searching import (
    Asked,
    fill_slots,
    open_offers_of,
    ranking_for,
    search_again,
    told_of,
    told_to_office,
    within_reach,
)
from network.dispatch.asking import are_over, empty_slots
from network.dispatch.choices import Limit, OfferStatus
from network.dispatch.decisions import ENGINE, Choice, write_decision
from network.dispatch.limits import put_under
from network.dispatch.live import tell_offer, tell_rescue
from network.dispatch.models import Offer, Rescue
from network.dispatch.policies import Policy, policy_on


def review_offers(rescue: Rescue) -> None:
    """Look at the offers of a rescue whose limit has passed. The caller has locked the rescue.

    Nobody left who is asked: it waits for the next crew. Else empty slots are filled, and the limit is the next offer's end.
    """
    moment = database_now()
    policy = policy_on(moment)
    asked = open_offers_of(rescue)
    verdicts = are_over([one.expires_at for one in asked], moment, policy.parallel)
    over = [one for one, is_over in zip(asked, verdicts, strict=True) if is_over]
    _expire(over)
    left = [one for one in asked if one not in over]
    if not left:
        search_again(rescue)
        return
    left += _fill(rescue, left, policy, moment)
    ends_at = min(one.expires_at for one in left)
    put_under(rescue, Limit.ANSWER, (ends_at - moment).total_seconds(), after=moment, policy=policy)
    tell_rescue(rescue)


def _expire(offers: Sequence[Offer]) -> None:
    for offer in offers:
        offer.move_to(OfferStatus.EXPIRED)
        record(offer, "offer.expired", ENGINE, after={"crew": offer.crew.name})
        tell_offer(offer)


def _fill(rescue: Rescue, left: Sequence[Offer], policy: Policy, moment: datetime) -> list[Offer]:
    """Ask the next best crews for the empty slots, each with the whole time to answer; as far as the engine may offer by itself."""
    empty = empty_slots(policy.parallel, (one.slot for one in left))
    if not empty or why_held(rescue, moment, policy) is not None:
        return []
    ranking = ranking_for(rescue, moment, policy)
    made = fill_slots(rescue, within_reach(rescue, ranking.ranked, policy), empty, policy, moment)
    if made:
        _tell(rescue, made, Choice(ENGINE, ranking, policy.label))
    return [one.offer for one in made]


def _tell(rescue: Rescue, made: Sequence[Asked], choice: Choice) -> None:
    rescue.change(round=made[-1].offer.round)
    for one in made:
        write_decision(rescue, choice, chosen=one.offer.crew_id)
        tell_offer(one.offer)
    for one in sorted(made, key=lambda each: each.offer.station_id):  # several chains: always in the same order
        record(one.offer, "offer.made", ENGINE, after=told_of(one))
    for one in made:
        record(rescue, "rescue.offered", ENGINE, after=told_to_office(one))
