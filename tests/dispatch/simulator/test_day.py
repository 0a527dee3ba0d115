"""What must hold in every simulated day, whatever its network is."""

from dataclasses import replace
from itertools import pairwise
from math import factorial
from typing import Any

import pytest

from network.dispatch.engine import Need, Weights, rank
from network.dispatch.simulator.chance import Chances
from network.dispatch.simulator.crews import CrewNow, Fleet, Leg
from network.dispatch.simulator.day import Day
from network.dispatch.simulator.intervals import estimate
from network.dispatch.simulator.metrics import waits_of
from network.dispatch.simulator.world import CrewDay, DriverCall, Network, Outcome, Rules, Rung, Variant
from tests.dispatch.simulator.worlds import COUNTRY, a_base, a_network, a_plan, a_variant, run, steady_calls

PLENTY, SCARCE, TWO_AT_ONCE = a_network(3), a_network(1, agents=1, stations=2), a_network(1, capacity=2)


@pytest.mark.parametrize("network", [PLENTY, SCARCE, TWO_AT_ONCE, Network([], [1] * 24)])
@pytest.mark.parametrize("automatic", [True, False])
def test_every_call_is_served_unserved_or_open(network: Network, automatic: bool) -> None:
    outcome = run(a_variant(network=network, rules=Rules(automatic=automatic)), calls_per_day=150)
    stories = outcome.stories
    assert {one.call.key for one in stories} == {one.key for one in COUNTRY.calls(150, Chances(1))}
    for one in stories:
        assert one.status in {"served", "unserved", "open"}
        assert (one.finished_s is not None) == (one.status == "served")
        moments = (one.call.at_s, one.answered_s, one.offered_s, one.accepted_s, one.departed_s, one.arrived_s)
        reached = [moment for moment in (*moments, one.finished_s) if moment is not None]
        assert reached == sorted(reached)
    assert sum(len(one.spans) for one in outcome.crews) == sum(one.status == "served" for one in stories)


def test_a_scarce_network_leaves_drivers_without_help() -> None:
    """Else the test of conservation would never see an unserved call."""
    assert any(one.status == "unserved" for one in run(a_variant(network=SCARCE), calls_per_day=150).stories)


@pytest.mark.parametrize("lacking", [{"brands": frozenset({"Citytrans"})}, {"may_rescue": False}])
def test_a_station_without_authority_for_the_brand_or_for_rescue_serves_nobody(lacking: dict[str, Any]) -> None:
    call = DriverCall("1", 0.0, 31.0, 118.0, "east", brand="Haul")
    base = a_base()
    for one, status in ((base, "served"), (replace(base, **lacking), "unserved")):
        variant = a_variant(network=Network([a_plan(one)], [1] * 24), silence_share=0.0, decline_share=0.0)
        assert run(variant, [call]).stories[0].status == status


def in_two_places(crew: CrewDay) -> bool:
    return any(after[0] < before[1] for before, after in pairwise(sorted(crew.spans)))


@pytest.mark.parametrize("network", [PLENTY, SCARCE, TWO_AT_ONCE])
def test_no_crew_is_in_two_places(network: Network) -> None:
    outcome = run(a_variant(network=network), calls_per_day=200)
    assert max(len(one.spans) for one in outcome.crews) > 2
    assert not any(in_two_places(one) for one in outcome.crews)


def test_red_control_a_crew_that_begins_a_second_job_at_once_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_rest(day: Day, crew: CrewNow) -> None:
        crew.working = None
        real(day, crew)

    real = Day._next_job
    monkeypatch.setattr(Day, "_next_job", no_rest)
    outcome = run(a_variant(network=TWO_AT_ONCE), calls_per_day=200)
    assert any(in_two_places(one) for one in outcome.crews)


def erlang_c_wait_s(per_hour: float, handle_s: float, agents: int) -> float:
    """Return the mean wait of M/M/c (Erlang 1917; Cooper, Introduction to Queueing Theory, 3.4)."""
    load = per_hour / 3600 * handle_s
    full = load**agents / factorial(agents) * agents / (agents - load)
    waits = full / (sum(load**n / factorial(n) for n in range(agents)) + full)
    return waits * handle_s / (agents - load)


def test_the_hotlines_line_is_that_of_erlang_c() -> None:
    """Twenty days of calls at 4.8 Erlang on six agents, without the first hour; a seventh agent is far outside the interval."""
    network = Network([], [6] * 24)
    variant = a_variant(network=network, handle_s=240.0, patience_s=0.0)
    means = []
    for seed in range(1, 21):
        stories = run(variant, steady_calls(72, Chances(seed)), seed).stories
        waits = waits_of([one for one in stories if one.call.at_s > 3600], "answered_s")
        means.append(sum(waits) / len(waits))
    found = estimate(means)
    assert found and found.low is not None and found.high is not None
    assert found.low < erlang_c_wait_s(72, 240, 6) < found.high
    assert not found.low < erlang_c_wait_s(72, 240, 7) < found.high


