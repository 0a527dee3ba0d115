"""Debts and offsets in the API."""

from dataclasses import asdict
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.actors import Actor
from billing.settlement.debts.actions import Delivery, book_file, book_receivable
from billing.settlement.debts.choices import Debt
from billing.settlement.models import Offset, Receivable
from billing.settlement.offsets.actions import confirm_offset, refuse_offset, request_offset, withdraw_offset
from billing.settlement.offsets.choices import Party
from billing.settlement.pages.money_tables import OffsetFilter, ReceivableFilter
from billing.settlement.selectors import offsets_for, receivables_for
from common.api import DayField, MoneyField, PublicIdField, RecordApi, RecordSerializer, command, creates, list_command
from common.records import RecordQuerySet
from tenants.registry.models import Station


class ReceivableSerializer(RecordSerializer):
    """A document by which a station owes for parts or vehicles."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    amount = MoneyField(source="amount_minor", read_only=True)

    class Meta:
        model = Receivable
        fields: ClassVar[tuple[str, ...]] = (
            "station", "debt", "document_number", "document_on", "due_on", "amount", "note",
        )  # fmt: skip


class ReceivableBody(serializers.Serializer):
    """A delivery."""

    station = PublicIdField(model=Station)
    debt = serializers.ChoiceField(choices=Debt.values)
    document_number = serializers.CharField(max_length=40)
    document_on = DayField()
    amount = MoneyField()
    due_on: Any = DayField(required=False, default=None)
    note = serializers.CharField(max_length=200, required=False, default="")


class DeliveriesBody(serializers.Serializer):
    """A CSV file of deliveries, as the page takes it: station, debt, document, date, amount, due, note."""

    content = serializers.CharField(max_length=2_000_000, trim_whitespace=False)


class BookedSerializer(serializers.Serializer):
    """How many documents were booked, and how many were known already."""

    fresh = serializers.IntegerField()
    known = serializers.IntegerField()


class ReceivableApi(RecordApi):
    """Documents of parts and vehicle debt. The document's number makes a repeat harmless."""

    action = "debts.view"
    serializer_class = ReceivableSerializer
    filterset_class = ReceivableFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the documents in sight."""
        return receivables_for(self.actor)

    @creates(action="debts.book", body=ReceivableBody)
    def book(self, body: dict[str, Any]) -> Receivable:
        """Book a delivery."""
        due: date | None = body["due_on"]
        delivery = Delivery(
            body["station"],
            Debt(body["debt"]),
            body["document_number"],
            body["document_on"],
            body["amount"],
            due,
            body["note"],
        )
        return book_receivable(delivery, acting_user=self.actor)

    @list_command(action="debts.book", body=DeliveriesBody, answer=BookedSerializer)
    def file(self, body: dict[str, Any]) -> dict[str, Any]:
        """Book all documents of a file, or none; the rows that can't be read are named."""
        return asdict(book_file(body["content"].encode(), acting_user=self.actor))


class OffsetSerializer(RecordSerializer):
    """An offset; `confirmed` of five parties have agreed."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    amount = MoneyField(source="amount_minor", read_only=True)
    parties = serializers.SerializerMethodField()

    class Meta:
        model = Offset
        fields: ClassVar[tuple[str, ...]] = (
            "number", "station", "debt", "amount", "status", "note", "expires_at", "parties", "refused_by", "refusal",
        )  # fmt: skip

    def get_parties(self, row: Offset) -> list[str]:
        """Return the parties that have confirmed; a list leaves them out."""
        if isinstance(self.parent, serializers.ListSerializer):
            return []
        return [one.party for one in row.confirmations.all()]


class OffsetBody(serializers.Serializer):
    """What shall be offset. A station leaves `station` out."""

    station = PublicIdField(model=Station, required=False)
    debt = serializers.ChoiceField(choices=Debt.values)
    amount = MoneyField()
    note = serializers.CharField(max_length=200, required=False, default="")


class PartyBody(serializers.Serializer):
    """For whom one speaks."""

    party = serializers.ChoiceField(choices=Party.values)


class RefusalBody(PartyBody):
    """For whom one refuses, and why."""

    reason = serializers.CharField(max_length=500)


class OffsetApi(RecordApi):
    """Offsets: a station's own, a regional office's, or all."""

    action = "offsets.view"
    serializer_class = OffsetSerializer
    filterset_class = OffsetFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the offsets in sight."""
        return offsets_for(self.actor)

    @creates(action="offsets.request", body=OffsetBody)
    def ask(self, body: dict[str, Any]) -> Offset:
        """Ask for an offset."""
        station_id = self.actor.station_id or body.get("station")
        if station_id is None:
            raise serializers.ValidationError({"station": [_("Name the station.")]})
        return request_offset(
            station_id, debt=Debt(body["debt"]), amount_minor=body["amount"], note=body["note"], acting_user=self.actor
        )

    @command(action="offsets.confirm", body=PartyBody)
    def confirm(self, row: Offset, body: dict[str, Any]) -> Offset:
        """Confirm for a party; the fifth posts."""
        return confirm_offset(row.pk, party=Party(body["party"]), acting_user=self.actor)

    @command(action="offsets.confirm", body=RefusalBody)
    def refuse(self, row: Offset, body: dict[str, Any]) -> Offset:
        """Refuse for a party."""
        return refuse_offset(row.pk, party=Party(body["party"]), reason=body["reason"], acting_user=self.actor)

    @command(action="offsets.request")
    def withdraw(self, row: Offset, body: dict[str, Any]) -> Offset:
        """Take the request back."""
        return withdraw_offset(row.pk, acting_user=self.actor)
