"""What is covered for a vehicle until when, component by component: for the look-up page, the vehicle's page and the API."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from billing.policy.policies import Coverage, Exclusion, Guarantee, PartWarranty, Policy
from catalog.models import Component, Vehicle


@dataclass(frozen=True, slots=True)
class Cover:
    """One component: the coverage line that holds, its last day, and whether it still covers; or why it does not at all."""

    code: str
    name: str
    coverage: Coverage | None
    until: date | None
    exclusion: Exclusion | None
    part: PartWarranty | None
    is_covered: bool

    @property
    def why_not(self) -> str:
        """Return the reason of an exclusion in the reader's language."""
        if self.exclusion is None:
            return ""
        return self.exclusion.reason_zh if (get_language() or "").startswith("zh") else self.exclusion.reason_en


def cover_of(
    policy: Policy, vehicle: Vehicle, components: Iterable[Component], day: date, *, mileage_km: int, province: str = ""
) -> list[Cover]:
    """Return what each component's cover is on a day, at this mileage, at a station of this province."""
    return [_cover(policy, vehicle, one, day, mileage_km, policy.regions_of(province)) for one in components]


def guarantee_for(policy: Policy, vehicle: Vehicle) -> Guarantee | None:
    """Return the guarantee, by law or contract, that the vehicle enjoys."""
    return policy.guarantee_of(vehicle.model.code, vehicle.known_use)


def _cover(
    policy: Policy, vehicle: Vehicle, component: Component, day: date, mileage_km: int, regions: frozenset[str]
) -> Cover:
    coverage = policy.coverage_of(vehicle.model.code, component.code, vehicle.known_use, regions)
    exclusion = policy.exclusion_of(component.code, vehicle.known_use)
    until = coverage.until(vehicle.sold_on) if coverage and vehicle.sold_on else None
    within = coverage is not None and mileage_km <= coverage.mileage_km and (until is None or day <= until)
    part = policy.part_warranty_of(component.code)
    return Cover(component.code, component.name, coverage, until, exclusion, part, within and exclusion is None)
