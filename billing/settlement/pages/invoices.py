"""Pages of invoices and of bank details, the station's side and finance's."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.step_up import StepUpMixin
from billing.settlement.invoicing.actions import accept_invoice, refuse_invoice, withdraw_invoice
from billing.settlement.invoicing.check import approved_details, differences
from billing.settlement.invoicing.choices import DetailsStatus, InvoiceStatus
from billing.settlement.invoicing.details import (
    CallBack,
    approve_bank_details,
    propose_bank_details,
    record_call_back,
    refuse_bank_details,
)
from billing.settlement.invoicing.originals import original_of
from billing.settlement.models import BankDetails, Invoice
from billing.settlement.pages.forms import CallBackForm, CompanyForm
from billing.settlement.pages.money_tables import DetailsFilter, DetailsTable, InvoiceFilter, InvoiceTable
from billing.settlement.pages.views import without_station
from billing.settlement.selectors import bank_details_for, invoices_for
from common.errors import NotYours
from common.files.answers import file_answer
from common.money import format_minor
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
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


def details_of(page: Any) -> BankDetails:
    """Return the bank details that the page's address names, through the gate."""
    row: BankDetails = bank_details_for(page.actor).get_or_404(page.kwargs["pk"])
    return row


class DetailsList(ListPage):
    """Bank details."""

    action = "bankdetails.view"
    title = _("Bank details")
    table_class = DetailsTable
    filterset_class = DetailsFilter
    empty = _("No bank details yet. The station proposes its company and account, finance approves them.")

    def rows(self) -> QuerySet[Any]:
        """Return the details in sight."""
        return bank_details_for(self.actor)

    def page_buttons(self) -> Sequence[Button]:
        """Return the way to propose others, at a station."""
        if not self.actor.is_station:
            return []
        return [Button(_("Propose bank details"), "settlement:propose_details", "bankdetails.propose", primary=True)]

    def whole_table(self, rows: QuerySet[Any]) -> RecordTable:
        """A station needs no column for itself."""
        return without_station(super().whole_table(rows), self.actor)


class DetailsDetail(DetailPage):
    """Bank details."""

    action = "bankdetails.view"

    def record(self) -> BankDetails:
        """Return the details."""
        return details_of(self)

    def title_for(self, record: Any) -> Text:
        """Return the company."""
        return str(record.company_name)

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Bank details"), reverse("settlement:bank_details_list"))]

    def subtitle_for(self, record: Any) -> Text:
        """Return whose they are."""
        return str(record.station)

    def facts(self, record: Any) -> Sequence[Fact]:
        """Return the company, the account and the two people."""
        return [
            Fact(_("Tax number"), record.tax_number),
            Fact(pgettext_lazy("payment", "Bank"), record.bank_name),
            Fact(_("Bank code (CNAPS)"), record.bank_code),
            Fact(_("Account number"), record.account_number),
            Fact(_("Proposed by"), record.proposed_by_name),
            Fact(_("called back by"), record.called_by_name, hint=_called(record)),
            Fact(_("Decided by"), record.decided_by_name),
            Fact(_("Reason"), record.reason, wide=True),
            *([Fact(_("Why it was refused"), record.answer, wide=True)] if record.answer else []),
        ]

    def buttons(self, record: Any) -> Sequence[Button]:
        """Return finance's two answers."""
        if DetailsStatus.APPROVED not in record.possible_moves() or self.actor.is_station:
            return []
        is_called, key = record.called_by is not None, (record.pk,)
        call = Button(
            _("Record the call back"), "settlement:call_back", "bankdetails.approve", key, primary=not is_called
        )
        may_approve = is_called and record.called_by != self.actor.id
        approve = Button(_("Approve"), "settlement:approve_details", "bankdetails.approve", key, primary=True)
        return [
            *([] if is_called else [call]),
            *([approve] if may_approve else []),
            Button(_("Refuse"), "settlement:refuse_details", "bankdetails.approve", (record.pk,), danger=True),
        ]


class ProposeDetails(FormPage):
    """The station proposes its company and account."""

    action = "bankdetails.propose"
    title = _("Propose bank details")
    explain = _("Finance compares them with the agreement and approves. Payments under way keep the account they have.")
    form_class = CompanyForm
    submit_label = pgettext_lazy("bank details", "Propose")
    success = _("Proposed. Finance approves them.")
    narrow = True

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Bank details"), reverse("settlement:bank_details_list"))]

    def initial(self) -> dict[str, Any]:
        """Offer what is in force."""
        details = approved_details(self.actor.station_id)
        names = ("company_name", "tax_number", "bank_name", "bank_code", "account_number")
        return {name: getattr(details, name) for name in names} if details else {}

    def perform(self, form: CompanyForm) -> str:
        """Propose."""
        reason = form.cleaned_data["reason"]
        return propose_bank_details(form.company, reason=reason, acting_user=self.actor).get_absolute_url()


def _called(record: Any) -> str:
    told = (record.called_person, record.called_number, record.call_note)
    return " · ".join(filter(None, told))


class RecordCallBack(FormPage):
    """One of finance has called the station back."""

    action = "bankdetails.approve"
    title = _("Record the call back")
    explain = _("Call the station on a number that was known before. Another person approves.")
    form_class = CallBackForm
    success = _("The call is recorded. Another person approves.")
    narrow = True

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        row = details_of(self)
        return [
            Crumb(_("Bank details"), reverse("settlement:bank_details_list")),
            Crumb(str(row), row.get_absolute_url()),
        ]

    def initial(self) -> dict[str, Any]:
        """Offer the duty phone that head office knows."""
        return {"number": details_of(self).station.phone}

    def perform(self, form: CallBackForm) -> str:
        """Write it down."""
        call = CallBack(**form.cleaned_data)
        return record_call_back(self.kwargs["pk"], call, acting_user=self.actor).get_absolute_url()


class DetailsStep(ActPage):
    """Finance decides about bank details."""

    action = "bankdetails.approve"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        row = details_of(self)
        return [
            Crumb(_("Bank details"), reverse("settlement:bank_details_list")),
            Crumb(str(row), row.get_absolute_url()),
        ]


class ApproveDetails(StepUpMixin, DetailsStep):
    """Put them in force, after entering the password again."""

    title = _("Approve the bank details")
    explain = _("From now on the station is paid to this account.")
    submit_label = _("Approve")
    success = _("Approved.")

    def perform(self, reason: str) -> str:
        """Approve."""
        return approve_bank_details(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class RefuseDetails(DetailsStep):
    """Refuse them."""

    title = _("Refuse the bank details")
    reason = "required"
    submit_label = _("Refuse")
    success = _("Refused.")

    def perform(self, reason: str) -> str:
        """Refuse."""
        return refuse_bank_details(self.kwargs["pk"], acting_user=self.actor, reason=reason).get_absolute_url()
