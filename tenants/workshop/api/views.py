"""Repair orders in the API: all steps of the pages."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Membership
from accounts.selectors import memberships_for
from common.api import MomentField, MoneyField, PublicIdField, RecordApi, RecordSerializer, command, creates
from common.records import Record, RecordQuerySet
from tenants.registry.models import Station
from tenants.workshop import actions
from tenants.workshop.choices import RepairKind
from tenants.workshop.models import ExtraWork, LabourLine, PartLine, QualityCheck, RepairOrder
from tenants.workshop.pages.orders import RepairOrderFilter
from tenants.workshop.policies import customer_for, phone_for
from tenants.workshop.selectors import extra_work_for, labour_lines_for, part_lines_for, repair_orders_for


class LabourSerializer(RecordSerializer):
    """A labour line."""

    class Meta:
        model = LabourLine
        fields = ("operation_code", "name_zh", "name_en", "hours", "actual_hours", "technician_name", "is_extra")


class PartSerializer(RecordSerializer):
    """A part line."""

    unit_price = MoneyField(source="unit_price_minor")

    class Meta:
        model = PartLine
        fields = (
            "part_number", "name_zh", "name_en", "quantity", "unit_price", "old_serial", "new_serial", "is_causal", "is_extra",
        )  # fmt: skip


class ExtraWorkSerializer(RecordSerializer):
    """Extra work."""

    class Meta:
        model = ExtraWork
        fields = ("status", "what", "extra_minutes", "proposer_name", "answer", "decided_at")


class QualityCheckSerializer(RecordSerializer):
    """A quality check."""

    class Meta:
        model = QualityCheck
        fields = ("is_passed", "is_road_tested", "remarks", "inspector_name")


class RepairOrderSerializer(RecordSerializer):
    """A repair order with its lines; the customer as far as the caller's role needs it."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    customer_name = serializers.SerializerMethodField()
    customer_phone = serializers.SerializerMethodField()
    labour = LabourSerializer(source="labour_lines", many=True, read_only=True)
    parts = PartSerializer(source="part_lines", many=True, read_only=True)
    extra_work = ExtraWorkSerializer(many=True, read_only=True)
    quality_checks = QualityCheckSerializer(many=True, read_only=True)

    class Meta:
        model = RepairOrder
        fields = (
            "station", "number", "status", "kind", "vin", "plate", "model_name", "model_name_en", "engine_no", "mileage_km",
            "customer_name", "customer_phone", "complaint", "cause", "correction", "failure_code", "received_at", "promised_at",
            "started_at", "finished_at", "inspected_at", "delivered_at", "advisor_name", "labour", "parts", "extra_work",
            "quality_checks",
        )  # fmt: skip

    @extend_schema_field(serializers.CharField)
    def get_customer_name(self, order: RepairOrder) -> str:
        """Return the name, masked where the role does not need it."""
        return customer_for(self.context["view"].actor, order)

    @extend_schema_field(serializers.CharField)
    def get_customer_phone(self, order: RepairOrder) -> str:
        """Return the number, masked where the role does not need it."""
        return phone_for(self.context["view"].actor, order)


class ReceiveBody(serializers.Serializer):
    """A vehicle that is taken in."""

    vin = serializers.CharField(max_length=40)
    mileage_km = serializers.IntegerField(min_value=0, max_value=5_000_000)
    customer_name = serializers.CharField(max_length=80)
    customer_phone = serializers.CharField(max_length=30)
    complaint = serializers.CharField(max_length=2000)
    kind = serializers.ChoiceField(choices=RepairKind.choices, default=RepairKind.WARRANTY)
    plate = serializers.CharField(max_length=16, required=False)
    engine_no = serializers.CharField(max_length=40, required=False)
    received_at = MomentField(required=False)
    promised_at = MomentField(required=False)


class OpenBody(serializers.Serializer):
    """The time promised to the customer, unless it was agreed at reception."""

    promised_at = MomentField(required=False)


class PromiseBody(serializers.Serializer):
    """Another promised time."""

    promised_at = MomentField()
    reason = serializers.CharField(max_length=500)


class ReasonBody(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=500)


class LabourBody(serializers.Serializer):
    """An operation and who did it; without `technician` the caller."""

    operation_code = serializers.CharField(max_length=20)
    technician = PublicIdField(model=Membership, required=False)
    actual_hours = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0, required=False)
    is_extra = serializers.BooleanField(default=False)


class PartBody(serializers.Serializer):
    """A fitted part."""

    part_number = serializers.CharField(max_length=30)
    quantity = serializers.IntegerField(min_value=1, max_value=999, default=1)
    unit_price = MoneyField(source="unit_price_minor", required=False)
    old_serial = serializers.CharField(max_length=40, required=False)
    new_serial = serializers.CharField(max_length=40, required=False)
    is_causal = serializers.BooleanField(default=False)
    is_extra = serializers.BooleanField(default=False)


class FinishBody(serializers.Serializer):
    """What was wrong and what was done."""

    cause = serializers.CharField(max_length=2000)
    correction = serializers.CharField(max_length=2000)
    failure_code = serializers.CharField(max_length=20, required=False)
    finished_at = MomentField(required=False)


class InspectBody(serializers.Serializer):
    """The result of the quality check."""

    is_passed = serializers.BooleanField()
    is_road_tested = serializers.BooleanField(default=False)
    remarks = serializers.CharField(max_length=1000, required=False)


class ExtraBody(serializers.Serializer):
    """Work or time beyond the order."""

    what = serializers.CharField(max_length=500)
    extra_minutes = serializers.IntegerField(min_value=0, max_value=10_000, default=0)


