"""Settlement in the API: from the close of a month to the bank's answer, and an offset."""

from dataclasses import asdict
from typing import Any

import pytest
from django.conf import settings

from accounts.actors import Actor
from accounts.keys import make_key
from common.clock import today
from tenants.registry.models import Station
from tests.builders.ledger import claim_posting
from tests.builders.settlement import (
    COMPANY,
    collected,
    month_ago,
    payable,
    speakers,
)

pytestmark = pytest.mark.django_db


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
    call = {"number": "400-000-0000", "person": "站长", "note": "已核实"}
    assert send(lead, f"bank-details/{details['id']}/call-back", call)["called_person"] == "站长"
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


def test_there_is_no_bank_file_before_the_release(station: Station, finance: Actor, client_for: Any) -> None:
    batch = collected(payable(station, 10_000))
    answer = send(client_for(finance), f"payment-batches/{batch.public_id}/bank-file", {}, 409)
    assert answer["code"] == "wrong_state"
