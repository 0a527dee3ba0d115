"""The stock in the API: items, and the movements as commands."""

from typing import Any, ClassVar

from rest_framework import serializers

from common.api import MoneyField, PublicIdField, RecordApi, RecordSerializer, command, creates, updates
from common.records import RecordQuerySet
from tenants.parts import actions
from tenants.parts.models import StockItem, StockMove
from tenants.parts.pages.stock import StockFilter
from tenants.parts.selectors import stock_items_for, stock_moves_for
from tenants.workshop.models import RepairOrder


class StockItemSerializer(RecordSerializer):
    """A part that the station keeps."""

    unit_cost = MoneyField(source="unit_cost_minor")

    class Meta:
        model = StockItem
        fields = ("part_number", "name_zh", "name_en", "bin", "on_hand", "minimum", "is_serialised", "unit_cost")


class StockMoveSerializer(RecordSerializer):
    """A movement."""

    item = PublicIdField(model=StockItem, source="item_id", read_only=True)

    class Meta:
        model = StockMove
        fields = ("item", "kind", "quantity", "balance", "order_number", "note", "mover_name")


class KeepBody(serializers.Serializer):
    """Which part to keep."""

    part_number = serializers.CharField(max_length=30)
    minimum = serializers.IntegerField(min_value=0, default=0)
    bin = serializers.CharField(max_length=20, required=False)


class ChangeBody(serializers.Serializer):
    """Minimum and place."""

    minimum = serializers.IntegerField(min_value=0)
    bin = serializers.CharField(max_length=20, allow_blank=True)


class ReceiptBody(serializers.Serializer):
    """A receipt."""

    quantity = serializers.IntegerField(min_value=1)
    note = serializers.CharField(max_length=200, required=False)


class IssueBody(serializers.Serializer):
    """An issue to a repair order."""

    repair_order = PublicIdField(model=RepairOrder)
    quantity = serializers.IntegerField(min_value=1)
    old_serial = serializers.CharField(max_length=40, required=False)
    new_serial = serializers.CharField(max_length=40, required=False)
    is_causal = serializers.BooleanField(required=False)
    note = serializers.CharField(max_length=200, required=False)


class CountBody(serializers.Serializer):
    """What a stocktake found."""

    counted = serializers.IntegerField(min_value=0)
    reason = serializers.CharField(max_length=200, required=False, default="")


class StockItemApi(RecordApi):
    """The station's stock."""

    action = "parts.view"
    serializer_class = StockItemSerializer
    filterset_class: ClassVar[Any] = StockFilter

    def records(self) -> RecordQuerySet:
        """Return the station's items."""
        return stock_items_for(self.actor)

    @creates(action="parts.manage", body=KeepBody)
    def keep(self, body: dict[str, Any]) -> Any:
        """Keep a further part."""
        return actions.keep_item(**body, acting_user=self.actor)

    @updates(action="parts.manage", body=ChangeBody)
    def change(self, item: StockItem, body: dict[str, Any]) -> Any:
        """Change minimum and place."""
        wanted: dict[str, Any] = {"minimum": item.minimum, "bin": item.bin} | body
        return actions.change_item(item.pk, **wanted, version=item.version, acting_user=self.actor)

    @command(action="parts.manage", body=ReceiptBody)
    def receive(self, item: StockItem, body: dict[str, Any]) -> Any:
        """Book a receipt."""
        return actions.receive_stock(item.pk, **body, acting_user=self.actor).item

    @command(action="parts.manage", body=IssueBody)
    def issue(self, item: StockItem, body: dict[str, Any]) -> Any:
        """Issue parts to a repair order."""
        order = body.pop("repair_order")
        return actions.issue_stock(item.pk, order_id=order, **body, acting_user=self.actor).item

    @command(action="parts.manage", body=CountBody)
    def count(self, item: StockItem, body: dict[str, Any]) -> Any:
        """Enter what a stocktake found."""
        return actions.count_stock(item.pk, **body, acting_user=self.actor).item


class StockMoveApi(RecordApi):
    """Movements of the stock."""

    action = "parts.view"
    serializer_class = StockMoveSerializer

    def records(self) -> RecordQuerySet:
        """Return the station's movements."""
        return stock_moves_for(self.actor)
