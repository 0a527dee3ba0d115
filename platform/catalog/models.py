"""What the manufacturer builds and buys: vehicles and their models, parts and their suppliers, labour operations, failure codes."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Right
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from catalog.choices import USE_OF_MODEL, CodeSystem, Usage, VehicleUse
from common.money import MoneyMinorField
from common.records import Placement, Record

VIN_TAIL = 8  # the characters that people read out


class Named(Record):
    """Reference data with a name in both languages."""

    placement: ClassVar[Placement] = Placement.OFFICE

    name_zh = models.CharField(_("Chinese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class VehicleModel(Named):
    """A model that is sold."""

    public_prefix: ClassVar[str] = "vmo"

    code = models.CharField(pgettext_lazy("of an entry", "code"), max_length=20, unique=True)
    brand = models.CharField(_("brand"), max_length=40)
    usage = models.CharField(_("usage"), max_length=20, choices=Usage.choices, default=Usage.TRUCK)

    class Meta:
        db_table = "vehicle_model"
        ordering = ["code"]

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("catalog:model", args=[self.pk])


class Component(Named):
    """An assembly group in the shape of VMRS (system-assembly), with codes of our own."""

    public_prefix: ClassVar[str] = "cmp"

    code = models.CharField(pgettext_lazy("of an entry", "code"), max_length=12, unique=True)

    class Meta:
        db_table = "component"
        ordering = ["code"]


class Supplier(Named):
    """A component supplier: costs are recovered from them."""

    public_prefix: ClassVar[str] = "sup"

    code = models.CharField(pgettext_lazy("of an entry", "code"), max_length=20, unique=True)
    email = models.EmailField(blank=True)

    class Meta:
        db_table = "supplier"
        ordering = ["code"]

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("catalog:supplier", args=[self.pk])


class Part(Named):
    """A spare part; `unit_cost_minor` is head office's list cost in fen."""

    public_prefix: ClassVar[str] = "prt"

    number = models.CharField(_("part number"), max_length=30, unique=True)
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="parts")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    unit_cost_minor = MoneyMinorField(_("list cost"))
    is_serialised = models.BooleanField(_("has a serial number"), default=False)

    class Meta:
        db_table = "part"
        ordering = ["number"]

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("catalog:part", args=[self.pk])


class LabourOperation(Named):
    """An operation with its standard hours."""

    public_prefix: ClassVar[str] = "lab"

    code = models.CharField(pgettext_lazy("of an entry", "code"), max_length=20, unique=True)
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="operations")
    standard_hours = models.DecimalField(_("standard hours"), max_digits=5, decimal_places=2)

    class Meta:
        db_table = "labour_operation"
        ordering = ["code"]

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("catalog:operation", args=[self.pk])


class FailureCode(Named):
    """What went wrong, by component."""

    public_prefix: ClassVar[str] = "fai"

    code = models.CharField(pgettext_lazy("of an entry", "code"), max_length=20, unique=True)
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="failure_codes")

    class Meta:
        db_table = "failure_code"
        ordering = ["code"]

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("catalog:failure_code", args=[self.pk])


class Wmi(Named):
    """A world manufacturer identifier of our own table: the first three characters of a VIN, and the maker's name."""

    public_prefix: ClassVar[str] = "wmi"

    code = models.CharField(_("WMI"), max_length=3, unique=True)

    class Meta:
        db_table = "wmi"
        ordering = ["code"]

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("catalog:wmi", args=[self.pk])


class FaultCode(Named):
    """What a control unit stores: a J1939 parameter (SPN), its failure mode (FMI), or an OBD trouble code (DTC)."""

    public_prefix: ClassVar[str] = "flt"

    system = models.CharField(_("code system"), max_length=8, choices=CodeSystem.choices)
    code = models.CharField(pgettext_lazy("of an entry", "code"), max_length=12)
    place = models.PositiveIntegerField(default=0, editable=False, help_text="The number by which codes are sorted.")

    class Meta:
        db_table = "fault_code"
        ordering = ["system", "place", "code"]
        constraints = [models.UniqueConstraint(fields=["system", "code"], name="fault_code_once")]

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("catalog:fault_code", args=[self.pk])


class Vehicle(Record):
    """A vehicle that was built; whoever owns it is known to the stations alone."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "veh"

    vin = models.CharField(_("VIN"), max_length=17, unique=True)
    model = models.ForeignKey(VehicleModel, on_delete=models.PROTECT, related_name="vehicles")
    plate = models.CharField(_("plate"), max_length=16, blank=True, db_index=True)
    engine_no = models.CharField(_("engine number"), max_length=40, blank=True)
    built_on = models.DateField(_("built on"))
    sold_on = models.DateField(_("sold on"), null=True, blank=True)
    city = models.CharField(_("city"), max_length=60, blank=True)
    mileage_km = models.PositiveIntegerField(_("last known mileage (km)"), default=0)
    use = models.CharField(_("used for"), max_length=20, choices=VehicleUse.choices, blank=True)

    class Meta:
        db_table = "vehicle"
        ordering = ["vin"]
        indexes = [
            models.Index(fields=["model", "built_on"], name="vehicle_of_model"),
            models.Index(Right("vin", VIN_TAIL), name="vehicle_by_tail"),
        ]

    def __str__(self) -> str:
        return self.vin

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("catalog:vehicle", args=[self.pk])

    @property
    def known_use(self) -> VehicleUse:
        """Return what it is used for; when nobody said, what its model is sold for."""
        return VehicleUse(self.use) if self.use else USE_OF_MODEL[Usage(self.model.usage)]
