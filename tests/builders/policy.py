"""Policy versions for tests."""

from copy import deepcopy
from datetime import date
from typing import Any

from accounts.roles import Role
from billing.policy.actions import draft_policy, publish_policy
from billing.policy.content import parse
from billing.policy.models import PolicyVersion
from billing.policy.policies import Policy
from tests.world import office_actor

CONTENT: dict[str, Any] = {
    "currency": "CNY",
    "coverage": [
        {"clause": "2.1", "model": "*", "component": "*", "months": 12, "mileage_km": 100_000},
        {"clause": "2.2", "model": "*", "component": "ENG", "months": 24, "mileage_km": 200_000},
    ],
    "exclusions": [{"clause": "3.1", "component": "FLT", "reason_zh": "易损件", "reason_en": "Wear part"}],
    "labour": {"clause": "4.1", "rate_minor_per_hour": 8_000},
    "parts": {"clause": "4.2", "markup_percent": "15"},
    "outbound": {
        "clause": "5.1",
        "bands": [{"up_to_km": 50, "rate_minor_per_km": 300}, {"up_to_km": None, "rate_minor_per_km": 250}],
        "night_percent": "130",
        "minimum_minor": 5_000,
        "over_distance_percent": "20",
    },
    "old_parts": {"clause": "6.1", "return_days": 30, "waived_below_minor": 5_000},
    "first_maintenance": {"clause": "7.1", "fee_minor": 30_000, "months": 6, "mileage_km": 10_000},
    "limits": {
        "repeat_clause": "8.1",
        "repeat_days": 90,
        "entry_clause": "8.2",
        "entry_days": 60,
        "appeal_clause": "9.1",
        "appeal_days": 15,
        "automatic_clause": "9.2",
        "automatic_limit_minor": 100_000,
    },
}
START = date(2024, 1, 1)


def content(**changes: Any) -> dict[str, Any]:
    """Return usable clauses with some parts replaced."""
    return deepcopy(CONTENT) | changes


def a_policy(label: str = "T-1", start: date = START, **changes: Any) -> Policy:
    """Return a policy as plain data, without a database."""
    return parse(label, start, content(**changes))


def a_draft(label: str = "2024-A", start: date = START, **changes: Any) -> PolicyVersion:
    """Return a draft."""
    drafter = office_actor(Role.SERVICE_MANAGEMENT)
    return draft_policy(label=label, effective_from=start, content=content(**changes), acting_user=drafter)


def a_published_policy(label: str = "2024-A", start: date = START, **changes: Any) -> PolicyVersion:
    """Return a version in force from `start`."""
    publisher = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    return publish_policy(a_draft(label, start, **changes).pk, acting_user=publisher)
