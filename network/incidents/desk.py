"""What major events hang into the frame."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.pages import OFFICE, STATION, Card, Hit, Task, cards, menu, say, searches, tasks
from common.pages.timeline import label
from network.incidents.selectors import incidents_for, own_tasks, reports_for, running, to_sign, waiting_reports

BOTH = (OFFICE, STATION)

menu.add(
    "hotline",
    _("Major events"),
    "incidents:incidents",
    icon="urgent",
    action="incidents.view",
    order=32,
    words="重大 批量 突发事件",
)
menu.add(
    "hotline", _("Quality reports"), "incidents:reports", icon="alert-triangle", action="qualityreports.view", places=BOTH, order=38,
    words="重大质量问题 即时上报",
)  # fmt: skip
menu.add(
    "papers",
    _("Bulletins"),
    "incidents:bulletins",
    icon="bell",
    action="bulletins.view",
    places=BOTH,
    order=15,
    words="通报 签收",
)
menu.add(
    "hotline_rules",
    _("Rules for major events"),
    "incidents:rules",
    icon="adjustments",
    action="incidents.view",
    order=30,
)


def running_card(actor: Any) -> Card:
    """The events that run, the most severe first."""
    rows = running(actor)
    return Card(
        _("Major events that run"),
        rows.count(),
        f"{reverse('incidents:incidents')}?status=in:open,contained",
        icon="urgent",
        tone="bad" if rows.filter(status="open").exists() else "good",
    )


def reports_card(actor: Any) -> Card:
    """The quality reports that wait for head office."""
    rows = waiting_reports(actor)
    return Card(
        _("Quality reports that wait"),
        rows.count(),
        f"{reverse('incidents:reports')}?status=in:sent,acknowledged",
        icon="alert-triangle",
        tone="warn" if rows.exists() else "good",
    )


def bulletins_card(actor: Any) -> Card:
    """The bulletins for which the station has not signed."""
    rows = to_sign(actor)
    return Card(
        _("Bulletins to sign for"),
        rows.count(),
        f"{reverse('incidents:bulletins')}?unsigned=true",
        icon="bell",
        tone="warn" if rows.exists() else "good",
    )


def to_do(actor: Any) -> list[Task]:
    """Return this person's lines of checklists."""
    return [
        Task(one.words, one.incident.get_absolute_url(), one.due_at, str(one.incident)) for one in own_tasks(actor)[:20]
    ]


def to_acknowledge(actor: Any) -> list[Task]:
    """Return the reports to acknowledge."""
    rows = waiting_reports(actor).filter(status="sent")[:10]
    return [
        Task(_("Acknowledge %(number)s") % {"number": one.number}, one.get_absolute_url(), one.due_at, one.title)
        for one in rows
    ]


def to_sign_for(actor: Any) -> list[Task]:
    """Return the station's bulletins to sign for."""
    return [
        Task(_("Sign for the bulletin: %(title)s") % {"title": one}, one.get_absolute_url(), one.created_at)
        for one in to_sign(actor)[:10]
    ]


def find_incidents(actor: Any, q: str) -> Sequence[Hit]:
    """Find events by number or title."""
    rows = incidents_for(actor)
    found = (rows.filter(number__icontains=q) | rows.filter(title__icontains=q))[:4]
    return [Hit(str(one), one.get_absolute_url(), one.get_status_display()) for one in found]


def find_reports(actor: Any, q: str) -> Sequence[Hit]:
    """Find quality reports by number or title."""
    rows = reports_for(actor)
    found = (rows.filter(number__icontains=q) | rows.filter(title__icontains=q))[:4]
    return [Hit(str(one), one.get_absolute_url(), one.get_status_display()) for one in found]


cards.add(running_card, action="incidents.view", places=(OFFICE,), order=38)
cards.add(reports_card, action="qualityreports.handle", places=(OFFICE,), order=39)
cards.add(bulletins_card, action="bulletins.sign", places=(STATION,), order=38)
tasks.add(to_do, action="incidents.work", places=(OFFICE,), order=36)
tasks.add(to_sign_for, action="bulletins.sign", places=(STATION,), order=36)
tasks.add(to_acknowledge, action="qualityreports.handle", places=(OFFICE,), order=35)
searches.add(kind=_("Major event"), find=find_incidents, action="incidents.view", places=(OFFICE,), order=58)
searches.add(kind=_("Quality report"), find=find_reports, action="qualityreports.view", places=BOTH, order=59)
say(
    {
        "incident.opened": _("Event opened"),
        "incident.linked": _("Tied to the event"),
        "incident.reclassified": _("Severity changed"),
        "incident.escalated": _("Escalated"),
        "incident.member_added": _("Called into the task force"),
        "incident.task_added": _("Task added"),
        "incident.task_assigned": _("Task assigned"),
        "incident.task_done": _("Task done"),
        "incident.task_late": _("Task overdue"),
        "incident.handed_to_support": _("Handed to support"),
        "incident.bulletin_issued": _("Bulletin issued"),
        "incident.contained": pgettext_lazy("incident", "Contained"),
        "incident.flared_up": _("Grows again"),
        "incident.reported": _("Closing report written"),
        "incident.report_returned": _("Closing report given back"),
        "incident.closed": pgettext_lazy("incident", "Closed"),
        "incident_rules.issued": _("Issued"),
        "bulletin.signed": _("Signed for"),
        "quality_report.sent": pgettext_lazy("quality report", "Sent"),
        "quality_report.acknowledged": pgettext_lazy("quality report", "Acknowledged"),
        "quality_report.answered": pgettext_lazy("quality report", "Answered"),
        "quality_report.opened": pgettext_lazy("quality report", "Became a major event"),
        "quality_report.overdue": _("Not acknowledged in time"),
    }
)
label(
    {
        "linked": _("tied to it"),
        "count": _("number of records"),
        "member": _("person"),
        "task": _("task"),
        "bulletin": _("bulletin"),
        "sent": _("stations"),
        "support_case": _("support case"),
    }
)
