"""Starting a simulation."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.policy.choices import PolicyStatus
from common.errors import Invalid, WrongState
from common.history.record import record
from common.ids import new_id
from common.jobs.actions import start_job
from common.scope import for_office
from network.dispatch.models import DispatchPolicy
from network.dispatch.selectors import policies_for
from network.dispatch.simulator.models import Simulation
from network.dispatch.simulator.problems import BadInput, Problem
from network.dispatch.simulator.wishes import Wish, build
from network.dispatch.simulator.words import say_problem

KIND = "dispatch.simulate"
MOST_CALLS, MOST_SEEDS = 5_000, 30
FIELDS = {
    Problem.NO_CALLS: "day",
    Problem.STATION: "closed",
    Problem.SEEDS: "seeds",
    Problem.CALLS: "calls_per_day",
    Problem.COLUMNS: "crew_plan",
    Problem.TIME: "crew_plan",
    Problem.CAPACITY: "crew_plan",
    Problem.CREW_TWICE: "crew_plan",
}


@transaction.atomic
def start_simulation(
    *,
    title: str,
    acting_user: Actor,
    day: date | None = None,
    calls_per_day: int = 1_000,
    seeds: int = 10,
    policy_id: UUID | None = None,
    closed: Sequence[str] = (),
    crew_plan: str = "",
    agents: int | None = None,
) -> Simulation:
    """Queue a simulation. Raises Invalid for what can't be simulated, WrongState for a withdrawn draft or while another one of this
    person runs, NotYours for a version out of sight."""
    acting_user.require(KIND)
    version: DispatchPolicy | None = policies_for(acting_user).get_or_404(policy_id) if policy_id else None
    if version is not None and version.status == PolicyStatus.WITHDRAWN:
        raise WrongState(_("This draft was withdrawn."), status=str(version.status))
    simulation = Simulation(
        id=new_id(),
        title=title.strip(),
        day=day,
        calls_per_day=calls_per_day,
        seeds=seeds,
        policy=version,
        policy_label=version.label if version else "",
        values=version.values if version else None,
        closed=[code.strip().upper() for code in closed if code.strip()],
        crew_plan=crew_plan,
        agents=agents,
        started_by=acting_user.id,
        started_by_name=acting_user.name,
    )
    _check(simulation)
    simulation.job = start_job(
        KIND,
        {"simulation": str(simulation.pk)},
        acting_user=acting_user,
        subject=simulation.title,
        key=str(acting_user.id),
    )
    simulation.save(force_insert=True)
    after = {"policy": simulation.policy_label, "day": day, "seeds": seeds}
    record(simulation, "simulation.started", acting_user, after=after)
    return simulation


def wish_of(simulation: Simulation) -> Wish:
    """Return what is to be simulated."""
    return Wish(
        day=simulation.day,
        calls_per_day=simulation.calls_per_day,
        seeds=simulation.seeds,
        policy=simulation.values,
        policy_label=simulation.policy_label,
        closed=simulation.closed,
        crew_plan=simulation.crew_plan,
        agents=simulation.agents,
    )


def _check(simulation: Simulation) -> None:
    """Build the study once, so that whoever asked sees at once what is wrong, beside the field."""
    if not simulation.title:
        raise Invalid(_("Give it a name by which you will find it again."), field="title")
    if not 1 <= simulation.seeds <= MOST_SEEDS:
        raise Invalid(_("Choose from 1 to 30 seeds."), field="seeds")
    if not 1 <= simulation.calls_per_day <= MOST_CALLS:
        raise Invalid(_("Choose from 1 to 5,000 calls a day."), field="calls_per_day")
    try:
        with for_office():
            build(wish_of(simulation))
    except BadInput as error:
        raise Invalid(say_problem(error), field=FIELDS.get(error.problem)) from error
