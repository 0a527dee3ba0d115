"""Violations: list and record for both sides, each step for whoever takes it, the notice as PDF."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.violations.actions import (
    appeal_violation,
    begin_investigation,
    decide_appeal,
    decide_violation,
    dismiss_violation,
    report_violation,
    send_back,
    submit_report,
)
from audit.violations.choices import TOLD_TO_STATION, ViolationStatus
from audit.violations.models import Violation
from audit.violations.pages.forms import AppealForm, HearingForm, PenaltyForm, ReportForm, SubmitForm
from audit.violations.pages.tables import ViolationFilter, ViolationTable
from audit.violations.paper import notice_pdf
from audit.violations.selectors import offences_to_choose, photo_of, photos_of, violations_for
from common.clock import now, today
from common.files.answers import bytes_answer, file_answer
from common.money import Money, to_decimal, to_minor
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
from common.pages.tables import show_moment
from common.pages.timeline import timeline_of
from common.text import Text
from tenants.registry.selectors import stations_for

VIEW, INVESTIGATE, DECIDE = "violations.view", "violations.investigate", "violations.decide"
S = ViolationStatus


class ViolationList(ListPage):
    """Violations in sight."""

    action = VIEW
    title = _("Violations")
    table_class = ViolationTable
    filterset_class = ViolationFilter
    empty = _("No violation. Nothing is suspected, nothing was decided.")
    create = Button(_("Report a violation"), "violations:report", action="violations.report", primary=True, icon="plus")

    def rows(self) -> QuerySet[Any]:
        """Return the violations."""
        return violations_for(self.actor)


class ViolationPage(Page):
    """What pages of one violation share: the record through the gate, and the way back."""

    @cached_property
    def violation(self) -> Violation:
        """Return the violation. Raises NotYours."""
        found: Violation = violations_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list and the record."""
        return [
            Crumb(_("Violations"), reverse("violations:list")),
            Crumb(self.violation.number, self.violation.get_absolute_url()),
        ]

    def subtitle(self) -> Text:
        """Return whom and what it is about."""
        return f"{self.violation.station} · {self.violation.offence}"


