"""Invoices and bank details in the API."""

from dataclasses import asdict
from typing import Any, ClassVar

from django.core.files.base import ContentFile
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from accounts.actors import Actor
from accounts.step_up import require_step_up
from billing.settlement.api.views import ReasonBody
from billing.settlement.invoicing.actions import (
    Printed,
    accept_invoice,
    enter_invoice,
    refuse_invoice,
    withdraw_invoice,
)
from billing.settlement.invoicing.check import differences, look_at_file
from billing.settlement.invoicing.choices import DifferenceKind, TaxRate
from billing.settlement.invoicing.details import (
    CallBack,
    Company,
    approve_bank_details,
    propose_bank_details,
    record_call_back,
    refuse_bank_details,
)
from billing.settlement.models import BankDetails, Invoice, Statement
from billing.settlement.pages.money_tables import DetailsFilter, InvoiceFilter
from billing.settlement.selectors import bank_details_for, invoices_for, statements_for
from common.api import (
    Base64Field,
    DayField,
    MoneyField,
    PublicIdField,
    RecordApi,
    RecordSerializer,
    command,
    creates,
    list_command,
)
from common.records import RecordQuerySet
from tenants.registry.models import Station

PRINTED = (
    "number", "issued_on", "tax_rate", "seller_name", "seller_tax_number", "buyer_name", "buyer_tax_number",
)  # fmt: skip


@extend_schema_serializer(component_name="ServiceInvoice")
class InvoiceSerializer(RecordSerializer):
    """An invoice; `differences` names what does not agree with the statement, to the cent."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    statement = PublicIdField(model=Statement, source="statement_id", read_only=True)
    net = MoneyField(source="net_minor", read_only=True)
    tax = MoneyField(source="tax_minor", read_only=True)
    total = MoneyField(source="total_minor", read_only=True)
    differences = serializers.SerializerMethodField()

    class Meta:
        model = Invoice
        fields: ClassVar[tuple[str, ...]] = (
            "number", "station", "statement", "status", "issued_on", "net", "tax_rate", "tax", "total", "seller_name", "seller_tax_number",
            "buyer_name", "buyer_tax_number", "answer", "differences",
        )  # fmt: skip

    def get_differences(self, row: Invoice) -> list[dict[str, str]]:
        """Return what does not agree; of one invoice at a time, a list leaves it out."""
        if isinstance(self.parent, serializers.ListSerializer):
            return []
        return [{"kind": str(one.kind), "found": one.found, "expected": one.expected} for one in differences(row)]


class InvoiceBody(serializers.Serializer):
    """What is printed on the invoice."""

    statement = PublicIdField(model=Statement)
    number = serializers.RegexField(r"^[0-9]{20}$")
    issued_on = DayField()
    net = MoneyField()
    tax_rate = serializers.ChoiceField(choices=TaxRate.values)
    tax = MoneyField()
    total = MoneyField()
    seller_name = serializers.CharField(max_length=120)
    seller_tax_number = serializers.CharField(max_length=20)
    buyer_name = serializers.CharField(max_length=120)
    buyer_tax_number = serializers.CharField(max_length=20)
    original = Base64Field(max_length=21_000_000, required=False, help_text="The invoice's own file: PDF, OFD or XML.")


class FileBody(serializers.Serializer):
    """The XML of an e-invoice for a statement."""

    statement = PublicIdField(model=Statement)
    content = Base64Field(max_length=700_000)


class DifferenceSerializer(serializers.Serializer):
    """What does not agree: what the invoice says, and what was expected."""

    kind = serializers.ChoiceField(choices=DifferenceKind.choices)
    found = serializers.CharField()
    expected = serializers.CharField()


class ReadSerializer(serializers.Serializer):
    """What stands in the file, ready to be entered, and what does not agree."""

    number = serializers.CharField()
    issued_on = DayField()
    net = MoneyField(source="net_minor")
    tax_rate = serializers.DecimalField(max_digits=5, decimal_places=2)
    tax = MoneyField(source="tax_minor")
    total = MoneyField(source="total_minor")
    seller_name = serializers.CharField()
    seller_tax_number = serializers.CharField()
    buyer_name = serializers.CharField()
    buyer_tax_number = serializers.CharField()
    differences = DifferenceSerializer(many=True)


class InvoiceApi(RecordApi):
    """Invoices: a station's own, or all."""

    action = "invoices.view"
    serializer_class = InvoiceSerializer
    filterset_class = InvoiceFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the invoices in sight."""
        return invoices_for(self.actor)

    @creates(action="invoices.enter", body=InvoiceBody)
    def enter(self, body: dict[str, Any]) -> Invoice:
        """Enter an invoice for a statement."""
        money = {f"{name}_minor": body[name] for name in ("net", "tax", "total")}
        rest = {name: body[name] for name in PRINTED}
        content = body.get("original")
        original = ContentFile(content, "original") if content else None
        return enter_invoice(body["statement"], Printed(**money, **rest), acting_user=self.actor, original=original)

    @list_command(action="invoices.enter", body=FileBody, answer=ReadSerializer)
    def read_file(self, body: dict[str, Any]) -> dict[str, Any]:
        """Read an e-invoice's XML and compare it with its statement; nothing is kept."""
        statement = statements_for(self.actor).get_or_404(body["statement"])
        printed, found = look_at_file(statement, body["content"])
        return dict(ReadSerializer(asdict(printed) | {"differences": found}).data)

    @command(action="invoices.enter")
    def withdraw(self, row: Invoice, body: dict[str, Any]) -> Invoice:
        """Take it back before it was checked."""
        return withdraw_invoice(row.pk, acting_user=self.actor)

    @command(action="invoices.check")
    def accept(self, row: Invoice, body: dict[str, Any]) -> Invoice:
        """Accept it; refused with the differences while there are any."""
        return accept_invoice(row.pk, acting_user=self.actor)

    @command(action="invoices.check", body=ReasonBody)
    def refuse(self, row: Invoice, body: dict[str, Any]) -> Invoice:
        """Refuse it."""
        return refuse_invoice(row.pk, acting_user=self.actor, reason=body["reason"])


