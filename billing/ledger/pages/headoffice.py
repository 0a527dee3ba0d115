"""The ledger's pages for finance."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.ledger.models import Account, Transaction
from billing.ledger.pages.tables import (
    AccountFilter,
    AccountTable,
    EntryFilter,
    EntryTable,
    TransactionFilter,
    TransactionTable,
)
from billing.ledger.selectors import accounts_for, entries_for, entries_of, open_correction_of, transactions_for
from billing.ledger.sources import corrected_in, source_url
from common.money import format_minor
from common.pages import Button, Crumb, DetailPage, Fact, ListPage, Section
from common.text import Text

SHOWN = 50


class AccountList(ListPage):
    """All accounts."""

    action = "ledger.view"
    title = _("Accounts")
    table_class = AccountTable
    filterset_class = AccountFilter
    empty = _("No account yet. The first posting opens one.")

    def rows(self) -> QuerySet[Any]:
        """Return the accounts with their balances."""
        return accounts_for(self.actor)


class TransactionList(ListPage):
    """All transactions."""

    action = "ledger.view"
    title = _("Ledger")
    table_class = TransactionTable
    filterset_class = TransactionFilter
    is_whole = True
    empty = _("Nothing was posted yet. Claims post when their final review is done.")

    def rows(self) -> QuerySet[Any]:
        """Return the transactions."""
        return transactions_for(self.actor)

    def page_buttons(self) -> Sequence[Button]:
        """Return the ways to the corrections and to the whole ledger as a file."""
        return [
            Button(_("Corrections"), "ledger:corrections", "ledger.view"),
            Button(_("Export for another program"), "ledger:beancount", "ledger.view", icon="file-export"),
        ]


class EntryList(ListPage):
    """All entries; an account's page leads here with its filter."""

    action = "ledger.view"
    title = _("Entries")
    lit = "ledger:transactions"
    table_class = EntryTable
    filterset_class = EntryFilter

    def rows(self) -> QuerySet[Any]:
        """Return the entries."""
        return entries_for(self.actor)


class AccountDetail(DetailPage):
    """An account: its balance and its last entries."""

    action = "ledger.view"
    status_field = ""

    def record(self) -> Account:
        """Return the account."""
        row: Account = accounts_for(self.actor).get_or_404(self.kwargs["pk"])
        return row

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Accounts"), reverse("ledger:accounts"))]

    def facts(self, record: Any) -> Sequence[Fact]:
        """Return kind, owner, balance."""
        owner = record.station or record.supplier
        return [
            Fact(_("Kind"), record.get_kind_display()),
            Fact(_("Owner"), owner or _("Head office")),
            Fact(_("Currency"), record.currency),
            Fact(
                _("Balance"),
                format_minor(int(record.balance_minor), record.currency),
                hint=_("Debit is positive, credit negative."),
            ),
        ]

    def sections(self, record: Any) -> Sequence[Section]:
        """Return the last entries."""
        rows = entries_for(self.actor).filter(account=record).order_by("-occurred_on", "-id")[:SHOWN]
        more = Button(_("All entries"), f"{reverse('ledger:entries')}?account={record.pk}")
        return [Section(_("Last entries"), "ledger/entries.html", {"entries": rows}, buttons=[more])]


class TransactionDetail(DetailPage):
    """A transaction: its facts, its entries, and the record behind it."""

    action = "ledger.view"
    status_field = ""

    def record(self) -> Transaction:
        """Return the transaction."""
        row: Transaction = transactions_for(self.actor).get_or_404(self.kwargs["pk"])
        return row

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Ledger"), reverse("ledger:transactions"))]

    def subtitle_for(self, record: Any) -> Text:
        """Return its kind."""
        return record.get_kind_display()  # type: ignore[no-any-return]

    def facts(self, record: Any) -> Sequence[Fact]:
        """Return date, source, who posted it, and what corrects what."""
        return [
            Fact(_("Date"), record.occurred_on),
            Fact(_("Record behind it"), record.description, url=source_url(record)),
            Fact(_("Station"), record.station),
            Fact(_("Supplier"), record.supplier),
            Fact(_("Posted by"), record.actor_name),
            Fact(_("Business key"), record.business_key, wide=True),
            *[Fact(label, other, url=other.get_absolute_url()) for label, other in _partners(record)],
            *([Fact(_("Reason"), record.reason, wide=True)] if record.reason else []),
        ]

    def sections(self, record: Any) -> Sequence[Section]:
        """Return the entries."""
        return [Section(_("Entries"), "ledger/entries.html", {"entries": entries_of(record), "with_account": True})]

    def buttons(self, record: Any) -> Sequence[Button]:
        """Return the correction that was asked for, or the way to ask, as long as there is none."""
        if record.reverses_id or hasattr(record, "reversal") or corrected_in(record):
            return []
        if (asked := open_correction_of(record)) is not None:
            return [Button(_("Correction asked for"), asked.get_absolute_url(), "ledger.view")]
        return [Button(_("Correct"), "ledger:correct", "ledger.correct", args=(record.pk,), danger=True)]


def _partners(record: Transaction) -> list[tuple[Text, Transaction]]:
    """Return what this transaction corrects, or what corrects it."""
    if record.reverses is not None:
        return [(_("Corrects"), record.reverses)]
    return [(_("Corrected by"), record.reversal)] if hasattr(record, "reversal") else []
