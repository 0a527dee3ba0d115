"""Which crew should go: one pure function over plain data, with reasons for each choice and each exclusion.

The cost of a crew is metres of road to the vehicle (great circle × detour) plus penalties in metres (stale position, work at hand).
Nothing here reads a clock, a table or a setting: the same facts give the same ranking.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from network.dispatch.geo import great_circle_m


class Exclusion(StrEnum):
    """Why a crew can't be sent."""

    STATION_INACTIVE = "station_inactive"
    OFF_DUTY = "off_duty"
    BUSY = "busy"
    CERTIFICATE = "certificate"
    CAPABILITY = "capability"
    BRAND = "brand"
    STATION_BRAND = "station_brand"
    DECLINED = "declined"
    TOO_FAR = "too_far"
    REST = "rest"
    POSITION = "position"
    OTHER_REGION = "other_region"


HARD = frozenset({Exclusion.STATION_INACTIVE, Exclusion.BUSY, Exclusion.CERTIFICATE})  # no override passes these


class Remark(StrEnum):
    """What a ranked crew's cost is made of."""

    DISTANCE = "distance"
    POSITION_FRESH = "position_fresh"
    POSITION_STALE = "position_stale"
    POSITION_UNKNOWN = "position_unknown"
    LOAD = "load"


@dataclass(frozen=True, slots=True)
class Weights:
    """The policy's numbers. Distances in metres, times in seconds, speed in metres a second."""

    detour: float = 1.3
    speed_mps: float = 16.7
    stale_after_s: float = 900.0
    max_distance_m: float = 150_000.0
    stale_penalty_m: float = 5_000.0
    load_penalty_m: float = 10_000.0
    exclude_stale: bool = False
    rest_after_s: float = 12 * 3_600.0
    rest_window_s: float = 24 * 3_600.0


@dataclass(frozen=True, slots=True)
class Need:
    """What is wanted, and where (WGS-84). With `region` only its stations' crews may go."""

    lat: float
    lon: float
    brand: str = ""
    capabilities: frozenset[str] = frozenset()
    region: str = ""


