"""Pages of statements, the same for the station and for finance: the gate and the role table tell them apart."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from billing.settlement.choices import StatementStatus as S
from billing.settlement.figures import Figures, due_minor, figures_of
from billing.settlement.invoicing.actions import INVOICED_IN
from billing.settlement.invoicing.check import accepted_minor
from billing.settlement.invoicing.order import invoice_order_of, invoice_order_pdf
from billing.settlement.models import Invoice, Statement
from billing.settlement.pages.tables import (
    DisputableLineTable,
    LineFilter,
    LineTable,
    OpenFilter,
    OpenTable,
    StatementFilter,
    StatementTable,
)
from billing.settlement.papers import statement_pdf, statement_workbook
from billing.settlement.payments.pay import collect_chosen
from billing.settlement.selectors import (
    disputes_for,
    invoices_for,
    lines_for,
    open_entries_for,
    payments_for,
    statements_for,
)
from common.files.answers import bytes_answer
from common.money import format_minor
from common.pages import Bulk, Button, Crumb, DetailPage, Fact, ListPage, Page, Section
from common.pages.tables import RecordTable
from common.text import Text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STILL_OPEN = (S.ISSUED, S.CONFIRMED, S.DISPUTED)


def one_of(page: Any) -> Statement:
    """Return the statement that the page's address names, through the gate, fetched once a request."""
    if not hasattr(page.request, "statement"):
        page.request.statement = statements_for(page.actor).get_or_404(page.kwargs["pk"])
    row: Statement = page.request.statement
    return row


def way_back(page: Any) -> list[Crumb]:
    """Return the way back from a page of a statement."""
    row = one_of(page)
    return [Crumb(_("Statements"), reverse("settlement:list")), Crumb(row.number, row.get_absolute_url())]


class StatementList(ListPage):
    """Statements."""

    action = "settlement.view"
    title = _("Statements")
    table_class = StatementTable
    filterset_class = StatementFilter
    empty = _("No statement yet. Finance issues one for each month in which something was posted.")
    bulk = (Bulk(_("Collect for payment"), "settlement.pay", collect_chosen),)

    def rows(self) -> QuerySet[Any]:
        """Return the statements in sight."""
        return statements_for(self.actor)

    def page_buttons(self) -> Sequence[Button]:
        """Return the ways to what is not on a statement yet, and to closing a month."""
        return [
            Button(_("Open entries"), "settlement:open", "settlement.view"),
            *(
                []
                if self.actor.is_station
                else [Button(_("Close a month"), "settlement:close", "settlement.close", primary=True)]
            ),
        ]

    def whole_table(self, rows: QuerySet[Any]) -> RecordTable:
        """A station needs no column for itself."""
        return without_station(super().whole_table(rows), self.actor)


def without_station(table: RecordTable, actor: Any) -> RecordTable:
    """Hide the station's column from a station."""
    if actor.is_station:
        table.columns["station"].column.visible = False
    return table


