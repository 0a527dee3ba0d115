"""The files that finance sends in have templates; what is filled in is read back, from CSV and XLSX alike."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from openpyxl import load_workbook

from accounts.actors import Actor
from billing.settlement.debts.actions import COLUMNS, Booked, book_file
from billing.settlement.debts.choices import DebtError
from billing.settlement.models import PaymentBatch, PaymentLine, Receivable
from billing.settlement.payments.answers import read_answers, read_bank_answer
from billing.settlement.payments.choices import PaymentError
from common.errors import Invalid
from common.imports.reading import read_table
from common.pages.exports import as_xlsx
from tenants.registry.models import Station
from tests.builders.settlement import payable, released

pytestmark = pytest.mark.django_db
DELIVERIES = "/settlement/debts/file/"


def filled(content: bytes, rows: list[list[Any]]) -> bytes:
    """Return an XLSX as somebody saves it who has typed into the template: numbers as numbers."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_of_deliveries_is_read_as_it_comes(
    kind: str, station: Station, finance: Actor, client_for: Any, acting: Any
) -> None:
    client = client_for(finance)
    assert f"{DELIVERIES}template.{kind}" in client.get(DELIVERIES).content.decode()
    content = client.get(f"{DELIVERIES}template.{kind}").content
    assert tuple(read_table(content).columns) == COLUMNS
    with acting(finance):
        assert book_file(content, acting_user=finance) == Booked(1, 0)
        assert book_file(content, acting_user=finance) == Booked(0, 1)


def test_amounts_of_a_sheet_keep_their_cents(station: Station, finance: Actor, client_for: Any, at_office: Any) -> None:
    client = client_for(finance)
    rows = [["SHA01", "vehicle", "V-1", "2026-11-02", 123_456_789.12, None, None]]
    sheet = filled(client.get(f"{DELIVERIES}template.xlsx").content, rows)
    assert client.post(DELIVERIES, {"file": SimpleUploadedFile("d.xlsx", sheet)}).status_code == 302
    with at_office():
        assert Receivable.objects.get(document_number="V-1").amount_minor == 12_345_678_912


def test_a_wrong_row_of_a_sheet_is_named(station: Station, finance: Actor, acting: Any) -> None:
    rows = [
        list(COLUMNS),
        ["SHA01", "parts", "A", "2026-11-01", "1", "", ""],
        ["XXX99", "parts", "B", "2026-11-01", "1", "", ""],
    ]
    with acting(finance), pytest.raises(Invalid) as refusal:
        book_file(as_xlsx(rows), acting_user=finance)
    assert refusal.value.code == DebtError.FILE
    assert "3" in str(refusal.value.message)
    assert "XXX99" in str(refusal.value.message)


@pytest.fixture
def batch(station: Station, rival_station: Station) -> PaymentBatch:
    return released(payable(station, 10_000), payable(rival_station, 300))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_of_an_answer_names_each_payment(
    kind: str, batch: PaymentBatch, finance: Actor, client_for: Any, at_office: Any
) -> None:
    client, address = client_for(finance), f"/settlement/batches/{batch.pk}/answer/"
    assert f"{address}template.{kind}" in client.get(address).content.decode()
    table = read_table(client.get(f"{address}template.{kind}").content)
    with at_office():
        references = sorted(PaymentLine.objects.filter(batch=batch).values_list("reference", flat=True))
    assert [row[0] for row in table.rows] == references
    with pytest.raises(Invalid) as refusal:  # nothing is answered yet
        read_answers(client.get(f"{address}template.{kind}").content)
    assert refusal.value.code == PaymentError.FILE


def test_a_filled_sheet_pays(batch: PaymentBatch, finance: Actor, client_for: Any, at_office: Any) -> None:
    client, address = client_for(finance), f"/settlement/batches/{batch.pk}/answer/"
    content = client.get(f"{address}template.xlsx").content
    rows = [[row[0], "accepted", None, "ICBC-1"] for row in read_table(content).rows]
    answer = client.post(address, {"file": SimpleUploadedFile("a.xlsx", filled(content, rows))})
    assert answer.status_code == 302
    with at_office():
        assert set(PaymentLine.objects.values_list("status", flat=True)) == {"paid"}


@pytest.mark.parametrize("who", ["reviewer", "supplier_user", "finance_lead"])
def test_nobody_else_gets_the_templates(who: str, batch: PaymentBatch, client_for: Any, request: Any) -> None:
    client = client_for(request.getfixturevalue(who))
    assert client.get(f"{DELIVERIES}template.csv").status_code == 403
    assert client.get(f"/settlement/batches/{batch.pk}/answer/template.csv").status_code == 403


