"""Chargebacks on pages and in the API: the suppliers' portal and head office's side."""

from typing import Any

import pytest

from accounts.actors import Actor
from billing.chargeback.desk import answers_due, find_chargebacks, to_answer, to_reinspect
from billing.chargeback.models import Chargeback, SupplierContract
from tenants.registry.models import Station
from tests.builders.chargeback import chargeback, part, supplier

pytestmark = pytest.mark.django_db


@pytest.fixture
def raised(station: Station) -> Chargeback:
    return chargeback(station.pk, 100_000, "80", finding="leaks at the piston seal")


def test_the_supplier_sees_its_own_without_the_station(
    raised: Chargeback, supplier_user: Actor, client_for: Any, station: Station
) -> None:
    browser = client_for(supplier_user)
    listed = browser.get("/chargeback/").content.decode()
    assert raised.number in listed
    detail = browser.get(f"/chargeback/{raised.pk}/").content.decode()
    assert "¥800.00" in detail
    assert "leaks at the piston seal" in detail
    assert station.name not in detail + listed


def test_the_supplier_accepts_from_the_page(
    raised: Chargeback, supplier_user: Actor, client_for: Any, at_office: Any
) -> None:
    browser = client_for(supplier_user)
    assert browser.get(f"/chargeback/{raised.pk}/accept/").status_code == 200
    assert browser.post(f"/chargeback/{raised.pk}/accept/").status_code == 302
    with at_office():
        assert Chargeback.objects.get().status == "accepted"


def test_dispute_and_reinspection_from_the_pages(
    raised: Chargeback, supplier_user: Actor, final_reviewer: Actor, finance: Actor, client_for: Any, at_office: Any
) -> None:
    address = f"/chargeback/{raised.pk}"
    assert client_for(supplier_user).post(f"{address}/dispute/", {"reason": "not our part"}).status_code == 302
    inspector = client_for(final_reviewer)
    step, result = (
        f"/oldparts/disputes/{raised.pk}/reinspect/",
        {"line": "1000", "verdict": "partly", "finding": "seal worn"},
    )
    assert inspector.get(step).status_code == 200
    assert inspector.post(step, result | {"due": "900"}).status_code == 422
    assert inspector.post(step, result | {"due": "300.50"}).status_code == 302
    payer = client_for(finance)
    assert payer.get(f"{address}/pay/").status_code == 200
    assert payer.post(f"{address}/pay/", {"bank_reference": "ICBC-1"}).status_code == 302
    assert "seal worn" in client_for(finance).get(f"{address}/").content.decode()
    with at_office():
        assert Chargeback.objects.get().status == "paid"


def test_the_statement_is_right_to_the_cent(
    raised: Chargeback, supplier_user: Actor, finance: Actor, client_for: Any
) -> None:
    own = client_for(supplier_user).get("/chargeback/statement/").content.decode()
    assert "¥800.00" in own
    theirs = client_for(finance).get(f"/chargeback/statement/{supplier().pk}/?month=2020-01").content.decode()
    assert "¥0.00" in theirs
    assert client_for(finance).get("/chargeback/statement/").status_code == 302
    assert client_for(supplier_user).get(f"/chargeback/statement/{supplier('S777').pk}/").status_code == 404


def test_recovery_is_summed_by_supplier(raised: Chargeback, finance: Actor, client_for: Any) -> None:
    page = client_for(finance).get("/chargeback/recovery/").content.decode()
    assert "S001" in page
    assert "¥800.00" in page


def test_a_contract_is_written_down_from_the_page(reviewer: Actor, client_for: Any) -> None:
    browser = client_for(reviewer)
    typed = {"number": "C-77", "supplier": supplier().pk, "share_percent": "55.5", "valid_from": "2026-01-01"}
    assert browser.get("/chargeback/contracts/new/").status_code == 200
    assert browser.post("/chargeback/contracts/new/", typed).status_code == 422
    assert browser.post("/chargeback/contracts/new/", typed | {"part_number": "none such"}).status_code == 422
    assert (
        browser.post("/chargeback/contracts/new/", typed | {"part_number": part().number, "cap": "12.50"}).status_code
        == 302
    )
    row = SupplierContract.objects.get()
    assert row.cap_minor == 1_250
    assert "C-77" in browser.get("/chargeback/contracts/").content.decode()
    assert "55.5 %" in browser.get(row.get_absolute_url()).content.decode()


def test_home_and_search(raised: Chargeback, supplier_user: Actor, final_reviewer: Actor, acting: Any) -> None:
    with acting(supplier_user):
        assert to_answer(supplier_user).number == 1
        assert raised.number in str(answers_due(supplier_user)[0].label)
        assert find_chargebacks(supplier_user, raised.number)[0].label == raised.number
    with acting(final_reviewer):
        assert to_reinspect(final_reviewer).number == 0


def test_the_api_answers_too(raised: Chargeback, supplier_user: Actor, reviewer: Actor, client_for: Any) -> None:
    browser = client_for(supplier_user)
    assert [one["id"] for one in browser.get("/api/v1/chargebacks").json()["data"]] == [raised.public_id]
    send = {"content_type": "application/json", "headers": {"Idempotency-Key": "a"}}
    answer = browser.post(f"/api/v1/chargebacks/{raised.public_id}/dispute", {"reason": "x"}, **send)
    assert answer.json()["status"] == "disputed", answer.content
    terms = {
        "number": "C-9", "supplier": supplier().public_id, "component": part().component.public_id,
        "share_percent": "10", "valid_from": "2026-01-01", "cap": {"amount_minor": 5},
    }  # fmt: skip
    made = client_for(reviewer).post("/api/v1/supplier-contracts", terms, **send)
    assert made.status_code == 201, made.content
    assert made.json()["cap"]["amount_minor"] == 5
