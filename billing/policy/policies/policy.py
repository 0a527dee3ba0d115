"""One version of the warranty policy, whole."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from billing.policy.policies.coverage import ANY, Coverage, Exclusion, Region
from billing.policy.policies.guarantees import Guarantee, GuardedComponent
from billing.policy.policies.kinds import FirstMaintenance, Goodwill, PhotoRule, Preauthorisation, PreDelivery
from billing.policy.policies.limits import Limits
from billing.policy.policies.outbound import HUNDRED, Outbound
from billing.policy.policies.rates import Labour, Parts
from billing.policy.policies.returns import OldPartRule, OldParts, PartWarranty, RepairWarranty
from common.money import times


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the warranty policy. What it answers twice it remembers, since a replay asks the same of many claims."""

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
    regions: tuple[Region, ...] = ()
    guarantees: tuple[Guarantee, ...] = ()
    guarded: tuple[GuardedComponent, ...] = ()
    pre_delivery: PreDelivery = field(default_factory=PreDelivery)
    goodwill: Goodwill = field(default_factory=Goodwill)
    preauthorisation: Preauthorisation = field(default_factory=Preauthorisation)
    photos: tuple[PhotoRule, ...] = ()
    parts_warranty: tuple[PartWarranty, ...] = ()
    repair_warranty: tuple[RepairWarranty, ...] = ()
    _answers: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def coverage_of(
        self, model: str, component: str, usage: str = "", regions: frozenset[str] = frozenset()
    ) -> Coverage | None:
        """Return the most precise coverage of the component, or None: then it is not covered at all."""
        asked = (model, component, usage, regions)
        if asked not in self._answers:
            fitting = [line for line in self.coverage if line.applies_to(model, component, usage, regions)]
            self._answers[asked] = max(fitting, key=lambda line: line.precision, default=None)
        found: Coverage | None = self._answers[asked]
        return found

    def regions_of(self, province: str) -> frozenset[str]:
        """Return the codes of the policy's regions to which a province belongs."""
        return frozenset(region.code for region in self.regions if province in region.provinces)

    def is_plateau(self, province: str) -> bool:
        """Tell whether a drive into this province is one on the plateau."""
        return bool(self.regions_of(province) & set(self.outbound.plateau_regions))

    def exclusion_of(self, component: str, usage: str = "") -> Exclusion | None:
        """Return the exclusion of the component, if there is one."""
        fitting = (line for line in self.exclusions if line.component == component and line.usage in (ANY, usage))
        return next(fitting, None)

    def guarantee_of(self, model: str, usage: str) -> Guarantee | None:
        """Return the guarantee, by law or by contract, that a vehicle enjoys."""
        fitting = [line for line in self.guarantees if line.usage in (ANY, usage) and line.model in (ANY, model)]
        return max(fitting, key=lambda line: line.precision, default=None)

    def is_guarded(self, role: str, component: str, part: str = "") -> bool:
        """Tell whether a component (or this part of it) counts for the guarantees in this role."""
        fitting = (line for line in self.guarded if line.role == role and line.component == component)
        return any(line.part in (ANY, part) for line in fitting)

    def hour_minor(self, coefficient: Decimal, level: str = "") -> int:
        """Return the price of an hour at a station of this level with this labour coefficient."""
        return times(self.labour.rate_minor(level), coefficient)

    def part_price_minor(self, list_cost_minor: int, component: str = "", level: str = "") -> int:
        """Return the highest price of a part: list cost plus mark-up."""
        _clause, percent = self.parts.markup(component, level)
        return times(list_cost_minor, (HUNDRED + percent) / HUNDRED)

    def wants_back(self, value_minor: int) -> bool:
        """Tell whether a replaced part of this value has to be returned by the general rule."""
        return value_minor >= self.old_parts.waived_below_minor

    def old_part_rule(
        self, *, part_number: str, component: str, claim_type: str, station_code: str, value_minor: int
    ) -> OldPartRule:
        """Return what is to be done with a replaced part: returned, kept at the station, or waived, and within how many days."""
        return self.old_parts.rule(part_number, component, claim_type, station_code, value_minor)

    def part_warranty_of(self, component: str) -> PartWarranty | None:
        """Return how long a spare part of the component is covered once it is fitted."""
        fitting = [line for line in self.parts_warranty if line.component in (ANY, component)]
        return max(fitting, key=lambda line: line.component != ANY, default=None)

    def repair_warranty_of(self, kind: str) -> RepairWarranty | None:
        """Return how long the workshop answers for a repair of this depth."""
        return next((line for line in self.repair_warranty if line.kind == kind), None)
