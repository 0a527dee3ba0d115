"""The report of a visit as PDF, in the reader's language."""

from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as now_

from audit.inspections.models import Finding, Inspection
from audit.inspections.selectors import findings_of
from audit.inspections.showing import Group, checklist_of
from common.clock import today
from common.documents import render_pdf

TEMPLATE = "audit/inspections/documents/report.typ"


def report_pdf(inspection: Inspection) -> bytes:
    """Return the report: facts, score by heading, every item, and the findings."""
    return render_pdf(TEMPLATE, _facts(inspection))


def _facts(inspection: Inspection) -> dict[str, Any]:
    passed = pgettext("inspection", "passed") if inspection.has_passed else now_("not passed")
    return {
        "title": now_("Inspection report"),
        "subtitle": f"{inspection.template.name} · {now_('edition')} {inspection.template.edition}",
        "number": inspection.number,
        "lang": "zh" if (get_language() or "").startswith("zh") else "en",
        "foot": "Stationmaster",
        "facts": [
            [now_("inspected"), inspection.subject_label],
            [now_("purpose"), inspection.get_purpose_display()],
            [now_("inspector"), inspection.inspector_name],
            [now_("planned for"), inspection.planned_for.isoformat()],
            [now_("score"), f"{inspection.score_text} / 100 · {passed}" if inspection.reported_at else "–"],
            [now_("printed on"), today().isoformat()],
        ],
        "words": {
            "summary": now_("Summary"),
            "checklist": now_("Checklist"),
            "critical": now_("* A critical item: below half of its score it fails the visit."),
            "findings": now_("Findings"),
            "none": now_("No finding."),
            "sign": [now_("Inspector"), now_("Station manager")],
        },
        "summary": inspection.summary,
        "heads": [now_("item"), now_("points"), now_("note")],
        "groups": [_group(group) for group in checklist_of(inspection)],
        "finding_heads": [
            now_("number"),
            now_("what is not in order"),
            now_("severity"),
            now_("to be corrected by"),
            now_("status"),
        ],
        "findings": [_finding(finding) for finding in findings_of(inspection)],
    }


def _group(group: Group) -> dict[str, Any]:
    rows = []
    for line in group.lines:
        points = line.score.points if line.score else None
        text = f"{points} / {line.item.weight}" if points is not None else "–"
        mark = " *" if line.item.is_critical else ""
        rows.append([f"{line.item.code} {line.item.name}{mark}", text, line.score.note if line.score else ""])
    return {"title": f"{group.title}  {group.points} / {group.full}", "rows": rows}


def _finding(finding: Finding) -> list[str]:
    return [
        finding.number,
        finding.description,
        finding.get_severity_display(),
        finding.due_on.isoformat(),
        finding.get_status_display(),
    ]
