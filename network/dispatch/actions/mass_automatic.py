"""Mass events without a dispatcher: the engine plans all that wait at once and commits what the limits of automatic mode allow.

A rescue whose turn comes while a mass event is on in its region asks for the plan and waits `WAIT_S`. The plan is a deadline of its own, at
most one in each `EVERY_S`: it locks no rescue before all are locked in order, and whoever asks for it never waits for one that is being carried out.
"""

from datetime import UTC, datetime
from uuid import UUID, uuid5

from common.clock import database_now
from common.deadlines.keep import set_deadline
from network.dispatch.actions.holding import why_each_is_held
from network.dispatch.actions.massing import IDLE, Planned, plan_of, send
from network.dispatch.choices import MASS_PLAN, Limit, RescueStatus
from network.dispatch.decisions import ENGINE
from network.dispatch.facts import home_regions
from network.dispatch.limits import put_under
from network.dispatch.locks import lock_rescues
from network.dispatch.mass import EVERY_S, WAIT_S, next_plan_s
from network.dispatch.models import Rescue
from network.dispatch.policies import Policy, policy_on
from network.dispatch.selectors import idle_places, regions_of_free_crews

PLANS = UUID(
    "01890000-0000-7000-8000-0000000000aa"
)  # from it each plan's deadline has its subject, which is nobody's rescue
LEFT_OUT = {"left_out": True}  # in `shortfall` of a rescue for which the plan had no crew, until it is looked at alone


def waits_for_plan(rescue: Rescue, policy: Policy, moment: datetime) -> bool:
    """Whether a locked rescue is left to the next plan: a mass event is on, and no plan has looked at it. Asks for the plan."""
    if not policy.mass_automatic or rescue.planned_crew_id is not None or rescue.shortfall == LEFT_OUT:
        return False
    if rescue.pk not in in_mass_event(policy):
        return False
    plan_s = next_plan_s(moment.timestamp())
    set_deadline(MASS_PLAN, uuid5(PLANS, str(plan_s // EVERY_S)), datetime.fromtimestamp(plan_s, UTC))
    put_under(rescue, Limit.OFFER, WAIT_S, warns=False)
    return True


def in_mass_event(policy: Policy) -> set[UUID]:
    """Return the rescues that wait in a region where more wait than its crews can take."""
    places = idle_places()
    if len(places) < 2:  # one alone is no mass event
        return set()
    regions = dict(zip(places, home_regions(places.values()), strict=True))
    on = policy.mass.regions(regions.values(), regions_of_free_crews())
    return {key for key, region in regions.items() if region in on}


def commit_by_itself() -> list[Rescue]:
    """Plan all that wait where a mass event is on, and commit it.

    Who gets no crew, or one that the engine may not send by itself, is looked at alone after that.
    """
    moment = database_now()
    policy = policy_on(moment)
    rows = Rescue.objects.select_related("case").filter(pk__in=in_mass_event(policy))
    rows = rows.filter(status__in=IDLE, planned_crew_id__isnull=True, held="")
    idle = list(rows.order_by("created_at"))
    held = why_each_is_held(idle, moment, policy)
    rescues = [one for one in idle if held[one.pk] is None]
    plan = {one.rescue.pk: one for one in plan_of(rescues, moment, policy)}
    done = []
    for rescue in lock_rescues(list(plan)):
        if rescue.status not in IDLE or rescue.planned_crew_id is not None or rescue.held:
            continue
        planned = plan[rescue.pk]
        if planned.crew is not None and not policy.automatic_limits.is_too_far(planned.distance_m):
            send(rescue, planned.crew.crew_id, planned.crew.name, ENGINE)
            done.append(rescue)
        elif rescue.status == RescueStatus.WAITING:
            _look_alone(rescue, planned)
    return done


def _look_alone(rescue: Rescue, planned: Planned) -> None:
    """After those of the plan have been offered; one that is merely too far for the engine is told so there."""
    rescue.change(shortfall=LEFT_OUT)
    put_under(rescue, Limit.OFFER, EVERY_S, warns=False)
