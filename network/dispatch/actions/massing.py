"""Mass events: when more rescues wait than crews are free, all are assigned at once. The dispatcher sees the plan, then commits it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.errors import Invalid
from common.history.record import record
from common.people import Person
from common.scope import for_office
from network.dispatch.batch import Waiting, assign
from network.dispatch.choices import Limit, RescueStatus
from network.dispatch.engine import CrewFacts
from network.dispatch.facts import crew_facts, search_of
from network.dispatch.limits import put_under
from network.dispatch.live import tell_rescue
from network.dispatch.locks import lock_rescues
from network.dispatch.models import Crew, Rescue
from network.dispatch.policies import Policy, policy_on
from network.dispatch.selectors import rescues_for
from network.hotline.choices import Safety

IDLE = (RescueStatus.WAITING, RescueStatus.UNSERVED)


@dataclass(frozen=True, slots=True)
class Planned:
    """One line of the plan: which crew for which rescue, and how far; without a crew nobody is left for it."""

    rescue: Rescue
    crew: CrewFacts | None = None
    distance_m: int = 0
    eta_s: int = 0


def plan_batch(actor: Actor, moment: datetime) -> list[Planned]:
    """Return the best assignment of all free crews to all rescues that nobody serves or is asked for, the urgent first. Changes nothing."""
    actor.require("dispatch.offer")
    policy = policy_on(moment)
    rows = rescues_for(actor).filter(status__in=IDLE, planned_crew_id__isnull=True)
    return plan_of(list(rows.order_by("created_at")), moment, policy)


def plan_of(rescues: list[Rescue], moment: datetime, policy: Policy) -> list[Planned]:
    """Return the best assignment of all free crews to these rescues, the urgent first. Changes nothing."""
    rescues.sort(key=lambda one: -urgency(one, policy))
    waiting = [Waiting(search_of(one, policy)[0], urgency(one, policy)) for one in rescues]
    pairs = assign(waiting, crew_facts(moment, policy), policy.weights)
    return [_planned(one, pairs.get(row), policy) for row, one in enumerate(rescues)]


def _planned(rescue: Rescue, found: tuple[CrewFacts, float] | None, policy: Policy) -> Planned:
    if found is None:
        return Planned(rescue)
    crew, distance_m = found
    return Planned(rescue, crew, round(distance_m), round(distance_m / policy.speed_mps))


def urgency(rescue: Rescue, policy: Policy) -> float:
    """Return how much a rescue counts when not all can be served: people hurt, then a vehicle on the carriageway."""
    if rescue.case.safety == Safety.INJURED:
        return policy.urgency_injured
    return policy.urgency_carriageway if rescue.case.safety == Safety.CARRIAGEWAY else 1.0


@transaction.atomic
def commit_batch(pairs: Sequence[tuple[UUID, UUID]], *, reason: str = "", acting_user: Actor) -> list[Rescue]:
    """Take the plan: each rescue is offered to its crew at once, by the engine, in a transaction of its own.

    What has changed since the plan was made is passed over. A crew that can't go any more is replaced by the best one then. Raises
    Invalid for a rescue or crew that is named twice.
    """
    acting_user.require("dispatch.offer")
    chosen = dict(pairs)
    if len(chosen) != len(pairs) or len(set(chosen.values())) != len(pairs):
        raise Invalid(_("Each rescue and each crew may stand in the plan once."), field="pairs")
    in_sight = set(rescues_for(acting_user).filter(pk__in=chosen).values_list("pk", flat=True))
    with for_office():
        names = dict(Crew.objects.filter(pk__in=chosen.values()).values_list("pk", "name"))
        done = []
        for rescue in lock_rescues(in_sight):
            crew_id = chosen[rescue.pk]
            if rescue.status in IDLE and crew_id in names:
                send(rescue, crew_id, names[crew_id], acting_user, reason.strip())
                done.append(rescue)
        return done


def send(rescue: Rescue, crew_id: UUID, name: str, by: Person, reason: str = "") -> None:
    """Give a locked rescue that nobody serves its crew of the plan; the engine offers it at once, in a transaction of its own."""
    if rescue.status == RescueStatus.UNSERVED:
        rescue.move_to(RescueStatus.WAITING)
    rescue.change(planned_crew_id=crew_id, held="")
    put_under(rescue, Limit.OFFER, 0)
    record(rescue, "rescue.planned", by, after={"crew": name}, reason=reason)
    tell_rescue(rescue)
