"""Statements on pages, on paper and in the API."""

import io
from dataclasses import asdict
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from openpyxl import load_workbook

from accounts.actors import Actor
from accounts.keys import make_key
from billing.settlement.actions import confirm_statement
from billing.settlement.checklist import checklist
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
from billing.settlement.invoicing.actions import accept_invoice
from billing.settlement.models import Offset, PaymentBatch, Statement
from billing.settlement.offsets.actions import confirm_offset, request_offset
from billing.settlement.offsets.choices import Party
from billing.settlement.papers import KIND, statement_pdf
from billing.settlement.payments.actions import collect_batch
from billing.settlement.selectors import reconciliation
from common.clock import today
from common.documents import verification_token
from common.errors import NotAllowed
from common.pages import Card
from tenants.registry.models import Station
from tests.builders.ledger import claim_posting
from tests.builders.settlement import (
    COMPANY,
    answer_file,
    answered,
    collected,
    confirmed,
    entered,
    issued,
    month_ago,
    owing,
    payable,
    speakers,
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


def test_the_rival_gets_404_for_every_page(
    station: Station, rival_station: Station, rival_manager: Actor, client_for: Any
) -> None:
    statement = issued(station.pk)
    browser = client_for(rival_manager)
    for tail in ("", "entries/", "pdf/", "xlsx/", "confirm/", "dispute/"):
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


def test_from_confirmation_to_payment_on_the_pages(
    station: Station, station_manager: Actor, finance: Actor, finance_lead: Actor, client_for: Any, at_office: Any
) -> None:
    with_bank_details()
    statement = issued(station.pk, 113_00)
    mine, theirs, second = client_for(station_manager), client_for(finance), client_for(finance_lead)
    root = f"/s/{station.code}/settlement"
    assert mine.post(f"{root}/{statement.pk}/confirm/").status_code == 302
    assert theirs.post(f"/settlement/{statement.pk}/carry/").status_code == 422
    assert theirs.post(f"/settlement/{statement.pk}/collect/").status_code == 422, "no invoice yet"
    form = mine.get(f"{root}/{statement.pk}/invoice/").content.decode()
    assert "上海浦东汽修有限公司" in form
    body = {
        "number": "1" * 20, "issued_on": str(today()), "net": "100.00", "tax_rate": "13.00", "tax": "13.00", "total": "113.01",
        "seller_name": "上海浦东汽修有限公司", "seller_tax_number": "91310115MA1H00001X",
        "buyer_name": settings.COMPANY["name"], "buyer_tax_number": settings.COMPANY["tax_number"],
    }  # fmt: skip
    assert mine.post(f"{root}/{statement.pk}/invoice/", body | {"number": "12"}).status_code == 422
    wrong = mine.post(f"{root}/{statement.pk}/invoice/", body)["Location"]
    office_wrong = wrong.removeprefix(f"/s/{station.code}")
    assert "¥0.01" in theirs.get(office_wrong).content.decode()
    refused = theirs.post(f"{office_wrong}accept/")
    assert refused.status_code == 422
    assert "¥113.01" in refused.content.decode()
    assert theirs.post(f"{office_wrong}refuse/", {"reason": "one fen too much"}).status_code == 302
    right = mine.post(f"{root}/{statement.pk}/invoice/", body | {"total": "113.00"})["Location"]
    assert theirs.post(f"{right.removeprefix(f'/s/{station.code}')}accept/").status_code == 302
    assert "one fen too much" in mine.get(wrong).content.decode()
    listed = theirs.post("/settlement/?status=confirmed", {"bulk": "0", "ids": [str(statement.pk)], "confirmed": "1"})
    assert listed.status_code == 302
    with at_office():
        batch = PaymentBatch.objects.get()
    address = f"/settlement/batches/{batch.pk}"
    assert batch.number in theirs.get("/settlement/batches/").content.decode()
    assert theirs.get(f"{address}/csv/").status_code == 409, "nothing to send before the release"
    assert f"{address}/release/" not in theirs.get(f"{address}/").content.decode(), "not for who made it"
    assert f"{address}/release/" in second.get(f"{address}/").content.decode()
    assert second.get(f"{address}/release/").status_code == 200
    assert second.post(f"{address}/release/").status_code == 302
    sent = theirs.get(f"{address}/csv/").content.decode()
    assert "TOTAL,113.00,CNY,1" in sent
    assert theirs.get(f"{address}/xml/")["Content-Type"] == "application/xml"
    with at_office():
        answer = SimpleUploadedFile("answer.csv", answer_file(batch))
    assert theirs.post(f"{address}/answer/", {"file": answer}).status_code == 302
    assert "answer.csv" in theirs.get(f"{address}/").content.decode()
    assert f"B-{batch.number}-0001" in mine.get(f"{root}/{statement.pk}/").content.decode()


def test_a_release_asks_for_the_password_again(
    station: Station, finance_lead: Actor, client_for: Any, at_office: Any
) -> None:
    batch = collected(payable(station))
    user = finance_lead.user
    user.set_password("a long enough riddle")
    user.save(update_fields=["password"])
    browser = client_for(finance_lead)
    address = f"/settlement/batches/{batch.pk}/release/"
    for answer in (browser.get(address), browser.post(address)):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/reauthenticate/?next=")
    with at_office():
        assert PaymentBatch.objects.get().status == "draft"
    again = browser.post(f"/accounts/reauthenticate/?next={address}", {"password": "a long enough riddle"})
    assert again["Location"] == address
    assert browser.post(address).status_code == 302
    with at_office():
        assert PaymentBatch.objects.get().status == "released"


def test_five_people_confirm_an_offset_on_their_pages(
    station: Station, station_manager: Actor, finance: Actor, client_for: Any, at_office: Any
) -> None:
    claim_posting(station.pk, 10_000)
    office = client_for(finance)
    assert office.get("/settlement/debts/book/").status_code == 200
    body = {
        "station": str(station.pk),
        "debt": "parts",
        "document_number": "P-9",
        "document_on": "2026-11-01",
        "amount": "60.00",
    }
    document = office.post("/settlement/debts/book/", body)["Location"]
    assert "P-9" in office.get(document).content.decode()
    assert "¥60.00" in office.get("/settlement/debts/").content.decode()
    root = f"/s/{station.code}/settlement"
    mine = client_for(station_manager)
    for page in ("debts/", "debts/entries/", "debts/documents/"):
        assert "¥60.00" in mine.get(f"{root}/{page}").content.decode(), page
    assert "≤ ¥60.00" in mine.get(f"{root}/offsets/request/").content.decode()
    assert mine.post(f"{root}/offsets/request/", {"debt": "parts", "amount": "60.01"}).status_code == 422
    offset = mine.post(f"{root}/offsets/request/", {"debt": "parts", "amount": "60.00"})["Location"]
    at_head = offset.removeprefix(f"/s/{station.code}")
    for party, person in speakers().items():
        browser, address = client_for(person), offset if person.is_station else at_head
        assert f"{address}confirm/" in browser.get(address).content.decode(), party
        assert browser.get(f"{address}confirm/").status_code == 200
        assert browser.post(f"{address}confirm/", {"party": party}).status_code == 302, party
    with at_office():
        assert Offset.objects.get().status == "posted"
    assert "¥0.00" in mine.get(f"{root}/debts/").content.decode()


def test_an_offset_is_refused_and_withdrawn_on_the_pages(
    station: Station, station_manager: Actor, finance: Actor, parts_sales: Actor, client_for: Any
) -> None:
    claim_posting(station.pk, 10_000)
    owing(station.pk, 6_000)
    office = client_for(finance)
    body = {"station": str(station.pk), "debt": "parts", "amount": "1.00"}
    first = office.post("/settlement/offsets/request/", body)["Location"]
    second = office.post("/settlement/offsets/request/", body)["Location"]
    seller = client_for(parts_sales)
    assert seller.get(f"{first}refuse/").status_code == 200
    assert seller.post(f"{first}refuse/", {"party": "parts_sales", "reason": "goods returned"}).status_code == 302
    assert "goods returned" in office.get(first).content.decode()
    assert seller.post(f"{second}confirm/", {"party": "finance"}).status_code == 422
    assert client_for(station_manager).post(f"/s/{station.code}{second}withdraw/").status_code == 302


def test_bank_details_from_the_pages(station: Station, station_manager: Actor, finance: Actor, client_for: Any) -> None:
    mine, office = client_for(station_manager), client_for(finance)
    root = f"/s/{station.code}/settlement/bank-details/"
    body = {**asdict(COMPANY), "account_number": "6222 0000 1111 2222", "reason": "agreement"}
    proposed = mine.post(f"{root}propose/", body)["Location"]
    at_head = proposed.removeprefix(f"/s/{station.code}")
    assert "6222000011112222" in office.get(at_head).content.decode()
    assert "****2222" in office.get("/settlement/bank-details/").content.decode()
    assert office.post(f"{at_head}approve/").status_code == 302
    assert COMPANY.company_name in mine.get(f"{root}propose/").content.decode(), "what is in force is filled in"
    second = mine.post(f"{root}propose/", body)["Location"].removeprefix(f"/s/{station.code}")
    assert office.post(f"{second}refuse/", {"reason": "the same"}).status_code == 302


def test_a_file_of_deliveries_from_the_page(station: Station, finance: Actor, client_for: Any) -> None:
    office = client_for(finance)
    assert office.get("/settlement/debts/file/").status_code == 200
    wrong = SimpleUploadedFile("d.csv", b"station,debt,document,date,amount\nSHA99,parts,A,2026-11-01,5\n")
    answer = office.post("/settlement/debts/file/", {"file": wrong})
    assert answer.status_code == 422
    assert "SHA99" in answer.content.decode()
    good = SimpleUploadedFile("d.csv", b"station,debt,document,date,amount\nSHA01,parts,A-77,2026-11-01,5\n")
    assert "A-77" in office.post("/settlement/debts/file/", {"file": good}, follow=True).content.decode()


def test_a_batch_is_emptied_and_cancelled_on_the_pages(
    station: Station, rival_station: Station, finance: Actor, client_for: Any, at_office: Any
) -> None:
    batch = collected(payable(station), payable(rival_station))
    office = client_for(finance)
    address = f"/settlement/batches/{batch.pk}/"
    with at_office():
        line = batch.lines.first()
    assert line is not None
    assert f"/settlement/payments/{line.pk}/drop/" in office.get(address).content.decode()
    assert office.get(f"/settlement/payments/{line.pk}/drop/").status_code == 200
    assert office.post(f"/settlement/payments/{line.pk}/drop/").status_code == 302
    assert office.post(f"{address}cancel/").status_code == 302


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


def send(browser: Any, address: str, body: dict[str, Any], status: int = 200, station: str = "") -> Any:
    answer = browser.post(
        f"/api/v1/{address}",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": str(hash(f"{address}{body}")), "X-Station": station},
    )
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_the_api_walks_from_the_close_to_the_bank(
    station: Station, station_manager: Actor, finance: Actor, finance_lead: Actor, client_for: Any
) -> None:
    claim_posting(station.pk, 2_500, on=month_ago())
    office, lead, mine, here = client_for(finance), client_for(finance_lead), client_for(station_manager), station.code
    made = send(office, "statements", {"station": station.public_id, "month": month_ago().strftime("%Y-%m")}, 201)
    key = made["id"]
    assert made["closing"]["amount_minor"] == 2_500
    lines = mine.get("/api/v1/statement-entries", headers={"X-Station": here}).json()["data"]
    assert [one["amount"]["amount_minor"] for one in lines] == [2_500]
    raised = send(mine, f"statement-entries/{lines[0]['id']}/dispute", {"reason": "?"}, station=here)
    whole = send(mine, f"statements/{key}/dispute", {"reason": "??"}, station=here)
    for one in (raised, whole):
        answer = send(office, f"disputes/{one['id']}/answer", {"granted": False, "answer": "!"})
        assert answer["status"] == "explained"
    assert send(mine, f"statements/{key}/confirm", {}, station=here)["status"] == "confirmed"
    send(office, f"statements/{key}/carry-forward", {}, 422)
    details = send(mine, "bank-details", {**asdict(COMPANY), "reason": "new"}, 201, here)
    assert send(office, f"bank-details/{details['id']}/approve", {})["status"] == "approved"
    money = {"currency": "CNY"}
    body = {
        "statement": key, "number": "5" * 20, "issued_on": str(today()), "net": {"amount_minor": 2_500, **money}, "tax_rate": "0.00",
        "tax": {"amount_minor": 0, **money}, "total": {"amount_minor": 2_500, **money}, "seller_name": COMPANY.company_name,
        "seller_tax_number": COMPANY.tax_number, "buyer_name": settings.COMPANY["name"], "buyer_tax_number": "WRONG",
    }  # fmt: skip
    wrong = send(mine, "station-invoices", body, 201, here)
    assert [one["kind"] for one in wrong["differences"]] == ["buyer_number"]
    assert send(office, f"station-invoices/{wrong['id']}/accept", {}, 422)["code"] == "invoice.differences"
    send(office, f"station-invoices/{wrong['id']}/refuse", {"reason": "the buyer's number"})
    right = send(mine, "station-invoices", body | {"buyer_tax_number": settings.COMPANY["tax_number"]}, 201, here)
    assert send(office, f"station-invoices/{right['id']}/accept", {})["status"] == "accepted"
    batch = send(office, "payment-batches", {"statements": [key]}, 201)
    assert (batch["payments"], batch["total"]["amount_minor"]) == (1, 2_500)
    send(office, f"payment-batches/{batch['id']}/release", {}, 403)
    assert send(lead, f"payment-batches/{batch['id']}/release", {})["status"] == "released"
    assert "TOTAL,25.00" in send(office, f"payment-batches/{batch['id']}/bank-file", {})["content"]
    told = f"reference,result,reason,bank_reference\n{batch['number']}-0001,accepted,,B\n"
    read = send(office, f"payment-batches/{batch['id']}/answer", {"name": "a.csv", "content": told})
    assert read == {"accepted": 1, "rejected": 0, "repeated": 0, "job": None}
    assert mine.get(f"/api/v1/statements/{key}", headers={"X-Station": here}).json()["status"] == "paid"
    payments = mine.get("/api/v1/payments", headers={"X-Station": here}).json()["data"]
    assert [one["status"] for one in payments] == ["paid"]


def test_the_api_walks_an_offset(station: Station, station_manager: Actor, finance: Actor, client_for: Any) -> None:
    claim_posting(station.pk, 2_500)
    office, mine, here = client_for(finance), client_for(station_manager), station.code
    owed = {"amount_minor": 900, "currency": "CNY"}
    delivery = {
        "station": station.public_id,
        "debt": "parts",
        "document_number": "D-1",
        "document_on": "2026-11-02",
        "amount": owed,
    }
    assert send(office, "receivables", delivery, 201)["amount"] == owed
    send(office, "offsets", {"debt": "parts", "amount": owed}, 422)
    first = send(mine, "offsets", {"debt": "parts", "amount": owed}, 201, here)
    assert send(mine, f"offsets/{first['id']}/withdraw", {}, station=here)["status"] == "withdrawn"
    second = send(office, "offsets", {"station": station.public_id, "debt": "parts", "amount": owed}, 201)
    send(office, f"offsets/{second['id']}/confirm", {"party": "parts_sales"}, 403)
    for party, person in speakers().items():
        code = here if person.is_station else ""
        answer = send(client_for(person), f"offsets/{second['id']}/confirm", {"party": party}, station=code)
        assert party in answer["parties"]
    assert answer["status"] == "posted"
    again = {"station": station.public_id, "debt": "parts", "amount": {**owed, "amount_minor": 1}}
    third = send(office, "offsets", again, 422)
    assert third["code"] == "offset.over_debt"


def test_a_key_does_not_release_money(station: Station, finance_lead: Actor, client: Any) -> None:
    batch = collected(payable(station))
    _row, text = make_key(finance_lead.user, label="t", station_id=None, station_code="")
    answer = client.post(
        f"/api/v1/payment-batches/{batch.public_id}/release", {}, content_type="application/json",
        headers={"Authorization": f"Bearer {text}", "Idempotency-Key": "r"},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (403, "step_up_needed")
