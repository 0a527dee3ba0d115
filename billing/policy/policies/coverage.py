"""What is covered, until when, for whom and where; what never is."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

ANY = "*"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How long a component of a model is covered: months from sale or mileage, whichever ends first. `*` is any.

    `usage` is what the vehicle is used for, `region` one of the policy's own regions (plateau, cold …) by where the station is.
    """

    clause: str
    model: str
    component: str
    months: int
    mileage_km: int
    usage: str = ANY
    region: str = ANY

    def applies_to(self, model: str, component: str, usage: str = "", regions: frozenset[str] = frozenset()) -> bool:
        """Tell whether this line speaks about the component of the model, used so, there."""
        return (
            self.model in (ANY, model)
            and self.component in (ANY, component)
            and self.usage in (ANY, usage)
            and (self.region == ANY or self.region in regions)
        )

    @property
    def precision(self) -> tuple[bool, bool, bool, bool]:
        """Sort key: the line that names the component goes first, then the one that names the usage, the region, the model."""
        return (self.component != ANY, self.usage != ANY, self.region != ANY, self.model != ANY)

    def until(self, sold_on: date) -> date:
        """Return the last covered day of a vehicle that was sold on this day."""
        return add_months(sold_on, self.months)


@dataclass(frozen=True, slots=True)
class Region:
    """A region with conditions of its own, as the provinces that belong to it."""

    clause: str
    code: str
    name_zh: str
    name_en: str
    provinces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A component that is never covered (for some usage or any), with the reason in both languages."""

    clause: str
    component: str
    reason_zh: str
    reason_en: str
    usage: str = ANY


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later; the 31st becomes the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    _weekday, last = monthrange(year, month + 1)
    return date(year, month + 1, min(day.day, last))
