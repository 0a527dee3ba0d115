"""One day, event by event: call → answer → offers → answers of the crews → departure → drive → arrival → work → free again.

Who is asked, how many at once, who in the place of one who says no, and when all that wait are planned as a batch: production's own answers
(`engine`, `asking`, `mass`, `batch`).
"""

from collections import deque
from collections.abc import Callable, Collection, Sequence
from heapq import heappop, heappush
from typing import Any

import numpy as np

from network.dispatch.asking import are_over, ask_in_turn, empty_slots, keep_within_reach, put_planned_first
from network.dispatch.batch import Waiting, assign
from network.dispatch.engine import Need, Ranked, Ranking, rank
from network.dispatch.geo import great_circle_m, unit_vector
from network.dispatch.mass import EVERY_S, WAIT_S, next_plan_s
from network.dispatch.simulator.chance import Chances
from network.dispatch.simulator.crews import CrewNow, Fleet, Leg
from network.dispatch.simulator.search import Asked, Search
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
        self.crews = {one.plan.key: one for one in crews}
        self.searches = [Search(Story(one)) for one in calls]
        self.points = np.array([unit_vector(one.lat, one.lon) for one in demand]).reshape(-1, 3)
        self.weights = np.array([one.weight for one in demand])
        self.coverage: list[tuple[float, float]] = []
        self.ringing: deque[Search] = deque()
        self.idle: dict[Search, None] = {}  # those whom nobody serves or is asked for
        self.plan_s = -1  # for when the last plan of many was asked
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
        search.opened_s = self.at_s
        self._wait(search)

    # The search.

    def _put_under(self, search: Search, at_s: float, act: Callable[..., None], *about: Any) -> None:
        """Set when the case is looked at next; the look that was planned before is called off, so that each has one."""
        search.step += 1
        self._plan(at_s, self._due, search, search.step, act, about)

    def _due(self, search: Search, step: int, act: Callable[..., None], about: tuple[Any, ...]) -> None:
        if search.step == step:
            act(search, *about)

    def _wait(self, search: Search) -> None:
        """Nobody serves the case or is asked: it is looked at at once."""
        self.idle[search] = None
        self._put_under(search, self.at_s, self._look)

    def _look(self, search: Search) -> None:
        """Offer now, leave it to the plan of all that wait, or to a dispatcher who gets round to it. A plan's word holds."""
        if search.planned is None and not self._may_offer(search):
            self._leave_to_dispatcher(search)
        elif search.planned is not None or not self._waits_for_plan(search):
            self._offer(search)

    def _may_offer(self, search: Search) -> bool:
        """Whether the limits of automatic mode let the engine offer this case by itself now."""
        region = self._region(search) if self.rules.limits.regions else ""
        return self.rules.offers_by_itself(region, self.at_s)

    def _leave_to_dispatcher(self, search: Search) -> None:
        purpose = f"dispatcher:{search.turn}"
        delay_s = self.chances.exponential(search.story.call.key, purpose, self.people.dispatcher_s)
        search.held = True
        self._put_under(search, self.at_s + min(delay_s, self.rules.offer_s), self._offer, True)

    def _need(self, search: Search) -> Need:
        call, home_only = search.story.call, self.rules.rung(search.level).home_only
        region = self._region(search) if home_only else ""
        return Need(call.lat, call.lon, call.brand, call.needs, region)

    def _rank(self, search: Search) -> Ranking:
        call, weights = search.story.call, self.rules.rung(search.level).weights
        near = self.fleet.near(call.lat, call.lon, self.at_s, weights)
        facts = (one.facts(self.at_s, search.refused, weights.rest_window_s) for one in near)
        return rank(self._need(search), facts, weights)

    def _offer(self, search: Search, is_looked_at: bool = False) -> None:
        """Offer to the crews that the engine ranks first, as many as are asked at once; without one the case waits for its escalation.

        A crew that is too far for the engine alone is asked once a dispatcher has looked.
        """
        candidates = put_planned_first(self._rank(search).ranked, search.planned)
        if not is_looked_at:
            near = keep_within_reach(candidates, self.rules.limits, search.planned)
            if candidates and not near:
                self._leave_to_dispatcher(search)
                return
            candidates = near
        search.settled()
        if not self._ask(search, candidates, range(self.rules.parallel)):
            self._nobody(search)
            return
        story = search.story
        search.turn += 1
        story.offered_s = self.at_s if story.offered_s is None else story.offered_s
        self.idle.pop(search, None)
        self._put_under(search, self.at_s + self.rules.answer_s, self._review)

    def _ask(self, search: Search, candidates: Sequence[Ranked], slots: Sequence[int]) -> list[Asked]:
        ends_s = self.at_s + self.rules.answer_s

        def ask(candidate: Ranked, slot: int, _before: int) -> Asked | None:
            return search.ask(self.crews[candidate.crew.crew_id], slot, ends_s)

        made = ask_in_turn(candidates, slots, ask)
        for one in made:
            self._await_answer(search, one)
        return made

    def _await_answer(self, search: Search, one: Asked) -> None:
        """The same crew answers the same case alike in every variant: the key names the crew, not the turn."""
        key, who = search.story.call.key, str(one.crew.plan.key)
        think_s = self.chances.lognormal(key, f"think:{who}", self.people.think_s, self.people.think_sigma)
        silent = self.chances.happens(key, f"silence:{who}", self.people.silence_share)
        if silent or think_s >= self.rules.answer_s:
            return
        declines = self.chances.happens(key, f"decline:{who}", self.people.decline_share)
        self._after(think_s, self._declined if declines else self._accepted, search, one)

    def _declined(self, search: Search, one: Asked) -> None:
        if one not in search.asked:
            return
        search.refuses(one)
        if search.asked:
            self._put_under(search, self.at_s, self._review)
        else:
            self._wait(search)

    def _review(self, search: Search) -> None:
        """A limit of the answers has passed, or one of several has said no: whose time is over is asked no more, and empty slots are filled."""
        asked = list(search.asked)
        verdicts = are_over([one.ends_s for one in asked], self.at_s, self.rules.parallel)
        for one, is_over in zip(asked, verdicts, strict=True):
            if is_over:
                search.refuses(one)
        if not search.asked:
            self._wait(search)
            return
        slots = empty_slots(self.rules.parallel, (one.slot for one in search.asked))
        if slots and self._may_offer(search):
            self._ask(search, keep_within_reach(self._rank(search).ranked, self.rules.limits, search.planned), slots)
        self._put_under(search, min(one.ends_s for one in search.asked), self._review)

    def _nobody(self, search: Search) -> None:
        """Nobody can go: the driver gives up in the end; until then all are asked again one level higher, after the policy's pause."""
        story, pause_s = search.story, self.rules.rung(search.level).pause_s
        search.unserved = True
        if self.at_s + pause_s - story.call.at_s > self.people.patience_s:
            story.status = "unserved"
            self.idle.pop(search, None)
            return
        self._put_under(search, self.at_s + pause_s, self._look_again)

    def _look_again(self, search: Search) -> None:
        search.refused.clear()
        search.level += 1
        search.unserved, search.held = False, False
        self._look(search)

    # The plan of all that wait.

    def _region(self, search: Search) -> str:
        if search.region is None:
            search.region = self.fleet.home_region(search.story.call.lat, search.story.call.lon)
        return search.region

    def _mass_regions(self) -> Collection[str]:
        free = self.fleet.with_a_hand_free(self.at_s)
        return self.rules.mass.regions((self._region(one) for one in self.idle), free)

    def _waits_for_plan(self, search: Search) -> bool:
        """Whether the case is left to the next plan: a mass event is on in its region, and no plan has looked at it. Asks for the plan."""
        mass = self.rules.mass
        if not mass.automatic or search.left_out:
            return False
        if self._region(search) not in self._mass_regions():
            return False
        plan_s = next_plan_s(self.at_s)
        if plan_s != self.plan_s:
            self.plan_s = plan_s
            self._plan(plan_s, self._plan_all)
        self._put_under(search, self.at_s + WAIT_S, self._look)
        return True

    def _plan_all(self) -> None:
        """Plan all that wait where a mass event is on, as far as the engine may offer them by itself. Who gets no crew, or one too far, is
        looked at alone after that."""
        on = self._mass_regions()
        idle = [one for one in self.idle if one.planned is None and not one.held and self._region(one) in on]
        free = [one for one in idle if self._may_offer(one)]
        searches = sorted(free, key=lambda one: (one.opened_s, one.story.call.key))
        weights = self.rules.rung(0).weights
        facts = [one.facts(self.at_s, (), weights.rest_window_s) for one in self.fleet.crews]
        found = assign([Waiting(self._need(one)) for one in searches], facts, weights)
        for row, search in enumerate(searches):
            crew, distance_m = found.get(row, (None, 0.0))
            if crew is not None and not self.rules.limits.is_too_far(round(distance_m)):
                search.planned, search.unserved, search.story.planned = crew.crew_id, False, True
                self._put_under(search, self.at_s, self._look)
            elif not search.unserved:
                search.left_out = True
                self._put_under(search, self.at_s + EVERY_S, self._look)

    # The crew.

    def _accepted(self, search: Search, one: Asked) -> None:
        """The first to accept goes."""
        if one not in search.asked:
            return
        search.goes_to(one)
        search.step += 1
        story, crew = search.story, one.crew
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
