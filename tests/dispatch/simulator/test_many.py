"""Many at once in the simulated day: several crews asked together, empty slots filled again, and the plan of all that wait."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from network.dispatch.automatic import AutomaticLimits
from network.dispatch.engine import Weights
from network.dispatch.mass import MassRules
from network.dispatch.simulator import day as module
from network.dispatch.simulator.chance import Chances
from network.dispatch.simulator.day import Day
from network.dispatch.simulator.problems import BadInput, Problem
from network.dispatch.simulator.study import conclude, runs
from network.dispatch.simulator.wishes import rules_of
from network.dispatch.simulator.world import DriverCall, Network, Rules, Rung, Story
from tests.dispatch.simulator.test_day import in_two_places, lonely_calls
from tests.dispatch.simulator.worlds import COUNTRY, a_base, a_network, a_plan, a_study, a_variant, run

NAMES = ("A", "B", "C", "D")
CREWS = {name: a_plan(a_base(f"T{name}", 31.0 + 0.1 * place), name) for place, name in enumerate(NAMES)}
AT_A = DriverCall("1", 0.0, 30.95, 118.0, "east")
THINK_S, ANSWER_S, PAUSE_S = 40.0, 180.0, 300.0
SNOW = Rules(parallel=2, mass=MassRules(automatic=True))


@dataclass(frozen=True, slots=True)
class Told(Chances):
    """Chances of which the test says who keeps silent and who declines; it keeps what was drawn."""

    answers: Mapping[str, str] = field(default_factory=dict)
    drawn: set[tuple[str, str]] = field(default_factory=set)

    def uniform(self, case: str, purpose: str) -> float:
        self.drawn.add((case, purpose))
        return Chances.uniform(self, case, purpose)

    def happens(self, case: str, purpose: str, share: float) -> bool:
        what, _, who = purpose.partition(":")
        name = next((name for name, crew in CREWS.items() if str(crew.key) == who), "")
        return self.answers.get(name) == what


def story_of(parallel: int, **answers: str) -> Story:
    """Return what becomes of a call beside A; B, C and D are farther away, in this order, and each thinks for 40 seconds."""
    rules = Rules(parallel=parallel, answer_s=ANSWER_S, rungs=(Rung(pause_s=PAUSE_S),))
    network = Network(list(CREWS.values()), [1] * 24)
    variant = a_variant(network=network, rules=rules, think_sigma=0.0, patience_s=600.0)
    [story] = Day(variant, [AT_A], Told(1, answers)).run().stories
    return story


@pytest.mark.parametrize(
    ("parallel", "answers", "winner", "after_s", "offers", "withdrawn"),
    [
        (1, {}, "A", THINK_S, 1, 0),
        (2, {}, "A", THINK_S, 2, 1),
        (3, {"A": "decline"}, "B", THINK_S, 3, 1),  # in the same moment: nobody is asked in A's place any more
        (2, {"A": "decline", "B": "silence"}, "C", 2 * THINK_S, 3, 1),
        (1, {"A": "decline", "B": "silence"}, "C", 2 * THINK_S + ANSWER_S, 3, 0),
        (2, {"A": "silence", "B": "silence"}, "C", ANSWER_S + THINK_S, 4, 1),
        (2, {"A": "decline", "B": "silence", "C": "silence"}, "D", ANSWER_S + THINK_S, 4, 1),
    ],
)
def test_the_first_to_accept_goes_and_a_no_is_followed_by_the_next_best(
    parallel: int, answers: dict[str, str], winner: str, after_s: float, offers: int, withdrawn: int
) -> None:
    story = story_of(parallel, **answers)
    assert story.crew == CREWS[winner].key
    assert story.accepted_s is not None and story.offered_s is not None
    assert story.accepted_s - story.offered_s == pytest.approx(after_s)
    assert (story.offers, story.withdrawn) == (offers, withdrawn)


def test_red_control_without_the_refill_the_slot_stays_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "empty_slots", lambda _parallel, _taken: [])
    story = story_of(2, A="decline", B="silence")
    assert story.accepted_s is not None and story.offered_s is not None
    assert story.accepted_s - story.offered_s == pytest.approx(ANSWER_S + THINK_S)


def test_when_all_have_said_no_it_is_escalated_and_all_are_asked_again() -> None:
    story = story_of(2, **dict.fromkeys(NAMES, "decline"))
    assert (story.status, story.offers, story.crew) == ("unserved", 8, None)


def test_an_empty_slot_is_left_to_a_dispatcher_where_the_engine_may_not_offer() -> None:
    """Automatic mode ends while two are asked: the second is still asked, and nobody in the first one's place."""
    rules = Rules(parallel=2, answer_s=ANSWER_S, limits=AutomaticLimits(from_hour=0, to_hour=1))
    variant = a_variant(network=Network(list(CREWS.values()), [1] * 24), rules=rules, think_sigma=0.0, handle_s=1e-6)
    call = DriverCall("1", 3_600.0 - THINK_S / 2, 30.95, 118.0, "east")
    [story] = Day(variant, [call], Told(1, {"A": "decline"})).run().stories
    assert (story.offers, story.crew) == (2, CREWS["B"].key)


