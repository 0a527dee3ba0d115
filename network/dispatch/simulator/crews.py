"""Where each crew is during the day, what the engine is told of it, and which crews are near enough to be asked about."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import cos
from typing import Any

import numpy as np

from network.dispatch.engine import CrewFacts, Weights
from network.dispatch.geo import between, unit_vector
from network.dispatch.simulator.world import CrewPlan, Story
from network.planning.sphere import EARTH_RADIUS_M

FIX_S = 15.0  # a crew that drives reports its position this often
IDLE_FIX_S = 60.0
MARGIN = 1.001


@dataclass(frozen=True, slots=True)
class Leg:
    """A drive from one place to another."""

    start: tuple[float, float]
    end: tuple[float, float]
    from_s: float
    until_s: float
    length_m: float

    def share(self, at_s: float) -> float:
        """Return how much of the way lies behind the crew."""
        return min(1.0, max(0.0, (at_s - self.from_s) / max(self.until_s - self.from_s, 1e-9)))

    def place(self, at_s: float) -> tuple[float, float]:
        """Return where the crew is."""
        return between(*self.start, *self.end, self.share(at_s))


@dataclass(slots=True)
class CrewNow:
    """A crew as it stands. `silent` phones report while they drive and never otherwise."""

    plan: CrewPlan
    row: int
    silent: bool
    at: tuple[float, float]
    reported_s: float | None = None
    load: int = 0
    asked: bool = False
    leg: Leg | None = None
    working: Story | None = None
    waiting: deque[Story] = field(default_factory=deque)
    spans: list[tuple[float, float]] = field(default_factory=list)
    driven_m: float = 0.0
    trip: int = 0

    def is_free(self, at_s: float) -> bool:
        """Whether the crew could take a job now."""
        return not self.asked and self.load < self.plan.capacity and self.plan.on_duty(at_s)

    def place(self, at_s: float) -> tuple[float, float]:
        """Return where the crew really is."""
        return self.leg.place(at_s) if self.leg else self.at

    def age_s(self, at_s: float) -> float | None:
        """Return how old its last reported position is."""
        if self.leg is not None:
            return (at_s - self.leg.from_s) % FIX_S
        if self.working is not None or not self.silent:
            return at_s % (FIX_S if self.working is not None else IDLE_FIX_S)
        return None if self.reported_s is None else at_s - self.reported_s

    def road_s(self, at_s: float, window_s: float) -> float:
        """Return how long the crew was out on rescues within the last `window_s`."""
        began = self.working.departed_s if self.working else None
        spans = [*self.spans, (began, at_s)] if began is not None else self.spans
        return sum(max(0.0, until_s - max(from_s, at_s - window_s)) for from_s, until_s in spans)

    def facts(self, at_s: float, refused: Iterable[Any], window_s: float) -> CrewFacts:
        """Return what the engine is told."""
        plan, age_s = self.plan, self.age_s(at_s)
        lat, lon = self.place(at_s) if age_s is not None else (None, None)
        return CrewFacts(
            crew_id=plan.key,
            station_id=plan.base.key,
            name=plan.name,
            station_name=plan.base.name,
            station_lat=plan.base.lat,
            station_lon=plan.base.lon,
            station_active=plan.base.active,
            may_rescue=plan.base.may_rescue,
            on_duty=plan.on_duty(at_s),
            certified=plan.certified,
            free=plan.capacity - self.load - self.asked,
            load=self.load,
            declined=plan.key in refused,
            brands=plan.brands,
            station_brands=plan.base.brands,
            capabilities=plan.capabilities,
            lat=lat,
            lon=lon,
            position_age_s=age_s,
            road_s=self.road_s(at_s, window_s),
            region=plan.base.region,
        )


class Fleet:
    """All crews of the day, with their legs in one array, so that those within reach are found at once."""

    def __init__(self, crews: Sequence[CrewNow]) -> None:
        self.crews = crews
        self.homes = np.array([unit_vector(one.plan.base.lat, one.plan.base.lon) for one in crews]).reshape(-1, 3)
        self.legs = np.array([_standing(one.at) for one in crews], dtype=np.float64).reshape(-1, 6)

    def home_region(self, lat: float, lon: float) -> str:
        """Return the region of the nearest station; empty when there is none."""
        if not self.crews:
            return ""
        return self.crews[int((self.homes @ np.array(unit_vector(lat, lon))).argmax())].plan.base.region

    def with_a_hand_free(self, at_s: float) -> list[str]:
        """Return the region of each crew on duty that could take one more job, those that are being asked included: what a mass event is
        held against."""
        free = (one for one in self.crews if one.load < one.plan.capacity and one.plan.on_duty(at_s))
        return [one.plan.base.region for one in free]

    def near(self, lat: float, lon: float, at_s: float, weights: Weights) -> list[CrewNow]:
        """Return every crew that stands, or whose station stands, within the largest distance.

        All others would be excluded as too far, so the ranking of these is the ranking of all.
        """
        point = np.array(unit_vector(lat, lon))
        least = cos(min(3.14, weights.max_distance_m / weights.detour / EARTH_RADIUS_M * MARGIN))
        near_home, near_place = self.homes @ point >= least, self.places(at_s) @ point >= least
        return [self.crews[row] for row in np.flatnonzero(near_home | near_place).tolist()]

    def places(self, at_s: float) -> Any:
        """Return where all crews are, as unit vectors."""
        lat, lon, to_lat, to_lon, from_s, until_s = self.legs.T
        share = np.clip((at_s - from_s) / (until_s - from_s), 0.0, 1.0)
        north, east = np.radians(lat + (to_lat - lat) * share), np.radians(lon + (to_lon - lon) * share)
        return np.column_stack((np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)))

    def begins(self, crew: CrewNow, leg: Leg) -> None:
        """The crew drives off."""
        crew.leg = leg
        self.legs[crew.row] = (*leg.start, *leg.end, leg.from_s, max(leg.until_s, leg.from_s + 1e-9))

    def stands(self, crew: CrewNow, at_s: float) -> None:
        """The crew stops where it is, and has driven as far."""
        if crew.leg is None:
            return
        crew.at = crew.leg.place(at_s)
        crew.driven_m += crew.leg.length_m * crew.leg.share(at_s)
        crew.reported_s = at_s
        crew.leg = None
        self.legs[crew.row] = _standing(crew.at)

    def covered(self, points: Any, weights: Any, radius_m: float, at_s: float) -> float:
        """Return the share of demand that has a free crew within the radius (straight)."""
        free = [one.row for one in self.crews if one.is_free(at_s)]
        if not free or not len(weights):
            return 0.0
        nearest = (points @ self.places(at_s)[free].T).max(axis=1)
        return float(weights[nearest >= cos(radius_m / EARTH_RADIUS_M)].sum() / weights.sum())


def _standing(at: tuple[float, float]) -> tuple[float, ...]:
    """Return the leg of a crew that stands still."""
    return (*at, *at, 0.0, 1.0)
