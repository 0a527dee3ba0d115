"""The simulation as a job: a day of one variant after the other, each written down as it is done."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.clock import now
from common.history.record import record
from common.jobs.kinds import Result, Step, Steps, Work, job
from common.jobs.models import Job
from common.scope import for_office
from network.dispatch.simulator.actions import KIND, wish_of
from network.dispatch.simulator.models import Simulation
from network.dispatch.simulator.study import Run, conclude, runs
from network.dispatch.simulator.wishes import build


def _page(row: Job) -> str:
    """Return the page of the simulation that a job made."""
    simulation = Simulation.objects.filter(job=row).first()
    return simulation.get_absolute_url() if simulation else ""


@job(KIND, _("Dispatch simulation"), action=KIND, link=_page)
def simulate(work: Work) -> Steps:
    """Run what is not done yet; the runs that are done are kept with the simulation, so that a kill costs one run."""
    simulation = Simulation.objects.get(pk=work.params["simulation"])
    with for_office():
        study, past = build(wish_of(simulation))
    done = [Run(**one) for one in simulation.partial]
    total = len(study.variants) * len(study.seeds)
    yield Step(len(done), total)
    for one in runs(study, after=len(done)):
        done.append(one)
        Simulation.objects.filter(pk=simulation.pk).update(partial=[asdict(run) for run in done])
        yield Step(len(done), total)
    result = conclude(study, done) | {"recorded": past.figures(study.targets) if past else None}
    _conclude(simulation, result, work.actor)
    return Result({"simulation": simulation.public_id})


def _conclude(simulation: Simulation, result: dict[str, Any], actor: Any) -> None:
    simulation.change(result=result, partial=[], finished_at=now())
    record(
        simulation, "simulation.finished", actor, after={"policy": simulation.policy_label, "seeds": simulation.seeds}
    )
