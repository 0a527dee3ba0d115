"""Steps of a statement: confirm, dispute, answer, carry forward, collect for payment."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from billing.settlement.actions import carry_forward, confirm_statement
from billing.settlement.disputing import answer_dispute, dispute_line, dispute_statement
from billing.settlement.figures import due_minor, figures_of
from billing.settlement.models import Dispute, StatementLine
from billing.settlement.pages.forms import AnswerForm
from billing.settlement.pages.views import one_of, way_back
from billing.settlement.payments.actions import collect_batch
from billing.settlement.payments.policies import payable_minor
from billing.settlement.selectors import disputes_for, lines_for
from common.money import format_minor
from common.pages import ActPage, Crumb, FormPage
from common.text import Text


class Step(ActPage):
    """A step of a statement that asks nothing, or a reason."""

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return way_back(self)


class WhatIsDue(Step):
    """A step about all that a statement says."""

    def subtitle(self) -> Text:
        """Return month, closing balance and what is due."""
        row = one_of(self)
        figures = {"closing": figures_of(row).closing_minor, "due": due_minor(row)}
        shown = {name: format_minor(minor, row.currency) for name, minor in figures.items()}
        said = _("%(month)s: closing balance %(closing)s, amount due %(due)s")
        return said % {"month": row.month, **shown}


class ConfirmStatement(WhatIsDue):
    """The station confirms."""

    action = "settlement.answer"
    title = _("Confirm the statement")
    explain = _("You agree with every entry. Enter the invoices next; then head office pays what is due.")
    submit_label = _("Confirm")
    success = _("Confirmed.")

    def perform(self, reason: str) -> str:
        """Confirm."""
        return confirm_statement(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class DisputeStatement(WhatIsDue):
    """The station disputes the statement as a whole."""

    action = "settlement.answer"
    title = _("Dispute the statement")
    explain = _(
        "Say what is missing. If a certain entry is wrong, dispute that one on the page of the entries. "
        "Finance answers here; a correction goes on the next statement."
    )
    reason = "required"
    submit_label = _("Dispute")
    success = _("Disputed. Finance will answer.")

    def perform(self, reason: str) -> str:
        """Dispute."""
        return dispute_statement(self.kwargs["pk"], acting_user=self.actor, reason=reason).get_absolute_url()


class DisputeLine(ActPage):
    """The station disputes one entry."""

    action = "settlement.answer"
    title = _("Dispute this entry")
    explain = _("Say what is wrong with it. Finance answers; a correction goes on the next statement.")
    reason = "required"
    submit_label = _("Dispute")
    success = _("Disputed. Finance will answer.")

    @property
    def line(self) -> StatementLine:
        """The entry, through the gate."""
        row: StatementLine = lines_for(self.actor).get_or_404(self.kwargs["pk"])
        return row

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        statement = self.line.statement
        return [
            Crumb(statement.number, statement.get_absolute_url()),
            Crumb(_("Entries of the statement"), self.line.get_absolute_url()),
        ]

    def subtitle(self) -> Text:
        """Return which entry."""
        entry = self.line.entry
        return f"{entry.occurred_on} · {entry.transaction} · {format_minor(entry.credit_minor, entry.currency)}"

    def perform(self, reason: str) -> str:
        """Dispute."""
        return dispute_line(self.kwargs["pk"], acting_user=self.actor, reason=reason).get_absolute_url()


class AnswerDispute(FormPage):
    """Finance answers."""

    action = "settlement.close"
    title = _("Answer the dispute")
    explain = _(
        "The statement stays as it is. Where the station is right, the contra entries are asked for here; "
        "a second person posts them, and they show on the next statement. A claim is reopened in the final review."
    )
    form_class = AnswerForm
    submit_label = _("Answer")
    success = _("Answered.")
    narrow = True

    @property
    def dispute(self) -> Dispute:
        """The dispute, through the gate."""
        row: Dispute = disputes_for(self.actor).get_or_404(self.kwargs["pk"])
        return row

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        statement = self.dispute.statement
        return [Crumb(statement.number, statement.get_absolute_url())]

    def subtitle(self) -> Text:
        """Return what is disputed, and why."""
        return f"{self.dispute}: {self.dispute.reason}"

    def perform(self, form: AnswerForm) -> str:
        """Answer."""
        given = form.cleaned_data
        answered = answer_dispute(
            self.kwargs["pk"], acting_user=self.actor, granted=given["granted"] == "yes", answer=given["answer"]
        )
        return answered.get_absolute_url()


class CarryForward(WhatIsDue):
    """Leave the balance on the account."""

    action = "settlement.pay"
    title = _("Carry the balance forward")
    explain = _("Nothing is due to the station. The next statement opens with this balance.")
    submit_label = _("Carry forward")
    success = _("Carried forward.")

    def perform(self, reason: str) -> str:
        """Carry forward."""
        return carry_forward(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class CollectStatement(Step):
    """Put one statement into a batch of its own."""

    action = "settlement.pay"
    title = _("Collect for payment")
    explain = _("The statement goes into a new payment batch. Another person releases it.")
    submit_label = _("Collect for payment")
    success = _("Collected.")

    def subtitle(self) -> Text:
        """Return what would be paid."""
        row = one_of(self)
        return f"{row.station} · {row.month} · {format_minor(max(0, payable_minor(row)), row.currency)}"

    def perform(self, reason: str) -> str:
        """Collect."""
        return collect_batch([self.kwargs["pk"]], acting_user=self.actor).get_absolute_url()
