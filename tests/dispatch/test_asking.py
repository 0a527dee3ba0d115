"""Who is asked next of several crews, and when all are planned at once: the answers that engine and simulator share."""

from uuid import UUID

import pytest

from network.dispatch.asking import are_over, ask_in_turn, empty_slots, keep_within_reach, put_planned_first
from network.dispatch.automatic import AutomaticLimits
from network.dispatch.engine import CrewFacts, Ranked
from network.dispatch.mass import EVERY_S, MassRules, next_plan_s


def a_candidate(number: int, distance_m: int = 1_000) -> Ranked:
    crew = CrewFacts(UUID(int=number), UUID(int=9), f"Crew {number}", "Station", 31.0, 118.0)
    return Ranked(crew, distance_m, 60, distance_m, ())


CANDIDATES = [a_candidate(1), a_candidate(2), a_candidate(3, 9_000)]


def test_each_slot_gets_the_next_crew_that_nobody_else_asks() -> None:
    busy = {"Crew 1"}

    def ask(one: Ranked, slot: int, before: int) -> tuple[str, int, int] | None:
        return None if one.crew.name in busy else (one.crew.name, slot, before)

    assert ask_in_turn(CANDIDATES, [4], ask) == [("Crew 2", 4, 0)]
    assert ask_in_turn(CANDIDATES, [0, 2, 5], ask) == [("Crew 2", 0, 0), ("Crew 3", 2, 1)]
    assert ask_in_turn(CANDIDATES, [], ask) == []


def test_the_planned_crew_comes_first_and_may_be_far() -> None:
    third = CANDIDATES[2].crew.crew_id
    near = AutomaticLimits(farthest_m=5_000)
    assert put_planned_first(CANDIDATES, third) == [CANDIDATES[2], *CANDIDATES[:2]]
    assert put_planned_first(CANDIDATES, None) == CANDIDATES
    assert keep_within_reach(CANDIDATES, near, None) == CANDIDATES[:2]
    assert keep_within_reach(CANDIDATES, near, third) == CANDIDATES


def test_empty_slots() -> None:
    assert empty_slots(3, [1]) == [0, 2]
    assert empty_slots(1, [0, 1]) == []


@pytest.mark.parametrize(
    ("ends", "parallel", "over"),
    [
        ([5.0, 9.0], 2, [True, False]),
        ([8.0, 9.0], 3, [False, False]),  # one has said no: its slot is empty
        ([8.0, 9.0], 2, [True, True]),  # nobody has: the limit itself says so
        ([], 2, []),
    ],
)
def test_whose_time_is_over(ends: list[float], parallel: int, over: list[bool]) -> None:
    assert are_over(ends, 6.0, parallel) == over


@pytest.mark.parametrize(
    ("idle", "free", "share", "is_on"), [(1, 0, 1.0, False), (2, 0, 1.0, True), (3, 3, 1.0, False), (4, 2, 1.5, True)]
)
def test_more_that_wait_than_free_crews_are_a_mass_event(idle: int, free: int, share: float, is_on: bool) -> None:
    assert MassRules(share).is_on(idle, free) is is_on


def test_all_who_ask_within_a_few_seconds_ask_for_one_plan() -> None:
    assert {next_plan_s(100.0), next_plan_s(100.0 + EVERY_S - 0.1)} == {100 + EVERY_S}
    assert next_plan_s(99.9) == 100
