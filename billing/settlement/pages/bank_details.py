"""Pages of bank details: the station proposes, one of finance calls back, another approves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.step_up import StepUpMixin
from billing.settlement.invoicing.check import approved_details
from billing.settlement.invoicing.choices import DetailsStatus
from billing.settlement.invoicing.details import (
    CallBack,
    approve_bank_details,
    propose_bank_details,
    record_call_back,
    refuse_bank_details,
)
from billing.settlement.invoicing.numbers import PhoneChange, changes_since_account, known_number, newer_than_account
from billing.settlement.models import BankDetails
from billing.settlement.pages.forms import CallBackForm, CompanyForm
from billing.settlement.pages.money_tables import DetailsFilter, DetailsTable
from billing.settlement.pages.views import without_station
from billing.settlement.selectors import bank_details_for
from common.clock import business_zone
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage
from common.pages.tables import RecordTable
from common.text import Text


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
            Fact(_("called back by"), record.called_by_name, hint=_called(record, is_office=not self.actor.is_station)),
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


def _called(record: Any, *, is_office: bool) -> str:
    told = [record.called_person, record.called_number, record.call_note]
    if is_office and record.status == DetailsStatus.PROPOSED:
        newer = newer_than_account(record, record.called_number)
        told += [_newer(newer)] if newer else []
    return " · ".join(filter(None, told))


def _newer(one: PhoneChange) -> str:
    told = {"phone": one.phone, "before": one.before or "–", "day": _day(one.at), "change": one.change}
    return str(_("%(phone)s is the station's number only since %(day)s (%(change)s); before: %(before)s") % told)


def _day(moment: datetime) -> str:
    return moment.astimezone(business_zone()).date().isoformat()


class RecordCallBack(FormPage):
    """One of finance has called the station back."""

    action = "bankdetails.approve"
    title = _("Record the call back")
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

    @property
    def explain(self) -> str:  # type: ignore[override]
        """Which number to call; a phone that was changed shortly before the account is how accounts are stolen."""
        how = str(_("Call the station on a number that was known before. Another person approves."))
        return " ".join([how, *(_newer(one) + "。" for one in changes_since_account(details_of(self)))])

    def initial(self) -> dict[str, Any]:
        """Offer the number that head office knew when it approved the account in force."""
        return {"number": known_number(details_of(self))}

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
