"""Two published policy versions: one for the older half of the time, one in force."""

from copy import deepcopy
from typing import Any

from accounts.roles import Role
from billing.policy.actions import draft_policy, publish_policy
from demo.chance import MONTHS_BACK, days_ago
from demo.people import office

CONTENT: dict[str, Any] = {
    "currency": "CNY",
    "coverage": [
        {"clause": "2.1", "model": "*", "component": "*", "months": 12, "mileage_km": 120_000},
        {"clause": "2.2", "model": "*", "component": "ENG", "months": 24, "mileage_km": 300_000},
        {"clause": "2.3", "model": "*", "component": "GBX", "months": 24, "mileage_km": 300_000},
        {"clause": "2.4", "model": "*", "component": "AXL", "months": 24, "mileage_km": 300_000},
    ],
    "exclusions": [],
    "labour": {"clause": "4.1", "rate_minor_per_hour": 8_000},
    "parts": {"clause": "4.2", "markup_percent": "15"},
    "outbound": {
        "clause": "5.1",
        "bands": [{"up_to_km": 50, "rate_minor_per_km": 350}, {"up_to_km": 200, "rate_minor_per_km": 300}, {"up_to_km": None, "rate_minor_per_km": 250}],
        "night_percent": "130",
        "minimum_minor": 8_000,
        "over_distance_percent": "20",
    },
    "old_parts": {"clause": "6.1", "return_days": 30, "waived_below_minor": 10_000},
    "first_maintenance": {"clause": "7.1", "fee_minor": 45_000, "months": 6, "mileage_km": 10_000},
    "limits": {
        "repeat_clause": "8.1", "repeat_days": 90, "entry_clause": "8.2", "entry_days": 60, "appeal_clause": "9.1", "appeal_days": 15,
        "automatic_clause": "9.2", "automatic_limit_minor": 100_000,
    },
}  # fmt: skip


def make_policies() -> None:
    """Draft and publish them: one section drafts, another person approves."""
    drafter, approver = office(Role.SERVICE_MANAGEMENT), office(Role.CUSTOMER_SERVICE_MANAGER)
    older = deepcopy(CONTENT)
    older["labour"]["rate_minor_per_hour"] = 7_200
    older["parts"]["markup_percent"] = "12"
    editions = [(days_ago(MONTHS_BACK * 31 + 1500), older), (days_ago(270), CONTENT)]
    for start, content in editions:
        version = draft_policy(
            label=f"{start.year}-{'A' if start.month < 7 else 'B'}",
            effective_from=start,
            content=content,
            acting_user=drafter,
        )
        publish_policy(version.pk, acting_user=approver)
