"""The places of a scenario: cities with their weight, stations without; the form in which they are kept with it, and their arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from django.utils.translation import get_language

from network.planning.solver import Metric, RoadMetric, SphereMetric
from network.planning.solver.metrics import Floats, Indices
from network.planning.sphere import Position

CITY, STATION = "city", "station"
SITE, DEMAND = "site", "demand"  # an uploaded place that may become a site, and a place that is demand alone


@dataclass(frozen=True, slots=True)
class Point:
    """A place. `key` is a city's or an uploaded place's public id, or a station's code; only a station has a `level`."""

    kind: str
    key: str
    name_zh: str
    name_en: str
    province_code: str
    region: str
    lat: float
    lon: float
    weight: float
    level: str = ""

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en

    @property
    def is_station(self) -> bool:
        """Whether there is a station today."""
        return self.kind == STATION

    @property
    def may_be_site(self) -> bool:
        """Whether a station could be here at all."""
        return self.kind != DEMAND


@dataclass(frozen=True, slots=True)
class Roads:
    """Roads are `detour` times the straight line, but for `pairs` that a routing server has measured: [place, site, metres, seconds].

    `stretches` and `paces` are what places of some regions take a straight line and a measured length times (`travel.policies`).
    """

    detour: float
    pairs: Sequence[Sequence[float]] = ()
    stretches: Mapping[str, float] = field(default_factory=dict)
    paces: Mapping[str, float] = field(default_factory=dict)

    def over(self, ground: Metric, regions: Sequence[str]) -> RoadMetric:
        """Return them as a metric over the straight line; `regions` says where each place is."""
        rows = np.array([one[:3] for one in self.pairs], dtype=np.float64).reshape(-1, 3)
        clients, sites = rows[:, 0].astype(np.intp), rows[:, 1].astype(np.intp)
        detours = np.array([self.stretches.get(one, self.detour) for one in regions], dtype=np.float64)
        pace = np.array([self.paces.get(one, 1.0) for one in regions], dtype=np.float64)
        return RoadMetric(ground, detours, clients, sites, rows[:, 2] * pace[clients])


class Points:
    """All places of a scenario, in the order in which results number them; `roads` is None where the straight line is measured."""

    def __init__(self, rows: Sequence[Point], roads: Roads | None = None) -> None:
        self.rows, self.roads = list(rows), roads

    @classmethod
    def read(cls, kept: Sequence[Sequence[Any]], roads: Roads | None = None) -> "Points":
        """Return the places as a scenario keeps them."""
        return cls([Point(*row) for row in kept], roads)

    def written(self) -> list[list[Any]]:
        """Return them in the form that a scenario keeps."""
        return [list(astuple(row)) for row in self.rows]

    @cached_property
    def positions(self) -> list[Position]:
        """Where they are."""
        return [(row.lat, row.lon) for row in self.rows]

    @cached_property
    def ground(self) -> SphereMetric:
        """Great-circle distances between them."""
        return SphereMetric(np.array(self.positions))

    @cached_property
    def metric(self) -> Metric:
        """The distances by which the scenario measures."""
        return self.roads.over(self.ground, [one.region for one in self.rows]) if self.roads else self.ground

    @cached_property
    def weights(self) -> Floats:
        """The demand of each."""
        return np.array([row.weight for row in self.rows], dtype=np.float64)

    @cached_property
    def clients(self) -> Indices:
        """Those with demand."""
        return np.nonzero(self.weights > 0)[0]

    @cached_property
    def stations(self) -> Indices:
        """Those with a station today."""
        return np.nonzero([row.is_station for row in self.rows])[0]
