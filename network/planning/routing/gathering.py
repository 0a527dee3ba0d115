"""Asking a routing server for the pairs of a scenario: of each place with demand the nearest sites by the straight line, in batches.

It never fails: what was not asked, not answered or not believed is left to the detour, and the end says how it went.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from network.planning.routing.port import MOST_SIDE, Leg, Refused, Router, Table, Unavailable
from network.planning.scenarios.choices import RoadEnding
from network.planning.solver import Clock, Metric
from network.planning.solver.metrics import Floats, Indices
from network.planning.sphere import Position

SLACK_M, MOST_DETOUR, FAR_M = (
    2_000.0,
    20.0,
    100_000.0,
)  # places are moved onto a road; nobody drives much farther than that
PAUSES_S = (1.0, 4.0)  # between the tries of one batch
LOOK_EVERY_S = 0.2
HERE_M = 1.0  # nearer than that is the same place

Pause = Callable[[float, Clock], None]
Batch = tuple[list[int], dict[int, list[int]]]


@dataclass(slots=True)
class Gathered:
    """What came: `pairs` are [place, site, metres, seconds], of `asked` pairs in all."""

    asked: int
    ending: RoadEnding = RoadEnding.WHOLE
    pairs: list[list[float]] = field(default_factory=list)


def wait(seconds: float, clock: Clock) -> None:
    """Wait, but not beyond the clock, which another thread may stop."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and not clock.is_over:
        time.sleep(LOOK_EVERY_S)


def gathered(
    router: Router | None,
    positions: Sequence[Position],
    wanted: dict[int, list[int]],
    ground: Metric,
    clock: Clock,
    pause: Pause = wait,
) -> Gathered:
    """Return the roads of the wanted pairs (sites by place), driven from the site to the place, as far as the server and the clock let it."""
    found = Gathered(sum(len(sites) for sites in wanted.values()))
    if router is None:
        found.ending = RoadEnding.UNSET
        return found
    for sites, places in batches(positions, wanted):
        origins, destinations = [positions[n] for n in sites], [positions[n] for n in places]
        try:
            table = _patient(router, origins, destinations, clock, pause)
        except Refused:
            found.ending = RoadEnding.REFUSED
            continue
        except Unavailable:
            found.ending = RoadEnding.LATE if clock.is_over else RoadEnding.FAILED
            break
        found.pairs += _believed(table, sites, places, ground)
    found.pairs.sort()
    return found


def wanted_pairs(ground: Metric, clients: Indices, sites: Indices, nearest: int) -> dict[int, list[int]]:
    """Return of each client the nearest sites, itself and others at its very place left out."""
    found: dict[int, list[int]] = {}
    for one in clients:
        far = ground.between(np.full(len(sites), one), sites)
        away = np.nonzero(far > HERE_M)[0]
        order = away[np.argsort(far[away], kind="stable")[:nearest]]
        if len(order):
            found[int(one)] = [int(n) for n in sites[order]]
    return found


def batches(positions: Sequence[Position], wanted: dict[int, list[int]]) -> Iterator[Batch]:
    """Yield sites and, by place, those of them that it wants; neighbours come together, so that they share sites. No side passes `MOST_SIDE`."""
    places: dict[int, list[int]] = {}
    sites: dict[int, None] = {}
    for one in sorted(wanted, key=lambda n: (_curve(positions[n]), n)):
        joined = sites | dict.fromkeys(wanted[one])
        if places and (len(joined) > MOST_SIDE or len(places) == MOST_SIDE):
            yield list(sites), places
            places, joined = {}, dict.fromkeys(wanted[one])
        sites = joined
        places[one] = wanted[one]
    if places:
        yield list(sites), places


def _patient(
    router: Router, origins: list[Position], destinations: list[Position], clock: Clock, pause: Pause
) -> Table:
    """Ask, and again after a pause. Raises Refused, Unavailable after the last try or when the time is over."""
    for wait_s in (*PAUSES_S, None):
        if clock.is_over:
            raise Unavailable("out of time")
        try:
            return router.road_table(origins, destinations)
        except Unavailable as error:
            if wait_s is None:
                raise
            pause(wait_s if error.wait_s is None else error.wait_s, clock)
    raise Unavailable("never asked")


def _believed(table: Table, sites: list[int], places: dict[int, list[int]], ground: Metric) -> list[list[float]]:
    row = {site: n for n, site in enumerate(sites)}
    asked = [(place, site, table[row[site]][n]) for n, place in enumerate(places) for site in places[place]]
    straight: Floats = ground.between(np.array([one[0] for one in asked]), np.array([one[1] for one in asked]))
    return [
        [place, site, round(leg.metres, 1), round(leg.seconds, 1)]
        for (place, site, leg), line in zip(asked, straight, strict=True)
        if leg is not None and is_road(leg, float(line))
    ]


def is_road(leg: Leg, straight_m: float) -> bool:
    """Tell whether a road can be so long: hardly shorter than the straight line, and not absurdly longer."""
    return straight_m - SLACK_M <= leg.metres <= MOST_DETOUR * straight_m + FAR_M


def _curve(position: Position) -> int:
    """Return the place of a position on a curve that keeps neighbours together (bits of latitude and longitude by turns)."""
    lat, lon = (int((value + 180.0) / 360.0 * 65535) for value in position)
    return sum(((lat >> bit & 1) << (2 * bit + 1)) | ((lon >> bit & 1) << (2 * bit)) for bit in range(16))
