"""The warranty policy of one day, as plain frozen data: no database, no clock. The rules of `billing.claims` ask it.

Amounts are minor units of `currency`; percentages are Decimals (15 means 15 %). Each part carries the number of its clause,
which is what a station sees beside a cut.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.money import times

ANY = "*"
HUNDRED = Decimal(100)
METRES_PER_KM = 1000


@dataclass(frozen=True, slots=True)
class Coverage:
    """How long a component of a model is covered: months from sale or mileage, whichever ends first. `*` is any."""

    clause: str
    model: str
    component: str
    months: int
    mileage_km: int

    def applies_to(self, model: str, component: str) -> bool:
        """Tell whether this line speaks about the component of the model."""
        return self.model in (ANY, model) and self.component in (ANY, component)

    @property
    def precision(self) -> tuple[bool, bool]:
        """Sort key: a line that names the component goes before one that names only the model."""
        return (self.component != ANY, self.model != ANY)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A component that is never covered, with the reason in both languages."""

    clause: str
    component: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Band:
    """Outbound kilometres up to `up_to_km` (None: without end) are paid at this rate per kilometre of the round trip."""

    up_to_km: int | None
    rate_minor_per_km: int


@dataclass(frozen=True, slots=True)
class OutboundFee:
    """What a drive is worth, and how it came about: kilometres, rate and coefficient as they were applied."""

    minor: int
    distance_km: Decimal
    rate_minor_per_km: int
    coefficient: Decimal
    clause: str


@dataclass(frozen=True, slots=True)
class Outbound:
    """How driving to a broken-down vehicle is paid."""

    clause: str
    bands: tuple[Band, ...]
    night_percent: Decimal
    minimum_minor: int
    over_distance_percent: Decimal

    def fee(self, distance_m: int, *, is_night: bool) -> OutboundFee:
        """Return the fee of a drive: the distance's band sets the rate of the whole drive, night multiplies, a minimum holds."""
        distance_km = (Decimal(distance_m) / METRES_PER_KM).quantize(Decimal("0.1"))
        band = self.band(distance_km)
        coefficient = self.night_percent / HUNDRED if is_night else Decimal(1)
        minor = max(times(band.rate_minor_per_km, distance_km * coefficient), self.minimum_minor)
        return OutboundFee(minor, distance_km, band.rate_minor_per_km, coefficient, self.clause)

    def band(self, distance_km: Decimal) -> Band:
        """Return the band of a distance; beyond the last limit the last band holds."""
        fitting = (band for band in self.bands if band.up_to_km is None or distance_km <= band.up_to_km)
        return next(fitting, self.bands[-1])

    def is_too_far(self, driven_m: int, expected_m: int) -> bool:
        """Tell whether the driven distance exceeds the expected one by more than the tolerance."""
        return driven_m * HUNDRED > expected_m * (HUNDRED + self.over_distance_percent)


@dataclass(frozen=True, slots=True)
class Labour:
    """The price of an hour before the station's coefficient."""

    clause: str
    rate_minor_per_hour: int


@dataclass(frozen=True, slots=True)
class Parts:
    """What may be added to the list cost of a part."""

    clause: str
    markup_percent: Decimal


@dataclass(frozen=True, slots=True)
class OldParts:
    """Which replaced parts must come back, and by when. Below the value they are waived."""

    clause: str
    return_days: int
    waived_below_minor: int


@dataclass(frozen=True, slots=True)
class FirstMaintenance:
    """The fixed fee of the first maintenance and until when it is due to the vehicle."""

    clause: str
    fee_minor: int
    months: int
    mileage_km: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Periods and limits: repeats, handing in, appeal, settling without a person."""

    repeat_clause: str
    repeat_days: int
    entry_clause: str
    entry_days: int
    appeal_clause: str
    appeal_days: int
    automatic_clause: str
    automatic_limit_minor: int


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the warranty policy."""

    label: str
    effective_from: date
    currency: str
    coverage: tuple[Coverage, ...]
    exclusions: tuple[Exclusion, ...]
    labour: Labour
    parts: Parts
    outbound: Outbound
    old_parts: OldParts
    first_maintenance: FirstMaintenance
    limits: Limits

    def coverage_of(self, model: str, component: str) -> Coverage | None:
        """Return the most precise coverage of the component, or None: then it is not covered at all."""
        fitting = [line for line in self.coverage if line.applies_to(model, component)]
        return max(fitting, key=lambda line: line.precision, default=None)

    def exclusion_of(self, component: str) -> Exclusion | None:
        """Return the exclusion of the component, if there is one."""
        return next((line for line in self.exclusions if line.component == component), None)

    def hour_minor(self, coefficient: Decimal) -> int:
        """Return the price of an hour at a station with this labour coefficient."""
        return times(self.labour.rate_minor_per_hour, coefficient)

    def part_price_minor(self, list_cost_minor: int) -> int:
        """Return the highest price of a part: list cost plus mark-up."""
        return times(list_cost_minor, (HUNDRED + self.parts.markup_percent) / HUNDRED)

    def wants_back(self, value_minor: int) -> bool:
        """Tell whether a replaced part of this value has to be returned."""
        return value_minor >= self.old_parts.waived_below_minor


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later; the 31st becomes the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    _weekday, last = monthrange(year, month + 1)
    return date(year, month + 1, min(day.day, last))
