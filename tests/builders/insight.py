"""Facts, fleets and warnings for tests."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from billing.claims.models import Claim
from billing.insight.models import BatchWarning, ClaimFact, VehicleCohort
from billing.insight.refresh import count_everything
from catalog.models import Component
from common.clock import today
from common.ids import new_id
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.builders.catalog import a_component

FIRST = date(2025, 1, 1)


def counted() -> int:
    """Count every claim, as a refresh of everything does."""
    with at_head_office():
        return count_everything()


def fact_of(claim: Claim) -> ClaimFact:
    """Return the fact of a claim."""
    with at_head_office():
        return ClaimFact.objects.get(claim_id=claim.pk)


def facts_of(
    station: Station, count: int, *, component: str = "ENG", part: str = "612600", built: date, age: int, **more: Any
) -> None:
    """Write facts of first failures, each of another vehicle sold on the first of its build month; only watching reads them."""
    a_component(component)
    rows = [
        ClaimFact(
            claim_id=new_id(), number=f"CLM-T-{new_id().hex[-8:]}", station=station, region=station.region,
            month=(built + timedelta(days=age)).replace(day=1), repaired_on=built + timedelta(days=age), type="warranty", status="settled",
            model_code="X3000", component_code=component, part_number=part, vehicle_id=new_id(), built_month=built, sold_on=built,
            failed_on=built + timedelta(days=age), age_days=age, reviewed=True, first_passed=True, claimed_minor=10_000,
            approved_minor=10_000, final_minor=10_000, **more,
        )
        for _ in range(count)
    ]  # fmt: skip
    with at_head_office():
        ClaimFact.objects.bulk_create(rows)


def cohort(built: date, vehicles: int, model: str = "X3000") -> None:
    """Put vehicles on the road, sold on the first of their build month."""
    VehicleCohort.objects.create(model_code=model, built_month=built, sold_on=built, vehicles=vehicles)


def a_warning(**facts: Any) -> BatchWarning:
    """Return an open warning of a component."""
    component: Component = a_component("ENG")
    month = today().replace(day=1)
    given: dict[str, Any] = {
        "number": f"BWN-T-{new_id().hex[-6:]}", "subject": "component", "subject_code": component.code,
        "component_code": component.code, "built_from": month, "built_to": month, "observed": 12, "expected": 2.5, "p_value": 1e-6,
        "q_value": 1e-4, "vehicles": 200, "at_risk": 150, "evaluated_on": today(),
        "months": [{"month": f"{month:%Y-%m}", "observed": 12, "expected": 2.5, "vehicles": 200, "chance": 1e-6}],
    }  # fmt: skip
    return BatchWarning.objects.create(**(given | facts))


def key(number: int) -> UUID:
    """Return a key that no record has."""
    return UUID(int=number)
