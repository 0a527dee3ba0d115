"""Subscriptions, plans and invoices in the API."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.actors import Actor
from billing.subscriptions.actions import choose_plan, end_plan
from billing.subscriptions.models import Invoice, Plan, Subscription
from billing.subscriptions.pages.tables import InvoiceFilter, SubscriptionFilter
from billing.subscriptions.selectors import invoices_for, plans_for, subscriptions_for
from common.api import MoneyField, PublicIdField, RecordApi, RecordSerializer, command, creates
from common.records import RecordQuerySet
from tenants.registry.models import Station


class PlanSerializer(RecordSerializer):
    """A plan on offer."""

    price = MoneyField(source="price_minor", read_only=True)
    features = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Plan
        fields: ClassVar[tuple[str, ...]] = ("code", "name_zh", "name_en", "price", "features", "people")


class SubscriptionSerializer(RecordSerializer):
    """A station's subscription; `wanted_plan` waits for confirmation."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    plan = PublicIdField(model=Plan, source="plan_id", read_only=True)
    wanted_plan = PublicIdField(model=Plan, source="wanted_plan_id", read_only=True)

    class Meta:
        model = Subscription
        fields: ClassVar[tuple[str, ...]] = (
            "station", "status", "plan", "wanted_plan", "period_end", "ends_at_period_end", "problem",
        )  # fmt: skip


class InvoiceSerializer(RecordSerializer):
    """An invoice of a subscription."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    amount = MoneyField(source="amount_minor", read_only=True)

    class Meta:
        model = Invoice
        fields: ClassVar[tuple[str, ...]] = (
            "number",
            "station",
            "status",
            "amount",
            "issued_at",
            "due_at",
            "paid_at",
            "url",
        )


class ChooseBody(serializers.Serializer):
    """Which plan, for which station."""

    station = PublicIdField(model=Station)
    plan = PublicIdField(model=Plan)


class EndBody(serializers.Serializer):
    """Why, if there is something to say."""

    reason = serializers.CharField(max_length=500, required=False, default="")


class PlanApi(RecordApi):
    """Plans on offer."""

    action = "subscriptions.view"
    serializer_class = PlanSerializer
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the plans."""
        return plans_for(self.actor)


class SubscriptionApi(RecordApi):
    """Subscriptions: a station's own, or all."""

    action = "subscriptions.view"
    serializer_class = SubscriptionSerializer
    filterset_class = SubscriptionFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the subscriptions in sight."""
        return subscriptions_for(self.actor)

    @creates(action="subscriptions.manage", body=ChooseBody)
    def choose(self, body: dict[str, Any]) -> Subscription:
        """Ask for a plan."""
        return choose_plan(body["station"], body["plan"], acting_user=self.actor)

    @command(action="subscriptions.manage", body=EndBody)
    def end(self, row: Subscription, body: dict[str, Any]) -> Subscription:
        """Let it run out."""
        return end_plan(row.station_id, acting_user=self.actor, reason=body["reason"])


class InvoiceApi(RecordApi):
    """Invoices of subscriptions."""

    action = "subscriptions.view"
    serializer_class = InvoiceSerializer
    filterset_class = InvoiceFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the invoices in sight."""
        return invoices_for(self.actor)