# bank details


class DetailsSerializer(RecordSerializer):
    """A station's company and account."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)

    class Meta:
        model = BankDetails
        fields: ClassVar[tuple[str, ...]] = (
            "station", "status", "company_name", "tax_number", "bank_name", "bank_code", "account_number", "reason", "answer",
            "called_by_name", "called_at", "called_number", "called_person", "call_note",
        )  # fmt: skip


class CallBackBody(serializers.Serializer):
    """The call back to the station: on a number that was known before."""

    number = serializers.CharField(max_length=30)
    person = serializers.CharField(max_length=80)
    note = serializers.CharField(max_length=200)


class DetailsBody(serializers.Serializer):
    """The company and its account."""

    company_name = serializers.CharField(max_length=120)
    tax_number = serializers.CharField(max_length=20)
    bank_name = serializers.CharField(max_length=120)
    bank_code = serializers.CharField(max_length=12)
    account_number = serializers.CharField(max_length=34)
    reason = serializers.CharField(max_length=200)


class DetailsApi(RecordApi):
    """Bank details: a station proposes its own, finance approves (after a fresh sign-in)."""

    action = "bankdetails.view"
    serializer_class = DetailsSerializer
    filterset_class = DetailsFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the bank details in sight."""
        return bank_details_for(self.actor)

    @creates(action="bankdetails.propose", body=DetailsBody)
    def propose(self, body: dict[str, Any]) -> BankDetails:
        """Propose new ones."""
        reason = body.pop("reason")
        return propose_bank_details(Company(**body), reason=reason, acting_user=self.actor)

    @command(action="bankdetails.approve", body=CallBackBody)
    def call_back(self, row: BankDetails, body: dict[str, Any]) -> BankDetails:
        """Write down the call back to the station; another person approves."""
        return record_call_back(row.pk, CallBack(**body), acting_user=self.actor)

    @command(action="bankdetails.approve")
    def approve(self, row: BankDetails, body: dict[str, Any]) -> BankDetails:
        """Put them in force. Needs a fresh sign-in (403 `step_up_needed`)."""
        require_step_up(self.request._request)
        return approve_bank_details(row.pk, acting_user=self.actor)

    @command(action="bankdetails.approve", body=ReasonBody)
    def refuse(self, row: BankDetails, body: dict[str, Any]) -> BankDetails:
        """Refuse them."""
        return refuse_bank_details(row.pk, acting_user=self.actor, reason=body["reason"])
