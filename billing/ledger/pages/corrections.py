"""Pages of corrections (one person asks, another posts), and the ledger as a file for an independent program."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.ledger.actions import approve_correction, refuse_correction, request_correction
from billing.ledger.beancount import beancount_text
from billing.ledger.choices import CorrectionStatus
from billing.ledger.models import Correction
from billing.ledger.pages.tables import CorrectionFilter, CorrectionTable
from billing.ledger.selectors import corrections_for, entries_of, transactions_for
from common.clock import today
from common.files.answers import bytes_answer
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, ListPage, Page, Section


class CorrectionList(ListPage):
    """Corrections, those that wait for a second person first."""

    action = "ledger.view"
    title = _("Corrections")
    lit = "ledger:transactions"
    table_class = CorrectionTable
    filterset_class = CorrectionFilter
    empty = _("No correction was asked for. Open a transaction of the ledger to ask for one.")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Ledger"), reverse("ledger:transactions"))]

    def rows(self) -> QuerySet[Any]:
        """Return the corrections."""
        return corrections_for(self.actor)


class CorrectionDetail(DetailPage):
    """A correction: what it takes back, who asked, who decided."""

    action = "ledger.view"

    def record(self) -> Correction:
        """Return the correction."""
        row: Correction = corrections_for(self.actor).get_or_404(self.kwargs["pk"])
        return row

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [
            Crumb(_("Ledger"), reverse("ledger:transactions")),
            Crumb(_("Corrections"), reverse("ledger:corrections")),
        ]

    def facts(self, record: Any) -> Sequence[Fact]:
        """Return the transaction, the reason and the two people."""
        contra = record.contra
        return [
            Fact(_("Transaction"), record.original, url=record.original.get_absolute_url()),
            Fact(_("Requested by"), record.requested_by_name),
            Fact(_("Decided by"), record.decided_by_name),
            Fact(_("Reason"), record.reason, wide=True),
            *([Fact(_("Contra entries"), contra, url=contra.get_absolute_url())] if contra else []),
            *([Fact(_("Why it was refused"), record.answer, wide=True)] if record.answer else []),
        ]

    def sections(self, record: Any) -> Sequence[Section]:
        """Return the entries that are taken back."""
        context = {"entries": entries_of(record.original), "with_account": True}
        return [Section(_("Entries that are taken back"), "ledger/entries.html", context)]

    def buttons(self, record: Any) -> Sequence[Button]:
        """Return the second person's two answers."""
        if CorrectionStatus.POSTED not in record.possible_moves() or record.requested_by == self.actor.id:
            return []
        return [
            Button(_("Post the contra entries"), "ledger:approve", "ledger.approve", (record.pk,), primary=True),
            Button(_("Refuse"), "ledger:refuse", "ledger.approve", (record.pk,), danger=True),
        ]


class CorrectTransaction(ActPage):
    """Ask that a transaction be taken back."""

    action = "ledger.correct"
    title = _("Correct the transaction")
    explain = _(
        "The entries stay. When a second person agrees, contra entries of that day take them back, "
        "and they show on the next statement."
    )
    reason = "required"
    danger = True
    submit_label = _("Ask for the correction")
    success = _("Asked. A second person decides.")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        row = transactions_for(self.actor).get_or_404(self.kwargs["pk"])
        return [Crumb(_("Ledger"), reverse("ledger:transactions")), Crumb(row.description, row.get_absolute_url())]

    def perform(self, reason: str) -> str:
        """Ask, and show what was asked."""
        asked = request_correction(self.kwargs["pk"], acting_user=self.actor, reason=reason)
        return asked.get_absolute_url()


class DecideCorrection(ActPage):
    """A second person decides."""

    action = "ledger.approve"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        row = corrections_for(self.actor).get_or_404(self.kwargs["pk"])
        return [Crumb(_("Corrections"), reverse("ledger:corrections")), Crumb(str(row), row.get_absolute_url())]


class ApproveCorrection(DecideCorrection):
    """Post the contra entries."""

    title = _("Post the contra entries")
    explain = _("They are dated today. A closed month is not touched: they show on the next statement.")
    submit_label = _("Post the contra entries")
    success = _("Corrected.")

    def perform(self, reason: str) -> str:
        """Post."""
        return approve_correction(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class RefuseCorrection(DecideCorrection):
    """Refuse the correction."""

    title = _("Refuse the correction")
    reason = "required"
    submit_label = _("Refuse")
    success = _("Refused.")

    def perform(self, reason: str) -> str:
        """Refuse."""
        return refuse_correction(self.kwargs["pk"], acting_user=self.actor, reason=reason).get_absolute_url()


class BeancountFile(Page):
    """The whole ledger as text for beancount, so that somebody else's program can check ours."""

    action = "ledger.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the file."""
        name = f"ledger-{today().isoformat()}.beancount"
        return bytes_answer(beancount_text(self.actor).encode(), name, "text/plain; charset=utf-8")
