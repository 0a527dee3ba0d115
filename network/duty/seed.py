"""The sampling plan with which a fresh deployment begins: an example, to be replaced by the manufacturer's own edition."""

from datetime import date
from typing import Any

BANDS = (
    ("day", "工作日白天", "Working days, daytime", "08:00", "18:00", "workday"),
    ("evening", "每日晚间", "Evenings", "18:00", "22:00", "any"),
    ("night", "每日夜间", "Nights", "22:00", "06:00", "any"),
    ("weekend", "周末及节假日白天", "Weekends and holidays, daytime", "08:00", "18:00", "restday"),
)
FIRST_ISSUE = date(2024, 4, 1)


def bands() -> list[dict[str, str]]:
    """Return the example's hour bands as the plan keeps them."""
    names = ("code", "name_zh", "name_en", "start", "end", "days")
    return [dict(zip(names, row, strict=True)) for row in BANDS]


def seed_plan(plan: Any, using: str = "default") -> None:
    """Add the first edition where there is none; the model is given, because a migration has its own."""
    if not plan.objects.using(using).exists():
        plan.objects.using(using).create(edition=1, starts_on=FIRST_ISSUE, bands=bands())
