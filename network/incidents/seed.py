"""The rules with which a fresh deployment begins: an example, to be replaced by the manufacturer's own edition."""

from datetime import date
from typing import Any

FIRST_ISSUE = date(2024, 4, 1)
LEVELS = {
    "i": (
        "死亡，或 3 人以上受伤，或同一缺陷 50 台以上",
        "Somebody died, three or more are hurt, or 50 or more vehicles with the same defect",
        30,
    ),
    "ii": (
        "有人受伤、车辆起火，或同一缺陷 20 台以上",
        "Somebody is hurt, a vehicle burnt, or 20 or more vehicles with the same defect",
        60,
    ),
    "iii": (
        "重要客户车队停运，或同一缺陷 5 台以上",
        "An important fleet stands still, or five or more vehicles with the same defect",
        240,
    ),
    "iv": ("其他需要总部协调的事件", "Anything else that head office has to coordinate", 1440),
}
FIRST = (
    ("call", "召集专项小组，指定组长", "Call the task force together and name its lead", 1),
    ("facts", "核实事实：车辆、地点、人员、影像", "Establish the facts: vehicles, place, people, pictures", 2),
)
LAST = (("customers", "联系受影响用户并记录诉求", "Call the customers concerned and note what they ask for", 24),)
CHECKLISTS = {
    "batch": (
        *FIRST,
        ("scope", "按零件和生产月份圈定受影响车辆", "Find the vehicles concerned by part and build month", 8),
        ("stop", "冻结在库同批配件", "Block parts of the same batch in stock", 8),
        ("advise", "发布临时处置通报", "Issue a bulletin: what stations do until further notice", 12),
        *LAST,
        ("remedy", "确定整改措施及备件计划", "Decide the remedy and plan the parts", 72),
    ),
    "accident": (
        *FIRST,
        ("site", "派员现场支持", "Send somebody to the site", 4),
        ("police", "与交警、保险对接", "Speak to police and insurer", 24),
        *LAST,
    ),
    "fire": (
        *FIRST,
        ("keep", "封存车辆，禁止拆解", "Keep the vehicle as it is, no dismantling", 2),
        ("site", "派鉴定员到现场", "Send an appraiser to the site", 8),
        *LAST,
    ),
    "weather": (
        *FIRST,
        ("crews", "调集救援力量，启用邻区支援", "Gather crews, ask neighbouring regions", 2),
        ("routes", "发布路况与救援须知", "Tell stations about roads and rescue rules", 4),
        *LAST,
    ),
    "other": (*FIRST, *LAST),
}


def levels() -> dict[str, dict[str, Any]]:
    """Return the severities as the rules keep them."""
    return {
        code: {"criteria_zh": zh, "criteria_en": en, "escalate_minutes": minutes}
        for code, (zh, en, minutes) in LEVELS.items()
    }


def checklists() -> dict[str, list[dict[str, Any]]]:
    """Return the checklists as the rules keep them."""
    names = ("code", "zh", "en", "hours")
    return {kind: [dict(zip(names, row, strict=True)) for row in rows] for kind, rows in CHECKLISTS.items()}


def seed_policy(policy: Any, using: str = "default") -> None:
    """Add the first edition where there is none; the model is given, because a migration has its own."""
    if not policy.objects.using(using).exists():
        policy.objects.using(using).create(edition=1, starts_on=FIRST_ISSUE, levels=levels(), checklists=checklists())
