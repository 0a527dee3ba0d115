"""The engine: pure, explained, independent of order; the index gives the same answer as looking at everybody."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.dispatch.engine import CrewFacts, Exclusion, Need, Remark, Weights, rank
from network.dispatch.index import CrewIndex
from network.dispatch.policies import may_override

NEED = Need(31.2, 121.5, brand="Haul", capabilities=frozenset({"repair"}))
WEIGHTS = Weights()


def crew(number=1, **facts):
    given = {
        "crew_id": UUID(int=number),
        "station_id": UUID(int=1000 + number),
        "name": f"Crew {number}",
        "station_name": f"Station {number}",
        "station_lat": 31.3,
        "station_lon": 121.5,
        "capabilities": frozenset({"repair"}),
        "lat": 31.25,
        "lon": 121.5,
        "position_age_s": 20.0,
    }
    return CrewFacts(**(given | facts))


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"station_active": False}, Exclusion.STATION_INACTIVE),
        ({"on_duty": False}, Exclusion.OFF_DUTY),
        ({"free": 0}, Exclusion.BUSY),
        ({"certified": False}, Exclusion.CERTIFICATE),
        ({"may_rescue": False}, Exclusion.CAPABILITY),
        ({"capabilities": frozenset({"tow"})}, Exclusion.CAPABILITY),
        ({"brands": frozenset({"Citytrans"})}, Exclusion.BRAND),
        ({"station_brands": frozenset({"Citytrans"})}, Exclusion.STATION_BRAND),
        ({"declined": True}, Exclusion.DECLINED),
        ({"lat": 39.9, "lon": 116.4}, Exclusion.TOO_FAR),
        ({"road_s": WEIGHTS.rest_after_s}, Exclusion.REST),
    ],
)
def test_each_reason_excludes_and_is_named(facts, reason):
    ranking = rank(NEED, [crew(**facts)], WEIGHTS)
    assert not ranking.ranked
    assert ranking.excluded[0].why == (reason,)
    assert ranking.shortfall["only_reason"] == {reason.value: 1}


def test_a_policy_may_exclude_whoever_has_no_fresh_position():
    old = [crew(position_age_s=901.0)]
    assert rank(NEED, old, WEIGHTS).ranked
    assert rank(NEED, old, Weights(exclude_stale=True)).excluded[0].why == (Exclusion.POSITION,)


def test_with_a_region_only_its_crews_may_go():
    need = Need(31.2, 121.5, region="east")
    ranking = rank(need, [crew(1, region="east"), crew(2, region="north")], WEIGHTS)
    assert [one.crew.region for one in ranking.ranked] == ["east"]
    assert ranking.excluded[0].why == (Exclusion.OTHER_REGION,)


def test_the_index_keeps_to_the_region_and_reaches_as_far_as_escalation_says():
    crews = [crew(1, region="east", lat=None), crew(2, region="north", lat=None), crew(3, region="north", lat=33.0)]
    tired = crew(4, region="north", lat=None, road_s=WEIGHTS.rest_after_s)
    index = CrewIndex([*crews, tired], WEIGHTS)

    def found(need, **reach):
        return sorted(index.crews[row].crew_id.int for row, _cost in index.best(need, **reach))

    assert found(Need(31.2, 121.5)) == [1, 2]
    assert found(Need(31.2, 121.5, region="north")) == [2]
    assert found(Need(31.2, 121.5, region="west")) == []
    assert found(Need(31.2, 121.5, region="north"), max_distance_m=300_000) == [2, 3]


def test_every_reason_is_told_not_only_the_first():
    ranking = rank(NEED, [crew(on_duty=False, certified=False, free=0)], WEIGHTS)
    assert set(ranking.excluded[0].why) == {Exclusion.OFF_DUTY, Exclusion.CERTIFICATE, Exclusion.BUSY}


def test_the_nearest_comes_first():
    ranking = rank(NEED, [crew(1, lat=31.9), crew(2, lat=31.21)], WEIGHTS)
    assert [one.crew.crew_id.int for one in ranking.ranked] == [2, 1]


def test_a_stale_position_counts_as_the_station_and_says_so():
    one = rank(NEED, [crew(position_age_s=5_000.0, lat=31.2)], WEIGHTS).ranked[0]
    assert (Remark.POSITION_STALE, 5_000) in one.remarks
    assert one.distance_m == pytest.approx(11_119 * 1.3, rel=0.01)
    assert one.cost_m == one.distance_m + WEIGHTS.stale_penalty_m


def test_an_unknown_position_says_so():
    one = rank(NEED, [crew(lat=None, lon=None, position_age_s=None)], WEIGHTS).ranked[0]
    assert Remark.POSITION_UNKNOWN in dict(one.remarks)


def test_a_crew_without_brands_serves_every_brand():
    assert rank(NEED, [crew(brands=frozenset())], WEIGHTS).ranked


def test_an_unknown_brand_is_no_reason_against_a_crew_that_shares_none_with_its_station():
    odd = crew(brands=frozenset({"Citytrans"}), station_brands=frozenset({"Haul"}))
    assert rank(Need(31.2, 121.5), [odd], WEIGHTS).ranked
    assert CrewIndex([odd], WEIGHTS).best(Need(31.2, 121.5))
    assert {rank(replace(NEED, brand=one), [odd], WEIGHTS).excluded[0].why[0] for one in ("Haul", "Citytrans")} == {
        Exclusion.BRAND,
        Exclusion.STATION_BRAND,
    }


def test_work_at_hand_weighs():
    busy, idle = crew(1, load=1, free=1), crew(2, lat=31.26)
    assert [one.crew.crew_id.int for one in rank(NEED, [busy, idle], WEIGHTS).ranked] == [2, 1]


def test_what_may_never_be_overridden():
    assert may_override((Exclusion.TOO_FAR, Exclusion.BRAND, Exclusion.STATION_BRAND, Exclusion.OFF_DUTY))
    for hard in (Exclusion.CERTIFICATE, Exclusion.STATION_INACTIVE, Exclusion.BUSY):
        assert not may_override((hard,))


crews = st.builds(
    crew,
    number=st.integers(1, 10**6),
    station_lat=st.floats(30, 33),
    station_lon=st.floats(119, 123),
    lat=st.one_of(st.none(), st.floats(30, 33)),
    lon=st.floats(119, 123),
    position_age_s=st.one_of(st.none(), st.floats(0, 2_000)),
    on_duty=st.booleans(),
    certified=st.booleans(),
    station_active=st.booleans(),
    free=st.integers(0, 2),
    load=st.integers(0, 2),
    declined=st.booleans(),
    brands=st.frozensets(st.sampled_from(["Haul", "Citytrans", "Other"])),
    station_brands=st.frozensets(st.sampled_from(["Haul", "Citytrans", "Third"])),
    capabilities=st.frozensets(st.sampled_from(["repair", "tow", "tyre"])),
)
fleets = st.lists(crews, max_size=60, unique_by=lambda one: one.crew_id)
needs = st.builds(
    Need,
    lat=st.floats(30, 33),
    lon=st.floats(119, 123),
    brand=st.sampled_from(["", "Haul", "Unknown"]),
    capabilities=st.frozensets(st.sampled_from(["repair", "tow", "flying"]), max_size=2),
)


@given(needs, fleets, st.randoms())
@settings(max_examples=150, deadline=None)
def test_every_crew_is_ranked_or_excluded_and_the_order_of_the_input_does_not_matter(need, fleet, chances):
    ranking = rank(need, fleet, WEIGHTS)
    assert len(ranking.ranked) + len(ranking.excluded) == len(fleet)
    assert all(one.why for one in ranking.excluded)
    shuffled = list(fleet)
    chances.shuffle(shuffled)
    assert rank(need, shuffled, WEIGHTS) == ranking


@given(needs, fleets, st.integers(1, 8))
@settings(max_examples=200, deadline=None)
def test_the_index_finds_the_same_as_looking_at_everybody(need, fleet, k):
    expected = rank(need, fleet, WEIGHTS).ranked[:k]
    found = CrewIndex(fleet, WEIGHTS).best(need, k)
    assert [cost for _row, cost in found] == pytest.approx([one.cost_m for one in expected], abs=1.0)


@given(needs, fleets, fleets, st.integers(1, 8), st.randoms())
@settings(max_examples=200, deadline=None)
def test_an_index_with_news_finds_the_same_as_one_made_anew(need, fleet, later, k, chances):
    """Some stations have other crews now, or none; twice in a row."""
    stations = [UUID(int=number) for number in range(4)]
    before = [replace(one, station_id=chances.choice(stations)) for one in fleet]
    index, truth = CrewIndex(before, WEIGHTS), before
    for changed in (set(stations[:2]), set(stations[1:3])):
        fresh = [replace(one, station_id=chances.choice(sorted(changed))) for one in later]
        index = index.with_news(fresh, changed)
        truth = [one for one in truth if one.station_id not in changed] + fresh
    found = index.best(need, k)
    assert [cost for _row, cost in found] == pytest.approx([c for _row, c in CrewIndex(truth, WEIGHTS).best(need, k)])
    assert all(index.crews[row] in truth for row, _cost in found)
