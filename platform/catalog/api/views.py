"""The catalog in the API."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.actors import Actor
from catalog import actions
from catalog.models import (
    Component,
    FailureCode,
    FaultCode,
    LabourOperation,
    Part,
    Supplier,
    Vehicle,
    VehicleModel,
    Wmi,
)
from catalog.pages.tables import (
    FailureCodeFilter,
    FaultCodeFilter,
    ModelFilter,
    OperationFilter,
    PartFilter,
    SupplierFilter,
    VehicleFilter,
    WmiFilter,
)
from catalog.plates import shown_plate
from catalog.selectors import (
    components_for,
    failure_codes_for,
    fault_codes_for,
    models_for,
    operations_for,
    parts_for,
    suppliers_for,
    vehicles_for,
    wmis_for,
)
from common.api import MoneyField, PublicIdField, RecordApi, RecordSerializer, creates, updates
from common.records import RecordQuerySet

NAMES = ("name_zh", "name_en")
MANAGE = "catalog.manage"


class VehicleSerializer(RecordSerializer):
    """A vehicle; a station gets the plate masked."""

    model = PublicIdField(model=VehicleModel, source="model_id", read_only=True)
    plate = serializers.SerializerMethodField()

    class Meta:
        model = Vehicle
        fields: ClassVar[tuple[str, ...]] = (
            "vin", "model", "plate", "engine_no", "built_on", "sold_on", "city", "mileage_km",
        )  # fmt: skip

    def get_plate(self, row: Vehicle) -> str:
        """Return the plate as the caller may see it."""
        request = self.context.get("request")
        return shown_plate(getattr(request, "actor", None), row.plate)


class ModelSerializer(RecordSerializer):
    """A model that is sold."""

    class Meta:
        model = VehicleModel
        fields: ClassVar[tuple[str, ...]] = ("code", *NAMES, "brand", "usage")


class ComponentSerializer(RecordSerializer):
    """An assembly group."""

    class Meta:
        model = Component
        fields: ClassVar[tuple[str, ...]] = ("code", *NAMES)


class SupplierSerializer(RecordSerializer):
    """A supplier."""

    class Meta:
        model = Supplier
        fields: ClassVar[tuple[str, ...]] = ("code", *NAMES, "email")


class PartSerializer(RecordSerializer):
    """A spare part."""

    component = PublicIdField(model=Component, source="component_id", read_only=True)
    supplier = PublicIdField(model=Supplier, source="supplier_id", read_only=True)
    unit_cost = MoneyField(source="unit_cost_minor", read_only=True)

    class Meta:
        model = Part
        fields: ClassVar[tuple[str, ...]] = ("number", *NAMES, "component", "supplier", "unit_cost", "is_serialised")


class OperationSerializer(RecordSerializer):
    """A labour operation; hours as a decimal text."""

    component = PublicIdField(model=Component, source="component_id", read_only=True)

    class Meta:
        model = LabourOperation
        fields: ClassVar[tuple[str, ...]] = ("code", *NAMES, "component", "standard_hours")


class FailureCodeSerializer(RecordSerializer):
    """A failure code."""

    component = PublicIdField(model=Component, source="component_id", read_only=True)

    class Meta:
        model = FailureCode
        fields: ClassVar[tuple[str, ...]] = ("code", *NAMES, "component")


class FaultCodeSerializer(RecordSerializer):
    """A control unit's fault code."""

    class Meta:
        model = FaultCode
        fields: ClassVar[tuple[str, ...]] = ("system", "code", *NAMES)


class WmiSerializer(RecordSerializer):
    """A maker."""

    class Meta:
        model = Wmi
        fields: ClassVar[tuple[str, ...]] = ("code", *NAMES)


class NameBody(serializers.Serializer):
    """A name in both languages."""

    name_zh = serializers.CharField(max_length=120)
    name_en = serializers.CharField(max_length=120)


class WmiBody(NameBody):
    """A new maker."""

    code = serializers.CharField(max_length=3)


class PartChangeBody(NameBody):
    """A part's changeable fields."""

    component_id = PublicIdField(model=Component)
    supplier_id = PublicIdField(model=Supplier, required=False, allow_null=True)
    unit_cost_minor = MoneyField()
    is_serialised = serializers.BooleanField(required=False)


class PartBody(PartChangeBody):
    """A new part."""

    number = serializers.CharField(max_length=30)


class OperationChangeBody(NameBody):
    """An operation's changeable fields."""

    component_id = PublicIdField(model=Component)
    standard_hours = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0)


