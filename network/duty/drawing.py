"""The stratified draw of duty-phone checks: a pure function of stations, bands, rules and a seed.

Chance is SHA-256 of the seed and a key, so that anybody can repeat a draw in any language and get the same checks.

A stratum is region × level × hour band. Each gets `number` checks or `share` of its stations (rounded up), whichever is more. Within
region and level nobody is called twice before all were called once: the least called comes first, over this draw and those before; the
seed decides among equals. The regional offices are a stratum of their own, with a number of calls over all bands.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A station or a regional office that may be drawn; `before` is how often earlier draws took it."""

    key: str
    region: str
    level: str
    before: int = 0
    is_office: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """How many: at least `number` and `share_percent` of the stations per stratum, and `least_per_station` over all bands; for the offices
    together `office_calls`."""

    share_percent: int
    number: int
    least_per_station: int
    office_calls: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A check that was drawn. `roll` is a number below 2^64 from which its day and minute are taken."""

    key: str
    band: str
    roll: int


def draw(units: Sequence[Unit], bands: Sequence[str], rules: Rules, seed: str) -> list[Drawn]:
    """Return the checks of a period, in an order that does not depend on that of `units`."""
    found: list[Drawn] = []
    stations = [unit for unit in units if not unit.is_office]
    for stratum in sorted({(unit.region, unit.level) for unit in stations}):
        group = sorted((one for one in stations if (one.region, one.level) == stratum), key=lambda one: one.key)
        found += _deal(group, slots(len(group), bands, rules, f"{seed}|{'|'.join(stratum)}"), rules, seed)
    offices = sorted((unit for unit in units if unit.is_office), key=lambda one: one.key)
    if offices:
        found += _deal(offices, office_slots(bands, rules.office_calls, f"{seed}|offices"), Rules(0, 0, 0), seed)
    return found


def office_slots(bands: Sequence[str], calls: int, seed: str) -> list[str]:
    """Return the band of each call to an office, in the order in which offices are dealt to them: spread over the bands."""
    order = sorted(bands, key=lambda band: chance(seed, "extra", band))
    places = [(order[number % len(order)], number) for number in range(calls)]
    return [band for band, number in sorted(places, key=lambda one: chance(seed, "slot", *map(str, one)))]


def size_of_stratum(stations: int, rules: Rules) -> int:
    """Return how many checks a stratum of so many stations gets."""
    return max(rules.number, -(-stations * rules.share_percent // 100)) if stations else 0


def slots(stations: int, bands: Sequence[str], rules: Rules, seed: str) -> list[str]:
    """Return the band of each check of a region's level, in the order in which stations are dealt to them."""
    each = size_of_stratum(stations, rules)
    places = [(band, number) for band in bands for number in range(each)]
    missing = max(0, stations * rules.least_per_station - len(places))
    order = sorted(bands, key=lambda band: chance(seed, "extra", band))
    places += [(order[number % len(order)], each + number // len(order)) for number in range(missing)]
    return [band for band, number in sorted(places, key=lambda one: chance(seed, "slot", *map(str, one)))]


def _deal(group: Sequence[Unit], bands: Sequence[str], rules: Rules, seed: str) -> Iterator[Drawn]:
    total = Counter({unit.key: unit.before for unit in group})
    now: Counter[str] = Counter()
    in_band: Counter[tuple[str, str]] = Counter()
    for place, band in enumerate(bands):

        def turn(unit: Unit, band: str = band, place: int = place) -> tuple[int, int, int, int]:
            few = min(now[unit.key], rules.least_per_station)
            return few, total[unit.key], in_band[unit.key, band], chance(seed, "turn", str(place), unit.key)

        unit = min(group, key=turn)
        now[unit.key] += 1
        total[unit.key] += 1
        in_band[unit.key, band] += 1
        yield Drawn(unit.key, band, chance(seed, "time", unit.key, band, str(in_band[unit.key, band])))


def chance(*parts: str) -> int:
    """Return a number below 2^64 that only depends on the parts."""
    return int.from_bytes(hashlib.sha256("|".join(parts).encode()).digest()[:8], "big")