def test_a_crew_for_two_jobs_is_asked_for_one_at_a_time() -> None:
    """As the database has it: the second rescue finds nobody whom it may ask, and looks again after the pause."""
    network = Network([a_plan(a_base(), capacity=2)], [2] * 24)
    rules = Rules(rungs=(Rung(pause_s=PAUSE_S),))
    calls = [DriverCall(str(n), 0.0, 31.0, 118.0, "east") for n in range(2)]
    variant = a_variant(network=network, rules=rules, handle_variation=0.001, think_sigma=0.0)
    first, second = (one.offered_s or 0.0 for one in Day(variant, calls, Told(1)).run().stories)
    assert abs(second - first) >= PAUSE_S - THINK_S


class Watched(Day):
    """A day in which after each event it is looked whether anybody is asked twice or forgotten."""

    wrong: Counter[str]
    most = 0

    def _plan(self, at_s: float, act: Callable[..., None], *about: Any) -> None:
        def watched(*given: Any) -> None:
            act(*given)
            self.look()

        super()._plan(at_s, watched, *about)

    def look(self) -> None:
        """Count what is wrong now."""
        asked = [one.crew.plan.key for search in self.searches for one in search.asked]
        self.most = max([self.most, *(len(search.asked) for search in self.searches)])
        self.wrong["a crew is asked twice"] += len(asked) != len(set(asked))
        self.wrong["asked and not noted"] += {one.plan.key for one in self.fleet.crews if one.asked} != set(asked)
        self.wrong["too many at once"] += self.most > self.rules.parallel
        self.wrong["idle and asked"] += any(search.asked for search in self.idle)
        self.wrong["overloaded"] += any(one.load > one.plan.capacity for one in self.fleet.crews)


SCARCE, TWO_JOBS = a_network(2, stations=2), a_network(1, capacity=2)


@pytest.mark.parametrize("network", [SCARCE, TWO_JOBS, a_network(3)])
@pytest.mark.parametrize(
    "rules", [Rules(parallel=3), SNOW, Rules(mass=MassRules(0.1, True)), Rules(automatic=False, parallel=2)]
)
def test_nobody_is_asked_twice_or_forgotten(network: Network, rules: Rules) -> None:
    chances = Chances(3)
    day = Watched(a_variant(network=network, rules=rules), COUNTRY.calls(200, chances), chances)
    day.wrong = Counter()
    outcome = day.run()
    assert not +day.wrong
    assert day.most == rules.parallel
    assert not any(in_two_places(one) for one in outcome.crews)
    for one in outcome.stories:
        assert one.status in {"served", "unserved", "open"}
        assert one.withdrawn <= max(0, one.offers - 1)
    late = {one.call.key for one in outcome.stories if one.status == "open" and one.accepted_s is None}
    assert not late - {one.story.call.key for one in day.searches if one.asked or one in day.idle}


def test_more_crews_asked_at_once_never_let_a_lonely_driver_wait_longer() -> None:
    for seed in range(1, 6):
        alone, both = (
            [one.accepted_s for one in run(a_variant(rules=Rules(parallel=n)), lonely_calls(), seed).stories]
            for n in (1, 2)
        )
        assert all(b is not None and a is not None and b <= a for a, b in zip(alone, both, strict=True))


def drawn_for(parallel: int) -> set[tuple[str, str]]:
    chances = Told(1, dict.fromkeys(NAMES, "silence"))
    network = Network(list(CREWS.values()), [1] * 24)
    rules = Rules(automatic=False, parallel=parallel)
    Day(a_variant(network=network, rules=rules, patience_s=600.0), [AT_A], chances).run()
    return chances.drawn


def test_what_is_drawn_for_a_case_does_not_shift_with_the_number_asked() -> None:
    """The dispatcher's second look draws the same number, whether one crew was asked before it or two."""
    one, two = drawn_for(1), drawn_for(2)
    assert ("1", "dispatcher:1") in two
    assert two <= one


@pytest.mark.parametrize("rules", [Rules(parallel=3), SNOW])
def test_the_same_seed_and_policy_give_the_same_day(rules: Rules) -> None:
    first, second = (run(a_variant(network=SCARCE, rules=rules), calls_per_day=150) for _ in range(2))
    assert first == second


WEST, EAST = a_plan(a_base("TW", 31.0), from_s=8 * 3600, to_s=20 * 3600), a_plan(a_base("TE", 31.5), from_s=8 * 3600)
BEFORE_EIGHT = 8 * 3600 - 180.0
BETWEEN = DriverCall("1", BEFORE_EIGHT, 31.2, 118.0, "east")
BEYOND = DriverCall("2", BEFORE_EIGHT + 1, 30.8, 118.0, "east")
FAR = DriverCall("3", BEFORE_EIGHT + 2, 40.0, 118.0, "east")


