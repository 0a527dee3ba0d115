"""Chargebacks and contracts in the API."""

from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action as extra_action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import Actor
from billing.chargeback.actions import (
    accept_chargeback,
    accept_chargebacks,
    ask_for_part,
    ask_to_take_back,
    book_payment,
    book_payments,
    confirm_reversals,
    dispute_chargeback,
    refuse_reversal,
)
from billing.chargeback.agreeing import Terms, agree_contract
from billing.chargeback.loose import bear_loose_line, charge_loose_line
from billing.chargeback.models import Chargeback, LooseLine, ReceiptReversal, SupplierContract
from billing.chargeback.pages.tables import ContractFilter, LooseFilter, ReversalFilter, SupplierChargebackFilter
from billing.chargeback.recovery import WAYS, reconcile, recovery_by
from billing.chargeback.selectors import (
    chargebacks_for,
    contracts_for,
    loose_lines_for,
    reversals_for,
    suppliers_for,
)
from billing.ledger.models import Transaction
from catalog.models import Component, Part, Supplier
from catalog.selectors import components_for, parts_for
from common.api import DayField, MoneyField, PublicIdField, RecordApi, RecordSerializer, command, creates, list_command
from common.errors import Invalid
from common.records import RecordQuerySet

TOLD = ("rate", "open_minor", "ledger_minor", "difference_minor", "loose_minor")


class ChargebackSerializer(RecordSerializer):
    """A chargeback; `due` is what the supplier owes now."""

    supplier = PublicIdField(model=Supplier, source="supplier_id", read_only=True)
    contract = PublicIdField(model=SupplierContract, source="contract_id", read_only=True)
    final = MoneyField(source="final_minor", read_only=True)
    amount = MoneyField(source="amount_minor", read_only=True)
    due = MoneyField(source="due_minor", read_only=True)
    paid = MoneyField(source="paid_minor", read_only=True)

    class Meta:
        model = Chargeback
        fields: ClassVar[tuple[str, ...]] = (
            "number", "status", "supplier", "contract", "claim_number", "vin", "part_number", "part_name", "built_on",
            "repaired_on", "finding", "final", "share_percent", "amount", "due", "paid", "answer_due_at", "answered_at", "answer",
            "part_wanted_at", "part_sent_at", "part_tracking", "part_back_at", "resolution", "serial",
        )  # fmt: skip


class ContractSerializer(RecordSerializer):
    """A contract with a supplier, for a part or a component."""

    supplier = PublicIdField(model=Supplier, source="supplier_id", read_only=True)
    part = PublicIdField(model=Part, source="part_id", read_only=True)
    component = PublicIdField(model=Component, source="component_id", read_only=True)
    cap = MoneyField(source="cap_minor", read_only=True)
    yearly_cap = MoneyField(source="yearly_cap_minor", read_only=True)

    class Meta:
        model = SupplierContract
        fields: ClassVar[tuple[str, ...]] = (
            "number", "supplier", "part", "component", "share_percent", "cap", "yearly_cap", "built_from", "built_to", "batch_from",
            "batch_to", "valid_from", "valid_to", "answer_days",
        )  # fmt: skip


class ReversalSerializer(RecordSerializer):
    """That a receipt shall be taken back; `contra` holds the entries that did it."""

    chargeback = PublicIdField(model=Chargeback, source="chargeback_id", read_only=True)
    receipt = PublicIdField(model=Transaction, source="receipt_id", read_only=True)
    amount = MoneyField(source="amount_minor", read_only=True)
    contra = PublicIdField(model=Transaction, source="contra_id", read_only=True)

    class Meta:
        model = ReceiptReversal
        fields: ClassVar[tuple[str, ...]] = (
            "chargeback", "receipt", "amount", "status", "reason", "requested_by_name", "decided_by_name", "answer", "contra",
        )  # fmt: skip


class DisputeBody(serializers.Serializer):
    """What is disputed."""

    reason = serializers.CharField(max_length=500)
    wants_part = serializers.BooleanField(required=False, default=False)


class PaymentBody(serializers.Serializer):
    """How the bank calls the payment."""

    bank_reference = serializers.CharField(max_length=60)


class SeveralBody(serializers.Serializer):
    """Which chargebacks."""

    chargebacks = serializers.ListField(child=PublicIdField(model=Chargeback), min_length=1, max_length=500)


class ReceiptBody(SeveralBody, PaymentBody):
    """Which chargebacks of one supplier a receipt settles, and how the bank calls it."""


class TakeBackBody(serializers.Serializer):
    """Why a receipt is to be taken back, or is not."""

    reason = serializers.CharField(max_length=500)


class TakeSeveralBackBody(SeveralBody, TakeBackBody):
    """Whose receipts are to be taken back, and why."""


class ReversalIdsBody(serializers.Serializer):
    """Which receipts."""

    reversals = serializers.ListField(child=PublicIdField(model=ReceiptReversal), min_length=1, max_length=500)