@dataclass(frozen=True, slots=True)
class CrewFacts:
    """A crew as the engine sees it. `position_age_s` is None when no position was ever reported; empty `brands` means every brand.

    `road_s` is how long it was on the road within the policy's window.
    `may_rescue` is whether its station is authorised for roadside rescue at all, `station_brands` for which brands; empty says nothing of it.
    """

    crew_id: UUID
    station_id: UUID
    name: str
    station_name: str
    station_lat: float
    station_lon: float
    station_active: bool = True
    may_rescue: bool = True
    on_duty: bool = True
    certified: bool = True
    free: int = 1
    load: int = 0
    declined: bool = False
    brands: frozenset[str] = frozenset()
    station_brands: frozenset[str] = frozenset()
    capabilities: frozenset[str] = frozenset()
    lat: float | None = None
    lon: float | None = None
    position_age_s: float | None = None
    road_s: float = 0.0
    region: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A crew that can go. `remarks` are (remark, metres of cost or seconds of age) pairs."""

    crew: CrewFacts
    distance_m: int
    eta_s: int
    cost_m: int
    remarks: tuple[tuple[Remark, int], ...]


@dataclass(frozen=True, slots=True)
class Excluded:
    """A crew that can't go, and every reason."""

    crew: CrewFacts
    distance_m: int
    why: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer: who could go, best first, and who not, nearest first."""

    ranked: tuple[Ranked, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    shortfall: dict[str, Any] = field(default_factory=dict)


def rank(need: Need, crews: Iterable[CrewFacts], weights: Weights) -> Ranking:
    """Rank the crews for `need`. Equal costs are ordered by crew id, so that the answer never depends on the order of the input."""
    ranked, excluded = [], []
    for crew in crews:
        distance_m = road_distance_m(need, crew, weights)
        why = exclusions(need, crew, weights, distance_m)
        if why:
            excluded.append(Excluded(crew, round(distance_m), why))
        else:
            ranked.append(_weigh(crew, distance_m, weights))
    ranked.sort(key=lambda one: (one.cost_m, one.crew.crew_id.int))
    excluded.sort(key=lambda one: (one.distance_m, one.crew.crew_id.int))
    return Ranking(tuple(ranked), tuple(excluded), {} if ranked else shortfall(excluded))


def where(crew: CrewFacts, weights: Weights) -> tuple[float, float]:
    """Return the crew's position, or its station's when the position is unknown or stale."""
    if crew.lat is None or crew.lon is None or is_stale(crew, weights):
        return crew.station_lat, crew.station_lon
    return crew.lat, crew.lon


def is_stale(crew: CrewFacts, weights: Weights) -> bool:
    """Whether the last reported position is too old to be believed, or there is none."""
    return crew.position_age_s is None or crew.position_age_s > weights.stale_after_s


def needs_rest(crew: CrewFacts, weights: Weights) -> bool:
    """Whether the crew has been on the road for as long as the policy allows."""
    return crew.road_s >= weights.rest_after_s


def road_distance_m(need: Need, crew: CrewFacts, weights: Weights) -> float:
    """Return the estimated metres of road from the crew to the vehicle."""
    return great_circle_m(*where(crew, weights), need.lat, need.lon) * weights.detour


def exclusions(need: Need, crew: CrewFacts, weights: Weights, distance_m: float) -> tuple[Exclusion, ...]:
    """Return every reason against the crew, hard ones first; none means that it may be sent."""
    found = (
        (Exclusion.STATION_INACTIVE, not crew.station_active),
        (Exclusion.CERTIFICATE, not crew.certified),
        (Exclusion.BUSY, crew.free < 1),
        (Exclusion.OFF_DUTY, not crew.on_duty),
        (Exclusion.CAPABILITY, not (crew.may_rescue and need.capabilities <= crew.capabilities)),
        (Exclusion.BRAND, bool(need.brand and crew.brands and need.brand not in crew.brands)),
        (Exclusion.STATION_BRAND, bool(need.brand and crew.station_brands and need.brand not in crew.station_brands)),
        (Exclusion.DECLINED, crew.declined),
        (Exclusion.TOO_FAR, distance_m > weights.max_distance_m),
        (Exclusion.REST, needs_rest(crew, weights)),
        (Exclusion.POSITION, weights.exclude_stale and is_stale(crew, weights)),
        (Exclusion.OTHER_REGION, bool(need.region) and need.region != crew.region),
    )
    return tuple(reason for reason, applies in found if applies)


def penalty_m(crew: CrewFacts, weights: Weights) -> float:
    """Return what the crew's cost has on top of the road."""
    return (weights.stale_penalty_m if is_stale(crew, weights) else 0.0) + weights.load_penalty_m * crew.load


def shortfall(excluded: list[Excluded]) -> dict[str, Any]:
    """Explain why nobody can go: how often each reason applies, and how many fail for one reason alone, which is what could be mended."""
    counts: dict[str, int] = {}
    alone: dict[str, int] = {}
    for one in excluded:
        for why in one.why:
            counts[why.value] = counts.get(why.value, 0) + 1
        if len(one.why) == 1:
            alone[one.why[0].value] = alone.get(one.why[0].value, 0) + 1
    return {"crews": len(excluded), "reasons": counts, "only_reason": alone}


def _weigh(crew: CrewFacts, distance_m: float, weights: Weights) -> Ranked:
    remarks = [(Remark.DISTANCE, round(distance_m))]
    age = round(crew.position_age_s or 0)
    if crew.position_age_s is None:
        remarks.append((Remark.POSITION_UNKNOWN, round(weights.stale_penalty_m)))
    elif is_stale(crew, weights):
        remarks.append((Remark.POSITION_STALE, age))
    else:
        remarks.append((Remark.POSITION_FRESH, age))
    if crew.load:
        remarks.append((Remark.LOAD, crew.load))
    cost = distance_m + penalty_m(crew, weights)
    return Ranked(crew, round(distance_m), round(distance_m / weights.speed_mps), round(cost), tuple(remarks))