def test_the_crews_within_reach_are_ranked_as_all_are() -> None:
    weights = Weights(max_distance_m=90_000)
    chances = Chances(3)
    crews = []
    for row in range(60):
        key = str(row)
        base = a_base(f"T{row}", 30.5 + 2 * chances.uniform(key, "lat"), 117.5 + 2 * chances.uniform(key, "lon"))
        crews.append(CrewNow(a_plan(base), row, row % 5 == 0, (base.lat, base.lon)))
    fleet = Fleet(crews)
    for row in range(0, 60, 3):
        fleet.begins(crews[row], Leg(crews[row].at, (32.0, 119.0), 0.0, 7200.0, 1.0))
    need = Need(31.7, 118.8, capabilities=frozenset({"tow"}))
    near = fleet.near(need.lat, need.lon, 1800.0, weights)
    assert 5 < len(near) < 60
    some = rank(need, [one.facts(1800.0, (), 86_400.0) for one in near], weights)
    assert some.ranked == rank(need, [one.facts(1800.0, (), 86_400.0) for one in crews], weights).ranked
    assert len(rank(need, [one.facts(1800.0, (), 86_400.0) for one in near[1:]], weights).ranked) <= len(some.ranked)


def waits(outcome: Outcome, name: str) -> list[float]:
    return [getattr(one, name) - one.call.at_s for one in outcome.stories if getattr(one, name) is not None]


def test_more_agents_never_let_anybody_wait_longer() -> None:
    few, many = (run(a_variant(network=Network([], [n] * 24), patience_s=0.0), calls_per_day=600) for n in (2, 3))
    assert all(b <= a for a, b in zip(waits(few, "answered_s"), waits(many, "answered_s"), strict=True))
    assert sum(waits(many, "answered_s")) < sum(waits(few, "answered_s"))


def lonely_calls(count: int = 4) -> list[DriverCall]:
    """Every six hours one, when all crews are at home again."""
    return [DriverCall(str(n), n * 6 * 3600.0, 31.2, 118.2, "east") for n in range(count)]


def test_faster_roads_bring_everybody_help_earlier() -> None:
    slow, fast = (
        run(a_variant(network=a_network(3), speed_mps={"road": speed}, decline_share=0.0), lonely_calls())
        for speed in (10.0, 20.0)
    )
    assert all(b < a for a, b in zip(waits(slow, "arrived_s"), waits(fast, "arrived_s"), strict=True))


def test_without_its_only_station_nobody_is_served() -> None:
    variant = a_variant(network=a_network(2, stations=1))
    assert any(one.status == "served" for one in run(variant).stories)
    closed = Variant("closed", variant.rules, Network([], variant.network.agents), variant.behaviour)
    assert {one.status for one in run(closed).stories} == {"unserved"}


def test_a_crew_whose_shift_is_over_takes_no_new_job() -> None:
    network = a_network(2, stations=1, from_s=8 * 3600, to_s=16 * 3600)
    stories = run(a_variant(network=network, patience_s=600.0), calls_per_day=150).stories
    hours = {int(one.offered_s // 3600) for one in stories if one.offered_s is not None}
    assert hours and hours <= set(range(8, 16))


def test_a_shift_may_pass_midnight() -> None:
    night = a_plan(a_base(), from_s=21 * 3600, to_s=6 * 3600)
    assert [night.on_duty(hour * 3600) for hour in (20, 21, 0, 5, 6, 24 + 5)] == [False, True, True, True, False, True]
    assert night.duty_hours == 9
    assert replace(night, to_s=21 * 3600).duty_hours == 24


def test_an_offer_that_nobody_answers_goes_to_the_next_crew_and_comes_back_after_the_pause() -> None:
    rules = Rules(answer_s=60, rungs=(Rung(pause_s=300.0),))
    outcome = run(
        a_variant(network=a_network(1, stations=1), rules=rules, silence_share=1.0, patience_s=3000.0),
        lonely_calls(1),
    )
    story = outcome.stories[0]
    assert story.status == "unserved"
    assert story.offers > 3


def test_escalation_looks_farther_and_then_over_the_border() -> None:
    """The only crew is 60 km off in another region: the first rung is too short, the second keeps at home, the third sends it."""
    east, north = a_base(lat=31.0), a_base("TST09", lat=31.6, region="north")
    network = Network([a_plan(east, capabilities=frozenset({"tow"})), a_plan(north)], [1] * 24)
    near, far = Weights(max_distance_m=50_000), Weights(max_distance_m=150_000)
    rungs = (Rung(near, 300.0), Rung(far, 600.0, home_only=True), Rung(far, 300.0))
    call = DriverCall("1", 0.0, 31.0, 118.0, "east", needs=frozenset({"repair"}))
    [story] = run(a_variant(network=network, rules=Rules(rungs=rungs)), [call]).stories
    assert story.offered_s is not None and story.answered_s is not None
    assert story.offered_s - story.answered_s > 900
    [at_once] = run(a_variant(network=network, rules=Rules(rungs=rungs[2:])), [call]).stories
    assert at_once.offered_s is not None and story.offered_s - at_once.offered_s == pytest.approx(900)


def test_a_crew_that_was_on_the_road_long_enough_rests() -> None:
    tired = Rules(rungs=(Rung(Weights(rest_after_s=3_600.0)),))
    network = a_network(1, stations=1)
    jobs = [sum(len(one.spans) for one in run(a_variant(network=network, rules=r)).crews) for r in (Rules(), tired)]
    assert jobs[0] > 3 > jobs[1] >= 1
