"""Forms of settlement: months, invoices, bank details, offsets, deliveries, files."""

import base64
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.settlement.debts.actions import Delivery
from billing.settlement.debts.choices import Debt
from billing.settlement.invoicing.choices import TaxRate
from billing.settlement.invoicing.details import Company
from billing.settlement.invoicing.printed import Printed
from billing.settlement.models import BankDetails
from billing.settlement.offsets.choices import Party
from common.money import to_minor
from common.pages.moments import DayField
from tenants.registry.models import Station


def amount(label: Any, *, least: str = "0.01", help_text: Any = "") -> forms.DecimalField:
    """Return a field for an amount with two decimals."""
    return forms.DecimalField(
        label=label, min_value=Decimal(least), max_digits=13, decimal_places=2, help_text=help_text
    )


def day(label: Any, *, required: bool = True) -> forms.DateField:
    """Return a field for a date."""
    return DayField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}))


class MonthForm(forms.Form):
    """Which month to close."""

    month = forms.CharField(label=_("Month"), widget=forms.DateInput(attrs={"type": "month"}))

    def clean_month(self) -> date:
        """Turn 2026-10 into its first day."""
        try:
            return date.fromisoformat(f"{self.cleaned_data['month']}-01")
        except ValueError as error:
            raise forms.ValidationError(_("Give a month as 2026-10.")) from error