class ViolationDetail(DetailPage):
    """One violation with its report, its decision and its appeal."""

    action = VIEW
    list_name = "violations:list"

    def record(self) -> Any:
        """Return the violation."""
        return violations_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Violations"), reverse("violations:list"))]

    def subtitle_for(self, record: Violation) -> Text:
        """Return the station and the clause."""
        return f"{record.station} · {record.offence}"

    def facts(self, record: Violation) -> Sequence[Fact]:
        """Return what is known, in the order in which it came to be known."""
        return [
            Fact(_("offence"), str(record.offence), url=record.offence.get_absolute_url(), hint=record.offence.clause),
            Fact(_("happened on"), record.happened_on.isoformat()),
            *(self._inner_facts(record) if self.actor.is_office else ()),
            *self._outcome(record),
        ]

    def _inner_facts(self, record: Violation) -> Sequence[Fact]:
        """Head office's alone: a station does not learn who suspected it, and of what before it was proven."""
        facts = [
            Fact(_("what made us look"), record.get_source_display(), hint=record.reference),
            Fact(_("noted by"), record.opened_by_name),
            Fact(_("what is suspected"), record.description, wide=True),
        ]
        if record.investigator_name:
            late = _("overdue") if record.is_overdue else ""
            facts.append(Fact(_("investigated by"), record.investigator_name))
            facts.append(Fact(_("report due on"), record.due_on.isoformat() if record.due_on else "", hint=late))
        if record.submitted_at:
            facts.append(Fact(_("report submitted"), show_moment(record.submitted_at)))
            facts.append(Fact(_("facts established"), record.report, wide=True))
            facts.append(Fact(_("proposed penalty"), record.proposal, wide=True))
        return facts

    def _outcome(self, record: Violation) -> Sequence[Fact]:
        facts = []
        if record.decided_at:
            facts += [
                Fact(_("fine"), str(Money(record.fine_minor, record.currency))),
                Fact(_("points lost"), record.points),
                Fact(_("decided by"), f"{record.decided_by_name}, {show_moment(record.decided_at)}"),
                Fact(pgettext_lazy("violation", "decision"), record.decision, wide=True),
            ]
        if record.status == S.DECIDED and record.appeal_until:
            facts.append(Fact(_("appeal until"), show_moment(record.appeal_until)))
        if record.appealed_at:
            facts.append(Fact(_("appealed by"), f"{record.appealed_by_name}, {show_moment(record.appealed_at)}"))
            facts.append(Fact(pgettext_lazy("violation", "appeal"), record.appeal, wide=True))
        if record.heard_at:
            facts.append(Fact(_("appeal decided by"), f"{record.heard_by_name}, {show_moment(record.heard_at)}"))
            facts.append(Fact(_("answer to the appeal"), record.answer, wide=True))
        return facts

    def timeline(self) -> Sequence[Any]:
        """Return the history; a station reads it from the decision on."""
        return timeline_of(self.object, self.timeline_length, verbs=None if self.actor.is_office else TOLD_TO_STATION)

    def sections(self, record: Violation) -> Sequence[Section]:
        """Return the photos of the report and of the appeal."""
        shown = []
        for which, title in (("report", _("Photos of the report")), ("appeal", _("Photos of the appeal"))):
            photos = photos_of(record, which)
            if photos:
                context = {"photos": photos, "record": record}
                shown.append(Section(title, "violations/photos.html", context, count=len(photos)))
        return shown

    def buttons(self, record: Violation) -> Sequence[Button]:
        """Offer the next step to whoever takes it."""
        steps = [*STEPS.get(record.status, ())]
        if record.status == S.DECIDED and record.appeal_until and record.appeal_until < now():
            steps = []
        buttons = [
            Button(label, f"violations:{name}", action=action, args=(record.pk,), primary=place == 0, icon=icon)
            for place, (label, name, action, icon) in enumerate(steps)
        ]
        if record.decided_at and record.status in (S.DECIDED, S.APPEALED, S.FINAL):
            buttons.append(
                Button(_("Notice (PDF)"), "violations:notice", action=VIEW, args=(record.pk,), icon="file-text")
            )
        return buttons


STEPS: dict[str, tuple[tuple[Text, str, str, str], ...]] = {
    S.REPORTED: (
        (_("Investigate"), "investigate", INVESTIGATE, "search"),
        (_("Drop the case"), "dismiss", INVESTIGATE, "x"),
    ),
    S.INVESTIGATING: ((_("Submit the report"), "submit", INVESTIGATE, "send"),),
    S.SUBMITTED: (
        (_("Fix the penalty"), "decide", DECIDE, "gavel"),
        (_("Send back"), "send_back", DECIDE, "arrow-back-up"),
        (_("Drop the case"), "dismiss", DECIDE, "x"),
    ),
    S.DECIDED: ((_("Appeal"), "appeal", "violations.appeal", "message-exclamation"),),
    S.APPEALED: ((_("Hear the appeal"), "hear", "violations.hear", "gavel"),),
}


class Photo(ViolationPage):
    """One photo."""

    action = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        return file_answer(photo_of(self.violation, self.kwargs["file"]))


