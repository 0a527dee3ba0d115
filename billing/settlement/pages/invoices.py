"""Pages of invoices, the station's side and finance's."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.settlement.invoicing.actions import accept_invoice, refuse_invoice, withdraw_invoice
from billing.settlement.invoicing.check import differences
from billing.settlement.invoicing.choices import InvoiceStatus
from billing.settlement.invoicing.originals import original_of
from billing.settlement.models import Invoice
from billing.settlement.pages.money_tables import InvoiceFilter, InvoiceTable
from billing.settlement.pages.views import without_station
from billing.settlement.selectors import invoices_for
from common.errors import NotYours
from common.files.answers import file_answer
from common.money import format_minor
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, ListPage, Page, Section
from common.pages.tables import RecordTable
from common.text import Text


def invoice_of(page: Any) -> Invoice:
    """Return the invoice that the page's address names, through the gate."""
    row: Invoice = invoices_for(page.actor).get_or_404(page.kwargs["pk"])
    return row


class InvoiceList(ListPage):
    """Invoices."""

    action = "invoices.view"
    title = _("Service invoices")
    table_class = InvoiceTable
    filterset_class = InvoiceFilter
    empty = _("No invoice yet. The station enters one on the page of its confirmed statement.")

    def rows(self) -> QuerySet[Any]:
        """Return the invoices in sight."""
        return invoices_for(self.actor)

    def whole_table(self, rows: QuerySet[Any]) -> RecordTable:
        """A station needs no column for itself."""
        return without_station(super().whole_table(rows), self.actor)


class InvoiceDetail(DetailPage):
    """An invoice: what it says, and what does not agree."""

    action = "invoices.view"

    def record(self) -> Invoice:
        """Return the invoice."""
        return invoice_of(self)

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Service invoices"), reverse("settlement:invoices"))]

    def subtitle_for(self, record: Any) -> Text:
        """Return whose it is."""
        return str(record.station)

    def facts(self, record: Any) -> Sequence[Fact]:
        """Return what is printed on it."""
        address = record.statement.get_absolute_url() if self.actor.may("settlement.view") else ""
        return [
            Fact(_("Statement"), record.statement, url=address),
            Fact(_("Invoice date"), record.issued_on),
            Fact(_("Amount without tax"), format_minor(record.net_minor, record.currency)),
            Fact(_("Tax rate"), f"{record.tax_rate.normalize():f} %"),
            Fact(_("Tax"), format_minor(record.tax_minor, record.currency)),
            Fact(pgettext_lazy("invoice", "Total"), format_minor(record.total_minor, record.currency)),
            Fact(_("Seller"), record.seller_name, hint=record.seller_tax_number),
            Fact(_("Buyer"), record.buyer_name, hint=record.buyer_tax_number),
            Fact(_("Entered by"), record.entered_by_name),
            *([Fact(_("Checked by"), record.checked_by_name)] if record.checked_by_name else []),
            *([Fact(_("Reason"), record.answer, wide=True)] if record.answer else []),
        ]

    def sections(self, record: Any) -> Sequence[Section]:
        """Return the differences, as long as they matter."""
        if InvoiceStatus.ACCEPTED not in record.possible_moves():
            return []
        return [
            Section(
                _("Check against the statement"), "settlement/differences.html", {"differences": differences(record)}
            )
        ]

    def buttons(self, record: Any) -> Sequence[Button]:
        """Return the file and the steps that the state allows."""
        original = original_of(record)
        steps = [
            (
                InvoiceStatus.ACCEPTED,
                Button(
                    _("Accept the invoice"), "settlement:accept_invoice", "invoices.check", (record.pk,), primary=True
                ),
            ),
            (
                InvoiceStatus.REFUSED,
                Button(_("Refuse"), "settlement:refuse_invoice", "invoices.check", (record.pk,), danger=True),
            ),
            (
                InvoiceStatus.WITHDRAWN,
                Button(_("Withdraw"), "settlement:withdraw_invoice", "invoices.enter", (record.pk,)),
            ),
        ]
        moves = record.possible_moves()
        here = [
            one
            for status, one in steps
            if status in moves and (one.action == "invoices.enter") == self.actor.is_station
        ]
        file = (
            [Button(_("File"), "settlement:invoice_file", "invoices.view", (record.pk,), icon="file")]
            if original
            else []
        )
        return [*file, *here]


class InvoiceFile(Page):
    """The invoice's own file."""

    action = "invoices.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the file. Raises NotYours when there is none."""
        file = original_of(invoice_of(self))
        if file is None:
            raise NotYours
        return file_answer(file)


class InvoiceStep(ActPage):
    """A step of an invoice."""

    action = "invoices.check"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        row = invoice_of(self)
        return [Crumb(_("Service invoices"), reverse("settlement:invoices")), Crumb(row.number, row.get_absolute_url())]

    def subtitle(self) -> Text:
        """Return whose invoice it is, for which statement, and how much."""
        row = invoice_of(self)
        return f"{row.station} · {row.statement} · {format_minor(row.total_minor, row.currency)}"


class AcceptInvoice(InvoiceStep):
    """Finance accepts."""

    title = _("Accept the invoice")
    explain = _("Amounts, parties, number and date agree with the statement.")
    submit_label = _("Accept the invoice")
    success = _("Accepted.")

    def perform(self, reason: str) -> str:
        """Accept."""
        return accept_invoice(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class RefuseInvoice(InvoiceStep):
    """Finance refuses."""

    title = _("Refuse the invoice")
    explain = _("The station reads the reason and enters another, or the same number put right.")
    reason = "required"
    danger = True
    submit_label = _("Refuse the invoice")
    success = _("Refused.")

    def perform(self, reason: str) -> str:
        """Refuse."""
        return refuse_invoice(self.kwargs["pk"], acting_user=self.actor, reason=reason).get_absolute_url()


class WithdrawInvoice(InvoiceStep):
    """The station takes an invoice back."""

    action = "invoices.enter"
    title = _("Withdraw the invoice")
    submit_label = _("Withdraw")
    success = _("Withdrawn. The number may be entered again.")

    def perform(self, reason: str) -> str:
        """Withdraw."""
        return withdraw_invoice(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


# bank details
