"""Files that finance sends in, by the names in their first line: CSV, or the first sheet of an XLSX; and the templates for them."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import Http404, HttpResponse

from common.imports.reading import ZIP, read_table
from common.pages.exports import TYPES, as_csv, as_xlsx


def is_sheet(content: bytes) -> bool:
    """Whether the file is an XLSX, whatever its name says."""
    return content.startswith(ZIP)


def rows_of_sheet(content: bytes) -> list[tuple[int, dict[str, str]]]:
    """Return the rows of an XLSX with their numbers, each by column. Raises Invalid for what is no table."""
    table = read_table(content)
    return [
        (number, dict(zip(table.columns, row, strict=True)))
        for number, row in zip(table.numbers, table.rows, strict=True)
    ]


def rows_of_text(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a CSV with their numbers, each by column."""
    yield from enumerate(csv.DictReader(io.StringIO(text)), start=2)


def template(columns: Sequence[str], rows: Sequence[Sequence[Any]], kind: str, name: str) -> HttpResponse:
    """Return a file to fill in as a download. Raises Http404 for an unknown kind."""
    writers = {"csv": as_csv, "xlsx": as_xlsx}
    if kind not in writers:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    content = writers[kind]([list(columns), *(list(row) for row in rows)])
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)
