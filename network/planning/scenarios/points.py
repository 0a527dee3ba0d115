"""The places of a scenario: cities with their weight, stations without; the form in which they are kept with it, and their arrays."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cached_property
from typing import Any

import numpy as np
from django.utils.translation import get_language

from network.planning.solver import SphereMetric
from network.planning.solver.metrics import Floats, Indices

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


class Points:
    """All places of a scenario, in the order in which results number them."""

    def __init__(self, rows: Sequence[Point]) -> None:
        self.rows = list(rows)

    @classmethod
    def read(cls, kept: Sequence[Sequence[Any]]) -> "Points":
        """Return the places as a scenario keeps them."""
        return cls([Point(*row) for row in kept])

    def written(self) -> list[list[Any]]:
        """Return them in the form that a scenario keeps."""
        return [list(astuple(row)) for row in self.rows]

    @cached_property
    def metric(self) -> SphereMetric:
        """Great-circle distances between them."""
        return SphereMetric(np.array([(row.lat, row.lon) for row in self.rows]))

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
