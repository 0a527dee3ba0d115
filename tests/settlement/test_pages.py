"""Statements on pages, on paper and in the API."""

import io
from typing import Any

import pytest
from django.utils import translation
from openpyxl import load_workbook

from accounts.actors import Actor
from billing.settlement.actions import confirm_statement
from billing.settlement.desk import find_statements, to_confirm, to_settle
from billing.settlement.models import Statement
from billing.settlement.papers import KIND, statement_pdf
from billing.settlement.selectors import reconciliation
from common.documents import verification_token
from common.errors import NotAllowed
from tenants.registry.models import Station
from tests.builders.ledger import claim_posting
from tests.builders.settlement import answered, issued, month_ago

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


def test_the_rival_gets_404_for_every_page(
    station: Station, rival_station: Station, rival_manager: Actor, client_for: Any
) -> None:
    statement = issued(station.pk)
    browser = client_for(rival_manager)
    for tail in ("", "entries/", "pdf/", "xlsx/", "confirm/", "dispute/"):
        assert browser.get(f"/s/{rival_station.code}/settlement/{statement.pk}/{tail}").status_code == 404, tail
    assert browser.get(f"/s/{station.code}/settlement/").status_code == 404


def test_dispute_answer_and_payment_from_the_pages(
    station: Station, station_manager: Actor, finance: Actor, client_for: Any, at_office: Any
) -> None:
    statement = issued(station.pk)
    mine, theirs = client_for(station_manager), client_for(finance)
    root = f"/s/{station.code}/settlement/{statement.pk}"
    assert mine.post(f"{root}/dispute/", {"reason": "too little"}).status_code == 302
    assert "too little" in theirs.get(f"/settlement/{statement.pk}/").content.decode()
    assert theirs.post(f"/settlement/{statement.pk}/answer/", {"reason": "see entry 3"}).status_code == 302
    assert mine.post(f"{root}/confirm/").status_code == 302
    assert theirs.post(f"/settlement/{statement.pk}/carry/").status_code == 422
    assert "¥100.00" in theirs.get(f"/settlement/{statement.pk}/pay/").content.decode()
    assert theirs.post(f"/settlement/{statement.pk}/pay/", {"bank_reference": "B-1"}).status_code == 302
    assert "B-1" in mine.get(f"{root}/").content.decode()


def test_finance_closes_a_month_from_the_page(
    station: Station, finance: Actor, client_for: Any, at_office: Any
) -> None:
    claim_posting(station.pk, 4_200, on=month_ago())
    browser = client_for(finance)
    assert "CLM-TEST-4200" in browser.get("/settlement/open/").content.decode()
    assert browser.get("/settlement/close/").status_code == 200
    assert browser.post("/settlement/close/", {"month": "soon"}).status_code == 422
    assert browser.post("/settlement/close/", {"month": month_ago(0).strftime("%Y-%m")}).status_code == 422
    answer = browser.post("/settlement/close/", {"month": month_ago().strftime("%Y-%m")})
    assert answer.status_code == 302
    assert "¥42.00" in browser.get(answer["Location"]).content.decode()


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


def test_home_and_search(station: Station, station_manager: Actor, finance: Actor, acting: Any) -> None:
    statement = issued(station.pk)
    with acting(station_manager):
        assert to_confirm(station_manager).number == 1
        assert find_statements(station_manager, statement.number)[0].label == statement.number
    answered(statement, confirm_statement, station_manager, acting)
    with acting(finance):
        assert to_settle(finance).number == 1


def test_the_api_walks_the_same_way(station: Station, station_manager: Actor, finance: Actor, client_for: Any) -> None:
    claim_posting(station.pk, 2_500, on=month_ago())
    office = client_for(finance)

    def send(browser: Any, address: str, body: dict[str, Any], key: str) -> Any:
        headers = {"Idempotency-Key": key, "X-Station": station.code if browser is mine else ""}
        return browser.post(f"/api/v1/{address}", body, content_type="application/json", headers=headers)

    mine = client_for(station_manager)
    made = send(office, "statements", {"station": station.public_id, "month": month_ago().strftime("%Y-%m")}, "1")
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    assert made.json()["closing"]["amount_minor"] == 2_500
    assert send(mine, f"statements/{key}/dispute", {"reason": "?"}, "2").json()["status"] == "disputed"
    assert send(office, f"statements/{key}/answer", {"reason": "!"}, "3").json()["status"] == "issued"
    assert send(mine, f"statements/{key}/confirm", {}, "4").json()["status"] == "confirmed"
    assert send(office, f"statements/{key}/carry-forward", {}, "5").status_code == 422
    assert send(office, f"statements/{key}/pay", {"bank_reference": "B"}, "6").json()["status"] == "paid"
    lines = mine.get("/api/v1/statement-entries", headers={"X-Station": station.code}).json()["data"]
    assert [one["amount"]["amount_minor"] for one in lines] == [2_500]
