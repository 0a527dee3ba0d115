"""The files that finance sends in have templates; what is filled in is read back, from CSV and XLSX alike."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from accounts.actors import Actor
from billing.settlement.debts.actions import COLUMNS, Booked, book_file
from billing.settlement.debts.choices import DebtError
from billing.settlement.models import PaymentBatch, PaymentLine, Receivable
from billing.settlement.payments.answers import read_answers
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
