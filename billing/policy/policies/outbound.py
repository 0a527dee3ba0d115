"""How driving to a broken-down vehicle is paid."""

from dataclasses import dataclass
from decimal import Decimal
from math import prod

from common.money import times

HUNDRED = Decimal(100)
METRES_PER_KM = 1000
NIGHT, HIGHWAY, PLATEAU = "night", "highway", "plateau"


@dataclass(frozen=True, slots=True)
class Band:
    """Outbound kilometres up to `up_to_km` (None: without end) are paid at this rate per kilometre of the round trip."""

    up_to_km: int | None
    rate_minor_per_km: int


@dataclass(frozen=True, slots=True)
class OutboundFee:
    """What a drive is worth, and how it came about: kilometres, rate and coefficient, the product of those `applied` (`NIGHT` … with factor)."""

    minor: int
    distance_km: Decimal
    rate_minor_per_km: int
    coefficient: Decimal
    clause: str
    applied: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Outbound:
    """The bands of distance, what multiplies them, and the least that is paid. 100 % changes nothing.

    A breakdown in a province of one of the policy's regions `plateau_regions` is one on the plateau; without any, nothing is.
    """

    clause: str
    bands: tuple[Band, ...]
    night_percent: Decimal
    minimum_minor: int
    over_distance_percent: Decimal
    highway_percent: Decimal = HUNDRED
    plateau_percent: Decimal = HUNDRED
    tolls_limit_minor: int = 0
    plateau_regions: tuple[str, ...] = ()

    def fee(
        self, distance_m: int, *, is_night: bool, is_highway: bool = False, is_plateau: bool = False
    ) -> OutboundFee:
        """Return the fee of a drive: the distance's band sets the rate of the whole drive, the coefficients multiply, a minimum holds."""
        distance_km = (Decimal(distance_m) / METRES_PER_KM).quantize(Decimal("0.1"))
        band = self.band(distance_km)
        applied = self.applied(is_night=is_night, is_highway=is_highway, is_plateau=is_plateau)
        coefficient = prod((factor for _name, factor in applied), start=Decimal(1))
        minor = max(times(band.rate_minor_per_km, distance_km * coefficient), self.minimum_minor)
        return OutboundFee(minor, distance_km, band.rate_minor_per_km, coefficient, self.clause, applied)

    def applied(
        self, *, is_night: bool, is_highway: bool = False, is_plateau: bool = False
    ) -> tuple[tuple[str, Decimal], ...]:
        """Return the name and factor of each coefficient that applies and changes something."""
        drives = (
            (NIGHT, is_night, self.night_percent),
            (HIGHWAY, is_highway, self.highway_percent),
            (PLATEAU, is_plateau, self.plateau_percent),
        )
        return tuple((name, percent / HUNDRED) for name, applies, percent in drives if applies and percent != HUNDRED)

    def band(self, distance_km: Decimal) -> Band:
        """Return the band of a distance; beyond the last limit the last band holds."""
        fitting = (band for band in self.bands if band.up_to_km is None or distance_km <= band.up_to_km)
        return next(fitting, self.bands[-1])

    def is_too_far(self, driven_m: int, expected_m: int) -> bool:
        """Tell whether the driven distance exceeds the expected one by more than the tolerance."""
        return driven_m * HUNDRED > expected_m * (HUNDRED + self.over_distance_percent)
