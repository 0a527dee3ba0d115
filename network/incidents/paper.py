"""The closing report of a major event as PDF, in the reader's language."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as now_

from common.clock import today
from common.documents import render_pdf
from common.pages.tables import show_moment
from network.incidents.choices import LinkKind
from network.incidents.models import Incident
from network.incidents.selectors import bulletins_of, links_of, members_of, tasks_of

TEMPLATE = "network/incidents/documents/closing.typ"


def report_pdf(incident: Incident) -> bytes:
    """Return the closing report: facts, cause, figures, checklist, task force, bulletins, measures."""
    return render_pdf(TEMPLATE, _data(incident))


def _data(incident: Incident) -> dict[str, Any]:
    tasks = tasks_of(incident)
    return {
        "title": now_("Closing report of a major event"),
        "subtitle": incident.title,
        "number": incident.number,
        "lang": "zh" if (get_language() or "").startswith("zh") else "en",
        "foot": "Stationmaster",
        "facts": [
            [now_("kind"), incident.get_kind_display()],
            [now_("severity"), incident.get_severity_display()],
            [now_("event opened by"), f"{incident.opened_by_name}, {show_moment(incident.created_at)}"],
            [now_("contained at"), show_moment(incident.contained_at) or "–"],
            [now_("report written by"), f"{incident.reported_by_name}, {show_moment(incident.reported_at)}"],
            [now_("approved by"), incident.approved_by_name or now_("not approved yet")],
            [now_("printed on"), today().isoformat()],
        ],
        "words": {
            "happened": now_("what happened"),
            "cause": now_("cause"),
            "summary": now_("summary"),
            "figures": now_("Figures"),
            "checklist": now_("Checklist"),
            "measures": now_("Follow-up measures"),
            "members": now_("Task force"),
            "links": now_("Tied to the event"),
            "bulletins": now_("Bulletins"),
            "sign": [now_("report written by"), now_("approved by")],
        },
        "texts": {"happened": incident.description, "cause": incident.cause, "summary": incident.summary},
        "figures": [[label, str(value)] for label, value in figure_rows(incident)],
        "heads": [now_("task"), now_("owner"), now_("due"), now_("done at"), now_("result")],
        "tasks": [_task(one) for one in tasks if not one.is_follow_up],
        "measures": [_task(one) for one in tasks if one.is_follow_up],
        "members": [f"{one.name}: {one.duty}" for one in members_of(incident)],
        "links": [f"{LinkKind(one.kind).label} {one.label}" for one in links_of(incident)],
        "bulletins": [f"{one.edition}. {one.title} ({one.signed} / {one.sent})" for one in bulletins_of(incident)],
    }


def figure_rows(incident: Incident) -> list[tuple[str, Any]]:
    """Return the report's figures with their words."""
    figures = incident.figures
    if not figures:
        return []
    linked = [(str(LinkKind(kind).label), count) for kind, count in figures["links"].items()]
    return [
        *linked,
        (now_("vehicles built in the months of the batch"), figures["vehicles_in_batch"]),
        (now_("people in the task force"), figures["members"]),
        (now_("lines of the checklist, of them late"), f"{figures['tasks']}, {figures['late']}"),
        (now_("follow-up measures"), figures["follow_ups"]),
        (now_("bulletins; copies sent, signed for"), f"{figures['bulletins']}; {figures['sent']}, {figures['signed']}"),
        (now_("minutes until contained"), figures["minutes"]),
    ]


def _task(task: Any) -> list[str]:
    done = show_moment(task.done_at) or "–"
    return [task.words, task.owner_name or "–", show_moment(task.due_at), done, task.result]
