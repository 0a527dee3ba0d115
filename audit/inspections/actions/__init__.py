"""What may be done with inspections: visits, findings, checklists."""

from audit.inspections.actions.findings import correct_finding, raise_finding, recheck_finding
from audit.inspections.actions.templates import ItemFacts, revise_template
from audit.inspections.actions.visits import (
    add_photo,
    begin_visit,
    cancel_inspection,
    close_inspection,
    finish_inspection,
    plan_inspection,
    score_items,
    start_inspection,
)

__all__ = [
    "ItemFacts",
    "add_photo",
    "begin_visit",
    "cancel_inspection",
    "close_inspection",
    "correct_finding",
    "finish_inspection",
    "plan_inspection",
    "raise_finding",
    "recheck_finding",
    "revise_template",
    "score_items",
    "start_inspection",
]
