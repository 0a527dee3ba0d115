"""What is covered for a vehicle until when, component by component: for the look-up page, the vehicle's page and the API."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from accounts.actors import Actor
from billing.policy.models import PolicyVersion
from billing.policy.policies import Coverage, Exclusion, Guarantee, PartWarranty, Policy
from billing.policy.selectors import policy_of, version_on
from catalog.models import Component, Vehicle
from catalog.selectors import components_for


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
    def state(self) -> str:
        """Return `covered`, `excluded`, `ended` or `not_covered`."""
        if self.is_covered:
            return "covered"
        if self.exclusion is not None:
            return "excluded"
        return "ended" if self.coverage is not None else "not_covered"

    @property
    def clause(self) -> str:
        """Return the clause that says so; empty when none speaks about the component."""
        said = self.exclusion or self.coverage
        return said.clause if said else ""

    @property
    def why_not(self) -> str:
        """Return the reason of an exclusion in the reader's language."""
        if self.exclusion is None:
            return ""
        return self.exclusion.reason_zh if (get_language() or "").startswith("zh") else self.exclusion.reason_en


@dataclass(frozen=True, slots=True)
class VehicleCover:
    """What a vehicle is covered for on a day, at a mileage, by the version in force; without one there is a gap."""

    day: date
    mileage_km: int
    version: PolicyVersion | None
    rows: Sequence[Cover] = ()
    guarantee: Guarantee | None = None


def cover_on(
    actor: Actor, vehicle: Vehicle, day: date, mileage_km: int | None = None, component: str = ""
) -> VehicleCover:
    """Return what is covered where the person stands; without a mileage at the last known one, without a component for all of them."""
    driven_km = vehicle.mileage_km if mileage_km is None else mileage_km
    version = version_on(day)
    if version is None:
        return VehicleCover(day, driven_km, None)
    policy, wanted = policy_of(version), component.strip().upper()
    components = [one for one in components_for(actor) if not wanted or one.code == wanted]
    province = actor.station.province if actor.station else ""
    rows = cover_of(policy, vehicle, components, day, mileage_km=driven_km, province=province)
    return VehicleCover(day, driven_km, version, rows, guarantee_for(policy, vehicle))


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
