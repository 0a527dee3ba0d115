"""Solving a scenario as a job. The solver runs in a thread of its own, so that progress is shown and a cancel is heard while it works."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.clock import now
from common.history.record import record
from common.jobs.kinds import Result, Step, Steps, Work, job
from common.jobs.models import Job
from network.planning.models import Scenario
from network.planning.routing.choose import router
from network.planning.scenarios.actions import KIND
from network.planning.scenarios.answering import answer
from network.planning.scenarios.asking import asked_of
from network.planning.scenarios.roads import is_unrouted, keep_roads, points_of, roads_of
from network.planning.solver import Clock

LOOK_EVERY_S = 0.4
MOST_ROUTING_S = 180.0  # then the rest goes by the detour


def _page(row: Job) -> str:
    """Return the page of the scenario that a job answers."""
    scenario = Scenario.objects.filter(job=row).first()
    return scenario.get_absolute_url() if scenario else ""


@job(KIND, _("Planning scenario"), action=KIND, link=_page)
def solve_scenario(work: Work) -> Steps:
    """Solve from what was taken down when it was asked: after a kill the same question is solved again, from its beginning."""
    scenario = Scenario.objects.get(pk=work.params["scenario"])
    if is_unrouted(scenario):
        yield from _measure_roads(scenario)
    asked, clock = asked_of(scenario, points_of(scenario)), Clock(scenario.time_limit_s)
    yield Step(0, scenario.time_limit_s)
    with ThreadPoolExecutor(1, "scenario") as pool:
        solving = pool.submit(answer, asked, clock)
        try:
            for seconds in _while_it_runs(solving, clock):
                yield Step(min(seconds, scenario.time_limit_s - 1), scenario.time_limit_s)
        finally:
            clock.stop()
    _conclude(scenario, solving.result(), work.actor)
    return Result({"scenario": scenario.public_id})


def _measure_roads(scenario: Scenario) -> Iterator[Step]:
    """Ask the routing server, in a thread as the solver, and keep what came with the inputs: whoever solves again needs no server."""
    clock, words = Clock(MOST_ROUTING_S), _("Asking the routing server")
    with ThreadPoolExecutor(1, "roads") as pool:
        asking = pool.submit(roads_of, scenario, router(), clock)
        try:
            for _seconds in _while_it_runs(asking, clock):
                yield Step(0, scenario.time_limit_s, words)
        finally:
            clock.stop()
    keep_roads(scenario, asking.result())
    yield Step(0, scenario.time_limit_s)


def _while_it_runs(solving: Future[Any], clock: Clock) -> Iterator[int]:
    while True:
        try:
            solving.result(timeout=LOOK_EVERY_S)
        except NotYet:
            yield int(clock.seconds)
        else:
            return


def _conclude(scenario: Scenario, result: dict[str, Any], actor: Any) -> None:
    scenario.change(result=result, finished_at=now())
    proof = result["proof"]
    record(scenario, "scenario.answered", actor, after={"ending": proof["ending"], "gap": proof["gap"]})
