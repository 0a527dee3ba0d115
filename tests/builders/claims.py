"""Claims in any state, made through the real actions: each stands where its person would stand."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from accounts.actors import Actor
from accounts.roles import Role
from audit.certification.choices import CertificateScope
from audit.certification.models import Certificate
from billing.claims.actions import (
    LineDecision,
    decide_final_review,
    decide_first_review,
    prepare_claim,
    sign_and_submit,
)
from billing.claims.choices import ClaimType, LineKind
from billing.claims.models import Claim
from billing.claims.outbound import OutboundFacts, claim_outbound_fee
from billing.claims.rules import ClaimFacts, LineFacts
from billing.oldparts.actions import confirm_part, label_parts, receive_part, ship_parts
from billing.oldparts.models import OldPart
from billing.policy.models import PolicyVersion
from common.clock import now, today
from common.ids import new_id
from common.people import Process
from tenants.registry.standing import at_head_office, inside
from tests.builders.policy import a_published_policy
from tests.builders.workshop import a_finished_order
from tests.world import HOME, office_actor, station_actor

SOLD = date(2026, 1, 10)
REPAIRED = date(2026, 6, 10)


def line_facts(kind: LineKind = LineKind.PART, **facts: Any) -> LineFacts:
    """Return a line as the rules see it: in order, unless `facts` say otherwise."""
    usual: dict[str, Any] = {
        "id": new_id(),
        "claimed_minor": 10_000,
        "unit_price_minor": 10_000,
        "component_code": "ENG",
    }
    if kind == LineKind.PART:
        usual |= {"part_number": "612600", "list_cost_minor": 10_000, "is_causal": True}
    if kind == LineKind.LABOUR:
        usual |= {"operation_code": "ENG-001", "hours": Decimal("1.5"), "standard_hours": Decimal("1.5")}
        usual |= {"unit_price_minor": 8_000, "claimed_minor": 12_000}
    return LineFacts(kind=kind, **(usual | facts))


def claim_facts(*lines: LineFacts, **facts: Any) -> ClaimFacts:
    """Return a claim as the rules see it: in order, unless `facts` say otherwise."""
    usual: dict[str, Any] = {
        "type": ClaimType.WARRANTY,
        "entered_on": REPAIRED + timedelta(days=3),
        "repair_finished_on": REPAIRED,
        "failed_on": REPAIRED,
        "sold_on": SOLD,
        "model_code": "X3000",
        "mileage_km": 30_000,
        "known_mileage_km": 20_000,
        "station_is_active": True,
        "labour_coefficient": Decimal("1.00"),
    }
    return ClaimFacts(lines=lines or (line_facts(),), **(usual | facts))


def a_certificate(actor: Actor, scope: str = CertificateScope.APPRAISAL, **facts: Any) -> Certificate:
    """Qualify a person of a station."""
    given = {
        "number": f"C-{new_id().hex[-12:]}",
        "station_id": actor.station_id,
        "user_id": actor.id,
        "user_name": actor.name,
        "scope": scope,
        "valid_from": today() - timedelta(days=100),
        "valid_until": today() + timedelta(days=100),
        "granted_by_name": "trainer",
    }
    with at_head_office():
        return Certificate.objects.create(**(given | facts))


def the_policy() -> PolicyVersion:
    """Return the policy in force, published on first use."""
    with at_head_office():
        return PolicyVersion.objects.filter(label="2024-A").first() or a_published_policy()


def a_draft_claim(code: str = HOME, **order: Any) -> Claim:
    """Return a draft from a finished repair order: 1.5 h of labour and one causal part."""
    the_policy()
    clerk = station_actor(Role.APPRAISER, code)
    with inside(clerk.station):
        return prepare_claim(a_finished_order(clerk, **order).pk, acting_user=clerk)


def a_submitted_claim(code: str = HOME, **order: Any) -> Claim:
    """Return a claim that waits for the first review."""
    claim = a_draft_claim(code, **order)
    appraiser = station_actor(Role.APPRAISER, code)
    if not _is_qualified(appraiser):
        a_certificate(appraiser)
    with inside(appraiser.station):
        return sign_and_submit(claim.pk, acting_user=appraiser)


def _is_qualified(actor: Actor) -> bool:
    with at_head_office():
        return Certificate.objects.filter(user_id=actor.id, scope=CertificateScope.APPRAISAL).exists()


def full_decisions(claim: Claim) -> list[LineDecision]:
    """Return decisions that give each line all that came in; head office's scope is needed."""
    return [LineDecision(line.pk, line.approved_minor or line.claimed_minor) for line in claim.lines.all()]


def a_first_reviewed_claim(code: str = HOME, **order: Any) -> Claim:
    """Return a claim that was approved in full and waits for its old part, which has a label."""
    claim = a_submitted_claim(code, **order)
    with at_head_office():
        reviewed = decide_first_review(
            claim.pk, decisions=full_decisions(claim), acting_user=office_actor(Role.CLAIMS_REVIEWER)
        )
        label_parts(claim.pk, acting_user=Process("tests"))
        return reviewed


def a_shipped_part(code: str = HOME, **order: Any) -> OldPart:
    """Return an old part on its way."""
    claim = a_first_reviewed_claim(code, **order)
    clerk = station_actor(Role.PARTS, code)
    with inside(clerk.station):
        part = OldPart.objects.get(claim=claim)
        ship_parts([part.pk], carrier="SF", acting_user=clerk)
        part.refresh_from_db()
        return part


def a_checked_claim(code: str = HOME, **order: Any) -> Claim:
    """Return a claim that waits for the final review, its old part confirmed."""
    part = a_shipped_part(code, **order)
    final = office_actor(Role.FINAL_REVIEWER)
    with at_head_office():
        receive_part(part.label_code, acting_user=final)
        confirm_part(part.pk, acting_user=final)
        return Claim.objects.get(pk=part.claim_id)


def a_settled_claim(code: str = HOME, **order: Any) -> Claim:
    """Return a claim that was paid in full."""
    claim = a_checked_claim(code, **order)
    with at_head_office():
        return decide_final_review(
            claim.pk, decisions=full_decisions(claim), acting_user=office_actor(Role.FINAL_REVIEWER)
        )


def outbound_facts(station_id: UUID, **facts: Any) -> OutboundFacts:
    """Return a finished rescue of 30 km by day."""
    usual: dict[str, Any] = {
        "rescue_id": new_id(),
        "rescue_number": "RSC-2026-000001",
        "vehicle_id": None,
        "vin": "",
        "finished_at": now(),
        "distance_m": 30_000,
        "is_night": False,
    }
    return OutboundFacts(station_id=station_id, **(usual | facts))


def an_outbound_claim(code: str = HOME, **facts: Any) -> Claim:
    """Return the claim of a finished rescue."""
    the_policy()
    return claim_outbound_fee(outbound_facts(station_actor(Role.TECHNICIAN, code).station_id, **facts))  # type: ignore[arg-type]
