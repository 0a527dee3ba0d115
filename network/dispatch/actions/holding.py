"""Holding the engine back: when the policy, or the board's switch, leaves an offer to a dispatcher."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from common.clock import business_zone
from common.history.record import record
from common.people import Person
from network.dispatch.actions.escalating import escalate_late
from network.dispatch.choices import Held, Limit
from network.dispatch.decisions import ENGINE
from network.dispatch.facts import home_regions
from network.dispatch.limits import put_under
from network.dispatch.live import tell_rescue
from network.dispatch.models import Decision, Rescue
from network.dispatch.policies import Policy, pause_on


def why_held(rescue: Rescue, moment: datetime, policy: Policy) -> Held | None:
    """Return why the engine may not offer this rescue by itself now; None when it may. The caller stands in head office's scope."""
    return why_each_is_held([rescue], moment, policy)[rescue.pk]


def why_each_is_held(rescues: Sequence[Rescue], moment: datetime, policy: Policy) -> dict[UUID, Held | None]:
    """Return the same for many at once, by key: however many wait, the switch, the offices and the looks are asked for once."""
    if pause_on(moment) is not None:
        return {one.pk: Held.PAUSED for one in rescues}
    limits, hour = policy.automatic_limits, moment.astimezone(business_zone()).hour
    regions = home_regions((one.lat, one.lon) for one in rescues) if limits.regions else [""] * len(rescues)
    seen = _looked_at([one.pk for one in rescues if one.case.safety in limits.looks_at])
    return {
        one.pk: limits.against(region=region, hour=hour, safety="" if one.pk in seen else one.case.safety)
        for one, region in zip(rescues, regions, strict=True)
    }


def hold(rescue: Rescue, why: Held, policy: Policy, by: Person, **facts: Any) -> None:
    """Leave a waiting rescue to the dispatchers, for as long as they have for an offer; after that it climbs the ladder as any late one.

    The caller has locked the rescue.
    """
    is_late = bool(rescue.held)
    if rescue.held != why:
        rescue.change(held=why, planned_crew_id=None)  # a plan whose crew can't go any more has been tried
        record(rescue, "rescue.held", by, after={"held": why, **facts})
    if is_late:
        escalate_late(rescue, by, Limit.OFFER)
        return
    put_under(rescue, Limit.OFFER, policy.offer_s)
    tell_rescue(rescue)


def _looked_at(rescues: Collection[UUID]) -> set[UUID]:
    """Return about which of them a dispatcher has decided before: a look is wanted once, not at each refusal."""
    if not rescues:
        return set()
    decided = Decision.objects.filter(rescue__in=rescues).exclude(made_by=ENGINE.name)
    return set(decided.values_list("rescue_id", flat=True))