class ReversalsSerializer(serializers.Serializer):
    """What was asked, or came of it."""

    reversals = ReversalSerializer(many=True)


class AcceptedSerializer(serializers.Serializer):
    """How many were accepted."""

    accepted = serializers.IntegerField()


class NetSerializer(serializers.Serializer):
    """What the bank got: debt less credit."""

    net = MoneyField()


class RecoveredSerializer(serializers.Serializer):
    """What was charged to a supplier, for a part or in a month, and what of it stands; `rate` in whole percent."""

    key = serializers.CharField()
    count = serializers.IntegerField()
    disputed = serializers.IntegerField()
    charged = MoneyField(source="charged_minor")
    standing = MoneyField(source="standing_minor")
    paid = MoneyField(source="paid_minor")
    open = MoneyField(source="open_minor")
    rate = serializers.IntegerField()


class RecoverySerializer(serializers.Serializer):
    """Recovery by one of three ways, its sums, and whether they agree with the ledger: `difference` is zero."""

    by = serializers.CharField()
    rate = serializers.IntegerField()
    open = MoneyField(source="open_minor")
    ledger = MoneyField(source="ledger_minor")
    difference = MoneyField(source="difference_minor")
    without_supplier = MoneyField(source="loose_minor")
    figures = RecoveredSerializer(many=True)


class ContractBody(serializers.Serializer):
    """The terms; exactly one of `part` and `component`."""

    number = serializers.CharField(max_length=40)
    supplier = PublicIdField(model=Supplier)
    part = PublicIdField(model=Part, required=False)
    component = PublicIdField(model=Component, required=False)
    share_percent = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0, max_value=100)
    cap = MoneyField(required=False)
    yearly_cap = MoneyField(required=False)
    batch_from = serializers.CharField(max_length=40, required=False)
    batch_to = serializers.CharField(max_length=40, required=False)
    answer_days = serializers.IntegerField(min_value=1, max_value=120, required=False)
    valid_from = DayField()
    valid_to = DayField(required=False)
    built_from = DayField(required=False)
    built_to = DayField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A contract is for one thing."""
        if ("part" in attrs) is ("component" in attrs):
            raise serializers.ValidationError({"part": _("Give a part number or a component, one of the two.")})
        return attrs


class ChargebackApi(RecordApi):
    """Chargebacks: a supplier's own, or all. What is done with the old part is added by `billing.oldparts`."""

    action = "chargeback.view"
    serializer_class = ChargebackSerializer
    filterset_class = SupplierChargebackFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the chargebacks in sight."""
        return chargebacks_for(self.actor)

    @command(action="chargeback.answer")
    def accept(self, row: Chargeback, body: dict[str, Any]) -> Chargeback:
        """Accept it."""
        return accept_chargeback(row.pk, acting_user=self.actor)

    @command(action="chargeback.answer", body=DisputeBody)
    def dispute(self, row: Chargeback, body: dict[str, Any]) -> Chargeback:
        """Dispute it."""
        return dispute_chargeback(row.pk, acting_user=self.actor, reason=body["reason"], wants_part=body["wants_part"])

    @command(action="chargeback.answer")
    def ask_for_part(self, row: Chargeback, body: dict[str, Any]) -> Chargeback:
        """Ask for the old part."""
        return ask_for_part(row.pk, acting_user=self.actor)

    @list_command(action="chargeback.answer", body=SeveralBody, answer=AcceptedSerializer)
    def accept_several(self, body: dict[str, Any]) -> dict[str, Any]:
        """Accept those of them that wait for an answer, all or none."""
        return {"accepted": accept_chargebacks(body["chargebacks"], acting_user=self.actor)}

    @list_command(action="chargeback.pay", body=ReceiptBody, answer=NetSerializer)
    def book_receipt(self, body: dict[str, Any]) -> dict[str, Any]:
        """Book one receipt of a supplier for several chargebacks, less what it has in credit."""
        reference = body["bank_reference"]
        net = book_payments(body["chargebacks"], acting_user=self.actor, bank_reference=reference)
        return dict(NetSerializer({"net": net}).data)

    @extend_schema(responses=RecoverySerializer, parameters=[OpenApiParameter("by", str, enum=list(WAYS))])
    @extra_action(detail=False, methods=["get"], pagination_class=None, filterset_class=None)
    def recovery(self, request: Request) -> Response:
        """Answer what was recovered, `by` supplier, part or month."""
        by = str(request.query_params.get("by", "supplier"))
        if by not in WAYS:
            raise Invalid(_("Ask for supplier, part or month."), field="by")
        rows = [row | {"key": said(row[WAYS[by][-1]])} for row in recovery_by(by, self.actor)]
        sums = reconcile(self.actor)
        told = {name: getattr(sums, name) for name in TOLD} | {"by": by, "figures": rows}
        return Response(RecoverySerializer(told).data)

    @command(action="chargeback.pay", body=PaymentBody)
    def pay(self, row: Chargeback, body: dict[str, Any]) -> Chargeback:
        """Book the payment."""
        return book_payment(row.pk, acting_user=self.actor, bank_reference=body["bank_reference"])

    @command(action="chargeback.pay", body=TakeBackBody, answer=ReversalSerializer)
    def take_receipt_back(self, row: Chargeback, body: dict[str, Any]) -> dict[str, Any]:
        """Ask that its last receipt, which was booked by mistake, be taken back; a second person confirms or refuses what is answered."""
        asked = ask_to_take_back([row.pk], acting_user=self.actor, reason=body["reason"])
        return dict(ReversalSerializer(asked[0]).data)

    @list_command(action="chargeback.pay", body=TakeSeveralBackBody, answer=ReversalsSerializer)
    def take_receipts_back(self, body: dict[str, Any]) -> dict[str, Any]:
        """Ask that the last receipt of each of them be taken back, all or none."""
        asked = ask_to_take_back(body["chargebacks"], acting_user=self.actor, reason=body["reason"])
        return dict(ReversalsSerializer({"reversals": asked}).data)


class ReversalApi(RecordApi):
    """Receipts to take back: one person asks (`POST /chargebacks/{id}/take-receipt-back`), another decides here."""

    action = "chargeback.confirm"
    serializer_class = ReversalSerializer
    filterset_class = ReversalFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return what was asked."""
        return reversals_for(self.actor)

    @command(action="chargeback.confirm")
    def confirm(self, row: ReceiptReversal, body: dict[str, Any]) -> ReceiptReversal:
        """Take the receipt back by contra entries."""
        return confirm_reversals([row.pk], acting_user=self.actor)[0]

    @command(action="chargeback.confirm", body=TakeBackBody)
    def refuse(self, row: ReceiptReversal, body: dict[str, Any]) -> ReceiptReversal:
        """Leave the receipt as it is."""
        return refuse_reversal(row.pk, acting_user=self.actor, reason=body["reason"])

    @list_command(action="chargeback.confirm", body=ReversalIdsBody, answer=ReversalsSerializer)
    def confirm_several(self, body: dict[str, Any]) -> dict[str, Any]:
        """Take several back, all or none."""
        done = confirm_reversals(body["reversals"], acting_user=self.actor)
        return dict(ReversalsSerializer({"reversals": done}).data)


