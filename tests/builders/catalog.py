"""Vehicles, parts and codes for tests."""

from datetime import date
from itertools import count

from catalog.models import Component, FailureCode, LabourOperation, Part, Supplier, Vehicle, VehicleModel
from catalog.vin import make_vin

_serials = count(1)


def a_model(code: str = "X3000", **facts: object) -> VehicleModel:
    """Return a truck model."""
    names = {"name_zh": "重型牵引车", "name_en": "Heavy tractor", "brand": "Haul"}
    return VehicleModel.objects.get_or_create(code=code, defaults=names | facts)[0]


def a_vehicle(**facts: object) -> Vehicle:
    """Return a vehicle with a valid VIN."""
    serial = next(_serials)
    made = {
        "vin": make_vin("LZG", "JLDR4", 2025, "X", serial),
        "plate": f"陕A{serial:05d}",
        "built_on": date(2025, 3, 1),
        "sold_on": date(2025, 4, 1),
        "city": "西安市",
    }
    return Vehicle.objects.create(**({"model": facts.pop("model", None) or a_model()} | made | facts))


def a_component(code: str = "ENG") -> Component:
    """Return an assembly group."""
    return Component.objects.get_or_create(code=code, defaults={"name_zh": "发动机", "name_en": "Engine"})[0]


def a_supplier(code: str = "SUP01") -> Supplier:
    """Return a supplier."""
    names = {"name_zh": "西安部件有限公司", "name_en": "Xi'an Components"}
    return Supplier.objects.get_or_create(code=code, defaults=names)[0]


def a_part(number: str = "612600", **facts: object) -> Part:
    """Return a spare part with a supplier."""
    made = {"name_zh": "水泵", "name_en": "Water pump", "unit_cost_minor": 45_000}
    return Part.objects.create(
        **({"number": number, "component": a_component(), "supplier": a_supplier()} | made | facts)
    )


def an_operation(code: str = "ENG-001", **facts: object) -> LabourOperation:
    """Return a labour operation of an hour and a half."""
    made = {"name_zh": "更换水泵", "name_en": "Replace water pump", "standard_hours": "1.50"}
    return LabourOperation.objects.create(**({"code": code, "component": a_component()} | made | facts))


def a_failure_code(code: str = "ENG-F01", **facts: object) -> FailureCode:
    """Return a failure code."""
    made = {"name_zh": "漏水", "name_en": "Leaks"}
    return FailureCode.objects.create(**({"code": code, "component": a_component()} | made | facts))
