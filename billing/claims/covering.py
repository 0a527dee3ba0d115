"""What covers the parts of a claim, read as the rules read it: by what the vehicle is used for and where the station is."""

from collections.abc import Sequence
from dataclasses import dataclass

from billing.claims.models import Claim, ClaimLine
from billing.policy.policies import Coverage, Exclusion
from billing.policy.selectors import policy_of


@dataclass(frozen=True, slots=True)
class Cover:
    """The component that the claim is about, the coverage line that holds for it, and what excludes it."""

    component: str = ""
    coverage: Coverage | None = None
    exclusion: Exclusion | None = None


def usage_of(claim: Claim) -> str:
    """Return what the vehicle is used for."""
    return claim.vehicle.known_use if claim.vehicle else ""


def province_of(claim: Claim) -> str:
    """Return where the vehicle was repaired."""
    return claim.region or claim.station.province


def cover_of_claim(claim: Claim, lines: Sequence[ClaimLine]) -> Cover:
    """Return what covers the causal component: the first that is covered, else the first; without a causal part that of any line."""
    causal = [line for line in lines if line.is_causal] or list(lines)
    found = [_cover(claim, line.component_code) for line in causal]
    return next((one for one in found if one.coverage is not None), found[0] if found else Cover())


def _cover(claim: Claim, component: str) -> Cover:
    policy, usage = policy_of(claim.policy), usage_of(claim)
    coverage = policy.coverage_of(claim.model_code, component, usage, policy.regions_of(province_of(claim)))
    return Cover(component, coverage, policy.exclusion_of(component, usage))
