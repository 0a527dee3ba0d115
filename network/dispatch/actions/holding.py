"""Holding the engine back: when the policy, or the board's switch, leaves an offer to a dispatcher."""

from datetime import datetime
from typing import Any

from common.clock import business_zone
from common.history.record import record
from common.people import Person
from network.dispatch.actions.escalating import escalate_late
from network.dispatch.choices import Held, Limit
from network.dispatch.decisions import ENGINE
from network.dispatch.facts import home_region
from network.dispatch.limits import put_under
from network.dispatch.live import tell_rescue
from network.dispatch.models import Decision, Rescue
from network.dispatch.policies import Policy, pause_on


def why_held(rescue: Rescue, moment: datetime, policy: Policy) -> Held | None:
    """Return why the engine may not offer this rescue by itself now; None when it may. The caller stands in head office's scope."""
    if pause_on(moment) is not None:
        return Held.PAUSED
    limits = policy.automatic_limits
    region = home_region(rescue.lat, rescue.lon) if limits.regions else ""
    safety = rescue.case.safety
    if safety in limits.looks_at and _was_looked_at(rescue):
        safety = ""
    return limits.against(region=region, hour=moment.astimezone(business_zone()).hour, safety=safety)


def hold(rescue: Rescue, why: Held, policy: Policy, by: Person, **facts: Any) -> None:
    """Leave a waiting rescue to the dispatchers, for as long as they have for an offer; after that it climbs the ladder as any late one.

    The caller has locked the rescue.
    """
    is_late = bool(rescue.held)
    if rescue.held != why:
        rescue.change(held=why)
        record(rescue, "rescue.held", by, after={"held": why, **facts})
    if is_late:
        escalate_late(rescue, by, Limit.OFFER)
        return
    put_under(rescue, Limit.OFFER, policy.offer_s)
    tell_rescue(rescue)


def _was_looked_at(rescue: Rescue) -> bool:
    """Whether a dispatcher has decided about the rescue before: a look is wanted once, not at each refusal."""
    return Decision.objects.filter(rescue=rescue).exclude(made_by=ENGINE.name).exists()
