"""Statements on pages and on paper. The money that follows is in `test_money_pages.py`, the API in `test_api.py`."""

import io
from typing import Any

import pytest
from django.utils import translation
from openpyxl import load_workbook

from accounts.actors import Actor
from billing.settlement.actions import confirm_statement
from billing.settlement.checklist import checklist
from billing.settlement.choices import SummedFigure
from billing.settlement.debts.choices import Debt
from billing.settlement.desk import (
    batches_to_release,
    find_invoices,
    find_statements,
    invoices_to_check,
    offsets_to_confirm,
    to_confirm,
    to_settle,
)
from billing.settlement.figures import due_minor, entries_behind, sum_behind
from billing.settlement.invoicing.actions import accept_invoice
from billing.settlement.models import Offset, Statement
from billing.settlement.offsets.actions import confirm_offset, request_offset
from billing.settlement.offsets.choices import Party
from billing.settlement.papers import KIND, statement_pdf
from billing.settlement.payments.actions import collect_batch
from billing.settlement.selectors import reconciliation
from common.documents import verification_token
from common.errors import NotAllowed
from common.money import format_minor
from common.pages import Card
from tenants.registry.models import Station
from tests.builders.ledger import claim_posting
from tests.builders.settlement import (
    answered,
    confirmed,
    entered,
    issued,
    month_ago,
    owing,
    payable,
    released,
    with_bank_details,
)

pytestmark = pytest.mark.django_db


def test_the_station_sees_its_statement_and_confirms(
    station: Station, station_manager: Actor, client_for: Any, at_office: Any
) -> None:
    statement = issued(station.pk, 123_450)
    browser = client_for(station_manager)
    root = f"/s/{station.code}/settlement"
    assert statement.number in browser.get(f"{root}/").content.decode()
    page = browser.get(f"{root}/{statement.pk}/").content.decode()
    assert "¥1,234.50" in page
    assert "kind=claim" in page
    assert "CLM-TEST-123450" in browser.get(f"{root}/{statement.pk}/entries/?kind=claim").content.decode()
    assert "CLM-TEST" not in browser.get(f"{root}/{statement.pk}/entries/?kind=rescue").content.decode()
    assert browser.get(f"{root}/{statement.pk}/confirm/").status_code == 200
    assert browser.post(f"{root}/{statement.pk}/confirm/").status_code == 302
    with at_office():
        assert Statement.objects.get().status == "confirmed"


def test_each_figure_of_a_statement_opens_its_entries(
    station: Station, station_manager: Actor, finance: Actor, client_for: Any, acting: Any
) -> None:
    issued(station.pk, 50_000, period=month_ago(2))
    statement = issued(station.pk, 123_450)
    browser, root = client_for(station_manager), f"/s/{station.code}/settlement/{statement.pk}"
    page = browser.get(f"{root}/").content.decode()
    both = {"CLM-TEST-50000", "CLM-TEST-123450"}
    wanted: dict[str, tuple[int, set[str]]] = {
        "opening": (50_000, {"CLM-TEST-50000"}),
        "closing": (173_450, both),
        "due": (173_450, both),
        "services": (123_450, {"CLM-TEST-123450"}),
    }
    for name, (minor, listed) in wanted.items():
        assert f'href="{root}/{name}/"' in page, name
        shown = browser.get(f"{root}/{name}/").content.decode()
        assert format_minor(minor) in shown, name
        assert {one for one in both if one in shown} == listed, name
        with acting(finance):
            entries = entries_behind(statement, SummedFigure(name))
            assert sum(entry.credit_minor for entry in entries) == minor


def test_what_is_due_is_the_sum_of_what_came_and_went(station: Station, finance: Actor, acting: Any) -> None:
    statement = payable(station, 10_000)
    released(statement)
    with acting(finance):
        assert due_minor(statement) == sum_behind(statement, SummedFigure.DUE) == 0
        assert entries_behind(statement, SummedFigure.DUE).count() == 2


def test_the_rival_gets_404_for_every_page(
    station: Station, rival_station: Station, rival_manager: Actor, client_for: Any
) -> None:
    statement = issued(station.pk)
    browser = client_for(rival_manager)
    for tail in ("", "entries/", "opening/", "closing/", "due/", "services/", "pdf/", "xlsx/", "confirm/", "dispute/"):
        assert browser.get(f"/s/{rival_station.code}/settlement/{statement.pk}/{tail}").status_code == 404, tail
    assert browser.get(f"/s/{station.code}/settlement/").status_code == 404


def test_a_line_is_disputed_and_answered_from_the_pages(
    station: Station, station_manager: Actor, finance: Actor, client_for: Any, at_office: Any
) -> None:
    statement = issued(station.pk)
    mine, theirs = client_for(station_manager), client_for(finance)
    root = f"/s/{station.code}/settlement"
    with at_office():
        line = statement.lines.get()
    assert f"/entries/{line.pk}/dispute/" in mine.get(f"{root}/{statement.pk}/entries/").content.decode()
    assert mine.get(f"{root}/entries/{line.pk}/dispute/").status_code == 200
    assert mine.post(f"{root}/entries/{line.pk}/dispute/", {"reason": "too little"}).status_code == 302
    assert mine.post(f"{root}/{statement.pk}/confirm/").status_code == 409
    page = theirs.get(f"/settlement/{statement.pk}/").content.decode()
    assert "too little" in page
    with at_office():
        dispute = statement.disputes.get()
    assert f"/settlement/disputes/{dispute.pk}/answer/" in page
    assert theirs.get(f"/settlement/disputes/{dispute.pk}/answer/").status_code == 200
    body = {"granted": "yes", "answer": "entered twice"}
    assert theirs.post(f"/settlement/disputes/{dispute.pk}/answer/", body).status_code == 302
    assert "entered twice" in mine.get(f"{root}/{statement.pk}/").content.decode()
    assert mine.post(f"{root}/{statement.pk}/dispute/", {"reason": "one is missing"}).status_code == 302