def test_another_kind_of_file_is_not_there(batch: PaymentBatch, finance: Actor, client_for: Any) -> None:
    client = client_for(finance)
    assert client.get(f"{DELIVERIES}template.pdf").status_code == 404
    assert client.get(f"/settlement/batches/{batch.pk}/answer/template.pdf").status_code == 404


# --- what banks and dealers' systems really send ----------------------------------------------------------------------------------


def sent(batch: PaymentBatch, at_office: Any) -> list[PaymentLine]:
    with at_office():
        return list(PaymentLine.objects.filter(batch=batch).order_by("reference"))


def test_a_chinese_banks_answer_pays(batch: PaymentBatch, finance: Actor, client_for: Any, at_office: Any) -> None:
    first, second = sent(batch, at_office)
    header = "付款参考号;处理结果;失败原因;银行流水号;金额"
    rows = f"{first.reference};成功;;ICBC-1;100.00\r\n{second.reference};失败;户名不符;ICBC-2;3.00\r\n"
    text = f"{header}\r\n{rows}"
    address = f"/settlement/batches/{batch.pk}/answer/"
    answer = client_for(finance).post(address, {"file": SimpleUploadedFile("a.csv", text.encode("gb18030"))})
    assert answer.status_code == 302
    paid, refused = sent(batch, at_office)
    assert (paid.status, paid.bank_reference) == ("paid", "ICBC-1")
    assert (refused.status, refused.rejection) == ("rejected", "户名不符")


def test_a_payment_that_the_bank_made_in_part_is_not_taken_as_made(
    batch: PaymentBatch, finance: Actor, acting: Any, at_office: Any
) -> None:
    first, second = sent(batch, at_office)
    text = f"reference,result,amount\n{first.reference},accepted,99.99\n{second.reference},accepted,3.00\n"
    with acting(finance), pytest.raises(Invalid) as refusal:
        read_bank_answer(batch.pk, text.encode(), name="a.csv", acting_user=finance)
    assert refusal.value.code == PaymentError.AMOUNT
    assert all(word in str(refusal.value.message) for word in (first.reference, "¥99.99", "¥100.00"))
    assert {one.status for one in sent(batch, at_office)} == {"sent"}


def test_a_file_without_a_column_is_told_once() -> None:
    with pytest.raises(Invalid) as refusal:
        read_answers(b"reference,outcome\nA,accepted\nB,accepted\n")
    assert refusal.value.code == PaymentError.FILE
    assert "result" in str(refusal.value.message)
    assert "2" not in str(refusal.value.message)


def test_deliveries_are_read_as_people_write_them(station: Station, finance: Actor, acting: Any) -> None:
    rows: list[list[Any]] = [
        ["服务站", "欠款", "单据号", "单据日期", "金额", "到期日"],
        ["SHA01", "配件", "A-1", "2026/11/1", "¥1,234.50", "2026年12月1日"],
        ["SHA01", "vehicle", "V-1", 46327, "3", ""],
    ]
    with acting(finance):
        assert book_file(as_xlsx(rows), acting_user=finance) == Booked(2, 0)
        found = Receivable.objects.order_by("document_number").values_list("amount_minor", "document_on", "due_on")
        assert list(found) == [(123_450, date(2026, 11, 1), date(2026, 12, 1)), (300, date(2026, 11, 1), None)]


def test_a_wrong_cell_is_named_in_the_readers_language(station: Station, finance: Actor, acting: Any) -> None:
    rows = [
        list(COLUMNS),
        ["SHA01", "parts", "A", "morgen", "1", "", ""],
        ["SHA01", "工具", "B", "2026-11-01", "1.005", "", ""],
    ]
    with acting(finance), override("zh-hans"), pytest.raises(Invalid) as refusal:
        book_file(as_xlsx(rows), acting_user=finance)
    said = str(refusal.value.message)
    assert all(word in said for word in ("morgen", "工具", "1.005", "2026-05-04")), said
    assert not any(word in said for word in ("Invalid", "valid Debt", "decimals")), said


def test_many_wrong_rows_are_counted() -> None:
    rows = [["reference", "result"], *([f"P-{number}", "maybe"] for number in range(25))]
    with override("en"), pytest.raises(Invalid) as refusal:
        read_answers(as_xlsx(rows))
    assert "and 5 more" in str(refusal.value.message)
