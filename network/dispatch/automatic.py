"""The limits of automatic mode: whether the engine may offer by itself, as one pure answer that engine and simulator share."""

from dataclasses import dataclass

from network.dispatch.choices import Held
from network.hotline.choices import Safety


@dataclass(frozen=True, slots=True)
class AutomaticLimits:
    """What a policy says. From `from_hour` until `to_hour` the engine offers, over midnight where the end is earlier; equal means around
    the clock. `farthest_m` of 0 means no limit of its own. `looks_at` are the states of the driver that a dispatcher looks at first.
    """

    is_on: bool = True
    regions: frozenset[str] = frozenset()
    from_hour: int = 0
    to_hour: int = 0
    farthest_m: float = 0.0
    looks_at: frozenset[str] = frozenset()

    def against(self, *, region: str, hour: int, safety: str = "") -> Held | None:
        """Return why the engine may make no offer by itself; None when it may."""
        if not self.is_on:
            return Held.OFF
        if safety in self.looks_at:
            return Held.INJURED if safety == Safety.INJURED else Held.CARRIAGEWAY
        if region in self.regions:
            return Held.REGION
        return None if self._is_hour(hour) else Held.HOURS

    def is_too_far(self, distance_m: float) -> bool:
        """Whether a crew so many metres of road away may only be asked by a dispatcher."""
        return 0 < self.farthest_m < distance_m

    def _is_hour(self, hour: int) -> bool:
        if self.from_hour < self.to_hour:
            return self.from_hour <= hour < self.to_hour
        return self.from_hour == self.to_hour or hour >= self.from_hour or hour < self.to_hour
