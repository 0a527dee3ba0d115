"""What work and parts are paid: hours by the time catalogue, the price of an hour, the mark-up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from billing.policy.policies.coverage import ANY


@dataclass(frozen=True, slots=True)
class TimeNorm:
    """The standard hours of an operation on a model (`*`: on any); it goes before the catalogue's own."""

    clause: str
    operation: str
    model: str
    hours: Decimal


@dataclass(frozen=True, slots=True)
class HourRate:
    """The price of an hour at stations of one level, instead of the general one."""

    clause: str
    level: str
    rate_minor_per_hour: int


@dataclass(frozen=True, slots=True)
class Labour:
    """The price of an hour before the station's coefficient, and the time catalogue."""

    clause: str
    rate_minor_per_hour: int
    rates: tuple[HourRate, ...] = ()
    norms: tuple[TimeNorm, ...] = ()
    _norms: Mapping[tuple[str, str], TimeNorm] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_norms", {(norm.operation, norm.model): norm for norm in self.norms})

    def norm(self, operation: str, model: str) -> TimeNorm | None:
        """Return the policy's norm for the operation on the model, or None: then the catalogue's holds."""
        return self._norms.get((operation, model)) or self._norms.get((operation, ANY))

    def rate_minor(self, level: str) -> int:
        """Return the price of an hour at a station of this level."""
        return next((rate.rate_minor_per_hour for rate in self.rates if rate.level == level), self.rate_minor_per_hour)


@dataclass(frozen=True, slots=True)
class Markup:
    """The mark-up for a component's parts at stations of a level, instead of the general one."""

    clause: str
    component: str
    level: str
    markup_percent: Decimal


@dataclass(frozen=True, slots=True)
class Parts:
    """What may be added to the list cost of a part."""

    clause: str
    markup_percent: Decimal
    markups: tuple[Markup, ...] = ()

    def markup(self, component: str = "", level: str = "") -> tuple[str, Decimal]:
        """Return clause and mark-up of the most precise line, the one that names the component before the one that names the level."""
        fitting = [row for row in self.markups if row.component in (ANY, component) and row.level in (ANY, level)]
        best = max(fitting, key=lambda row: (row.component != ANY, row.level != ANY), default=None)
        return (best.clause, best.markup_percent) if best else (self.clause, self.markup_percent)
