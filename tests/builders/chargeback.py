"""Contracts, settled lines and chargebacks for tests."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from billing.chargeback.actions import raise_chargeback
from billing.chargeback.models import Chargeback, SupplierContract
from billing.chargeback.raising import SettledLine
from catalog.models import Component, Part, Supplier
from common.clock import today
from common.ids import new_id
from common.people import Process

CLAIMS = Process("claims")
PART = "TEST-BRAKE-1"


def supplier(code: str = "S001") -> Supplier:
    """Return the supplier with this code (S001 is the one of `supplier_user`)."""
    return Supplier.objects.get_or_create(code=code, defaults={"name_zh": code, "name_en": code})[0]


def part(number: str = PART) -> Part:
    """Return a part of a component of its own."""
    component = Component.objects.get_or_create(code="T-BRK", defaults={"name_zh": "制动", "name_en": "Brakes"})[0]
    named = {"name_zh": "制动卡钳", "name_en": "Brake calliper", "unit_cost_minor": 50_000, "component": component}
    return Part.objects.get_or_create(number=number, defaults=named)[0]


def contract(percent: str = "80", *, code: str = "S001", number: str = "", **terms: Any) -> SupplierContract:
    """Return a contract for the test part, in force since a year ago."""
    given = {"part": part(), "valid_from": today() - timedelta(days=365)} | terms
    return SupplierContract.objects.create(
        number=number or f"C-{new_id()}", supplier=supplier(code), share_percent=Decimal(percent), **given
    )


def settled_line(station_id: UUID, minor: int = 100_000, **facts: Any) -> SettledLine:
    """Return a claim line after final review."""
    given: dict[str, Any] = {
        "claim_id": new_id(),
        "claim_number": "CLM-2026-000001",
        "line_id": new_id(),
        "station_id": station_id,
        "vin": "LZGJLDR4XBX012345",
        "part_number": PART,
        "part_name": "制动卡钳",
        "built_on": date(2025, 5, 1),
        "repaired_on": today(),
        "final_minor": minor,
    }
    return SettledLine(**given | facts)


def chargeback(station_id: UUID, minor: int = 100_000, percent: str = "80", **facts: Any) -> Chargeback:
    """Return a raised chargeback of supplier S001."""
    contract(percent)
    return raise_chargeback(settled_line(station_id, minor, **facts), acting_user=CLAIMS)[0]