class StatementDetail(DetailPage):
    """A statement: its figures, each of which opens the entries behind it; disputes, invoices, payments."""

    action = "settlement.view"

    def record(self) -> Statement:
        """Return the statement."""
        return one_of(self)

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Statements"), reverse("settlement:list"))]

    def subtitle_for(self, record: Any) -> Text:
        """Return whose month it is."""
        return f"{record.station} · {record.month}"

    @cached_property
    def figures(self) -> Figures:
        """Return the figures."""
        return figures_of(self.object)

    @cached_property
    def invoices(self) -> list[Invoice]:
        """Return the invoices for it."""
        return list(invoices_for(self.actor).filter(statement=self.object))

    def facts(self, record: Any) -> Sequence[Fact]:
        """Return the balances, what is due, and what is to be invoiced."""
        due = due_minor(record, self.figures) if record.status in STILL_OPEN else 0

        def shown(minor: int) -> str:
            return format_minor(minor, record.currency)

        def behind(name: str) -> str:
            return reverse(f"settlement:{name}", args=[record.pk])

        services = max(0, self.figures.services_minor)
        still = _("What is still to be paid to the station.")
        taken_off = _("Claims and rescues, their corrections taken off.")
        return [
            Fact(_("Opening balance"), shown(self.figures.opening_minor), url=behind("behind_opening")),
            Fact(_("This month"), shown(self.figures.moved_minor), url=behind("entries")),
            Fact(_("Closing balance"), shown(self.figures.closing_minor), url=behind("behind_closing")),
            Fact(_("Amount due"), shown(due), hint=still, url=behind("behind_due") if due else ""),
            Fact(_("Services to invoice"), shown(services), hint=taken_off, url=behind("behind_services")),
            Fact(_("Invoiced and accepted"), shown(accepted_minor(self.invoices))),
            *([Fact(_("Bank reference"), record.bank_reference)] if record.bank_reference else []),
        ]

    def sections(self, record: Any) -> Sequence[Section]:
        """Return the figures, then disputes, invoices and payments."""
        entries = reverse("settlement:entries", args=[record.pk])
        figures = {"figures": self.figures, "entries_url": entries, "currency": record.currency}
        return [
            Section(_("Figures"), "settlement/figures.html", figures, buttons=[Button(_("All entries"), entries)]),
            *self._disputes(record),
            Section(
                _("Service invoices"),
                "settlement/invoices.html",
                {"invoices": self.invoices},
                buttons=self._invoice_buttons(record),
            ),
            *self._payments(record),
        ]

    def _disputes(self, record: Statement) -> list[Section]:
        rows = list(disputes_for(self.actor).filter(statement=record))
        context = {"disputes": rows, "may_answer": self.actor.may("settlement.close")}
        return [Section(_("Disputes"), "settlement/disputes.html", context, count=len(rows))] if rows else []

    def _payments(self, record: Statement) -> list[Section]:
        rows = list(payments_for(self.actor).filter(statement=record))
        context = {"payments": rows, "with_batch": self.actor.may("settlement.pay")}
        return [Section(_("Payments"), "settlement/payments.html", context)] if rows else []

    def _invoice_buttons(self, record: Statement) -> list[Button]:
        if record.status not in INVOICED_IN or self.figures.services_minor <= 0:
            return []
        args = (record.pk,)
        order = Button(_("Invoice order"), "settlement:invoice_order", "invoices.view", args, icon="file-type-pdf")
        enter = Button(_("Enter an invoice"), "settlement:enter_invoice", "invoices.enter", args, primary=True)
        return [order, enter] if self.actor.is_station else [order]

    def buttons(self, record: Any) -> Sequence[Button]:
        """Return the papers, and the steps that the state allows."""
        steps = [
            (S.CONFIRMED, Button(_("Confirm"), "settlement:confirm", "settlement.answer", (record.pk,), primary=True)),
            (S.DISPUTED, Button(_("Dispute"), "settlement:dispute", "settlement.answer", (record.pk,))),
            (
                S.PAYING,
                Button(_("Collect for payment"), "settlement:collect", "settlement.pay", (record.pk,), primary=True),
            ),
            (S.CARRIED, Button(_("Carry forward"), "settlement:carry", "settlement.pay", (record.pk,))),
        ]
        moves = set() if record.status in (S.DRAFT, S.PAYING) else record.possible_moves()
        papers = [
            Button(_("PDF"), "settlement:pdf", "settlement.view", (record.pk,), icon="file-type-pdf"),
            Button(_("XLSX"), "settlement:xlsx", "settlement.view", (record.pk,), icon="file-spreadsheet"),
        ]
        return [*papers, *(button for status, button in steps if status in moves)]


class StatementEntries(ListPage):
    """The entries behind a statement, or behind one of its figures; the station disputes one here."""

    action = "settlement.view"
    title = _("Entries of the statement")
    lit = "settlement:list"
    filterset_class = LineFilter

    @property
    def table_class(self) -> type[RecordTable]:  # type: ignore[override]
        """A station that may still object gets a link for it in each row."""
        may = self.actor.is_station and self.actor.may("settlement.answer")
        return DisputableLineTable if may and one_of(self).status in (S.ISSUED, S.DISPUTED) else LineTable

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return way_back(self)

    def subtitle(self) -> Text:
        """Return which statement."""
        row = one_of(self)
        return f"{row.number} · {row.station} · {row.month}"

    def rows(self) -> QuerySet[Any]:
        """Return the statement's lines."""
        return lines_for(self.actor).filter(statement=one_of(self))


class OpenEntries(ListPage):
    """What was posted and is on no statement yet."""

    action = "settlement.view"
    title = _("Open entries")
    lit = "settlement:list"
    table_class = OpenTable
    filterset_class = OpenFilter
    empty = _("Everything that was posted is on a statement.")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Statements"), reverse("settlement:list"))]

    def rows(self) -> QuerySet[Any]:
        """Return the open entries in sight."""
        return open_entries_for(self.actor)

    def whole_table(self, rows: QuerySet[Any]) -> RecordTable:
        """A station needs no column for itself."""
        return without_station(super().whole_table(rows), self.actor)


class InvoiceOrderPaper(Page):
    """What the station's invoice for a statement has to say, on paper."""

    action = "invoices.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the PDF. Raises WrongState, Invalid when there is nothing to invoice."""
        row = one_of(self)
        content = invoice_order_pdf(invoice_order_of(row))
        return bytes_answer(content, f"{row.number}-invoice-order.pdf", "application/pdf")


class Paper(Page):
    """A statement as a file."""

    action = "settlement.view"
    kind: str = "pdf"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the file."""
        row = one_of(self)
        content = statement_pdf(row) if self.kind == "pdf" else statement_workbook(row)
        answer = HttpResponse(content, content_type="application/pdf" if self.kind == "pdf" else XLSX)
        answer["Content-Disposition"] = f'attachment; filename="{row.number}.{self.kind}"'
        answer["X-Content-Type-Options"] = "nosniff"
        return answer