class OperationBody(OperationChangeBody):
    """A new operation."""

    code = serializers.CharField(max_length=20)


class FailureCodeChangeBody(NameBody):
    """A failure code's changeable fields."""

    component_id = PublicIdField(model=Component)


class FailureCodeBody(FailureCodeChangeBody):
    """A new failure code."""

    code = serializers.CharField(max_length=20)


class CatalogApi(RecordApi):
    """The base of the catalog's views: the action and the gate."""

    action = "catalog.view"
    actor: Actor


class VehicleApi(CatalogApi):
    """Vehicles."""

    action = "vehicles.view"
    serializer_class = VehicleSerializer
    filterset_class = VehicleFilter

    def records(self) -> RecordQuerySet:
        """Return the vehicles."""
        return vehicles_for(self.actor)


class ModelApi(CatalogApi):
    """Models."""

    serializer_class = ModelSerializer
    filterset_class = ModelFilter

    def records(self) -> RecordQuerySet:
        """Return the models."""
        return models_for(self.actor)


class ComponentApi(CatalogApi):
    """Assembly groups."""

    serializer_class = ComponentSerializer

    def records(self) -> RecordQuerySet:
        """Return the assembly groups."""
        return components_for(self.actor)


class SupplierApi(CatalogApi):
    """Suppliers."""

    action = "suppliers.view"
    serializer_class = SupplierSerializer
    filterset_class = SupplierFilter

    def records(self) -> RecordQuerySet:
        """Return the suppliers."""
        return suppliers_for(self.actor)


class PartApi(CatalogApi):
    """Spare parts."""

    serializer_class = PartSerializer
    filterset_class = PartFilter

    def records(self) -> RecordQuerySet:
        """Return the parts."""
        return parts_for(self.actor)

    @creates(action=MANAGE, body=PartBody)
    def add(self, body: dict[str, Any]) -> Part:
        """Add a part."""
        return actions.add_part(acting_user=self.actor, **body)

    @updates(action=MANAGE, body=PartChangeBody)
    def change(self, part: Part, body: dict[str, Any]) -> Part:
        """Change a part."""
        return actions.change_part(part.pk, acting_user=self.actor, **body)


class OperationApi(CatalogApi):
    """Labour operations."""

    serializer_class = OperationSerializer
    filterset_class = OperationFilter

    def records(self) -> RecordQuerySet:
        """Return the operations."""
        return operations_for(self.actor)

    @creates(action=MANAGE, body=OperationBody)
    def add(self, body: dict[str, Any]) -> LabourOperation:
        """Add an operation."""
        return actions.add_operation(acting_user=self.actor, **body)

    @updates(action=MANAGE, body=OperationChangeBody)
    def change(self, operation: LabourOperation, body: dict[str, Any]) -> LabourOperation:
        """Change an operation."""
        return actions.change_operation(operation.pk, acting_user=self.actor, **body)


class FailureCodeApi(CatalogApi):
    """Failure codes."""

    serializer_class = FailureCodeSerializer
    filterset_class = FailureCodeFilter

    def records(self) -> RecordQuerySet:
        """Return the failure codes."""
        return failure_codes_for(self.actor)

    @creates(action=MANAGE, body=FailureCodeBody)
    def add(self, body: dict[str, Any]) -> FailureCode:
        """Add a failure code."""
        return actions.add_failure_code(acting_user=self.actor, **body)

    @updates(action=MANAGE, body=FailureCodeChangeBody)
    def change(self, code: FailureCode, body: dict[str, Any]) -> FailureCode:
        """Change a failure code."""
        return actions.change_failure_code(code.pk, acting_user=self.actor, **body)


class FaultCodeApi(CatalogApi):
    """Control units' fault codes."""

    serializer_class = FaultCodeSerializer
    filterset_class = FaultCodeFilter

    def records(self) -> RecordQuerySet:
        """Return the fault codes."""
        return fault_codes_for(self.actor)


class WmiApi(CatalogApi):
    """Makers."""

    serializer_class = WmiSerializer
    filterset_class = WmiFilter

    def records(self) -> RecordQuerySet:
        """Return the makers."""
        return wmis_for(self.actor)

    @creates(action=MANAGE, body=WmiBody)
    def add(self, body: dict[str, Any]) -> Wmi:
        """Add a maker."""
        return actions.add_wmi(acting_user=self.actor, **body)

    @updates(action=MANAGE, body=NameBody)
    def change(self, wmi: Wmi, body: dict[str, Any]) -> Wmi:
        """Change a maker's names."""
        return actions.change_wmi(wmi.pk, acting_user=self.actor, **body)
