"""Detour and speed as versioned data. Pure except for `policy_on`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from billing.policy.rulebook.values import Readers, read_values
from billing.policy.rulebook.versions import in_force
from network.planning.travel.models import TravelPolicy


class TravelError(StrEnum):
    """Why something about the travel figures was refused."""

    SAME_PERSON = "travel_policy.same_person"
    PUBLISHED = "travel_policy.published"
    TOO_FEW = "travel_policy.too_few_drives"


@dataclass(frozen=True, slots=True)
class RegionRule:
    """Detour and speed in the region of one office, where they are not the country's: mountains, plains."""

    region: str
    detour: float
    speed_mps: float


@dataclass(frozen=True, slots=True)
class Policy:
    """One version. Roads are `detour` times as long as the straight line; a service vehicle drives `speed_mps` on them, stops included.

    `regions` names those where it is otherwise. The defaults are examples; a published row of `TravelPolicy` replaces them.
    """

    label: str = "example"
    detour: float = 1.3
    speed_mps: float = 65 / 3.6
    regions: tuple[RegionRule, ...] = ()

    def stretches(self, *, by_time: bool) -> dict[str, float]:
        """Return, for regions with figures of their own, what a straight line is taken times there.

        `by_time` a kilometre of slow road counts as many as are driven in its time at the country's speed, so that one radius is the same
        minutes everywhere.
        """
        return {one.region: one.detour * (self.speed_mps / one.speed_mps if by_time else 1.0) for one in self.regions}

    def paces(self, *, by_time: bool) -> dict[str, float]:
        """Return what a kilometre that a routing server has measured is taken times in those regions: 1 unless it goes by time."""
        return {one.region: self.speed_mps / one.speed_mps for one in self.regions} if by_time else {}

    @property
    def speed_kmh(self) -> float:
        """Return the speed as people say it."""
        return 3.6 * self.speed_mps

    def reach_km(self, minutes: int) -> int:
        """Return how far a crew gets in so many minutes, as the crow flies, in whole kilometres."""
        return max(1, round(minutes * 60 * self.speed_mps / self.detour / 1000))

    def road_km(self, minutes: int) -> int:
        """Return how far a crew gets in so many minutes on the road, in whole kilometres of road."""
        return max(1, round(minutes * 60 * self.speed_mps / 1000))


EXAMPLE = Policy()
READERS: Readers = {"regions": lambda rows: tuple(RegionRule(*row) for row in rows)}


def policy_of(label: str, values: Mapping[str, Any]) -> Policy:
    """Build a policy from stored values (`read_values`)."""
    return read_values(Policy, label, values, READERS)


def policy_on(moment: datetime) -> Policy:
    """Return the policy in force at `moment`."""
    row = in_force(TravelPolicy.objects, moment)
    return policy_of(row.label, row.values) if row else EXAMPLE
