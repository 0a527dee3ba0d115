"""The ledger in the API."""

from typing import ClassVar

from rest_framework import serializers

from accounts.actors import Actor
from billing.ledger.actions import correct_transaction
from billing.ledger.models import Account, Entry, Transaction
from billing.ledger.pages.tables import AccountFilter, EntryFilter, TransactionFilter
from billing.ledger.selectors import accounts_for, entries_for, transactions_for
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

    @command(action="ledger.correct", body=ReasonBody)
    def correct(self, row: Transaction, body: dict[str, str]) -> Transaction:
        """Post the contra entries; the answer is the correction."""
        return correct_transaction(row.pk, acting_user=self.actor, reason=body["reason"])


class EntryApi(RecordApi):
    """Entries."""

    action = "ledger.view"
    serializer_class = EntrySerializer
    filterset_class = EntryFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the entries."""
        return entries_for(self.actor)
