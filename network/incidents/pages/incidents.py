"""Major events: list, record, and the steps of the task force."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.errors import WrongState
from common.files.answers import bytes_answer
from common.pages import Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
from common.pages.tables import show_moment
from common.text import Text
from network.incidents import actions
from network.incidents.choices import RUNNING, IncidentStatus
from network.incidents.models import Incident
from network.incidents.pages import forms
from network.incidents.pages.tables import IncidentFilter, IncidentTable
from network.incidents.paper import figure_rows, report_pdf
from network.incidents.selectors import (
    bulletins_of,
    incidents_for,
    links_of,
    members_of,
    support_cases_of,
    tasks_of,
)

VIEW, MANAGE, WORK, APPROVE = "incidents.view", "incidents.manage", "incidents.work", "incidents.approve"
HOME = _("Major events")


class IncidentList(ListPage):
    """Major events."""

    action = VIEW
    title = HOME
    table_class = IncidentTable
    filterset_class = IncidentFilter
    create = Button(_("Open a major event"), "incidents:open", action=MANAGE, primary=True, icon="urgent")
    empty = _("No major event. May it stay so.")

    def rows(self) -> Any:
        """Return the events."""
        return incidents_for(self.actor)


class Open(FormPage):
    """Open an event by hand, or from cases, rescues, vehicles or early warnings."""

    action = MANAGE
    title = _("Open a major event")
    form_class = forms.OpenForm
    submit_label = _("Open a major event")
    success = _("The event is open. Call the task force together.")
    lit = "incidents:incidents"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("incidents:incidents"))]

    def perform(self, form: Any) -> str:
        """Open it."""
        names = ("kind", "severity", "title", "description", "part_number", "built_from", "built_to")
        facts = actions.IncidentFacts(**{name: form.cleaned_data[name] for name in names}, links=form.links())
        return actions.open_incident(facts, acting_user=self.actor).get_absolute_url()


class IncidentDetail(DetailPage):
    """One event: what happened, who works on it, what is to be done, what stations were told."""

    action = VIEW
    list_name = "incidents:incidents"
    lit = "incidents:incidents"

    def record(self) -> Any:
        """Return the event."""
        return incidents_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("incidents:incidents"))]

    def facts(self, incident: Incident) -> Sequence[Fact]:
        """Return severity first, with its criteria."""
        built = " – ".join(str(day) for day in (incident.built_from, incident.built_to) if day)
        facts = [
            Fact(_("severity"), incident.get_severity_display(), hint=incident.policy.criteria(incident.severity)),
            Fact(_("kind"), incident.get_kind_display()),
            Fact(_("escalation level"), incident.escalation),
            Fact(_("event opened by"), f"{incident.opened_by_name}, {show_moment(incident.created_at)}"),
            Fact(_("part number"), incident.part_number, hint=built),
            Fact(_("contained at"), show_moment(incident.contained_at)),
            Fact(_("what happened"), incident.description, wide=True),
        ]
        if incident.reported_at:
            facts += [
                Fact(_("report written by"), f"{incident.reported_by_name}, {show_moment(incident.reported_at)}"),
                Fact(_("approved by"), incident.approved_by_name),
                Fact(_("cause"), incident.cause, wide=True),
                Fact(_("summary"), incident.summary, wide=True),
            ]
        return facts

    def sections(self, incident: Incident) -> Sequence[Section]:
        """Return checklist, task force, links, bulletins, questions and figures."""
        key, tasks, members, links = (incident.pk,), tasks_of(incident), members_of(incident), links_of(incident)
        bulletins, questions = bulletins_of(incident), support_cases_of(incident)
        live = incident.status != IncidentStatus.CLOSED

        def add(label: Text, target: str) -> list[Button]:
            return (
                [Button(label, f"incidents:{target}", action=MANAGE, args=key, icon="plus")]
                if live and self.actor.may(MANAGE)
                else []
            )

        task_context = {
            "tasks": tasks,
            "may_manage": self.actor.may(MANAGE),
            "may_work": self.actor.may(WORK),
            "live": live,
        }
        blocks: list[tuple[Text, str, dict[str, Any], list[Button], Sequence[Any], bool]] = [
            (_("Checklist"), "tasks", task_context, add(_("Add a task"), "task"), tasks, False),
            (_("Tied to the event"), "links", {"links": links}, add(_("Tie something to it"), "link"), links, False),
            (
                _("Bulletins"),
                "bulletins",
                {"bulletins": bulletins},
                add(_("Issue a bulletin"), "bulletin_new"),
                bulletins,
                False,
            ),
            (
                _("Technical questions"),
                "questions",
                {"questions": questions},
                add(_("Hand to support"), "support"),
                questions,
                False,
            ),
            (_("Task force"), "members", {"members": members}, add(_("Call somebody in"), "member"), members, True),
        ]
        found = [
            Section(title, f"incidents/{name}.html", context, buttons, count=len(rows), aside=aside)
            for title, name, context, buttons, rows, aside in blocks
        ]
        if incident.figures:
            found.append(Section(_("Figures"), "incidents/figures.html", {"rows": figure_rows(incident)}, aside=True))
        return found

    def buttons(self, incident: Incident) -> Sequence[Button]:
        """Offer what the state allows."""
        key = (incident.pk,)
        found = (
            [Button(_("Closing report (PDF)"), "incidents:pdf", action=VIEW, args=key, icon="file-type-pdf")]
            if incident.reported_at
            else []
        )
        if incident.status in RUNNING:
            found.append(
                Button(_("Change the severity"), "incidents:severity", action=MANAGE, args=key, icon="adjustments")
            )
            found.append(
                Button(_("Write the closing report"), "incidents:write", action=MANAGE, args=key, icon="file-text")
            )
        if incident.status == IncidentStatus.OPEN:
            found.append(
                Button(_("Contained"), "incidents:contain", action=MANAGE, args=key, primary=True, icon="shield-check")
            )
        if incident.status == IncidentStatus.CONTAINED:
            found.append(Button(_("It grows again"), "incidents:flare", action=MANAGE, args=key, danger=True))
        if incident.status == IncidentStatus.REPORTED and incident.reported_by_id != self.actor.id:
            found.append(Button(_("Give the report back"), "incidents:return", action=APPROVE, args=key))
            found.append(
                Button(
                    _("Approve and close"),
                    "incidents:approve",
                    action=APPROVE,
                    args=key,
                    primary=True,
                    icon="circle-check",
                )
            )
        return found


class IncidentPage(Page):
    """What steps of one event share."""

    lit = "incidents:incidents"

    @cached_property
    def incident(self) -> Incident:
        """Return the event. Raises NotYours."""
        found: Incident = incidents_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list and the event."""
        return [
            Crumb(HOME, reverse("incidents:incidents")),
            Crumb(self.incident.number, self.incident.get_absolute_url()),
        ]

    def subtitle(self) -> Text:
        """Return its title."""
        return self.incident.title

    def back(self) -> str:
        """Return the event's page."""
        return self.incident.get_absolute_url()


class Pdf(IncidentPage):
    """The closing report as PDF."""

    action = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render and show it. Raises WrongState before it is written."""
        if self.incident.reported_at is None:
            raise WrongState(_("The closing report is not written yet."))
        return bytes_answer(report_pdf(self.incident), f"{self.incident.number}.pdf", "application/pdf")
