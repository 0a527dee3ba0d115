"""Filling the tables that a fresh deployment needs from the files in `catalog/data`; edited rows stay as they are."""

import csv
from pathlib import Path
from typing import Any

from catalog.choices import CodeSystem

DATA = Path(__file__).parent / "data"


def seed_tables(wmi: Any, fault_code: Any, using: str = "default") -> int:
    """Add missing makers and fault codes; returns how many. The models are given, because a migration has its own."""
    known = _known(wmi.objects.using(using))
    fresh = [row for row in rows_of("wmi") if row["code"] not in known]
    wmi.objects.using(using).bulk_create([wmi(**row) for row in fresh])
    return len(fresh) + sum(_seed_codes(fault_code, system, using) for system in (CodeSystem.SPN, CodeSystem.FMI))


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of `data/<name>.csv`."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _seed_codes(fault_code: Any, system: CodeSystem, using: str) -> int:
    known = _known(fault_code.objects.using(using).filter(system=system))
    fresh = [row for row in rows_of(system.value) if row["code"] not in known]
    fault_code.objects.using(using).bulk_create(
        [fault_code(system=system.value, place=int(row["code"]), **row) for row in fresh]
    )
    return len(fresh)


def _known(rows: Any) -> set[str]:
    return set(rows.values_list("code", flat=True))
