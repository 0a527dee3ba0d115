"""Candidates at each step of their way, made by the real actions."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from accounts.actors import Actor
from accounts.roles import Role
from common.clock import today
from common.scope import for_office
from network.onboarding.actions import (
    CandidateFacts,
    FirstManager,
    Signature,
    Terms,
    confirm_candidate,
    draft_agreement,
    instruct_opening,
    open_candidate,
    propose_candidate,
    record_signature,
    select_candidate,
)
from network.onboarding.models import Agreement, Candidate
from network.onboarding.selectors import standard_on
from tests.world import office_actor

SIGNED_COPY = b"%PDF-1.7\nsigned by both sides\n%%EOF"


def facts(**changes: Any) -> CandidateFacts:
    """A company in Xuzhou, which the East China office looks after."""
    usual: dict[str, Any] = {
        "name": "徐州恒远汽车服务有限公司",
        "province_code": "32",
        "city": "徐州",
        "lat": 34.26,
        "lon": 117.19,
        "contact_name": "王建国",
        "contact_phone": "13900000000",
        "contact_email": "wang@hengyuan.example",
        "address": "复兴路8号",
        "brands": ["Haul"],
    }
    return CandidateFacts(**(usual | changes))


def full_points() -> dict[str, int]:
    """Full marks on every criterion of the standard in force."""
    return {one["code"]: one["points"] for one in standard_on(today()).criteria}


def lead(actor: Actor | None = None, **changes: Any) -> Candidate:
    """A candidate that was just proposed."""
    with for_office():
        return propose_candidate(facts(**changes), acting_user=actor or office_actor(Role.REGIONAL_OFFICE))


def selected(**changes: Any) -> Candidate:
    """A candidate that the regional office has selected."""
    candidate = lead(**changes)
    with for_office():
        return select_candidate(candidate.pk, points=full_points(), acting_user=office_actor(Role.REGIONAL_OFFICE))


def confirmed(**changes: Any) -> Candidate:
    """A candidate that may build."""
    candidate = selected(**changes)
    with for_office():
        return confirm_candidate(
            candidate.pk, build_until=today() + timedelta(days=60), level="B", acting_user=office_actor(Role.SERVICE_MANAGEMENT)
        )
