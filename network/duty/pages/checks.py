"""Duty-phone checks: list, record, the caller's sheet, appeal and decision."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.clock import now
from common.errors import WrongState
from common.files.answers import file_answer
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
from common.pages.tables import show_moment
from common.text import Text
from network.duty.actions import appeal_check, decide_appeal, report_call, take_next_check
from network.duty.choices import CheckStatus, Outcome
from network.duty.models import DutyCheck, band_name
from network.duty.pages.forms import AppealForm, CallForm, DecisionForm
from network.duty.pages.tables import CheckFilter, CheckTable
from network.duty.policies import CallFacts
from network.duty.selectors import calls_of, checks_for, due_now, evidence_file, evidence_of, in_hand, may_appeal
from tenants.registry.choices import Region

VIEW, CALL, APPEAL, DECIDE = "dutychecks.view", "dutychecks.call", "dutychecks.appeal", "dutychecks.decide"
HOME = _("Duty-phone checks")


class CheckList(ListPage):
    """Checks in sight."""

    action = VIEW
    title = HOME
    table_class = CheckTable
    filterset_class = CheckFilter
    empty = _("No check yet. Head office draws them for each period; a station sees its own once they are scored.")

    def rows(self) -> Any:
        """Return the checks."""
        return checks_for(self.actor)


class OfficeCheckList(CheckList):
    """The same at head office, with the way to the sheet."""

    create = Button(_("Caller's sheet"), "duty:sheet", action=CALL, primary=True, icon="phone-call")


class CheckPage(Page):
    """What pages of one check share: the record through the gate, and the way back."""

    lit = "duty:checks"

    @cached_property
    def check(self) -> DutyCheck:
        """Return the check. Raises NotYours."""
        found: DutyCheck = checks_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list and the record."""
        return [Crumb(HOME, reverse("duty:checks")), Crumb(self.check.number, self.check.get_absolute_url())]

    def subtitle(self) -> Text:
        """Return the station or the office."""
        return str(self.check.place)


class CheckDetail(DetailPage):
    """One check: result, calls, appeal."""

    action = VIEW
    list_name = "duty:checks"
    lit = "duty:checks"

    def record(self) -> Any:
        """Return the check."""
        return checks_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("duty:checks"))]

    def subtitle_for(self, check: DutyCheck) -> Text:
        """Return the station or the office."""
        return str(check.place)

    def facts(self, check: DutyCheck) -> Sequence[Fact]:
        """Return the result first, then the hours, then the appeal."""
        plan = check.check_draw.plan
        return [
            Fact(_("score"), "–" if check.score is None else f"{check.score} / 100", hint=_verdict(check)),
            Fact(_("outcome"), check.get_outcome_display()),
            Fact(_("hour band"), band_name(plan, check.band)),
            Fact(_("calls made"), f"{check.tries} / {plan.tries}"),
            Fact(_("scored at"), show_moment(check.scored_at)),
            Fact(_("appeal until"), show_moment(check.appeal_until)),
            Fact(_("regional office"), Region(check.region).label),
            Fact(_("sampling plan"), f"{_('edition')} {plan.edition}", url=plan.get_absolute_url()),
            *_appeal_facts(check),
        ]

    def sections(self, check: DutyCheck) -> Sequence[Section]:
        """Return the calls and the evidence."""
        calls, plan = calls_of(check), check.check_draw.plan
        found = [Section(_("Calls"), "duty/calls.html", {"calls": calls, "plan": plan}, count=len(calls))]
        if check.appealed_at:
            pictures = evidence_of(check)
            found.append(
                Section(
                    _("Evidence"), "duty/evidence.html", {"pictures": pictures, "record": check}, count=len(pictures)
                )
            )
        return found

    def buttons(self, check: DutyCheck) -> Sequence[Button]:
        """Offer the next step to the side whose turn it is."""
        key = (check.pk,)
        if (
            check.status == CheckStatus.SCORED
            and may_appeal(check, self.actor)
            and check.appeal_until
            and check.appeal_until > now()
        ):
            return [Button(_("Appeal"), "duty:appeal", action=APPEAL, args=key, icon="message-2")]
        if (
            check.status == CheckStatus.APPEALED
            and self.actor.is_office
            and self.actor.id not in (check.caller_id, check.appealed_by_id)
        ):
            return [Button(_("Decide the appeal"), "duty:decide", action=DECIDE, args=key, primary=True, icon="scale")]
        if check.status == CheckStatus.CALLING and self.actor.is_office and check.caller_id == self.actor.id:
            return [
                Button(_("Write the call down"), "duty:call", action=CALL, args=key, primary=True, icon="phone-call")
            ]
        return []


