"""Files that finance sends in, by the names in their first line: CSV, or the first sheet of an XLSX; and the templates for them.

Columns, characters, dates and amounts are read as in the imports of lists (`common.imports`); what differs is that a file is taken whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as now_

from common.errors import Invalid
from common.imports.cells import Unreadable, read_cell
from common.imports.importers import Field, Importer
from common.imports.mapping import guess
from common.imports.reading import read_table
from common.pages.exports import TYPES, as_csv, as_xlsx

NAMED_AT_MOST = 20


@dataclass(slots=True)
class SheetRow:
    """One row: its number in the file, the values by column (None where a cell is empty), and what is wrong with it."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    def object_to(self, what: str) -> None:
        """Add what is wrong."""
        self.wrong.append(now_("row %(number)d: %(what)s") % {"number": self.number, "what": what})


def read_sheet(content: bytes, kind: Importer, *, code: StrEnum) -> list[SheetRow]:
    """Return the rows of a file with the columns of `kind`, each cell read or told. Raises Invalid (`code`) for what is no table, or lacks a
    column that is needed."""
    try:
        table = read_table(content)
    except Invalid as error:
        raise Invalid(error.message, code=code, field="file") from error
    places = guess(kind, table.columns)
    missing = [one.name for one in kind.fields if one.required and one.name not in places]
    if missing:
        sentence = now_("The first line names no column %(columns)s. Take the template.")
        raise Invalid(sentence % {"columns": ", ".join(missing)}, code=code, field="file")
    rows = []
    for number, cells in zip(table.numbers, table.rows, strict=True):
        row = SheetRow(number)
        for one in kind.fields:
            _read(row, one, cells[places[one.name]] if one.name in places else "")
        rows.append(row)
    return rows


def _read(row: SheetRow, of: Field, text: str) -> None:
    try:
        row.values[of.name] = read_cell(of, text)
    except Unreadable as error:
        shown = f"{of.name} “{text[:40]}”" if text else of.name
        row.object_to(f"{shown}: {error.sentence}")


def require_right(rows: Sequence[SheetRow], further: Sequence[str] = (), *, code: StrEnum) -> None:
    """Raise Invalid with the first sentences about what is wrong in the file, and how many there are; nothing is taken in then."""
    wrong = [*(sentence for row in rows for sentence in row.wrong), *further]
    if not wrong:
        return
    said = "; ".join(wrong[:NAMED_AT_MOST])
    if len(wrong) > NAMED_AT_MOST:
        more = now_("and %(count)d more") % {"count": len(wrong) - NAMED_AT_MOST}
        said = f"{said}; {more}"
    raise Invalid(said, code=code, field="file")


def template(columns: Sequence[str], rows: Sequence[Sequence[Any]], kind: str, name: str) -> HttpResponse:
    """Return a file to fill in as a download. Raises Http404 for an unknown kind."""
    writers = {"csv": as_csv, "xlsx": as_xlsx}
    if kind not in writers:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    content = writers[kind]([list(columns), *(list(row) for row in rows)])
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)
