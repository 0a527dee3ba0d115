"""A receipt that was booked by mistake is taken back, from one chargeback or from all that it settled: one person asks, another decides."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.chargeback.actions import ask_to_take_back, confirm_reversals, refuse_reversal
from billing.chargeback.choices import ReversalStatus
from billing.chargeback.models import Chargeback, ReceiptReversal
from billing.chargeback.pages.forms import TakeBackForm
from billing.chargeback.pages.tables import ReversalFilter, ReversalTable
from billing.chargeback.pages.views import one_of, way_back
from billing.chargeback.receipts import bank_reference_of, last_receipt, of_the_same_receipt
from billing.chargeback.selectors import reversals_for
from billing.ledger.models import Transaction
from billing.ledger.selectors import entries_of
from common.money import format_minor
from common.pages import ActPage, Bulk, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Section
from common.text import Text


class TakeReceiptBack(FormPage):
    """Finance asks that a receipt be taken back."""

    action = "chargeback.pay"
    title = _("Take the receipt back")
    form_class = TakeBackForm
    narrow = True
    lit = "chargeback:list"
    submit_label = _("Ask to take it back")
    success = _("Asked. A second person decides.")
    explain = _(
        "For a receipt that was booked by mistake. When another person of finance agrees, contra entries of that day are posted, nothing is "
        "deleted, and the supplier sees the charge as to be paid again. It is not asked for its answer a second time."
    )

    @cached_property
    def chargeback(self) -> Chargeback:
        """Return the chargeback, through the gate."""
        return one_of(self)

    @cached_property
    def receipt(self) -> Transaction | None:
        """Return the receipt that would be taken back."""
        return last_receipt(self.chargeback)

    def crumbs(self) -> list[Crumb]:
        """Return the way back."""
        return way_back(self)

    def subtitle(self) -> Text:
        """Return which receipt it is, or that there is none."""
        if self.receipt is None:
            return now_("%(number)s: no receipt stands") % {"number": self.chargeback.number}
        bank = bank_reference_of(self.receipt, self.chargeback)
        paid = format_minor(self.chargeback.paid_minor, self.chargeback.currency)
        return f"{self.chargeback.number} · {bank} · {self.receipt.occurred_on} · {paid}"

    def form_arguments(self) -> dict[str, Any]:
        """Offer the other chargebacks of the same receipt."""
        found = of_the_same_receipt(self.chargeback, self.receipt, self.actor) if self.receipt else []
        return {"rows": found}

    def perform(self, form: TakeBackForm) -> str:
        """Ask, and show what was asked."""
        given = form.cleaned_data
        keys = [self.chargeback.pk, *map(UUID, given.get("others", ()))]
        asked = ask_to_take_back(keys, acting_user=self.actor, reason=given["reason"])
        return asked[0].get_absolute_url() if len(asked) == 1 else reverse("chargeback:reversals")


def confirm_all(rows: QuerySet[ReceiptReversal], actor: Actor) -> int:
    """Take back all that were chosen, or none."""
    return len(confirm_reversals([row.pk for row in rows], acting_user=actor))


class ReversalList(ListPage):
    """Receipts that shall be taken back, and what became of earlier ones."""

    action = "chargeback.confirm"
    title = _("Receipts to take back")
    lit = "chargeback:list"
    table_class = ReversalTable
    filterset_class = ReversalFilter
    bulk: ClassVar[list[Bulk]] = [
        Bulk(_("Take the chosen receipts back"), "chargeback.confirm", confirm_all, danger=True)
    ]
    empty = _("No receipt was asked to be taken back. Open a paid chargeback to ask for it.")

    def rows(self) -> QuerySet[Any]:
        """Return them, the latest first."""
        return reversals_for(self.actor)


class ReversalDetail(DetailPage):
    """A receipt that shall be taken back: what it settled, who asked and why, who decided."""

    action = "chargeback.confirm"
    lit = "chargeback:list"

    def record(self) -> ReceiptReversal:
        """Return it, through the gate."""
        return asked_in(self)

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Receipts to take back"), reverse("chargeback:reversals"))]

    def facts(self, record: Any) -> Sequence[Fact]:
        """Return the receipt, the reason and the two people."""
        charge, contra = record.chargeback, record.contra
        address = charge.get_absolute_url() if self.actor.may("chargeback.view") else ""
        return [
            Fact(_("Chargeback"), charge.number, url=address),
            Fact(_("Supplier"), charge.supplier),
            Fact(_("Receipt"), record.receipt, url=record.receipt.get_absolute_url()),
            Fact(_("Amount"), format_minor(record.amount_minor, record.currency)),
            Fact(_("Requested by"), record.requested_by_name),
            *([Fact(_("Decided by"), record.decided_by_name)] if record.decided_by else []),
            Fact(_("Reason"), record.reason, wide=True),
            *([Fact(_("Contra entries"), contra, url=contra.get_absolute_url())] if contra else []),
            *([Fact(_("Why it was refused"), record.answer, wide=True)] if record.answer else []),
        ]

    def sections(self, record: Any) -> Sequence[Section]:
        """Return the entries of the receipt."""
        context = {"entries": entries_of(record.receipt), "with_account": True}
        return [Section(_("Entries that are taken back"), "ledger/entries.html", context)]

    def buttons(self, record: Any) -> Sequence[Button]:
        """Return the second person's two answers."""
        if ReversalStatus.DONE not in record.possible_moves() or record.requested_by == self.actor.id:
            return []
        args = (record.pk,)
        return [
            Button(_("Take the receipt back"), "chargeback:reversal_confirm", "chargeback.confirm", args, primary=True),
            Button(_("Refuse"), "chargeback:reversal_refuse", "chargeback.confirm", args, danger=True),
        ]


def asked_in(page: Any) -> ReceiptReversal:
    """Return what the page's address names, through the gate."""
    row: ReceiptReversal = reversals_for(page.actor).get_or_404(page.kwargs["pk"])
    return row


class DecideReversal(ActPage):
    """A second person decides."""

    action = "chargeback.confirm"
    lit = "chargeback:list"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        row = asked_in(self)
        return [
            Crumb(_("Receipts to take back"), reverse("chargeback:reversals")),
            Crumb(str(row), row.get_absolute_url()),
        ]


class ConfirmReversal(DecideReversal):
    """Take the receipt back."""

    title = _("Take the receipt back")
    explain = _(
        "Contra entries of today take it back. A closed month is not touched, and what it settled is open again."
    )
    danger = True
    submit_label = _("Take it back")
    success = _("The receipt is taken back. What it settled is open again.")

    def perform(self, reason: str) -> str:
        """Take it back."""
        return confirm_reversals([self.kwargs["pk"]], acting_user=self.actor)[0].get_absolute_url()


class RefuseReversal(DecideReversal):
    """Leave the receipt as it is."""

    title = _("Leave the receipt as it is")
    reason = "required"
    submit_label = _("Refuse")
    success = _("Refused. The receipt stands.")

    def perform(self, reason: str) -> str:
        """Refuse."""
        return refuse_reversal(self.kwargs["pk"], acting_user=self.actor, reason=reason).get_absolute_url()