def _verdict(check: DutyCheck) -> Text:
    if check.has_passed is None:
        return ""
    return pgettext_lazy("inspection", "passed") if check.has_passed else _("not passed")


def _appeal_facts(check: DutyCheck) -> list[Fact]:
    if not check.appealed_at:
        return []
    facts = [
        Fact(_("appealed by"), f"{check.appealed_by_name}, {show_moment(check.appealed_at)}"),
        Fact(_("appeal"), check.appeal, wide=True),
    ]
    if check.decided_at:
        facts.append(Fact(_("decided by"), f"{check.decided_by_name}, {show_moment(check.decided_at)}"))
        facts.append(Fact(_("decision"), check.decision, wide=True))
    return facts


class Evidence(CheckPage):
    """One picture of an appeal."""

    action = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        return file_answer(evidence_file(self.check, self.kwargs["file"]))


class Sheet(Page):
    """The caller's sheet: how many are due; one key (Enter) takes the next. No station is named before it is taken."""

    action = CALL
    title = _("Caller's sheet")
    template_name = "duty/sheet.html"
    keys: ClassVar[Any] = ((_("Caller's sheet"), (("Enter", _("Take the next call")),)),)

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("duty:checks"))]

    def context(self) -> dict[str, Any]:
        """Return how many are due, until when, and the one in hand."""
        due = due_now(self.actor)
        return {"due": due.count(), "first": due.first(), "mine": in_hand(self.actor)}


class TakeNext(ActPage):
    """Take the next check: its number is shown now, and that is recorded."""

    action = CALL
    title = _("Take the next call")
    lit = "duty:checks"
    success = ""

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the sheet."""
        return [Crumb(_("Caller's sheet"), reverse("duty:sheet"))]

    def perform(self, reason: str) -> str:
        """Take it and go on to the call."""
        return reverse("duty:call", args=[take_next_check(acting_user=self.actor).pk])


class Call(CheckPage, FormPage):
    """The call: number, questions, outcome."""

    action = CALL
    title = _("Call the duty phone")
    form_class = CallForm
    template_name = "duty/call.html"
    submit_label = _("Write the call down")
    success = _("The call is written down.")
    narrow = True

    def context(self) -> dict[str, Any]:
        """Show the number to who has taken the check, and to nobody else. Raises WrongState for everybody else."""
        if self.check.status != CheckStatus.CALLING or self.check.caller_id != self.actor.id:
            raise WrongState
        return {"check": self.check, "plan": self.check.check_draw.plan, "phone": self.check.place.phone}

    def perform(self, form: Any) -> str:
        """Write it down, and go on to the next."""
        given = form.cleaned_data
        facts = CallFacts(
            Outcome(given["outcome"]),
            given["seconds"],
            given["right_person"],
            given["questions_right"] or 0,
            given["note"],
        )
        report_call(self.check.pk, facts, acting_user=self.actor)
        return reverse("duty:sheet")


class Appeal(CheckPage, FormPage):
    """The station appeals, or the regional office for its own phone."""

    action = APPEAL
    title = _("Appeal")
    form_class = AppealForm
    submit_label = _("Send to head office")
    success = _("The appeal is sent. Somebody who did not call decides.")
    narrow = True

    def perform(self, form: Any) -> str:
        """Send it."""
        check = appeal_check(self.check.pk, acting_user=self.actor, **form.cleaned_data)
        return check.get_absolute_url()


class Decide(CheckPage, FormPage):
    """Somebody who did not call decides."""

    action = DECIDE
    title = _("Decide the appeal")
    form_class = DecisionForm
    submit_label = _("Save the decision")
    success = _("The appeal is decided.")
    narrow = True

    def perform(self, form: Any) -> str:
        """Decide."""
        return decide_appeal(self.check.pk, acting_user=self.actor, **form.cleaned_data).get_absolute_url()
