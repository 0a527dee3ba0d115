"""Tables and filters of the catalog, shared by pages and API."""

from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.choices import CodeSystem, Usage
from catalog.models import (
    FailureCode,
    FaultCode,
    LabourOperation,
    Part,
    Supplier,
    Vehicle,
    VehicleModel,
    Wmi,
)
from catalog.plates import shown_plate
from catalog.selectors import component_choices, model_choices, supplier_choices
from common.pages import (
    AmountColumn,
    BooleanColumn,
    ChoiceColumn,
    Column,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    RecordFilter,
    RecordTable,
    choice,
    day_range,
)

NAMES = ("name_zh__icontains", "name_en__icontains")
NAME_ORDER = ("name_zh",)


def name_column() -> Column:
    """Return a column with the name in the reader's language."""
    return Column(verbose_name=pgettext_lazy("of a thing", "name"), order_by=NAME_ORDER)


class VehicleTable(RecordTable):
    """Vehicles; a station sees plates masked, because they belong to other people's customers."""

    vin = NumberColumn(verbose_name=_("VIN"))
    plate = Column(verbose_name=_("plate"))
    model = Column(verbose_name=_("model"), linkify=True, order_by=("model__code",))
    built_on = MomentColumn(verbose_name=_("built on"))
    sold_on = MomentColumn(verbose_name=_("sold on"))
    city = Column(verbose_name=_("city"))
    mileage_km = AmountColumn(verbose_name=_("last known mileage (km)"))
    engine_no = Column(verbose_name=_("engine number"))
    default_columns = ("vin", "plate", "model", "built_on", "sold_on", "city", "mileage_km")

    class Meta(RecordTable.Meta):
        model = Vehicle
        fields: ClassVar[tuple[str, ...]] = (
            "vin", "plate", "model", "built_on", "sold_on", "city", "mileage_km", "engine_no",
        )  # fmt: skip

    def render_plate(self, value: str) -> str:
        """Return the plate as this reader may see it."""
        return shown_plate(self.request.actor, value)

    def value_plate(self, value: str) -> str:
        """Return the plate for an export."""
        return shown_plate(self.request.actor, value)


class VehicleFilter(RecordFilter):
    """Vehicles by VIN or plate, model, city and dates."""

    search = ("vin__icontains", "plate__iexact", "engine_no__iexact")
    quick = ("model", "sold_on")
    model = django_filters.ModelChoiceFilter(queryset=model_choices, label=_("model"))
    city = django_filters.CharFilter(lookup_expr="icontains", label=_("city"))
    built_on = day_range(label=_("built on"))
    sold_on = day_range(label=_("sold on"))

    class Meta:
        model = Vehicle
        fields: ClassVar[list[str]] = ["model", "city", "built_on", "sold_on"]


class ModelTable(RecordTable):
    """Models that are sold."""

    code = NumberColumn(verbose_name=pgettext_lazy("of an entry", "code"))
    name = name_column()
    brand = Column(verbose_name=_("brand"))
    usage = ChoiceColumn(verbose_name=_("usage"))

    class Meta(RecordTable.Meta):
        model = VehicleModel
        fields: ClassVar[tuple[str, ...]] = ("code", "name", "brand", "usage")


class ModelFilter(RecordFilter):
    """Models by brand and usage."""

    search = ("code__icontains", "brand__icontains", *NAMES)
    quick = ("usage",)
    usage = choice(Usage.choices, label=_("usage"))

    class Meta:
        model = VehicleModel
        fields: ClassVar[list[str]] = ["usage"]


class PartTable(RecordTable):
    """Spare parts."""

    number = NumberColumn(verbose_name=_("part number"))
    name = name_column()
    component = Column(verbose_name=_("assembly group"), order_by=("component__code",))
    supplier = Column(verbose_name=_("supplier"), order_by=("supplier__code",))
    unit_cost_minor = MoneyColumn(verbose_name=_("list cost"))
    is_serialised = BooleanColumn(verbose_name=_("has a serial number"))

    class Meta(RecordTable.Meta):
        model = Part
        fields: ClassVar[tuple[str, ...]] = (
            "number", "name", "component", "supplier", "unit_cost_minor", "is_serialised",
        )  # fmt: skip