class AnswerForm(forms.Form):
    """Finance's answer to a dispute."""

    granted = forms.ChoiceField(
        label=_("Answer"),
        choices=[
            ("no", _("The entry is right: explain it")),
            ("yes", _("The station is right: take the entry back on the next statement")),
        ],
        widget=forms.RadioSelect,
        initial="no",
    )
    answer = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class InvoiceForm(forms.Form):
    """An e-invoice as it is printed."""

    number = forms.CharField(
        label=_("Invoice number"),
        max_length=40,  # 20 digits, and the spaces with which some print them
        help_text=_("The 20 digits of the e-invoice."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    issued_on = day(_("Invoice date"))
    net = amount(_("Amount without tax"), least="0.00")
    tax_rate = forms.ChoiceField(label=_("Tax rate"), choices=TaxRate.choices)
    tax = amount(_("Tax"), least="0.00")
    total = amount(pgettext_lazy("invoice", "Total"))
    seller_name = forms.CharField(label=_("Seller"), max_length=120)
    seller_tax_number = forms.CharField(label=_("Seller's tax number"), max_length=20)
    buyer_name = forms.CharField(label=_("Buyer"), max_length=120)
    buyer_tax_number = forms.CharField(label=_("Buyer's tax number"), max_length=20)
    original = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("The invoice as PDF, OFD or XML. From an XML the fields above can be filled in."),
    )
    kept = forms.CharField(
        required=False, max_length=700_000, widget=forms.HiddenInput
    )  # the XML that filled the fields

    @property
    def file(self) -> File | None:
        """The chosen file, or the XML from which the fields were filled in."""
        if self.cleaned_data["original"]:
            chosen: File = self.cleaned_data["original"]
            return chosen
        kept = self.cleaned_data["kept"]
        return ContentFile(kept, "invoice.xml") if kept else None

    def clean_kept(self) -> bytes:
        """Return the bytes. They came by way of the browser, and are read with as little trust as any file."""
        try:
            return base64.b64decode(self.cleaned_data["kept"], validate=True)
        except ValueError as error:  # binascii.Error is one, and so is what a letter beyond ASCII raises
            raise forms.ValidationError(_("Choose the file again.")) from error

    @property
    def printed(self) -> Printed:
        """What was typed, in minor units."""
        given = self.cleaned_data
        names = ("seller_name", "seller_tax_number", "buyer_name", "buyer_tax_number")
        return Printed(
            number=given["number"].replace(" ", ""),
            issued_on=given["issued_on"],
            net_minor=to_minor(given["net"]),
            tax_rate=Decimal(given["tax_rate"]),
            tax_minor=to_minor(given["tax"]),
            total_minor=to_minor(given["total"]),
            **{name: given[name].strip() for name in names},
        )


def invoice_defaults(details: BankDetails | None) -> dict[str, str]:
    """Return the parties as they should be printed."""
    return {
        "seller_name": details.company_name if details else "",
        "seller_tax_number": details.tax_number if details else "",
        "buyer_name": settings.COMPANY["name"],
        "buyer_tax_number": settings.COMPANY["tax_number"],
    }


class CompanyForm(forms.Form):
    """The company behind a station and its account."""

    company_name = forms.CharField(label=_("Company"), max_length=120)
    tax_number = forms.CharField(label=_("Tax number"), max_length=20)
    bank_name = forms.CharField(label=_("Bank and branch"), max_length=120)
    bank_code = forms.CharField(label=_("Bank code (CNAPS)"), max_length=12)
    account_number = forms.CharField(label=_("Account number"), max_length=34)
    reason = forms.CharField(label=_("Why it changes"), max_length=200)

    @property
    def company(self) -> Company:
        """What was typed."""
        given = self.cleaned_data
        numbers = ("tax_number", "bank_code", "account_number")
        return Company(
            company_name=given["company_name"].strip(),
            bank_name=given["bank_name"].strip(),
            **{name: given[name].replace(" ", "").upper() for name in numbers},
        )


class CallBackForm(forms.Form):
    """The call back to the station."""

    number = forms.CharField(
        label=_("number that was called"),
        max_length=30,
        help_text=_("One that was known before the proposal, never one from it."),
    )
    person = forms.CharField(label=_("who confirmed it"), max_length=80)
    note = forms.CharField(label=_("what was confirmed"), max_length=200)


class OffsetForm(forms.Form):
    """A station asks for an offset."""

    debt = forms.ChoiceField(label=_("Debt"), choices=Debt.choices, widget=forms.RadioSelect, initial=Debt.PARTS)
    amount = amount(pgettext_lazy("money", "Amount"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    @property
    def amount_minor(self) -> int:
        """The amount in minor units."""
        return to_minor(self.cleaned_data["amount"])


class OfficeOffsetForm(OffsetForm):
    """Finance proposes an offset to a station."""

    station: Any = forms.ModelChoiceField(label=_("Station"), queryset=None)
    field_order = ("station", "debt", "amount", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = Station._default_manager.order_by("code")  # type: ignore[attr-defined]


class PartyForm(forms.Form):
    """For which party the person speaks, and why not."""

    party = forms.ChoiceField(
        label=_("You speak for"),
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": _("Your party has answered already, or the offset has ended. Look at the offset again.")
        },
    )

    def __init__(self, *args: Any, parties: list[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = [(one.value, one.label) for one in parties]  # type: ignore[attr-defined]
        if len(parties) == 1:
            self.fields["party"].initial = parties[0].value


class RefusalForm(PartyForm):
    """A party refuses."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class DeliveryForm(forms.Form):
    """A delivery of parts or vehicles that the station owes for."""

    station: Any = forms.ModelChoiceField(label=_("Station"), queryset=None)
    debt = forms.ChoiceField(label=_("Debt"), choices=Debt.choices, widget=forms.RadioSelect, initial=Debt.PARTS)
    document_number = forms.CharField(label=_("Document number"), max_length=40)
    document_on = day(_("Document date"))
    amount = amount(pgettext_lazy("money", "Amount"))
    due_on = day(_("Due on"), required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = Station._default_manager.order_by("code")  # type: ignore[attr-defined]

    @property
    def delivery(self) -> Delivery:
        """What was typed."""
        given = self.cleaned_data
        return Delivery(
            station_id=given["station"].pk,
            debt=Debt(given["debt"]),
            document_number=given["document_number"].strip(),
            document_on=given["document_on"],
            amount_minor=to_minor(given["amount"]),
            due_on=given["due_on"],
            note=given["note"],
        )


class UploadForm(forms.Form):
    """A file."""

    file = forms.FileField(label=_("File"))
