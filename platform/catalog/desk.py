"""What the catalog hangs into the frame."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalog.part_imports import PartImporter
from catalog.plates import shown_plate
from catalog.selectors import find_vehicle, operations_for, parts_for, vehicles_for
from common.imports.importers import register
from common.pages import EVERYWHERE, OFFICE, STATION, Hit, menu, say, searches

BOTH = (OFFICE, STATION)
SHORTEST = 4


def find_vehicles(actor: Actor, q: str) -> Sequence[Hit]:
    """Find vehicles by VIN, its last eight characters, or plate."""
    exact = find_vehicle(q)
    rows = list(vehicles_for(actor).filter(vin__icontains=q)[:5]) if len(q) >= SHORTEST and not exact else []
    found = [exact] if exact else rows
    return [
        Hit(row.vin, row.get_absolute_url(), f"{row.model.name} {shown_plate(actor, row.plate)}", icon="truck")
        for row in found
    ]


def find_parts(actor: Actor, q: str) -> Sequence[Hit]:
    """Find parts by number or name."""
    rows = parts_for(actor)
    found = rows.filter(number__istartswith=q) | rows.filter(name_zh__icontains=q) | rows.filter(name_en__icontains=q)
    return [Hit(row.number, row.get_absolute_url(), row.name, icon="settings") for row in found[:6]]


def find_operations(actor: Actor, q: str) -> Sequence[Hit]:
    """Find labour operations by code or name."""
    rows = operations_for(actor)
    found = rows.filter(code__istartswith=q) | rows.filter(name_zh__icontains=q) | rows.filter(name_en__icontains=q)
    return [Hit(row.code, row.get_absolute_url(), row.name, icon="tool") for row in found[:6]]


menu.add(
    "catalog", _("Vehicles"), "catalog:vehicles", icon="truck", action="vehicles.view", places=BOTH, order=10, key="v",
    words="车辆 VIN 车架号 plate 车牌",
)  # fmt: skip
menu.add("catalog", _("Models"), "catalog:models", icon="car", action="catalog.view", places=BOTH, order=20)
menu.add(
    "catalog",
    _("Parts"),
    "catalog:parts",
    icon="settings",
    action="catalog.view",
    places=BOTH,
    order=30,
    words="配件 零件",
)
menu.add(
    "catalog", _("Suppliers"), "catalog:suppliers", icon="building-factory-2", action="suppliers.view", order=40,
    words="供应商 supplier",
)  # fmt: skip
menu.add(
    "catalog", _("Labour operations"), "catalog:operations", icon="tool", action="catalog.view", places=BOTH, order=50,
    words="工时 labour hours",
)  # fmt: skip
menu.add(
    "catalog", _("Failure codes"), "catalog:failure_codes", icon="alert-triangle", action="catalog.view", places=BOTH,
    order=60, words="故障代码 failure",
)  # fmt: skip
menu.add(
    "catalog", _("Fault codes"), "catalog:fault_codes", icon="cpu", action="catalog.view", places=BOTH, order=70,
    words="故障码 SPN FMI DTC J1939 OBD",
)  # fmt: skip
menu.add(
    "catalog", _("Makers (WMI)"), "catalog:wmis", icon="barcode", action="catalog.view", order=80, words="WMI 制造厂"
)

register(PartImporter())
searches.add(kind=_("Vehicle"), find=find_vehicles, action="vehicles.view", places=BOTH, order=20)
searches.add(kind=_("Part"), find=find_parts, action="catalog.view", places=BOTH, order=60)
searches.add(kind=_("Labour operation"), find=find_operations, action="catalog.view", places=EVERYWHERE, order=70)

say(
    {
        "part.added": _("Part added"),
        "part.changed": _("Part changed"),
        "labour_operation.added": _("Operation added"),
        "labour_operation.changed": _("Operation changed"),
        "failure_code.added": _("Failure code added"),
        "failure_code.changed": _("Failure code changed"),
        "wmi.added": _("Maker added"),
        "wmi.changed": _("Maker changed"),
        "fault_code.imported": _("List imported"),
    }
)
