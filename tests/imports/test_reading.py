"""Files as people send them: what is read, and the sentence for what is not."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook

from common.errors import Invalid
from common.imports import reading
from common.imports.cells import Unreadable, read_cell
from common.imports.choices import ImportFault
from common.imports.importers import Field
from common.imports.reading import read_table

TEXT = "件号,名称\n6126,水泵\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.replace(",", "\t").encode("utf-16"), "utf-16"),
        (TEXT.replace(",", ";").encode(), "utf-8"),
    ],
)
def test_the_encoding_is_recognised(content: bytes, encoding: str) -> None:
    table = read_table(content)
    assert (table.encoding, table.columns, table.rows) == (encoding, ["件号", "名称"], [["6126", "水泵"]])


def test_a_sheet_is_read_with_its_dates_and_numbers() -> None:
    book, out = Workbook(), io.BytesIO()
    for row in (["documentId", "day", "hours", None], ["A", date(2026, 5, 4), 1.5, None], [None, None, None, None]):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(out)
    table = read_table(out.getvalue())
    assert (table.encoding, table.columns, table.rows) == (
        "xlsx",
        ["documentId", "day", "hours"],
        [["A", "2026-05-04", "1.5"]],
    )


def test_empty_lines_are_left_out_and_numbers_stay_those_of_the_file() -> None:
    table = read_table(b"a,b\n\n1,2\n,\n3\n")
    assert (table.rows, table.numbers) == ([["1", "2"], ["3", ""]], [3, 5])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", ImportFault.EMPTY),
        (b"a,b\n", ImportFault.EMPTY),
        (b"\x81\xff\x00\x00", ImportFault.NOT_A_TABLE),
        (b"PK\x03\x04broken", ImportFault.NOT_A_TABLE),
        (b"," * 120 + b"x\n1,2,3\n", ImportFault.NOT_A_TABLE),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, code: ImportFault) -> None:
    with pytest.raises(Invalid) as caught:
        read_table(content)
    assert caught.value.code == code


@pytest.mark.parametrize(("limit", "code"), [("MAX_BYTES", ImportFault.TOO_LARGE), ("MAX_ROWS", ImportFault.TOO_MANY)])
def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch, limit: str, code: ImportFault) -> None:
    monkeypatch.setattr(reading, limit, 1)
    with pytest.raises(Invalid) as caught:
        read_table(b"a\n1\n2\n")
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "'=SUM", "=SUM"),
        ("text", "'plain", "'plain"),
        ("whole", "45,210", 45210),
        ("whole", "１２", 12),
        ("decimal", "1.50", Decimal("1.50")),
        ("money", "¥1,234.50", 123450),
        ("date", "2026/5/4", date(2026, 5, 4)),
        ("date", "2026年5月4日", date(2026, 5, 4)),
        ("date", "2026-05-04 10:30:00", date(2026, 5, 4)),
        ("date", "46146", date(2026, 5, 4)),
        ("flag", "是", True),
        ("flag", "No", False),
        ("choice", "PART", "part"),
        ("choice", "配件", "part"),
        ("choice", "", None),
    ],
)
def test_a_cell_is_read(kind: str, text: str, value: Any) -> None:
    assert read_cell(Field("x", "x", kind, choices=[("part", "配件")]), text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("whole", "1.5"),
        ("whole", "-1"),
        ("decimal", "1.555"),
        ("decimal", "NaN"),
        ("money", "abc"),
        ("money", "1e30"),
        ("money", "1e9999999"),
        ("date", "2026-02-30"),
        ("date", "morgen"),
        ("flag", "vielleicht"),
        ("choice", "tyre"),
        ("text", "x" * 201),
    ],
)
def test_a_cell_that_can_not_be_read_says_why(kind: str, text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_cell(Field("x", "x", kind, choices=[("part", "配件")]), text)
    assert str(caught.value.sentence)


def test_a_needed_cell_is_missed() -> None:
    with pytest.raises(Unreadable):
        read_cell(Field("x", "x", required=True), " ")
