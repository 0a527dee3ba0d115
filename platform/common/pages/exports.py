"""Lists as files: CSV that Excel reads, XLSX, JSON. Same filter and columns as on screen; no cell is ever a formula."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from common.pages.tables import RecordTable

EXPORT_CAP = 200_000
PIECE = 2_000  # rows that are held at a time
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def harmless(value: Any) -> Any:
    """Return a cell that no spreadsheet runs: text like a formula gets an apostrophe in front; numbers stay.

    Control characters, which come with what is pasted from elsewhere, are blanks: a workbook can't hold them.
    """
    if value is None or isinstance(value, (int, float, Decimal)):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub(" ", str(value))
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


class InPieces:
    """Rows that are read a piece at a time: a long list is never held whole."""

    def __init__(self, rows: Any) -> None:
        self.rows = rows

    def __iter__(self) -> Iterator[Any]:
        """Read them."""
        return iter(self.rows.iterator(chunk_size=PIECE) if isinstance(self.rows, QuerySet) else self.rows)


def rows_of(table: RecordTable) -> Iterator[list[Any]]:
    """Yield the header and then the values of the visible columns."""
    hidden = [column.name for column in table.columns.iterall() if not column.visible]
    return iter(table.as_values(exclude_columns=hidden))


def as_csv(rows: Iterable[list[Any]]) -> bytes:
    """Return CSV with a byte-order mark, by which Excel knows UTF-8."""
    text = io.StringIO()
    text.write(BOM)
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def as_xlsx(rows: Iterable[list[Any]]) -> bytes:
    """Return a workbook with one sheet and a bold, frozen header."""
    return as_book([("", rows)])


def as_book(sheets: Iterable[tuple[str, Iterable[list[Any]]]]) -> bytes:
    """Return a workbook of titled sheets, each with a bold, frozen header."""
    book = Workbook(write_only=True)
    for title, rows in sheets:
        sheet = book.create_sheet(_sheet_name(title, book.sheetnames))
        sheet.freeze_panes = "A2"
        for number, row in enumerate(rows):
            sheet.append([_cell(sheet, harmless(value), bold=number == 0) for value in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _sheet_name(title: str, taken: list[str]) -> str | None:
    """Return a name that a spreadsheet takes: 31 characters, none of `[]:*?/\\`, no two alike."""
    name = re.sub(r"[\[\]:*?/\\]", " ", title).strip()[:31]
    return f"{name[:27]} {len(taken) + 1}" if name in taken else name or None


def _cell(sheet: Any, value: Any, *, bold: bool) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def as_json(rows: Iterable[list[Any]], names: list[str]) -> bytes:
    """Return a list of objects whose keys are the column names."""
    records = [dict(zip(names, row, strict=True)) for row in list(rows)[1:]]
    return json.dumps(records, ensure_ascii=False, default=str, indent=1).encode()


def workbook(sheets: list[tuple[str, Iterable[list[Any]]]], name: str) -> HttpResponse:
    """Return titled sheets as a download; without any sheet one that is empty."""
    return _download(as_book(sheets or [("", [])]), "xlsx", name)


def export(table: RecordTable, kind: str, name: str) -> HttpResponse:
    """Return the table as a download. Raises Http404 for an unknown kind."""
    if kind not in TYPES:
        raise Http404
    rows = rows_of(table)
    ways: dict[str, Callable[[Iterable[list[Any]]], bytes]] = {
        "csv": as_csv,
        "xlsx": as_xlsx,
        "json": lambda r: as_json(r, table.shown()),
    }
    return _download(ways[kind](rows), kind, name)


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    stamp = timezone.localtime().strftime("%Y-%m-%d")
    disposition = f'attachment; filename="{name}-{stamp}.{kind}"'
    return HttpResponse(content, content_type=TYPES[kind], headers={"Content-Disposition": disposition})
