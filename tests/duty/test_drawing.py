"""The draw is fair and can be repeated: properties over many seeds and networks of chance."""

from collections import Counter
from math import ceil
from random import Random

import pytest

from network.duty.drawing import Rules, Unit, draw

BANDS = ["day", "evening", "night", "weekend"]
SEEDS = [f"seed {number}" for number in range(12)]


def network(seed: str, before: bool = False) -> list[Unit]:
    roll = Random(seed)
    return [
        Unit(f"s{number:03d}", roll.choice(["east", "north"]), roll.choice("ABC"), roll.randint(0, 3) if before else 0)
        for number in range(roll.randint(1, 60))
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_seed_draws_the_same_whatever_the_order_of_the_list(seed: str) -> None:
    units, rules = network(seed), Rules(20, 1, 1)
    shuffled = list(units)
    Random(seed).shuffle(shuffled)
    assert draw(units, BANDS, rules, seed) == draw(shuffled, BANDS, rules, seed)


def test_another_seed_draws_others() -> None:
    units, rules = network("x"), Rules(20, 1, 0)
    assert len({tuple(draw(units, BANDS, rules, seed)) for seed in SEEDS}) == len(SEEDS)


@pytest.mark.parametrize("seed", SEEDS)
def test_each_stratum_gets_its_share(seed: str) -> None:
    units, rules = network(seed), Rules(30, 2, 0)
    where = {unit.key: (unit.region, unit.level) for unit in units}
    groups = Counter(where.values())
    drawn = Counter((*where[one.key], one.band) for one in draw(units, BANDS, rules, seed))
    assert drawn == {(*group, band): max(2, ceil(count * 0.3)) for group, count in groups.items() for band in BANDS}


@pytest.mark.parametrize("seed", SEEDS)
def test_each_station_gets_its_minimum(seed: str) -> None:
    drawn = Counter(one.key for one in draw(network(seed, before=True), BANDS, Rules(0, 0, 2), seed))
    assert {unit.key for unit in network(seed, before=True)} == set(drawn)
    assert min(drawn.values()) == max(drawn.values()) == 2


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_is_called_twice_before_all_were_called_once(seed: str) -> None:
    """Over five periods, in which the later ones know what the earlier ones took."""
    units = network(seed)
    taken: Counter[str] = Counter()
    for period in range(5):
        known = [Unit(one.key, one.region, one.level, taken[one.key]) for one in units]
        for one in draw(known, BANDS, Rules(10, 1, 0), f"{seed}/{period}"):
            group = next((u.region, u.level) for u in units if u.key == one.key)
            fewest = min(taken[u.key] for u in units if (u.region, u.level) == group)
            assert taken[one.key] == fewest
            taken[one.key] += 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_station_is_spread_over_the_bands(seed: str) -> None:
    """With two checks each over four bands nobody gets the same band twice where the deal leaves a choice."""
    units = [Unit(f"s{number}", "east", "A") for number in range(20)]
    pairs = Counter((one.key, one.band) for one in draw(units, BANDS, Rules(50, 0, 2), seed))
    assert sum(count - 1 for count in pairs.values()) <= 4


def test_every_station_is_drawn_first_about_equally_often() -> None:
    """Chance is fair: over 2,000 draws of one in four none is far from its quarter (five standard deviations)."""
    units = [Unit(f"s{number}", "east", "A") for number in range(4)]
    firsts = Counter(draw(units, ["day"], Rules(0, 1, 0), f"fair {number}")[0].key for number in range(2_000))
    assert all(abs(count - 500) < 5 * (2_000 * 0.25 * 0.75) ** 0.5 for count in firsts.values())


def test_without_stations_nothing_is_drawn() -> None:
    assert draw([], BANDS, Rules(20, 1, 1), "x") == []


def offices(count: int = 6, **before: int) -> list[Unit]:
    return [
        Unit(f"o{number}", f"r{number}", "", before.get(f"o{number}", 0), is_office=True) for number in range(count)
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_offices_are_a_stratum_of_their_own_and_change_nothing_for_stations(seed: str) -> None:
    stations = network(seed)
    alone = draw(stations, BANDS, Rules(20, 1, 1), seed)
    together = draw([*offices(), *stations], BANDS, Rules(20, 1, 1, office_calls=6), seed)
    assert together[: len(alone)] == alone
    assert Counter(one.key for one in together[len(alone) :]) == Counter(one.key for one in offices())


@pytest.mark.parametrize("seed", SEEDS)
def test_the_office_that_was_called_least_comes_first(seed: str) -> None:
    drawn = draw(offices(o0=1, o1=1, o2=1), BANDS, Rules(0, 0, 0, office_calls=3), seed)
    assert {one.key for one in drawn} == {"o3", "o4", "o5"}
    assert len({one.band for one in drawn}) == 3, "spread over the hour bands"


def test_without_calls_for_offices_none_is_drawn() -> None:
    assert draw(offices(), BANDS, Rules(20, 1, 1), "x") == []
