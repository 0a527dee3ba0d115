"""A chapter's tables as a workbook, and back: what was imported is shown in the form to be checked, never saved unseen."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from billing.policy.chapters import Chapter, Table
from billing.policy.choices import PolicyError
from billing.policy.forms import ROWS_AT_MOST, rows_of
from common.errors import Invalid
from common.pages.exports import harmless

ENCODINGS = ("utf-8-sig", "gb18030")
BYTES_AT_MOST = 5_000_000
Rows = Mapping[str, Sequence[Mapping[str, str]]]


def workbook_of(chapter: Chapter, content: Mapping[str, Any]) -> bytes:
    """Return a workbook with a sheet for each table; the first line names the fields."""
    book = Workbook(write_only=True)
    for within, table in chapter.every_table():
        sheet = book.create_sheet(table.name)
        names = [field.name for field in table.fields]
        sheet.append(names)
        for row in rows_of(table, within, content):
            sheet.append([harmless(row.get(name, "")) for name in names])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_sheets(chapter: Chapter, name: str, content: bytes) -> Rows:
    """Return the rows of the chapter's tables in an XLSX or CSV file. Raises Invalid for anything else, or a file without a table of it."""
    if len(content) > BYTES_AT_MOST:
        raise _unusable()
    grids = _grids_of_book(content) if name.lower().endswith(".xlsx") else [_grid_of_csv(content)]
    found: dict[str, list[dict[str, str]]] = {}
    for grid in grids:
        header = [str(cell).strip() for cell in grid[0]] if grid else []
        table = _table_for(chapter, header)
        if table is not None:
            found[table.name] = [_row(header, line) for line in grid[1:] if any(line)]
            if len(found[table.name]) > ROWS_AT_MOST:
                raise _too_many()
    if not found:
        raise _unusable()
    return found


def _table_for(chapter: Chapter, header: Sequence[str]) -> Table | None:
    for _within, table in chapter.every_table():
        if {field.name for field in table.fields} <= set(header):
            return table
    return None


def _row(header: Sequence[str], line: Sequence[str]) -> dict[str, str]:
    return dict(zip(header, (cell.removeprefix("'") for cell in line), strict=False))


def _grids_of_book(content: bytes) -> list[list[list[str]]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, OSError, KeyError, ValueError) as error:
        raise _unusable() from error
    return [[_texts(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets]


def _grid_of_csv(content: bytes) -> list[list[str]]:
    for encoding in ENCODINGS:
        try:
            return [_texts(row) for row in csv.reader(io.StringIO(content.decode(encoding)))]
        except (UnicodeDecodeError, csv.Error):
            continue
    raise _unusable()


def _texts(row: Iterable[Any]) -> list[str]:
    return ["" if cell is None else str(cell).strip() for cell in row]


def _too_many() -> Invalid:
    message = _("A table of the file has more than %(most)d rows. Nothing of it was taken.") % {"most": ROWS_AT_MOST}
    return Invalid(message, code=PolicyError.FILE, field="sheet")


def _unusable() -> Invalid:
    message = _("Choose an XLSX or CSV file whose first line names the fields, as the exported one does.")
    return Invalid(message, code=PolicyError.FILE, field="sheet")