def test_the_checklist_counts_what_is_open(
    station: Station, rival_station: Station, finance: Actor, acting: Any, client_for: Any
) -> None:
    claim_posting(rival_station.pk, on=month_ago())
    confirmed(station)
    with acting(finance):
        numbers = [point.number for point in checklist(finance)]
        assert numbers == [1, 0, 0, 0, 1, 0, 0, 0, 0]
    assert client_for(finance).get("/settlement/checklist/").status_code == 200


def test_finance_closes_a_month_from_the_page(
    station: Station, finance: Actor, client_for: Any, at_office: Any
) -> None:
    earlier = issued(station.pk, 1_100, period=month_ago(2))
    claim_posting(station.pk, 4_200, on=month_ago())
    browser = client_for(finance)
    assert "CLM-TEST-4200" in browser.get("/settlement/open/").content.decode()
    assert browser.get("/settlement/close/").status_code == 200
    assert browser.post("/settlement/close/", {"month": "soon"}).status_code == 422
    assert browser.post("/settlement/close/", {"month": month_ago(0).strftime("%Y-%m")}).status_code == 422
    answer = browser.post("/settlement/close/", {"month": month_ago().strftime("%Y-%m")})
    assert answer.status_code == 302
    shown = browser.get(answer["Location"]).content.decode()
    assert "¥42.00" in shown and earlier.number not in shown


def test_reconciliation_shows_no_difference(
    station: Station, rival_station: Station, finance: Actor, client_for: Any, acting: Any
) -> None:
    issued(station.pk, 1_000)
    claim_posting(rival_station.pk, 77)
    with acting(finance):
        rows = {row.station.code: row for row in reconciliation(finance)}
        assert [rows[one.code].difference_minor for one in (station, rival_station)] == [0, 0]
        assert (rows[station.code].statements_minor, rows[rival_station.code].open_minor) == (1_000, 77)
    page = client_for(finance).get("/settlement/reconciliation/").content.decode()
    assert "¥10.77" in page
    assert 'data-tone="good"' in page


def test_a_station_does_not_reconcile_the_fleet(station_manager: Actor, acting: Any) -> None:
    with acting(station_manager), pytest.raises(NotAllowed):
        reconciliation(station_manager)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pdf_is_made_in_both_languages(language: str, station: Station, at_office: Any) -> None:
    with at_office(), translation.override(language):
        pdf = statement_pdf(issued(station.pk, 1_000, 2_000))
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) > 5_000


def test_the_papers_are_downloads(station: Station, station_cashier: Actor, client_for: Any) -> None:
    statement = issued(station.pk, 1_050, 2_000)
    browser = client_for(station_cashier)
    pdf = browser.get(f"/s/{station.code}/settlement/{statement.pk}/pdf/")
    assert pdf["Content-Type"] == "application/pdf"
    assert statement.number in pdf["Content-Disposition"]
    book = load_workbook(io.BytesIO(browser.get(f"/s/{station.code}/settlement/{statement.pk}/xlsx/").content))
    sheet: Any = book.active
    amounts = [row[3] for row in sheet.iter_rows(values_only=True) if row[4] == "CNY"]
    assert [str(one) for one in amounts] == ["10.5", "20"]


def test_the_qr_code_of_the_paper_is_checked_by_anybody(station: Station, client: Any) -> None:
    statement = issued(station.pk)
    page = client.get(f"/settlement/verify/{verification_token(KIND, statement.pk)}/")
    assert page.status_code == 200
    assert statement.number in page.content.decode()
    assert station.name not in page.content.decode()
    assert client.get("/settlement/verify/made-up.token/").status_code == 404


def test_home_and_search(
    station: Station, station_manager: Actor, finance: Actor, finance_lead: Actor, acting: Any
) -> None:
    statement = issued(station.pk)
    with acting(station_manager):
        assert to_confirm(station_manager).number == 1
        assert find_statements(station_manager, statement.number)[0].label == statement.number
    answered(statement, confirm_statement, station_manager, acting)
    with_bank_details()
    owing(station.pk, 100)
    invoice = entered(statement)
    with acting(station_manager):
        request_offset(station.pk, debt=Debt.PARTS, amount_minor=100, acting_user=station_manager)
    with acting(finance):
        assert to_settle(finance).number == 1
        assert number_of(invoices_to_check(finance)) == 1
        assert number_of(offsets_to_confirm(finance)) == 1
        assert find_invoices(finance, invoice.number[:8])[0].label == invoice.number
        accept_invoice(invoice.pk, acting_user=finance)
        confirm_offset(Offset.objects.get().pk, party=Party.FINANCE, acting_user=finance)
        assert offsets_to_confirm(finance) is None
        collect_batch([statement.pk], acting_user=finance)
        assert batches_to_release(finance) is None
    with acting(finance_lead):
        assert number_of(batches_to_release(finance_lead)) == 1


def number_of(card: Card | None) -> Any:
    assert card is not None
    return card.number
