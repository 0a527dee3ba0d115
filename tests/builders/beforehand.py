"""Pre-authorisations in any state, and appeals, made through the real actions."""

from datetime import timedelta
from typing import Any

from accounts.actors import Actor
from accounts.roles import Role
from billing.claims.actions import LineDecision, decide_first_review
from billing.claims.appeals.actions import file_appeal
from billing.claims.choices import Reason
from billing.claims.models import Appeal, Claim, Preauthorisation
from billing.claims.preauthorisations.actions import Request, approve_request, request_preauthorisation
from catalog.models import Component, Vehicle
from common.clock import today
from tenants.registry.standing import at_head_office, inside
from tests.builders.catalog import a_vehicle, an_operation
from tests.builders.claims import a_submitted_claim, the_policy
from tests.builders.policy import a_published_policy
from tests.world import HOME, office_actor, station_actor


def the_component() -> Component:
    """Return a component of the catalogue."""
    return Component.objects.first() or an_operation().component


def a_request(code: str = HOME, *, vehicle: Vehicle | None = None, **facts: Any) -> Preauthorisation:
    """Return one that waits for its decision: 2,000.00 for one component."""
    the_policy()
    clerk = station_actor(Role.APPRAISER, code)
    vehicle = vehicle or a_vehicle()
    usual: dict[str, Any] = {
        "vin": vehicle.vin,
        "mileage_km": 30_000,
        "component_code": the_component().code,
        "estimate_minor": 200_000,
        "reason": "变速箱异响",
    }
    with inside(clerk.station):
        return request_preauthorisation(Request(**(usual | facts)), acting_user=clerk)


def an_agreement(code: str = HOME, *, days: int = 10, approved_minor: int = 200_000, **facts: Any) -> Preauthorisation:
    """Return one that head office agreed to."""
    row = a_request(code, **facts)
    with at_head_office():
        return approve_request(
            row.pk,
            approved_minor=approved_minor,
            valid_until=today() + timedelta(days=days),
            acting_user=office_actor(Role.CLAIMS_REVIEWER),
        )


def wanting(**clauses: Any) -> None:
    """Publish the policy in force with these clauses; call it before anything else makes one."""
    with at_head_office():
        a_published_policy(**clauses)


def a_cut_claim(code: str = HOME, percent: int = 50, **order: Any) -> Claim:
    """Return a claim of which the first review gave `percent`."""
    claim = a_submitted_claim(code, **order)
    with at_head_office():
        decisions = [
            LineDecision(line.pk, line.claimed_minor * percent // 100, Reason.WRONG_DIAGNOSIS)
            for line in claim.lines.all()
        ]
        return decide_first_review(claim.pk, decisions=decisions, acting_user=office_actor(Role.CLAIMS_REVIEWER))


def an_appeal(code: str = HOME, percent: int = 50) -> Appeal:
    """Return an appeal against a cut."""
    claim = a_cut_claim(code, percent)
    manager: Actor = station_actor(Role.STATION_MANAGER, code)
    with inside(manager.station):
        return file_appeal(claim.pk, reason="诊断有据", acting_user=manager)
