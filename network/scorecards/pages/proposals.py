"""What grades propose: list, record, instruction."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.clock import today
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage
from common.pages.moments import DayField
from common.pages.tables import show_moment
from common.text import Text
from network.scorecards.actions import dismiss_proposal, instruct_proposal
from network.scorecards.choices import ProposalStatus
from network.scorecards.models import GradeProposal
from network.scorecards.pages.appeals import long_text
from network.scorecards.pages.tables import ProposalFilter, ProposalTable
from network.scorecards.selectors import proposals_for

VIEW, INSTRUCT = "scorecards.view", "scorecards.instruct"
HOME = _("What grades propose")
NO_CHANGE = pgettext_lazy("level of a station", "no change")


class ProposalList(ListPage):
    """Proposals in sight."""

    action = VIEW
    title = HOME
    table_class = ProposalTable
    filterset_class = ProposalFilter
    empty = _("No proposal. They are made when a month is published, for stations that kept a grade long enough.")

    def rows(self) -> Any:
        """Return the proposals."""
        return proposals_for(self.actor)


class ProposalDetail(DetailPage):
    """One proposal."""

    action = VIEW
    list_name = "scorecards:proposals"
    lit = "scorecards:proposals"

    def record(self) -> Any:
        """Return the proposal."""
        return proposals_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("scorecards:proposals"))]

    def subtitle_for(self, found: GradeProposal) -> Text:
        """Return the station."""
        return str(found.station)

    def facts(self, found: GradeProposal) -> Sequence[Fact]:
        """Return what is proposed instead of what, and why."""
        return [
            Fact(_("grade"), found.grade, url=found.card.get_absolute_url()),
            Fact(_("months running"), found.months),
            Fact(_("labour coefficient now"), found.coefficient_now),
            Fact(_("proposed coefficient"), found.coefficient or NO_CHANGE),
            Fact(_("level now"), found.level_now),
            Fact(_("proposed level"), found.level or NO_CHANGE),
            Fact(_("decided by"), f"{found.decided_by_name} {show_moment(found.decided_at)}"),
            Fact(_("order"), found.order_number or "–", url=_order_url(found)),
            Fact(_("instruction"), found.instruction, wide=True),
        ]

    def buttons(self, found: GradeProposal) -> Sequence[Button]:
        """Offer the decision to who may take it, and what became of an instructed level."""
        if found.status == ProposalStatus.INSTRUCTED and found.level:
            return [Button(_("Station changes"), "lifecycle:changes", "changes.view")]
        if found.status != ProposalStatus.PROPOSED or found.published_by_id == self.actor.id:
            return []
        return [
            Button(_("Dismiss"), "scorecards:dismiss", INSTRUCT, (found.pk,)),
            Button(_("Instruct the change"), "scorecards:instruct", INSTRUCT, (found.pk,), primary=True, icon="check"),
        ]


def _order_url(found: GradeProposal) -> str:
    return reverse("lifecycle:order", args=[found.order_id]) if found.order_id else ""


class ProposalAct(ActPage):
    """A step of a proposal."""

    action = INSTRUCT
    reason = "required"
    lit = "scorecards:proposals"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the proposal."""
        found = proposals_for(self.actor).get_or_404(self.kwargs["pk"])
        return [Crumb(HOME, reverse("scorecards:proposals")), Crumb(found.number, found.get_absolute_url())]


class InstructionForm(forms.Form):
    """From when, and the written instruction."""

    effective_on = DayField(
        label=_("effective from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    instruction = long_text(_("instruction"))


class Instruct(FormPage):
    """Instruct the change in writing."""

    action = INSTRUCT
    title = _("Instruct the change")
    explain = _("Your words are the written instruction. Another person carries the change out.")
    form_class = InstructionForm
    submit_label = _("Instruct")
    success = _("Instructed.")
    narrow = True
    lit = "scorecards:proposals"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the proposal."""
        found = proposals_for(self.actor).get_or_404(self.kwargs["pk"])
        return [Crumb(HOME, reverse("scorecards:proposals")), Crumb(found.number, found.get_absolute_url())]

    def initial(self) -> dict[str, Any]:
        """Offer the first of next month."""
        return {"effective_on": (today().replace(day=1) + timedelta(days=32)).replace(day=1)}

    def perform(self, form: Any) -> str:
        """Instruct it."""
        return instruct_proposal(self.kwargs["pk"], acting_user=self.actor, **form.cleaned_data).get_absolute_url()


class Dismiss(ProposalAct):
    """Let it be."""

    title = _("Dismiss the proposal")
    submit_label = _("Dismiss")

    def perform(self, reason: str) -> str:
        """Dismiss it."""
        return dismiss_proposal(self.kwargs["pk"], reason=reason, acting_user=self.actor).get_absolute_url()