class Notice(ViolationPage):
    """The notice of the penalty as PDF."""

    action = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Print it."""
        return bytes_answer(notice_pdf(self.violation), f"{self.violation.number}.pdf", "application/pdf")


class Report(FormPage):
    """Write a suspicion down."""

    action = "violations.report"
    title = _("Report a violation")
    form_class = ReportForm
    submit_label = _("Note the suspicion")
    success = _("The suspicion is noted. The inspection section looks into it.")

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Violations"), reverse("violations:list"))]

    def initial(self) -> dict[str, Any]:
        """Begin with today, and with what the page that led here knows."""
        return {"happened_on": today()} | super().initial()

    def form_arguments(self) -> dict[str, Any]:
        """Give what can be chosen."""
        return {"stations": stations_for(self.actor), "offences": offences_to_choose()}

    def perform(self, form: Any) -> str:
        """Write it down."""
        given = dict(form.cleaned_data)
        station, offence = given.pop("station"), given.pop("offence")
        return report_violation(station.pk, offence.pk, acting_user=self.actor, **given).get_absolute_url()


class Investigate(ViolationPage, ActPage):
    """Take the investigation on."""

    action = INVESTIGATE
    title = _("Investigate")
    success = _("The investigation is yours.")

    def perform(self, reason: Any) -> str:
        """Take it on."""
        return begin_investigation(self.violation.pk, acting_user=self.actor).get_absolute_url()


class Submit(ViolationPage, FormPage):
    """Hand the report in."""

    action = INVESTIGATE
    title = _("Submit the report")
    form_class = SubmitForm
    submit_label = _("Submit the report")
    success = _("The report waits for service management's decision.")

    def perform(self, form: Any) -> str:
        """Hand it in."""
        return submit_report(self.violation.pk, acting_user=self.actor, **form.cleaned_data).get_absolute_url()


class Decide(ViolationPage, FormPage):
    """Fix the penalty."""

    action = DECIDE
    title = _("Fix the penalty")
    form_class = PenaltyForm
    submit_label = _("Fix the penalty")
    success = _("The station has notice of its penalty and may appeal.")

    def form_arguments(self) -> dict[str, Any]:
        """Give the range."""
        return {"offence": self.violation.offence}

    def initial(self) -> dict[str, Any]:
        """Begin with the least."""
        offence = self.violation.offence
        return {"fine": to_decimal(offence.fine_from_minor), "points": offence.points_from}

    def perform(self, form: Any) -> str:
        """Fix it."""
        given = dict(form.cleaned_data)
        fine = to_minor(given.pop("fine"))
        return decide_violation(self.violation.pk, fine_minor=fine, acting_user=self.actor, **given).get_absolute_url()


class Dismiss(ViolationPage, ActPage):
    """Drop it."""

    action = VIEW
    title = _("Drop the case")
    reason = "required"
    success = _("Nothing is left of it.")

    def perform(self, reason: Any) -> str:
        """Drop it."""
        return dismiss_violation(self.violation.pk, reason=reason, acting_user=self.actor).get_absolute_url()


class SendBack(ViolationPage, ActPage):
    """Ask for more."""

    action = DECIDE
    title = _("Send back")
    reason = "required"
    success = _("The investigator goes on.")

    def perform(self, reason: Any) -> str:
        """Send it back."""
        return send_back(self.violation.pk, reason=reason, acting_user=self.actor).get_absolute_url()


class Appeal(ViolationPage, FormPage):
    """The station does not accept it."""

    action = "violations.appeal"
    title = _("Appeal")
    form_class = AppealForm
    submit_label = _("Send the appeal")
    success = _("The appeal is filed. A person who neither investigated nor decided it hears it.")

    def perform(self, form: Any) -> str:
        """File it."""
        return appeal_violation(self.violation.pk, acting_user=self.actor, **form.cleaned_data).get_absolute_url()


class Hear(ViolationPage, FormPage):
    """Decide the appeal."""

    action = "violations.hear"
    title = _("Hear the appeal")
    form_class = HearingForm
    submit_label = _("Hear the appeal")
    success = _("The appeal is decided, the station is told.")

    def initial(self) -> dict[str, Any]:
        """Begin with what was decided."""
        fine = to_decimal(self.violation.fine_minor, self.violation.currency)
        return {"fine": fine, "points": self.violation.points}

    def perform(self, form: Any) -> str:
        """Decide it."""
        given = dict(form.cleaned_data)
        fine = to_minor(given.pop("fine"))
        return decide_appeal(self.violation.pk, fine_minor=fine, acting_user=self.actor, **given).get_absolute_url()
