"""Pages of statements, the same for the station and for finance: the gate and the role table tell them apart."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from billing.settlement.actions import (
    answer_dispute,
    carry_forward,
    confirm_statement,
    dispute_statement,
    pay_statement,
)
from billing.settlement.choices import StatementStatus as S
from billing.settlement.figures import Figures, due_minor, figures_of
from billing.settlement.models import Statement
from billing.settlement.pages.tables import (
    LineFilter,
    LineTable,
    OpenFilter,
    OpenTable,
    StatementFilter,
    StatementTable,
)
from billing.settlement.papers import statement_pdf, statement_workbook
from billing.settlement.selectors import lines_for, open_entries_for, statements_for
from common.money import format_minor
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
from common.pages.tables import RecordTable
from common.text import Text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    """A statement: its figures, each of which opens the entries behind it."""

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

    def facts(self, record: Any) -> Sequence[Fact]:
        """Return the balances, what is due, and what was said about it."""
        due = due_minor(record) if record.status in (S.ISSUED, S.CONFIRMED, S.DISPUTED) else 0
        return [
            Fact(_("Opening balance"), format_minor(self.figures.opening_minor, record.currency)),
            Fact(_("This month"), format_minor(self.figures.moved_minor, record.currency)),
            Fact(_("Closing balance"), format_minor(self.figures.closing_minor, record.currency)),
            Fact(
                _("Amount due"), format_minor(due, record.currency), hint=_("What is still to be paid to the station.")
            ),
            *([Fact(_("Bank reference"), record.bank_reference)] if record.bank_reference else []),
            *([Fact(_("What is disputed"), record.dispute, wide=True)] if record.dispute else []),
            *([Fact(_("Answer to the dispute"), record.answer, wide=True)] if record.answer else []),
        ]

    def sections(self, record: Any) -> Sequence[Section]:
        """Return the figures by kind."""
        entries = reverse("settlement:entries", args=[record.pk])
        context = {"figures": self.figures, "entries_url": entries, "currency": record.currency}
        return [Section(_("Figures"), "settlement/figures.html", context, buttons=[Button(_("All entries"), entries)])]

    def buttons(self, record: Any) -> Sequence[Button]:
        """Return the papers, and the steps that the state allows."""
        steps = [
            (S.CONFIRMED, Button(_("Confirm"), "settlement:confirm", "settlement.answer", (record.pk,), primary=True)),
            (S.DISPUTED, Button(_("Dispute"), "settlement:dispute", "settlement.answer", (record.pk,))),
            (
                S.ISSUED,
                Button(_("Answer the dispute"), "settlement:answer", "settlement.close", (record.pk,), primary=True),
            ),
            (S.PAID, Button(_("Pay"), "settlement:pay", "settlement.pay", (record.pk,), primary=True)),
            (S.CARRIED, Button(_("Carry forward"), "settlement:carry", "settlement.pay", (record.pk,))),
        ]
        moves = set() if record.status == S.DRAFT else record.possible_moves()
        papers = [
            Button(_("PDF"), "settlement:pdf", "settlement.view", (record.pk,), icon="file-type-pdf"),
            Button(_("XLSX"), "settlement:xlsx", "settlement.view", (record.pk,), icon="file-spreadsheet"),
        ]
        return [*papers, *(button for status, button in steps if status in moves)]


class StatementEntries(ListPage):
    """The entries behind a statement, or behind one of its figures."""

    action = "settlement.view"
    title = _("Entries of the statement")
    lit = "settlement:list"
    table_class = LineTable
    filterset_class = LineFilter

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


class Step(ActPage):
    """A step of a statement that asks nothing, or a reason."""

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return way_back(self)


class ConfirmStatement(Step):
    """The station confirms."""

    action = "settlement.answer"
    title = _("Confirm the statement")
    explain = _("You agree with every entry. Head office then pays what is due.")
    submit_label = _("Confirm")
    success = _("Confirmed.")

    def perform(self, reason: str) -> str:
        """Confirm."""
        return confirm_statement(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class DisputeStatement(Step):
    """The station disputes."""

    action = "settlement.answer"
    title = _("Dispute the statement")
    explain = _("Say which entry is wrong and why. Finance answers here; a correction goes on the next statement.")
    reason = "required"
    submit_label = _("Dispute")
    success = _("Disputed. Finance will answer.")

    def perform(self, reason: str) -> str:
        """Dispute."""
        return dispute_statement(self.kwargs["pk"], acting_user=self.actor, reason=reason).get_absolute_url()


class AnswerDispute(Step):
    """Finance answers."""

    action = "settlement.close"
    title = _("Answer the dispute")
    explain = _(
        "The statement stays as it is. Where the station is right, correct the transaction in the ledger first."
    )
    reason = "required"
    submit_label = _("Answer")
    success = _("Answered. The station can confirm now.")

    def perform(self, reason: str) -> str:
        """Answer."""
        return answer_dispute(self.kwargs["pk"], acting_user=self.actor, answer=reason).get_absolute_url()


class CarryForward(Step):
    """Leave the balance on the account."""

    action = "settlement.pay"
    title = _("Carry the balance forward")
    explain = _("Nothing is due to the station. The next statement opens with this balance.")
    submit_label = _("Carry forward")
    success = _("Carried forward.")

    def perform(self, reason: str) -> str:
        """Carry forward."""
        return carry_forward(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class PaymentForm(forms.Form):
    """How the bank calls the payment."""

    bank_reference = forms.CharField(label=_("Bank reference"), max_length=60)


class PayStatement(FormPage):
    """Pay what is due."""

    action = "settlement.pay"
    title = _("Pay the statement")
    form_class = PaymentForm
    submit_label = _("Pay")
    success = _("Paid.")
    narrow = True

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return way_back(self)

    def subtitle(self) -> Text:
        """Return what will be paid."""
        row = one_of(self)
        return f"{row.station} · {row.month} · {format_minor(due_minor(row), row.currency)}"

    def perform(self, form: PaymentForm) -> str:
        """Pay."""
        given = form.cleaned_data["bank_reference"]
        return pay_statement(self.kwargs["pk"], acting_user=self.actor, bank_reference=given).get_absolute_url()
