"""Coverage against brute force, in plain arithmetic."""

import math
import random

import numpy as np

from network.planning.coverage import gain_of, propose, reach, within
from network.planning.sphere import EARTH_RADIUS_M, arc_of, chord_of

Position = tuple[float, float]


def haversine_m(a: Position, b: Position) -> float:
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(h))


def scattered(count: int, seed: int) -> list[Position]:
    dice = random.Random(seed)
    return [(dice.uniform(18, 53), dice.uniform(74, 135)) for _ in range(count)]


def test_it_agrees_with_brute_force() -> None:
    places, sites = scattered(300, 1), scattered(25, 2)
    found = reach(places, sites, 100_000)
    for number, place in enumerate(places):
        distances = [haversine_m(place, site) for site in sites]
        assert math.isclose(found.distance_m[number], min(distances), rel_tol=1e-6)
        assert math.isclose(distances[found.nearest[number]], min(distances), rel_tol=1e-9)
        assert found.is_covered[number] == (min(distances) <= 100_000)


def test_it_knows_a_published_distance() -> None:
    beijing, shanghai = (39.9042, 116.4074), (31.2304, 121.4737)
    assert abs(reach([beijing], [shanghai], 1).distance_m[0] - 1_067_000) < 2_000


def test_it_finds_neighbours_across_the_date_line_and_at_the_pole() -> None:
    assert reach([(0.0, 179.9)], [(0.0, -179.9)], 25_000).is_covered[0]
    assert reach([(89.9, 0.0)], [(89.9, 180.0)], 25_000).is_covered[0]


def test_a_place_exactly_at_a_station_is_covered() -> None:
    assert reach([(30.0, 110.0)], [(30.0, 110.0)], 0).is_covered[0]


def test_without_sites_nothing_is_covered() -> None:
    found = reach(scattered(3, 1), [], 100_000)
    assert not found.is_covered.any()
    assert set(found.nearest) == {-1}
    assert reach([], [(1.0, 1.0)], 1).nearest.size == 0


def test_chord_and_arc_are_each_other_s_inverse() -> None:
    for metres in (0.0, 1.0, 100_000.0, 5_000_000.0):
        assert math.isclose(float(arc_of(np.array([chord_of(metres)]))[0]), metres, abs_tol=1e-6)


def test_the_gain_of_a_site_is_the_open_weight_around_it() -> None:
    places, dice = scattered(120, 3), random.Random(4)
    weights = [dice.uniform(1, 50) for _ in places]
    is_open = [dice.random() < 0.6 for _ in places]
    found = gain_of(places, weights, is_open, 300_000)
    for number, site in enumerate(places):
        expected = sum(
            weight
            for place, weight, wanted in zip(places, weights, is_open, strict=True)
            if wanted and haversine_m(site, place) <= 300_000
        )
        assert math.isclose(found[number], expected, abs_tol=1e-6)


def test_proposals_add_most_first_and_count_what_is_covered_after_each() -> None:
    places = [(30.0, 110.0), (30.1, 110.0), (40.0, 100.0), (20.0, 110.0)]
    found = propose(places, [5.0, 6.0, 10.0, 4.0], [False, False, False, True], 50_000, 5)
    assert [(one.place, one.gain) for one in found] == [(0, 11.0), (2, 10.0)]
    assert [round(one.share_after, 3) for one in found] == [0.6, 1.0]


def test_proposals_of_nothing_are_none() -> None:
    assert propose([], [], [], 50_000, 3) == []
    assert propose([(1.0, 1.0)], [0.0], [False], 50_000, 3) == []


def test_within_is_a_circle() -> None:
    centre, places = (35.0, 105.0), scattered(200, 5)
    expected = [haversine_m(centre, place) <= 400_000 for place in places]
    assert within(places, centre, 400_000).tolist() == expected
