"""The steps of a major event: task force, checklist, bulletins, questions to support, containing and closing."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.clock import now
from common.pages import ActPage, Crumb, FormPage, Page
from common.text import Text
from network.incidents import actions
from network.incidents.linking import words_of
from network.incidents.models import IncidentTask
from network.incidents.pages import forms
from network.incidents.pages.incidents import APPROVE, HOME, MANAGE, WORK, IncidentPage
from network.incidents.selectors import people, tasks_for


class WithPeople(FormPage):
    """A form that offers head office's people."""

    narrow = True

    def form_arguments(self) -> dict[str, Any]:
        """Give the people."""
        return {"people": [(one.pk, one.name) for one in people()]}


class Link(IncidentPage, FormPage):
    """Tie cases, rescues, vehicles, warnings or reports to the event."""

    action = MANAGE
    title = _("Tie something to it")
    form_class = forms.LinkForm
    narrow = True

    def perform(self, form: Any) -> str:
        """Tie them."""
        numbers = words_of(form.cleaned_data["numbers"])
        actions.link_to_incident(self.incident.pk, form.cleaned_data["kind"], numbers, acting_user=self.actor)
        return self.back()


class ChangeSeverity(IncidentPage, FormPage):
    """Another severity."""

    action = MANAGE
    title = _("Change the severity")
    form_class = forms.SeverityForm
    narrow = True

    def initial(self) -> dict[str, Any]:
        """Begin with the present one."""
        return {"severity": self.incident.severity}

    def perform(self, form: Any) -> str:
        """Change it."""
        actions.set_severity(self.incident.pk, acting_user=self.actor, **form.cleaned_data)
        return self.back()


class AddMember(IncidentPage, WithPeople):
    """Call somebody into the task force."""

    action = MANAGE
    title = _("Call somebody in")
    form_class = forms.MemberForm

    def perform(self, form: Any) -> str:
        """Call them in."""
        actions.add_member(
            self.incident.pk, form.cleaned_data["person"], duty=form.cleaned_data["duty"], acting_user=self.actor
        )
        return self.back()


class AddTask(IncidentPage, WithPeople):
    """A line of the checklist, or a measure."""

    action = MANAGE
    title = _("Add a task")
    form_class = forms.TaskForm

    def perform(self, form: Any) -> str:
        """Add it."""
        given = dict(form.cleaned_data)
        actions.add_task(self.incident.pk, owner_id=given.pop("person"), acting_user=self.actor, **given)
        return self.back()


class TaskPage(Page):
    """What steps of one line share."""

    lit = "incidents:incidents"

    @cached_property
    def task(self) -> IncidentTask:
        """Return the line. Raises NotYours."""
        found: IncidentTask = tasks_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the event."""
        return [
            Crumb(HOME, reverse("incidents:incidents")),
            Crumb(self.task.incident.number, self.task.incident.get_absolute_url()),
        ]

    def subtitle(self) -> Text:
        """Return what is to be done."""
        return self.task.words


class AssignTask(TaskPage, WithPeople):
    """Who does it, and until when."""

    action = MANAGE
    title = _("Assign the task")
    form_class = forms.AssignForm

    def initial(self) -> dict[str, Any]:
        """Begin with the present ones; a time that has passed is not proposed again."""
        return {"person": self.task.owner_id, "due_at": self.task.due_at if self.task.due_at > now() else None}

    def perform(self, form: Any) -> str:
        """Assign it."""
        given = form.cleaned_data
        task = actions.assign_task(self.task.pk, given["person"], due_at=given["due_at"], acting_user=self.actor)
        return task.incident.get_absolute_url()


class FinishTask(TaskPage, FormPage):
    """Tick it off."""

    action = WORK
    title = _("Tick the task off")
    form_class = forms.DoneForm
    narrow = True

    def perform(self, form: Any) -> str:
        """Tick it off."""
        task = actions.finish_task(self.task.pk, result=form.cleaned_data["result"], acting_user=self.actor)
        return task.incident.get_absolute_url()


class IssueBulletin(IncidentPage, FormPage):
    """The next edition of what stations are told."""

    action = MANAGE
    title = _("Issue a bulletin")
    form_class = forms.BulletinForm
    submit_label = _("Issue the bulletin")
    success = _("The bulletin is issued. Each station signs for it.")
    narrow = True

    def perform(self, form: Any) -> str:
        """Issue it."""
        actions.issue_bulletin(self.incident.pk, acting_user=self.actor, **form.cleaned_data)
        return self.back()


class HandToSupport(IncidentPage, FormPage):
    """A technical question for support."""

    action = MANAGE
    title = _("Hand to support")
    form_class = forms.QuestionForm
    success = _("The question is handed to support.")
    narrow = True

    def perform(self, form: Any) -> str:
        """Hand it over."""
        actions.hand_to_support(self.incident.pk, acting_user=self.actor, **form.cleaned_data)
        return self.back()


class Contain(IncidentPage, ActPage):
    """It does not grow any more."""

    action = MANAGE
    title = _("Contained")
    reason = "optional"

    def perform(self, reason: str) -> str:
        """Say so."""
        actions.contain_incident(self.incident.pk, reason=reason, acting_user=self.actor)
        return self.back()


class FlareUp(IncidentPage, ActPage):
    """It grows again."""

    action = MANAGE
    title = _("It grows again")
    reason = "required"
    danger = True

    def perform(self, reason: str) -> str:
        """Say so."""
        actions.flare_up(self.incident.pk, reason=reason, acting_user=self.actor)
        return self.back()


class WriteReport(IncidentPage, FormPage):
    """The closing report."""

    action = MANAGE
    title = _("Write the closing report")
    form_class = forms.ClosingForm
    submit_label = _("Send for approval")
    success = _("The closing report waits for the approval of another person.")
    explain = _("The figures are counted now and kept. Every line of the checklist has to be done; measures may go on.")
    narrow = True

    def perform(self, form: Any) -> str:
        """Write it."""
        actions.write_report(self.incident.pk, acting_user=self.actor, **form.cleaned_data)
        return self.back()


class Approve(IncidentPage, ActPage):
    """Approve the report and close the event for good."""

    action = APPROVE
    title = _("Approve and close")

    def perform(self, reason: str) -> str:
        """Approve it."""
        actions.approve_report(self.incident.pk, acting_user=self.actor)
        return self.back()


class Return(IncidentPage, ActPage):
    """Give the report back."""

    action = APPROVE
    title = _("Give the report back")
    reason = "required"

    def perform(self, reason: str) -> str:
        """Give it back."""
        actions.return_report(self.incident.pk, reason=reason, acting_user=self.actor)
        return self.back()
