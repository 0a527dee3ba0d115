"""The checklists that a fresh deployment begins with: headings after GB/T 16739, items in our own words, to be edited per manufacturer."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
TEMPLATES = (
    {"code": "AUDIT", "purpose": "audit", "name_zh": "服务站年度稽查表", "name_en": "Annual station audit"},
    {"code": "ACCEPTANCE", "purpose": "acceptance", "name_zh": "服务站现场验收表", "name_en": "On-site acceptance"},
)
FIRST_ISSUE = date(2024, 4, 1)


def seed_templates(template: Any, item: Any, using: str = "default") -> int:
    """Add the first edition of each checklist that is missing; the models are given, because a migration has its own."""
    missing = [facts for facts in TEMPLATES if not template.objects.using(using).filter(code=facts["code"]).exists()]
    for facts in missing:
        made = template.objects.using(using).create(issued_on=FIRST_ISSUE, pass_score=80, **facts)
        rows = [item(template=made, place=place, **row) for place, row in enumerate(items_of(facts["code"]), start=1)]
        item.objects.using(using).bulk_create(rows)
    return len(missing)


def items_of(code: str) -> list[dict[str, Any]]:
    """Return the items of `data/<code>.csv` as fields of a template item."""
    with (DATA / f"{code.lower()}.csv").open(encoding="utf-8", newline="") as file:
        return [
            row | {"weight": int(row["weight"]), "is_critical": row["is_critical"] == "yes"}
            for row in csv.DictReader(file)
        ]
