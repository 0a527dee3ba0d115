"""Reading a table out of a file: CSV in UTF-8 (with or without mark), UTF-16 with mark or GB18030, or the first sheet of an XLSX."""

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from common.errors import Invalid
from common.imports.choices import ImportFault
from common.text import Text

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 80 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS, MAX_CELL = 5_000, 100, 4_000
ZIP = b"PK\x03\x04"
DELIMITERS = ",;\t|"
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
PLAIN = ("utf-8", "gb18030")


@dataclass(frozen=True, slots=True)
class Table:
    """Headers and rows as text; rows are as long as the headers, empty ones are left out. `numbers` are the lines in the file."""

    columns: list[str]
    rows: list[list[str]]
    numbers: list[int]
    encoding: str


def read_table(content: bytes) -> Table:
    """Return the table in a file; its content decides what it is, not its name. Raises Invalid with a sentence."""
    if len(content) > MAX_BYTES:
        raise refused(ImportFault.TOO_LARGE, _("The file is larger than 5 MB. Split it."))
    lines, encoding = (_sheet(content), "xlsx") if content.startswith(ZIP) else _separated(content)
    return _table(lines, encoding)


def refused(code: ImportFault, sentence: Text) -> Invalid:
    """Return the refusal of a file."""
    return Invalid(sentence, code=code, field="file")


def _table(lines: list[list[str]], encoding: str) -> Table:
    filled = [(number, line) for number, line in enumerate(lines, start=1) if any(cell.strip() for cell in line)]
    if len(filled) < 2:
        raise refused(ImportFault.EMPTY, _("There is no row below the headers. The first line names the columns."))
    if len(filled) - 1 > MAX_ROWS:
        raise refused(ImportFault.TOO_MANY, _("At most 5,000 rows at once. Split the file."))
    columns = [cell.strip() for cell in filled[0][1]]
    while columns and not columns[-1]:
        columns.pop()
    width = len(columns)
    if not 0 < width <= MAX_COLUMNS:
        raise refused(ImportFault.NOT_A_TABLE, _("The first line names no columns, or more than 100."))
    rows = [[cell.strip()[:MAX_CELL] for cell in (line + [""] * width)[:width]] for _number, line in filled[1:]]
    return Table(columns, rows, [number for number, _line in filled[1:]], encoding)


def _separated(content: bytes) -> tuple[list[list[str]], str]:
    text, encoding = _decoded(content)
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)), encoding
    except csv.Error as error:
        raise refused(ImportFault.NOT_A_TABLE, _("This is no CSV file that we can read.")) from error


def _decoded(content: bytes) -> tuple[str, str]:
    marked = next((encoding for mark, encoding in MARKS if content.startswith(mark)), None)
    for encoding in (marked,) if marked else PLAIN:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    sentence = _("The characters of this file are neither UTF-8 nor GB18030. Save it as CSV (UTF-8) or XLSX.")
    raise refused(ImportFault.NOT_A_TABLE, sentence)


def _sheet(content: bytes) -> list[list[str]]:
    unreadable = refused(ImportFault.NOT_A_TABLE, _("This is no XLSX file that we can read."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MAX_UNPACKED:
                raise refused(ImportFault.TOO_LARGE, _("The file is larger than 5 MB. Split it."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS + 1, values_only=True)
        return [[_as_text(cell) for cell in row] for row in rows]
    except Invalid:
        raise
    except Exception as error:  # openpyxl raises whatever it stumbles over
        raise unreadable from error


def _as_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)  # as many digits as a spreadsheet keeps