class PartFilter(RecordFilter):
    """Spare parts by assembly group and supplier."""

    search = ("number__icontains", *NAMES)
    quick = ("component", "supplier")
    component = django_filters.ModelChoiceFilter(queryset=component_choices, label=_("assembly group"))
    supplier = django_filters.ModelChoiceFilter(queryset=supplier_choices, label=_("supplier"))
    is_serialised = django_filters.BooleanFilter(label=_("has a serial number"))

    class Meta:
        model = Part
        fields: ClassVar[list[str]] = ["component", "supplier", "is_serialised"]


class SupplierTable(RecordTable):
    """Suppliers."""

    code = NumberColumn(verbose_name=pgettext_lazy("of an entry", "code"))
    name = name_column()
    email = Column(verbose_name=_("e-mail"))

    class Meta(RecordTable.Meta):
        model = Supplier
        fields: ClassVar[tuple[str, ...]] = ("code", "name", "email")


class SupplierFilter(RecordFilter):
    """Suppliers by code and name."""

    search = ("code__icontains", *NAMES)

    class Meta:
        model = Supplier
        fields: ClassVar[list[str]] = []


class OperationTable(RecordTable):
    """Labour operations."""

    code = NumberColumn(verbose_name=pgettext_lazy("of an entry", "code"))
    name = name_column()
    component = Column(verbose_name=_("assembly group"), order_by=("component__code",))
    standard_hours = AmountColumn(verbose_name=_("standard hours"))

    class Meta(RecordTable.Meta):
        model = LabourOperation
        fields: ClassVar[tuple[str, ...]] = ("code", "name", "component", "standard_hours")


class OperationFilter(RecordFilter):
    """Labour operations by assembly group."""

    search = ("code__icontains", *NAMES)
    quick = ("component",)
    component = django_filters.ModelChoiceFilter(queryset=component_choices, label=_("assembly group"))

    class Meta:
        model = LabourOperation
        fields: ClassVar[list[str]] = ["component"]


class FailureCodeTable(RecordTable):
    """Failure codes."""

    code = NumberColumn(verbose_name=pgettext_lazy("of an entry", "code"))
    name = name_column()
    component = Column(verbose_name=_("assembly group"), order_by=("component__code",))

    class Meta(RecordTable.Meta):
        model = FailureCode
        fields: ClassVar[tuple[str, ...]] = ("code", "name", "component")


class FailureCodeFilter(RecordFilter):
    """Failure codes by assembly group."""

    search = ("code__icontains", *NAMES)
    quick = ("component",)
    component = django_filters.ModelChoiceFilter(queryset=component_choices, label=_("assembly group"))

    class Meta:
        model = FailureCode
        fields: ClassVar[list[str]] = ["component"]


class WmiTable(RecordTable):
    """Makers."""

    code = NumberColumn(verbose_name=_("WMI"))
    name = Column(verbose_name=_("manufacturer"), order_by=NAME_ORDER)

    class Meta(RecordTable.Meta):
        model = Wmi
        fields: ClassVar[tuple[str, ...]] = ("code", "name")


class WmiFilter(RecordFilter):
    """Makers by code and name."""

    search = ("code__istartswith", *NAMES)

    class Meta:
        model = Wmi
        fields: ClassVar[list[str]] = []


class FaultCodeTable(RecordTable):
    """Fault codes of control units."""

    code = NumberColumn(verbose_name=pgettext_lazy("of an entry", "code"), order_by=("place", "code"))
    system = ChoiceColumn(verbose_name=_("code system"))
    name = name_column()

    class Meta(RecordTable.Meta):
        model = FaultCode
        fields: ClassVar[tuple[str, ...]] = ("code", "system", "name")


class FaultCodeFilter(RecordFilter):
    """Fault codes by system."""

    search = ("code__istartswith", *NAMES)
    quick = ("system",)
    system = choice(CodeSystem.choices, label=_("code system"))

    class Meta:
        model = FaultCode
        fields: ClassVar[list[str]] = ["system"]
