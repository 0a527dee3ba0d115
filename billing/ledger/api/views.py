"""The ledger in the API."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.actors import Actor
from billing.ledger.actions import approve_correction, refuse_correction, request_correction
from billing.ledger.models import Account, Correction, Entry, Transaction
from billing.ledger.pages.tables import AccountFilter, CorrectionFilter, EntryFilter, TransactionFilter
from billing.ledger.selectors import accounts_for, corrections_for, entries_for, transactions_for
from catalog.models import Supplier
from common.api import MoneyField, PublicIdField, RecordApi, RecordSerializer, command
from common.records import RecordQuerySet
from tenants.registry.models import Station


class AccountSerializer(RecordSerializer):
    """An account with its balance: debit positive, credit negative."""

    balance = MoneyField(source="balance_minor", read_only=True)
    station = PublicIdField(model=Station, source="station_id", read_only=True)
    supplier = PublicIdField(model=Supplier, source="supplier_id", read_only=True)

    class Meta:
        model = Account
        fields: ClassVar[tuple[str, ...]] = ("kind", "station", "supplier", "currency", "balance")


class TransactionSerializer(RecordSerializer):
    """A transaction; `corrects` is the one whose contra entries it holds."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    supplier = PublicIdField(model=Supplier, source="supplier_id", read_only=True)
    corrects = PublicIdField(model=Transaction, source="reverses_id", read_only=True)

    class Meta:
        model = Transaction
        fields: ClassVar[tuple[str, ...]] = (
            "business_key",
            "kind",
            "occurred_on",
            "description",
            "reason",
            "station",
            "supplier",
            "corrects",
            "actor_name",
        )


class EntrySerializer(RecordSerializer):
    """An entry: debit positive, credit negative."""

    amount = MoneyField(source="amount_minor", read_only=True)
    transaction = PublicIdField(model=Transaction, source="transaction_id", read_only=True)
    account = PublicIdField(model=Account, source="account_id", read_only=True)
    account_kind = serializers.CharField(source="account.kind", read_only=True)
    kind = serializers.CharField(source="transaction.kind", read_only=True)
    description = serializers.CharField(source="transaction.description", read_only=True)

    class Meta:
        model = Entry
        fields: ClassVar[tuple[str, ...]] = (
            "transaction",
            "line",
            "account",
            "account_kind",
            "kind",
            "description",
            "occurred_on",
            "amount",
        )


class CorrectionSerializer(RecordSerializer):
    """That a transaction shall be taken back; `contra` holds the entries that did it."""

    transaction = PublicIdField(model=Transaction, source="original_id", read_only=True)
    contra = PublicIdField(model=Transaction, source="contra_id", read_only=True)

    class Meta:
        model = Correction
        fields: ClassVar[tuple[str, ...]] = (
            "transaction", "status", "reason", "requested_by_name", "decided_by_name", "answer", "contra",
        )  # fmt: skip


class ReasonBody(serializers.Serializer):
    """Why it is done."""

    reason = serializers.CharField(max_length=500)


class AccountApi(RecordApi):
    """Accounts."""

    action = "ledger.view"
    serializer_class = AccountSerializer
    filterset_class = AccountFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the accounts with their balances."""
        return accounts_for(self.actor)


class TransactionApi(RecordApi):
    """Transactions."""

    action = "ledger.view"
    serializer_class = TransactionSerializer
    filterset_class = TransactionFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the transactions."""
        return transactions_for(self.actor)

    @command(action="ledger.correct", body=ReasonBody, answer=CorrectionSerializer)
    def correct(self, row: Transaction, body: dict[str, str]) -> dict[str, Any]:
        """Ask for contra entries; the answer is the correction, which a second person posts or refuses."""
        asked = request_correction(row.pk, acting_user=self.actor, reason=body["reason"])
        return dict(CorrectionSerializer(asked).data)


class CorrectionApi(RecordApi):
    """Corrections: one person asks (`POST /ledger/transactions/{id}/correct`), another decides here."""

    action = "ledger.view"
    serializer_class = CorrectionSerializer
    filterset_class = CorrectionFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the corrections."""
        return corrections_for(self.actor)

    @command(action="ledger.approve")
    def approve(self, row: Correction, body: dict[str, str]) -> Correction:
        """Post the contra entries."""
        return approve_correction(row.pk, acting_user=self.actor)

    @command(action="ledger.approve", body=ReasonBody)
    def refuse(self, row: Correction, body: dict[str, str]) -> Correction:
        """Refuse it."""
        return refuse_correction(row.pk, acting_user=self.actor, reason=body["reason"])


class EntryApi(RecordApi):
    """Entries."""

    action = "ledger.view"
    serializer_class = EntrySerializer
    filterset_class = EntryFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the entries."""
        return entries_for(self.actor)
