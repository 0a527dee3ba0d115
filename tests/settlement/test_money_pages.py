"""Invoices, payment batches, offsets, debts and bank details on their pages."""

from dataclasses import asdict
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actors import Actor
from billing.settlement.models import Offset, PaymentBatch
from common.clock import today
from tenants.registry.models import Station
from tests.builders.ledger import claim_posting
from tests.builders.settlement import (
    COMPANY,
    answer_file,
    collected,
    issued,
    owing,
    payable,
    speakers,
    with_bank_details,
)

pytestmark = pytest.mark.django_db


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


def test_bank_details_from_the_pages(
    station: Station, station_manager: Actor, finance: Actor, finance_lead: Actor, client_for: Any
) -> None:
    mine, office, lead = client_for(station_manager), client_for(finance), client_for(finance_lead)
    root = f"/s/{station.code}/settlement/bank-details/"
    body = {**asdict(COMPANY), "account_number": "6222 0000 1111 2222", "reason": "agreement"}
    proposed = mine.post(f"{root}propose/", body)["Location"]
    at_head = proposed.removeprefix(f"/s/{station.code}")
    assert "6222000011112222" in office.get(at_head).content.decode()
    assert "****2222" in office.get("/settlement/bank-details/").content.decode()
    assert "approve/" not in office.get(at_head).content.decode(), "nobody has called the station back yet"
    call = {"number": "400-000-0000", "person": "站长", "note": "账号已核实"}
    assert station.phone in lead.get(f"{at_head}call-back/").content.decode()
    assert lead.post(f"{at_head}call-back/", call).status_code == 302
    assert "approve/" not in lead.get(at_head).content.decode(), "who called does not approve"
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
