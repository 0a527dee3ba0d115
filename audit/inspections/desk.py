"""What inspections hang into the frame."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.actors import Actor
from audit.inspections.choices import FindingStatus, InspectionStatus
from audit.inspections.models import Finding
from audit.inspections.selectors import findings_for, inspections_for, to_check, to_correct
from common.clock import business_zone
from common.pages import OFFICE, STATION, Card, Hit, Task, cards, menu, say, searches, tasks
from common.pages.timeline import label
from common.working_days.calendar import CLOSE_OF_BUSINESS

BOTH = (OFFICE, STATION)
SHOWN = 5


def findings_card(actor: Actor) -> Card:
    """Show a station what it has to correct, head office what it has to check."""
    rows = to_correct(actor) if actor.is_station else to_check(actor)
    count, late = rows.count(), to_correct(actor).filter(is_overdue=True).count()
    statuses = ("open", "reopened") if actor.is_station else (FindingStatus.CORRECTED.value,)
    query = "&".join(f"status={status}" for status in statuses)
    return Card(
        _("Findings to correct") if actor.is_station else _("Corrections to check"),
        number=count,
        url=f"{reverse('inspections:findings')}?{query}",
        detail=_("%(late)d overdue") % {"late": late} if late else "",
        tone="bad" if late else "info" if count else "good",
        icon="clipboard-check",
        rows=[
            Hit(f"{row.number} {row.station or ''}", row.get_absolute_url(), row.due_on.isoformat())
            for row in rows[:SHOWN]
        ],
        empty=_("No finding is waiting."),
    )


def visits_card(actor: Actor) -> Card:
    """Show an auditor the next planned visits."""
    rows = inspections_for(actor).filter(status__in=[InspectionStatus.PLANNED, InspectionStatus.VISITING])
    nearest = rows.order_by("planned_for")[:SHOWN]
    return Card(
        _("Planned visits"),
        number=rows.count(),
        url=f"{reverse('inspections:inspections')}?status=planned&status=visiting&sort=planned_for",
        icon="calendar-event",
        rows=[Hit(row.subject_label, row.get_absolute_url(), row.planned_for.isoformat()) for row in nearest],
        empty=_("No visit is planned."),
    )


def corrections_due(actor: Actor) -> list[Task]:
    """Return a task for each finding that the station has to correct."""
    return [_task(finding) for finding in to_correct(actor)[:20]]


def _task(finding: Finding) -> Task:
    due_at = datetime.combine(finding.due_on, CLOSE_OF_BUSINESS, tzinfo=business_zone())
    return Task(
        _("Correct finding %(number)s") % {"number": finding.number},
        finding.get_absolute_url(),
        due_at,
        finding.description,
    )


def find_inspections(actor: Actor, q: str) -> Sequence[Hit]:
    """Find inspections by number or station."""
    rows = inspections_for(actor)
    found = (rows.filter(number__icontains=q) | rows.filter(subject_label__icontains=q))[:4]
    return [Hit(f"{row.number} {row.subject_label}", row.get_absolute_url(), row.get_status_display()) for row in found]


def find_findings(actor: Actor, q: str) -> Sequence[Hit]:
    """Find findings by number or words."""
    rows = findings_for(actor)
    found = (rows.filter(number__icontains=q) | rows.filter(description__icontains=q))[:4]
    return [
        Hit(f"{row.number} {row.description[:60]}", row.get_absolute_url(), row.get_status_display()) for row in found
    ]


menu.add(
    "audit", _("Inspections"), "inspections:inspections", icon="clipboard-check", action="inspections.view", places=BOTH,
    order=10, key="i", words="稽查 审计 验收 audit",
)  # fmt: skip
menu.add(
    "audit", _("Findings"), "inspections:findings", icon="alert-circle", action="inspections.view", places=BOTH, order=20,
    words="不符合项 整改 findings",
)  # fmt: skip
menu.add(
    "audit", _("Risk list"), "inspections:risks", icon="alert-triangle", action="inspections.risk", order=30,
    words="异常清单 风险 risk",
)  # fmt: skip
menu.add("audit", _("Checklists"), "inspections:templates", icon="list-check", action="inspections.view", order=50)
cards.add(findings_card, action="inspections.view", places=BOTH, order=40)
cards.add(visits_card, action="inspections.conduct", places=(OFFICE,), order=45)
tasks.add(corrections_due, action="inspections.correct", places=(STATION,), order=40)
searches.add(kind=_("Inspection"), find=find_inspections, action="inspections.view", places=BOTH, order=52)
searches.add(kind=_("Finding"), find=find_findings, action="inspections.view", places=BOTH, order=54)
say(
    {
        "inspection.planned": _("Planned"),
        "inspection.started": _("On site"),
        "inspection.scored": _("Checklist scored"),
        "inspection.photographed": _("Photo added"),
        "inspection.reported": _("Reported"),
        "inspection.closed": pgettext_lazy("inspection", "Closed"),
        "inspection.cancelled": _("Called off"),
        "finding.raised": _("Finding noted"),
        "finding.corrected": _("Correction reported"),
        "finding.rechecked": _("Checked, in order"),
        "finding.reopened": _("Not in order, open again"),
        "finding.overdue": _("Overdue"),
        "finding.escalated": _("Brought before the regional office"),
        "template.issued": _("Issued"),
    }
)
label(
    {
        "scored": _("items scored"),
        "item": _("item"),
        "file": _("photo"),
        "photos": _("pictures"),
        "edition": _("edition"),
        "items": _("Items"),
    }
)
