"""Which replaced parts must come back, and how long a fitted part or a repair is answered for."""

from dataclasses import dataclass

from billing.policy.choices import OldPartAction
from billing.policy.policies.coverage import ANY


@dataclass(frozen=True, slots=True)
class OldPartRule:
    """What is to be done with one replaced part, and within how many days."""

    clause: str
    action: OldPartAction
    days: int


@dataclass(frozen=True, slots=True)
class OldPartLine:
    """A rule for some parts: by number, component, kind of claim or station; `*` is any. Without days the general period holds."""

    clause: str
    part: str
    component: str
    claim_type: str
    station: str
    action: OldPartAction
    days: int | None = None

    def applies_to(self, part: str, component: str, claim_type: str, station: str) -> bool:
        """Tell whether this line speaks about the part."""
        return (
            self.part in (ANY, part)
            and self.component in (ANY, component)
            and self.claim_type in (ANY, claim_type)
            and self.station in (ANY, station)
        )

    @property
    def precision(self) -> tuple[bool, bool, bool, bool]:
        """Sort key: the part goes before the component, then the kind of claim, then the station."""
        return (self.part != ANY, self.component != ANY, self.claim_type != ANY, self.station != ANY)


@dataclass(frozen=True, slots=True)
class OldParts:
    """The general rule: back within some days, waived below a value; lines for what is handled otherwise."""

    clause: str
    return_days: int
    waived_below_minor: int
    lines: tuple[OldPartLine, ...] = ()

    def rule(self, part: str, component: str, claim_type: str, station: str, value_minor: int) -> OldPartRule:
        """Return the rule of the most precise line; without one the part comes back unless its value is below the limit."""
        fitting = [line for line in self.lines if line.applies_to(part, component, claim_type, station)]
        best = max(fitting, key=lambda line: line.precision, default=None)
        if best is not None:
            return OldPartRule(best.clause, best.action, best.days or self.return_days)
        waived = value_minor < self.waived_below_minor
        return OldPartRule(self.clause, OldPartAction.WAIVE if waived else OldPartAction.RETURN, self.return_days)


@dataclass(frozen=True, slots=True)
class PartWarranty:
    """How long a spare part is covered from the day on which it was fitted, by months or mileage, whichever ends first."""

    clause: str
    component: str
    months: int
    mileage_km: int


@dataclass(frozen=True, slots=True)
class RepairWarranty:
    """How long the workshop answers for a repair of this depth: days or kilometres from completion, whichever ends first."""

    clause: str
    kind: str
    days: int
    mileage_km: int
