"""Chance, intervals and what a day is measured by."""

import json
from collections import Counter
from statistics import fmean, variance

import pytest

from network.dispatch.simulator.chance import Chances
from network.dispatch.simulator.intervals import estimate, paired
from network.dispatch.simulator.metrics import fairness, gini, measure, of_stories, waits_of
from network.dispatch.simulator.study import conclude, run_one, runs
from network.dispatch.simulator.synthetic import PROFILE, agents_for
from network.dispatch.simulator.world import DriverCall, Rules, Story, Targets
from tests.dispatch.simulator.worlds import CITIES, COUNTRY, a_base, a_network, a_plan, a_study, a_variant


def test_the_same_key_is_the_same_chance_and_another_key_another() -> None:
    one = Chances(1).uniform("east-1", "gap")
    assert one == Chances(1).uniform("east-1", "gap")
    others = (
        Chances(2).uniform("east-1", "gap"),
        Chances(1).uniform("east-2", "gap"),
        Chances(1).uniform("east-1", "way"),
    )
    assert len({one, *others}) == 4


@pytest.mark.parametrize(
    ("name", "args", "mean"),
    [("exponential", (240.0,), 240), ("gamma", (240.0, 1.0), 240), ("gamma", (100.0, 0.5), 100)],
)
def test_numbers_have_the_mean_that_was_asked_for(name: str, args: tuple[float, ...], mean: float) -> None:
    found = estimate([getattr(Chances(5), name)(str(n), "x", *args) for n in range(4_000)])
    assert found and found.low is not None and found.high is not None
    assert found.low < mean < found.high
    assert not found.low < mean * 1.1 < found.high


def test_calls_come_by_the_hours_profile_and_by_population() -> None:
    days = [COUNTRY.calls(240, Chances(seed)) for seed in range(40)]
    total = estimate([len(day) for day in days])
    assert total and total.low is not None and total.high is not None and total.low < 240 < total.high
    hours = Counter(int(one.at_s // 3600) for day in days for one in day)
    assert hours[10] / hours[2] == pytest.approx(PROFILE[10] / PROFILE[2], rel=0.25)
    people = {region: sum(c.people for c in CITIES if c.region == region) for region in ("east", "north")}
    regions = Counter(one.region for day in days for one in day)
    assert regions["east"] / regions["north"] == pytest.approx(people["east"] / people["north"], rel=0.1)
    assert {one.road for day in days for one in day} == {"highway", "road", "site"}


def test_more_calls_a_day_get_more_agents_at_the_busy_hours() -> None:
    assert agents_for(1_000, 240)[10] > agents_for(1_000, 240)[2] >= 2
    assert agents_for(2_000, 240)[10] > agents_for(1_000, 240)[10]


def test_the_interval_is_students() -> None:
    """1, 2, 3, 4: mean 2.5, t(0.975, 3) = 3.182446, s = 1.290994; by hand 0.445739 to 4.554261."""
    found = estimate([1.0, 2.0, None, 3.0, 4.0])
    assert found and found.seeds == 4
    assert (found.mean, found.low, found.high) == pytest.approx((2.5, 0.445739, 4.554261), abs=1e-5)
    assert found.is_clear
    assert estimate([None]) is None
    alone = estimate([3.0])
    assert alone and (alone.low, alone.high, alone.is_clear) == (None, None, False)


def test_pairs_leave_out_a_seed_that_one_side_does_not_tell() -> None:
    found = paired([1.0, None, 5.0], [2.0, 9.0, 7.0])
    assert found and (found.mean, found.seeds) == (1.5, 2)


@pytest.mark.parametrize(("values", "expected"), [([1, 1, 1], 0), ([0, 0, 3], 2 / 3), ([1, 3], 0.25)])
def test_gini(values: list[float], expected: float) -> None:
    assert gini(values) == pytest.approx(expected)


def test_fairness_is_within_regions_and_by_hour_on_duty() -> None:
    east, north = a_base(region="east"), a_base("TST09", region="north")
    half = {"from_s": 0, "to_s": 43_200}
    assert fairness({a_plan(east, "1"): 4, a_plan(east, "2", **half): 2, a_plan(north, "3"): 9}) == pytest.approx(0)
    assert fairness({a_plan(east, "1"): 4, a_plan(east, "2"): 0}) == pytest.approx(0.5)
    assert fairness({a_plan(east, "1"): 0, a_plan(north, "2"): 0}) is None


def test_shares_count_every_call_of_the_class_served_or_not() -> None:
    def story(road: str, arrived_s: float | None) -> Story:
        return Story(DriverCall("x", 100.0, 0, 0, "", road), arrived_s=arrived_s)

    stories = [story("highway", 160.0), story("highway", None), story("highway", 9_000.0), story("road", 160.0)]
    figures = of_stories(stories, Targets(arrival_s={"highway": 60.0, "road": 60.0, "site": 60.0}))
    assert (figures["within_highway"], figures["within_road"], figures["within_site"]) == (1 / 3, 1, None)
    assert figures["within"] == 0.5
    assert figures["arrival_p50_s"] == 60.0
    assert figures["offers_per_case"] is None


def test_the_same_study_gives_the_same_result() -> None:
    variants = a_variant(), a_variant("changed", rules=Rules(answer_s=45))

    def result() -> str:
        study = a_study(*variants, seeds=2)
        return json.dumps(conclude(study, list(runs(study))))

    assert result() == result()


def test_a_study_goes_on_after_the_runs_that_are_done() -> None:
    study = a_study(a_variant(), a_variant("changed", network=a_network(1)), seeds=2)
    whole = list(runs(study))
    assert list(runs(study, after=3)) == whole[3:]


def test_a_variant_that_changes_nothing_differs_by_nothing() -> None:
    study = a_study(a_variant(), a_variant("changed"), seeds=3)
    [comparison] = conclude(study, list(runs(study)))["comparisons"]
    assert {one["mean"] for one in comparison["differences"].values() if one} == {0.0}


def differences(other_seed: int) -> list[float]:
    """Return what a faster departure changes in the mean arrival, seed by seed."""
    network = a_network(6)
    study = a_study(
        a_variant(network=network), a_variant("changed", network, depart_s=200.0), calls_per_day=40, seeds=8
    )
    before, after = study.variants
    found = []
    for seed in study.seeds:
        pair = run_one(study, before, seed), run_one(study, after, seed + other_seed)
        first, second = (waits_of(day.stories, "arrived_s") for day in pair)
        found.append(fmean(second) - fmean(first))
    return found


def test_common_random_numbers_make_a_difference_sure() -> None:
    """Red control: with a day of its own for the second variant the same difference drowns in chance."""
    together, apart = estimate(differences(0)), estimate(differences(100))
    assert together and together.high is not None and together.high < 0
    assert apart and apart.high is not None and apart.high > 0
    assert variance(differences(0)) * 20 < variance(differences(100))


def test_a_day_without_crews_has_figures_too() -> None:
    study = a_study(a_variant(network=a_network(0)), seeds=1)
    outcome = run_one(study, study.variants[0], 1)
    figures = measure(outcome, study.targets, [0] * 24)
    assert figures["coverage_left"] == 0
    assert (figures["fairness_gini"], figures["kilometres_per_served"], figures["agents_busy_share"]) == (None,) * 3
