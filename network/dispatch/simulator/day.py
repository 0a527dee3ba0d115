"""One day, event by event: call → answer → offer → answer of the crew → departure → drive → arrival → work → free again."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any
from uuid import UUID

import numpy as np

from network.dispatch.engine import Need, rank
from network.dispatch.geo import great_circle_m, unit_vector
from network.dispatch.simulator.chance import Chances
from network.dispatch.simulator.crews import CrewNow, Fleet, Leg
from network.dispatch.simulator.world import (
    DAY_S,
    HOUR_S,
    CrewDay,
    Demand,
    DriverCall,
    Outcome,
    Story,
    Targets,
    Variant,
)

OVERTIME_S = 8 * HOUR_S  # no new calls after midnight, but those of the day are served on
SAMPLE_S = 900


@dataclass(slots=True)
class Search:
    """The search for a crew for one case. `refused` is forgotten when it is escalated to the next `level`; `turn` numbers the offers."""

    story: Story
    level: int = 0
    refused: set[UUID] = field(default_factory=set)
    turn: int = 0


class Day:
    """Runs one variant of a day. Equal moments are taken in the order in which they were planned."""

    def __init__(
        self,
        variant: Variant,
        calls: Sequence[DriverCall],
        chances: Chances,
        demand: Sequence[Demand] = (),
        targets: Targets | None = None,
    ) -> None:
        self.variant, self.chances, self.people = variant, chances, variant.behaviour
        self.rules, self.targets = variant.rules, targets or Targets()
        crews = [self._crew(row, plan) for row, plan in enumerate(variant.network.crews)]
        self.fleet = Fleet(crews)
        self.searches = [Search(Story(one)) for one in calls]
        self.points = np.array([unit_vector(one.lat, one.lon) for one in demand]).reshape(-1, 3)
        self.weights = np.array([one.weight for one in demand])
        self.coverage: list[tuple[float, float]] = []
        self.ringing: deque[Search] = deque()
        self.talking, self.talk_s = 0, 0.0
        self.at_s, self.order = 0.0, 0
        self.events: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []

    def _crew(self, row: int, plan: Any) -> CrewNow:
        silent = self.chances.happens(str(plan.key), "silent", self.people.silent_crews)
        return CrewNow(plan, row, silent, (plan.base.lat, plan.base.lon))

    def run(self) -> Outcome:
        """Run until everything is done, at most eight hours into the next day."""
        for search in self.searches:
            self._plan(search.story.call.at_s, self._ring, search)
        for hour in range(1, (DAY_S + OVERTIME_S) // HOUR_S):
            self._plan(hour * HOUR_S, self._answer)
        if len(self.weights):
            for moment in range(0, DAY_S, SAMPLE_S):
                self._plan(moment, self._look_round)
        while self.events and self.events[0][0] <= DAY_S + OVERTIME_S:
            self.at_s, _order, act, about = heappop(self.events)
            act(*about)
        crews = [CrewDay(one.plan, one.spans, one.driven_m) for one in self.fleet.crews]
        return Outcome([one.story for one in self.searches], crews, self.coverage, self.talk_s)

    def _plan(self, at_s: float, act: Callable[..., None], *about: Any) -> None:
        self.order += 1
        heappush(self.events, (at_s, self.order, act, about))

    def _after(self, seconds: float, act: Callable[..., None], *about: Any) -> None:
        self._plan(self.at_s + seconds, act, *about)

    # The hotline: agents are servers, callers wait in one line.

    def _ring(self, search: Search) -> None:
        self.ringing.append(search)
        self._answer()

    def _answer(self) -> None:
        """Let free agents take the callers who wait longest."""
        agents = self.variant.network.agents[int(self.at_s % DAY_S // HOUR_S)]
        while self.ringing and self.talking < agents:
            search = self.ringing.popleft()
            search.story.answered_s = self.at_s
            self.talking += 1
            people = self.people
            talk_s = self.chances.gamma(search.story.call.key, "talk", people.handle_s, people.handle_variation)
            self.talk_s += talk_s
            self._after(talk_s, self._open, search)

    def _open(self, search: Search) -> None:
        """The agent has typed the case and is free again; the engine, or a dispatcher, looks for a crew."""
        self.talking -= 1
        self._answer()
        self._look(search)

    # The search.

    def _look(self, search: Search) -> None:
        """Offer now, or when a dispatcher gets round to it."""
        call, limits = search.story.call, self.rules.limits
        region = self.fleet.home_region(call.lat, call.lon) if limits.regions else ""
        if self.rules.offers_by_itself(region, self.at_s):
            self._offer(search)
        else:
            self._leave_to_dispatcher(search)

    def _leave_to_dispatcher(self, search: Search) -> None:
        purpose = f"dispatcher:{search.turn}"
        delay_s = self.chances.exponential(search.story.call.key, purpose, self.people.dispatcher_s)
        self._after(min(delay_s, self.rules.offer_s), self._offer, search, True)

    def _offer(self, search: Search, is_looked_at: bool = False) -> None:
        """Offer to the crew that the engine ranks first; without one the case waits for its escalation.

        A crew that is too far for the engine alone is asked once a dispatcher has looked.
        """
        story, rung = search.story, self.rules.rung(search.level)
        call, weights = story.call, rung.weights
        region = self.fleet.home_region(call.lat, call.lon) if rung.home_only else ""
        near = self.fleet.near(call.lat, call.lon, self.at_s, weights)
        facts = (one.facts(self.at_s, search.refused, weights.rest_window_s) for one in near)
        ranking = rank(Need(call.lat, call.lon, call.brand, call.needs, region), facts, weights)
        if not ranking.ranked:
            self._nobody(search)
            return
        if not is_looked_at and self.rules.limits.is_too_far(ranking.ranked[0].distance_m):
            self._leave_to_dispatcher(search)
            return
        chosen = ranking.ranked[0].crew.crew_id
        crew = next(one for one in near if one.plan.key == chosen)
        crew.asked = True
        search.turn += 1
        story.offers += 1
        story.offered_s = self.at_s if story.offered_s is None else story.offered_s
        self._await_answer(search, crew)

    def _await_answer(self, search: Search, crew: CrewNow) -> None:
        """The same crew answers the same case alike in every variant: the key names the crew, not the turn."""
        key, who = search.story.call.key, str(crew.plan.key)
        think_s = self.chances.lognormal(key, f"think:{who}", self.people.think_s, self.people.think_sigma)
        silent = self.chances.happens(key, f"silence:{who}", self.people.silence_share)
        if silent or think_s >= self.rules.answer_s:
            self._after(self.rules.answer_s, self._refused, search, crew)
        elif self.chances.happens(key, f"decline:{who}", self.people.decline_share):
            self._after(think_s, self._refused, search, crew)
        else:
            self._after(think_s, self._accepted, search, crew)

    def _refused(self, search: Search, crew: CrewNow) -> None:
        crew.asked = False
        search.refused.add(crew.plan.key)
        self._look(search)

    def _nobody(self, search: Search) -> None:
        """Nobody can go: the driver gives up in the end; until then all are asked again one level higher, after the policy's pause."""
        story, pause_s = search.story, self.rules.rung(search.level).pause_s
        if self.at_s + pause_s - story.call.at_s > self.people.patience_s:
            story.status = "unserved"
            return
        search.refused.clear()
        search.level += 1
        self._after(pause_s, self._offer, search)

    # The crew.

    def _accepted(self, search: Search, crew: CrewNow) -> None:
        story = search.story
        crew.asked = False
        crew.load += 1
        story.accepted_s, story.crew = self.at_s, crew.plan.key
        crew.waiting.append(story)
        self._next_job(crew)

    def _next_job(self, crew: CrewNow) -> None:
        """Begin the job that waits longest, if the crew has no other at hand; without one it drives home."""
        if crew.working is not None:
            return
        if not crew.waiting:
            self._drive_home(crew)
            return
        story = crew.working = crew.waiting.popleft()
        crew.trip += 1
        pack_s = self.chances.lognormal(story.call.key, "depart", self.people.depart_s, self.people.depart_sigma)
        self.fleet.stands(crew, self.at_s)
        self._after(pack_s, self._depart, crew, story)

    def _depart(self, crew: CrewNow, story: Story) -> None:
        story.departed_s = self.at_s
        self._drive(crew, (story.call.lat, story.call.lon), story.call.key, story.call.road)
        self._plan(crew.leg.until_s if crew.leg else self.at_s, self._arrive, crew, story)

    def _arrive(self, crew: CrewNow, story: Story) -> None:
        self.fleet.stands(crew, self.at_s)
        story.arrived_s = self.at_s
        work_s = self.chances.lognormal(story.call.key, "work", self.people.work_s, self.people.work_sigma)
        self._after(work_s, self._finish, crew, story)

    def _finish(self, crew: CrewNow, story: Story) -> None:
        story.finished_s, story.status = self.at_s, "served"
        if story.departed_s is not None:
            crew.spans.append((story.departed_s, self.at_s))
        crew.load -= 1
        crew.working = None
        self._next_job(crew)

    def _drive_home(self, crew: CrewNow) -> None:
        base = crew.plan.base
        crew.trip += 1
        self._drive(crew, (base.lat, base.lon), f"{crew.plan.key}:{crew.trip}", "road")
        self._plan(crew.leg.until_s if crew.leg else self.at_s, self._home, crew, crew.trip)

    def _home(self, crew: CrewNow, trip: int) -> None:
        """Home again, unless a new job has come in between."""
        if crew.trip == trip:
            self.fleet.stands(crew, self.at_s)

    def _drive(self, crew: CrewNow, end: tuple[float, float], key: str, road: str) -> None:
        people = self.people
        detour = max(1.0, self.chances.lognormal(key, "detour", people.detour, people.detour_sigma))
        speed_mps = self.chances.lognormal(key, "speed", people.speed_mps[road], people.speed_sigma)
        length_m = great_circle_m(*crew.at, *end) * detour
        self.fleet.begins(crew, Leg(crew.at, end, self.at_s, self.at_s + length_m / speed_mps, length_m))

    def _look_round(self) -> None:
        share = self.fleet.covered(self.points, self.weights, self.targets.radius_m, self.at_s)
        self.coverage.append((self.at_s, share))