def snow(rules: Rules) -> list[Story]:
    """Three wait until the shift begins. The nearest crew of the first is the only good one of the second; nobody reaches the third."""
    variant = a_variant(
        network=Network([WEST, EAST], [9] * 24), rules=rules, handle_s=1e-3, silent_crews=0.0, patience_s=3_600.0
    )
    return list(Day(variant, [BETWEEN, BEYOND, FAR], Told(1)).run().stories)


def test_one_after_the_other_the_first_takes_the_crew_of_the_second() -> None:
    assert [one.crew for one in snow(Rules())] == [WEST.key, EAST.key, None]
    assert not any(one.planned for one in snow(Rules()))


def test_in_a_mass_event_all_that_wait_are_planned_at_once() -> None:
    stories = snow(Rules(mass=MassRules(automatic=True)))
    assert [one.crew for one in stories] == [EAST.key, WEST.key, None]
    assert [one.planned for one in stories] == [True, True, False]
    assert [one.status for one in stories] == ["served", "served", "unserved"]
    assert len({one.offered_s for one in stories[:2]}) == 1


def test_more_crews_than_the_share_are_no_mass_event() -> None:
    assert not any(one.planned for one in snow(Rules(mass=MassRules(2.0, True))))


def test_free_crews_of_another_region_hide_no_mass_event() -> None:
    """Ten crews stand idle far away in the south."""
    south = a_base("S", 23.0, 113.0, "south")
    idle = [a_plan(south, str(number)) for number in range(10)]
    variant = a_variant(
        network=Network([WEST, EAST, *idle], [9] * 24),
        rules=Rules(mass=MassRules(automatic=True)),
        handle_s=1e-3,
        silent_crews=0.0,
    )
    stories = Day(variant, [BETWEEN, BEYOND, FAR], Told(1)).run().stories
    assert [one.planned for one in stories[:2]] == [True, True]


@pytest.mark.parametrize(
    "limits",
    [AutomaticLimits(farthest_m=1_000.0), AutomaticLimits(regions=frozenset({"east"})), AutomaticLimits(False)],
)
def test_what_the_limits_hold_back_is_in_no_plan(limits: AutomaticLimits) -> None:
    """It is left to a dispatcher, who gets round to it."""
    stories = snow(Rules(automatic=limits.is_on, limits=limits, mass=MassRules(automatic=True)))
    assert not any(one.planned for one in stories)
    assert [one.status for one in stories[:2]] == ["served", "served"]


def test_a_planned_crew_that_says_no_is_followed_by_the_best() -> None:
    """The crew east is planned for the first and declines; the one west has been sent to the second, and comes when it is free."""
    rules = Rules(mass=MassRules(automatic=True), rungs=(Rung(Weights(), PAUSE_S),))
    variant = a_variant(
        network=Network([WEST, EAST], [9] * 24), rules=rules, handle_s=1e-3, silent_crews=0.0, decline_share=1.0
    )
    first, second, _far = Day(variant, [BETWEEN, BEYOND, FAR], Chances(1)).run().stories
    assert first.planned and second.planned
    assert first.offers > 1 and first.crew is None


def test_the_policy_given_says_how_many_are_asked_and_who_plans() -> None:
    rules = rules_of({"parallel": 3, "mass_automatic": True, "mass_share": 1.5}, "new")
    assert (rules.parallel, rules.mass) == (3, MassRules(1.5, True))
    assert rules_of({}, "old").mass == MassRules()


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"parallel": 1.5}, Problem.POLICY_PARALLEL),
        ({"parallel": 6}, Problem.POLICY_PARALLEL),
        ({"parallel": 0}, Problem.POLICY_VALUE),
        ({"mass_share": -1}, Problem.POLICY_VALUE),
        ({"mass_automatic": "no"}, Problem.POLICY_SWITCH),
        ({"automatic": 1}, Problem.POLICY_SWITCH),
    ],
)
def test_values_that_no_policy_can_have_are_refused(values: dict[str, Any], problem: Problem) -> None:
    with pytest.raises(BadInput) as caught:
        rules_of(values, "new")
    assert caught.value.problem is problem


def test_the_figures_show_what_the_change_does() -> None:
    """Two asked at once: more offers, some taken back, accepted sooner; with the plan of many some are planned."""
    network = a_network(2)
    changed = a_variant("changed", network, Rules(parallel=2, mass=MassRules(0.1, True)))
    study = a_study(a_variant(network=network), changed, calls_per_day=200, seeds=3)
    result = conclude(study, list(runs(study)))
    base, after = (one["figures"] for one in result["variants"])
    assert base["withdrawn_per_case"]["mean"] == base["planned_share"]["mean"] == 0
    assert after["offers_per_case"]["mean"] > base["offers_per_case"]["mean"]
    assert after["withdrawn_per_case"]["mean"] > 0 and after["planned_share"]["mean"] > 0
