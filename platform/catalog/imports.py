"""Taking lists of fault codes in from CSV files: the customer's own lists, since the published ones are licensed."""

import csv
import io
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalog.choices import CatalogError, CodeSystem
from catalog.models import FaultCode
from common.errors import Invalid
from common.history.record import record
from common.text import Text

COLUMNS = ("code", "name_zh", "name_en")
ENCODINGS = ("utf-8-sig", "gb18030")
MAX_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file: how many codes are new, how many changed, and what was refused (line number and reason)."""

    added: int
    changed: int
    refused: tuple[tuple[int, Text], ...]


@transaction.atomic
def import_fault_codes(system: CodeSystem | str, content: bytes, *, acting_user: Actor) -> Imported:
    """Add or rename fault codes from a CSV file with the columns code, name_zh, name_en (UTF-8 or GB18030).

    The same file again changes nothing. Lines that can't be used are reported and left out. Raises Invalid when the file
    as a whole can't be read.
    """
    acting_user.require("catalog.manage")
    rows, refused = _split(_read(content), CodeSystem(system))
    known = {one.code: one for one in FaultCode.objects.filter(system=system)}
    fresh = [FaultCode(system=system, place=_place(row["code"]), **row) for row in rows if row["code"] not in known]
    FaultCode.objects.bulk_create(fresh)
    changed = [row for row in rows if row["code"] in known and _rename(known[row["code"]], row)]
    outcome = Imported(len(fresh), len(changed), tuple(refused))
    if fresh:
        after = {"system": str(system), "added": outcome.added, "changed": outcome.changed, "refused": len(refused)}
        record(fresh[0], "fault_code.imported", acting_user, after=after)
    return outcome


def _read(content: bytes) -> list[dict[str, str]]:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        reader = csv.DictReader(io.StringIO(text))
        if set(COLUMNS) <= set(reader.fieldnames or ()):
            return list(reader)[:MAX_ROWS]
    raise Invalid(
        _("The first line must name the columns code, name_zh and name_en; save the file as CSV (UTF-8)."),
        code=CatalogError.FILE,
        field="file",
    )


def _split(rows: list[dict[str, str]], system: CodeSystem) -> tuple[list[dict[str, Any]], list[tuple[int, Text]]]:
    good: dict[str, dict[str, Any]] = {}
    refused: list[tuple[int, Text]] = []
    for line, row in enumerate(rows, start=2):
        entry = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if problem := _problem(entry, system):
            refused.append((line, problem))
        else:
            good[entry["code"]] = entry
    return list(good.values()), refused


def _problem(entry: dict[str, str], system: CodeSystem) -> Text:
    code = entry["code"]
    if not code or not entry["name_zh"] or not entry["name_en"]:
        return _("code, name_zh and name_en are all needed")
    if len(code) > 12 or max(len(entry["name_zh"]), len(entry["name_en"])) > 120:
        return _("too long")
    if system is CodeSystem.DTC:
        return "" if code[0] in "PBCU" and code[1:].isalnum() else _("a DTC begins with P, B, C or U")
    return "" if code.isdigit() else _("the code must be a number")


def _rename(known: FaultCode, row: dict[str, Any]) -> bool:
    if (known.name_zh, known.name_en) == (row["name_zh"], row["name_en"]):
        return False
    known.change(name_zh=row["name_zh"], name_en=row["name_en"])
    return True


def _place(code: str) -> int:
    return int(code) if code.isdigit() else 0
