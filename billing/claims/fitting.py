"""When the spare part that failed was fitted: the station's own earlier repair order of the vehicle proves it, the station may say otherwise."""

from collections.abc import Sequence

from billing.claims.choices import ClaimType, LineKind
from billing.claims.models import Claim, ClaimLine
from tenants.workshop.snapshots import FittingFact, earlier_fittings


def prove_fitting(claim: Claim, lines: Sequence[ClaimLine]) -> None:
    """Fill in day and mileage of the fitting where an earlier repair order of this station tells them, and name that order as the proof.

    What the station typed stays; it is proved only when the order says the same. Nothing is saved. Stands in the station's schema.
    """
    parts = [line for line in lines if line.kind == LineKind.PART and line.part_number]
    for line in lines:
        line.fitted_order_id, line.fitted_order_number = None, ""
    if claim.type != ClaimType.PARTS_WARRANTY or not parts:
        return
    numbers = {line.part_number for line in parts}
    known = earlier_fittings(claim.vin, numbers, before=claim.repair_finished_on, but=claim.repair_order_id)
    for line in parts:
        if (fact := known.get(line.part_number)) is not None:
            _prove(line, fact)


def _prove(line: ClaimLine, fact: FittingFact) -> None:
    if line.fitted_on is None:
        line.fitted_on, line.fitted_km = fact.fitted_on, fact.mileage_km
    if (line.fitted_on, line.fitted_km) == (fact.fitted_on, fact.mileage_km):
        line.fitted_order_id, line.fitted_order_number = fact.order_id, fact.order_number
