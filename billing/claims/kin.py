"""The claims that are looked at beside one: those for its vehicle, and those that are like it."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.actors import Actor
from billing.claims.models import Claim, ClaimLine
from billing.claims.selectors import claims_for

ALIKE = 5
OF_VEHICLE_AT_MOST = 30


@dataclass(frozen=True, slots=True)
class Kin:
    """The last claims for the vehicle, this one among them, and the last of other vehicles of its model with the same failure; newest first."""

    of_vehicle: Sequence[Claim]
    same_failure: Sequence[Claim]

    @property
    def is_whole(self) -> bool:
        """Whether these are all claims for the vehicle."""
        return len(self.of_vehicle) < OF_VEHICLE_AT_MOST


def kin_of(claim: Claim, actor: Actor) -> Kin:
    """Return both kinds that the person may see, at any station, in one query."""
    rows = claims_for(actor)
    of_vehicle = rows.filter(vin=claim.vin).order_by("-repair_finished_on", "-created_at")[:OF_VEHICLE_AT_MOST]
    alike = rows.filter(model_code=claim.model_code, failure_code=claim.failure_code).exclude(vin=claim.vin)
    asked = [of_vehicle] if claim.vin else []
    asked += [alike.order_by("-repair_finished_on")[:ALIKE]] if claim.failure_code else []
    found: list[Claim] = list(asked[0].union(*asked[1:], all=True)) if asked else []
    found.sort(key=lambda one: (one.repair_finished_on, one.created_at), reverse=True)
    theirs = [one for one in found if claim.vin and one.vin == claim.vin]
    return Kin(theirs, [one for one in found if one not in theirs])


def same_part_here(claim: Claim, lines: Sequence[ClaimLine]) -> Sequence[ClaimLine]:
    """Return this station's last lines with the causal part, each with its claim."""
    part = next((line.part_number for line in lines if line.is_causal and line.part_number), "")
    rows = ClaimLine.objects.filter(part_number=part, station_id=claim.station_id).exclude(claim=claim.pk)
    rows = rows.exclude(claim__vin=claim.vin).select_related("claim").order_by("-claim__repair_finished_on")
    return list(rows[:ALIKE]) if part else []