class AnswerBody(serializers.Serializer):
    """The customer's answer."""

    is_agreed = serializers.BooleanField()
    answer = serializers.CharField(max_length=500, required=False)
    promised_at = MomentField(required=False)


class RepairOrderApi(RecordApi):
    """Repair orders of the caller's station."""

    action = "workshop.view"
    serializer_class = RepairOrderSerializer
    filterset_class: ClassVar[Any] = RepairOrderFilter

    def records(self) -> RecordQuerySet:
        """Return the station's orders with what the answer shows."""
        rows = repair_orders_for(self.actor)
        return rows.prefetch_related("labour_lines", "part_lines", "extra_work", "quality_checks")

    def again(self, changed: Record) -> Any:
        """Return the order as it is now, with its lines."""
        return self.records().get_or_404(getattr(changed, "order_id", changed.pk))

    @creates(action="workshop.receive", body=ReceiveBody)
    def receive(self, body: dict[str, Any]) -> Any:
        """Take a vehicle in."""
        return self.again(actions.receive_vehicle(**body, acting_user=self.actor))

    @command(action="workshop.receive", body=OpenBody)
    def open(self, order: RepairOrder, body: dict[str, Any]) -> Any:
        """Give the vehicle to the workshop."""
        return self.again(actions.open_repair_order(order.pk, **body, acting_user=self.actor))

    @command(action="workshop.receive", body=PromiseBody)
    def promise(self, order: RepairOrder, body: dict[str, Any]) -> Any:
        """Agree another time."""
        return self.again(actions.change_promise(order.pk, **body, acting_user=self.actor))

    @command(action="workshop.receive", body=ReasonBody)
    def cancel(self, order: RepairOrder, body: dict[str, Any]) -> Any:
        """Close the order without a repair."""
        return self.again(actions.cancel_repair_order(order.pk, **body, acting_user=self.actor))

    @command(action="workshop.write", body=LabourBody)
    def add_labour(self, order: RepairOrder, body: dict[str, Any]) -> Any:
        """Add a labour line."""
        technician = self.person(body.pop("technician", None))
        return self.again(actions.add_labour_line(order.pk, technician_id=technician, **body, acting_user=self.actor))

    @command(action="workshop.write", body=PartBody)
    def add_part(self, order: RepairOrder, body: dict[str, Any]) -> Any:
        """Add a part line."""
        return self.again(actions.add_part_line(order.pk, **body, acting_user=self.actor))

    @command(action="workshop.repair", body=ExtraBody)
    def propose_extra(self, order: RepairOrder, body: dict[str, Any]) -> Any:
        """Report extra work."""
        return self.again(actions.propose_extra_work(order.pk, **body, acting_user=self.actor))

    @command(action="workshop.repair", body=FinishBody)
    def finish(self, order: RepairOrder, body: dict[str, Any]) -> Any:
        """Report the repair finished."""
        return self.again(actions.finish_repair(order.pk, **body, acting_user=self.actor))

    @command(action="workshop.inspect", body=InspectBody)
    def inspect(self, order: RepairOrder, body: dict[str, Any]) -> Any:
        """Do the quality check."""
        return self.again(actions.inspect(order.pk, **body, acting_user=self.actor))

    @command(action="workshop.deliver", body=ReasonBody)
    def take_back(self, order: RepairOrder, body: dict[str, Any]) -> Any:
        """Send a ready vehicle back to the workshop."""
        return self.again(actions.take_back(order.pk, **body, acting_user=self.actor))

    @command(action="workshop.deliver")
    def deliver(self, order: RepairOrder, body: dict[str, Any]) -> Any:
        """Hand the vehicle over."""
        return self.again(actions.deliver(order.pk, acting_user=self.actor))

    def person(self, membership_id: UUID | None) -> UUID:
        """Return the person behind a membership of the station; the caller when none was named."""
        if membership_id is None:
            return UUID(str(self.actor.id))
        return UUID(str(memberships_for(self.actor).get_or_404(membership_id).user_id))


class LabourLineApi(RecordApi):
    """Labour lines, to take one back."""

    action = "workshop.view"
    serializer_class = LabourSerializer

    def records(self) -> RecordQuerySet:
        """Return the station's labour lines."""
        return labour_lines_for(self.actor)

    @command(action="workshop.write")
    def remove(self, line: LabourLine, body: dict[str, Any]) -> dict[str, str]:
        """Take the line back."""
        return {"repair_order": actions.remove_labour_line(line.pk, acting_user=self.actor).public_id}


class PartLineApi(RecordApi):
    """Part lines, to take one back."""

    action = "workshop.view"
    serializer_class = PartSerializer

    def records(self) -> RecordQuerySet:
        """Return the station's part lines."""
        return part_lines_for(self.actor)

    @command(action="workshop.write")
    def remove(self, line: PartLine, body: dict[str, Any]) -> dict[str, str]:
        """Take the line back."""
        return {"repair_order": actions.remove_part_line(line.pk, acting_user=self.actor).public_id}


class ExtraWorkApi(RecordApi):
    """Extra work and the customer's answer to it."""

    action = "workshop.view"
    serializer_class = ExtraWorkSerializer

    def records(self) -> RecordQuerySet:
        """Return the station's extra work."""
        return extra_work_for(self.actor)

    @command(action="workshop.receive", body=AnswerBody)
    def answer(self, extra: ExtraWork, body: dict[str, Any]) -> Any:
        """Enter the customer's answer."""
        return actions.decide_extra_work(extra.pk, **body, acting_user=self.actor)