def said(key: Any) -> str:
    """Return a supplier's code, a part number, or a month as 2026-11."""
    return f"{key:%Y-%m}" if isinstance(key, date) else str(key)


class ContractApi(RecordApi):
    """Contracts with suppliers."""

    action = "chargeback.view"
    serializer_class = ContractSerializer
    filterset_class = ContractFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the contracts in sight."""
        return contracts_for(self.actor)

    @creates(action="chargeback.agree", body=ContractBody)
    def agree(self, body: dict[str, Any]) -> SupplierContract:
        """Write a contract down."""
        given = dict(body)
        supplier = suppliers_for(self.actor).get_or_404(given.pop("supplier"))
        part, component = given.pop("part", None), given.pop("component", None)
        gate, key = (parts_for, part) if part else (components_for, component)
        caps = {"cap_minor": given.pop("cap", None), "yearly_cap_minor": given.pop("yearly_cap", None)}
        terms = Terms(supplier=supplier, subject=gate(self.actor).get_or_404(key), **caps, **given)
        return agree_contract(terms, acting_user=self.actor)


class LooseSerializer(RecordSerializer):
    """A settled line without a supplier."""

    final = MoneyField(source="final_minor", read_only=True)

    class Meta:
        model = LooseLine
        fields: ClassVar[tuple[str, ...]] = (
            "status", "claim_number", "vin", "part_number", "part_name", "serial", "built_on", "repaired_on", "finding", "final", "reason",
        )  # fmt: skip


class BearBody(serializers.Serializer):
    """Why no supplier bears it."""

    reason = serializers.CharField(max_length=300)


class LooseApi(RecordApi):
    """The work list "supplier unknown"."""

    action = "chargeback.agree"
    serializer_class = LooseSerializer
    filterset_class = LooseFilter

    def records(self) -> RecordQuerySet:
        """Return the work list."""
        return loose_lines_for(self.actor)

    @command(action="chargeback.agree")
    def charge(self, row: LooseLine, body: dict[str, Any]) -> LooseLine:
        """Charge it by the contract that covers it by now."""
        return charge_loose_line(row.pk, acting_user=self.actor)

    @command(action="chargeback.agree", body=BearBody)
    def bear(self, row: LooseLine, body: dict[str, Any]) -> LooseLine:
        """Let the manufacturer bear it."""
        return bear_loose_line(row.pk, reason=body["reason"], acting_user=self.actor)
