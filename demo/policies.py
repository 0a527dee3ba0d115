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
        {"clause": "2.5", "model": "*", "component": "*", "usage": "household", "region": "*", "months": 36, "mileage_km": 60_000},
        {"clause": "2.6", "model": "*", "component": "CAB", "usage": "engineering", "region": "*", "months": 9, "mileage_km": 60_000},
        {"clause": "2.7", "model": "*", "component": "COO", "usage": "*", "region": "plateau", "months": 18, "mileage_km": 150_000},
        {"clause": "2.8", "model": "*", "component": "FUE", "usage": "*", "region": "cold", "months": 15, "mileage_km": 120_000},
    ],
    "regions": [
        {"clause": "2.9", "code": "plateau", "name_zh": "高原地区", "name_en": "Plateau", "provinces": ["西藏", "青海"]},
        {"clause": "2.9", "code": "cold", "name_zh": "高寒地区", "name_en": "Cold region", "provinces": ["黑龙江", "吉林", "内蒙古", "新疆"]},
    ],
    "exclusions": [
        {"clause": "3.1", "component": "WEAR", "reason_zh": "易损件、保养用品", "reason_en": "Wear parts and consumables"},
    ],
    "guarantees": [
        {
            "clause": "10.1", "basis": "市场监管总局令第43号（示例参数）", "usage": "household", "model": "*", "months": 24, "mileage_km": 50_000,
            "repair_days": 30, "same_fault": 4, "safety_fault": 2, "assembly": 2, "main_part": 2, "loan_days": 5, "loan_minor_per_day": 10_000,
        },
        {
            "clause": "10.2", "basis": "销售合同（示例参数）", "usage": "*", "model": "*", "months": 12, "mileage_km": 120_000,
            "repair_days": 45, "same_fault": 5, "safety_fault": 3, "assembly": 2, "main_part": 0, "loan_days": 0, "loan_minor_per_day": 0,
        },
    ],
    "guarded": [
        *({"clause": "10.3", "component": code, "role": "assembly"} for code in ("ENG", "GBX")),
        *({"clause": "10.4", "component": code, "role": "main_part"} for code in ("STR", "BRK", "SUS", "AXL", "EXH", "CAB")),
        *({"clause": "10.5", "component": code, "role": "safety"} for code in ("BRK", "STR")),
    ],
    "labour": {
        "clause": "4.1", "rate_minor_per_hour": 8_000, "rates": [],
        "norms": [{"clause": "4.5", "operation": "ENG-01R", "model": "HXE-TR", "hours": "1.2"}, {"clause": "4.5", "operation": "GBX-01R", "model": "*", "hours": "6"}],
    },
    "parts": {
        "clause": "4.2", "markup_percent": "15",
        "markups": [
            {"clause": "4.3", "component": "ELE", "level": "*", "markup_percent": "18"},
            {"clause": "4.4", "component": "GBX", "level": "*", "markup_percent": "10"},
        ],
    },
    "outbound": {
        "clause": "5.1",
        "bands": [{"up_to_km": 50, "rate_minor_per_km": 350}, {"up_to_km": 200, "rate_minor_per_km": 300}, {"up_to_km": None, "rate_minor_per_km": 250}],
        "night_percent": "130",
        "highway_percent": "120",
        "plateau_percent": "150",
        "plateau_regions": ["plateau"],
        "minimum_minor": 8_000,
        "over_distance_percent": "20",
        "tolls_limit_minor": 50_000,
    },
    "old_parts": {
        "clause": "6.1", "return_days": 30, "waived_below_minor": 10_000,
        "lines": [
            {"clause": "6.2", "part": "*", "component": "GBX", "claim_type": "*", "station": "*", "action": "return", "days": 20},
            {"clause": "6.3", "part": "*", "component": "CAB", "claim_type": "*", "station": "*", "action": "retain", "days": 90},
            {"clause": "6.4", "part": "*", "component": "*", "claim_type": "first_maintenance", "station": "*", "action": "waive", "days": None},
        ],
    },
    "parts_warranty": [
        {"clause": "11.1", "component": "*", "months": 12, "mileage_km": 100_000},
        {"clause": "11.2", "component": "ELE", "months": 6, "mileage_km": 50_000},
    ],
    "repair_warranty": [
        {"clause": "11.3", "kind": "overhaul", "days": 100, "mileage_km": 20_000},
        {"clause": "11.4", "kind": "second_maintenance", "days": 30, "mileage_km": 5_000},
        {"clause": "11.5", "kind": "minor", "days": 10, "mileage_km": 2_000},
    ],
    "first_maintenance": {
        "clause": "7.1", "fee_minor": 45_000, "months": 6, "mileage_km": 10_000,
        "fees": [{"clause": "7.2", "model": "CT2-VN", "fee_minor": 30_000}],
    },
    "pre_delivery": {"clause": "7.3", "fee_minor": 20_000, "fees": [{"clause": "7.4", "model": "HXE-TR", "fee_minor": 28_000}]},
    "goodwill": {
        "clause": "12.1", "manufacturer_percent": "50", "supplier_percent": "0", "station_percent": "10", "customer_percent": "40", "months_after": 12,
        "limits": [
            {"clause": "12.2", "role": "claims_reviewer", "limit_minor": 50_000},
            {"clause": "12.3", "role": "customer_service_manager", "limit_minor": 2_000_000},
        ],
    },
    "preauthorisation": {"clause": "13.1", "threshold_minor": 3_000_000, "components": [], "types": [], "valid_days": 30},
    "photos": [
        {"clause": "13.2", "claim_type": "goodwill", "subject": "odometer"},
        {"clause": "13.2", "claim_type": "goodwill", "subject": "failed_part"},
        {"clause": "13.2", "claim_type": "parts_warranty", "subject": "failed_part"},
    ],
    "limits": {
        "repeat_clause": "8.1", "repeat_days": 90, "entry_clause": "8.2", "entry_days": 60, "appeal_clause": "9.1", "appeal_days": 15,
        "automatic_clause": "9.2", "automatic_limit_minor": 100_000, "automatic_sample_percent": "10",
        "automatic_types": ["first_maintenance"],
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
    following = deepcopy(CONTENT)
    following["labour"]["rate_minor_per_hour"] = 8_400
    following["coverage"][1]["months"] = 36
    following["exclusions"] = []
    following["old_parts"]["lines"].append(
        {
            "clause": "6.5",
            "part": "*",
            "component": "ELE",
            "claim_type": "*",
            "station": "*",
            "action": "return",
            "days": 15,
        }
    )
    draft_policy(
        label=f"{days_ago(-60).year}-C", effective_from=days_ago(-60), content=following, summary="发动机保修延长至 36 个月；工时单价上调",
        acting_user=drafter,
    )  # fmt: skip
