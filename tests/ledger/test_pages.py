"""The ledger's pages and its API, for finance alone."""

from typing import Any

import pytest
from django.test import Client

from accounts.actors import Actor
from billing.ledger.actions import request_correction
from billing.ledger.choices import AccountKind
from billing.ledger.desk import find_transactions, to_decide
from billing.ledger.models import Transaction
from billing.ledger.posting import account, reverse
from billing.ledger.sources import source_page, source_url
from tenants.registry.models import Station
from tests.builders.ledger import CLAIMS, claim_posting

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(finance: Actor, client_for: Any) -> Client:
    found: Client = client_for(finance)
    return found


def test_the_lists_show_what_was_posted(browser: Client, station: Station) -> None:
    claim_posting(station.pk, 123_456)
    assert "CLM-TEST-123456" in browser.get("/ledger/").content.decode()
    assert "¥1,234.56" in browser.get("/ledger/entries/").content.decode()
    assert "-¥1,234.56" in browser.get("/ledger/accounts/?q=SHA01").content.decode()


def test_an_account_shows_balance_and_entries(browser: Client, station: Station) -> None:
    claim_posting(station.pk, 5_000)
    page = browser.get(account(AccountKind.STATION_PAYABLE, station.pk).get_absolute_url()).content.decode()
    assert "-¥50.00" in page
    assert "CLM-TEST-5000" in page


def test_a_transaction_shows_its_entries_and_correction(browser: Client, station: Station) -> None:
    row = claim_posting(station.pk, 5_000)
    assert "¥50.00" in browser.get(row.get_absolute_url()).content.decode()
    contra = reverse(row, "typing error", acting_user=CLAIMS)
    assert contra.get_absolute_url() in browser.get(row.get_absolute_url()).content.decode()
    assert "typing error" in browser.get(contra.get_absolute_url()).content.decode()


def test_two_people_correct_from_the_pages(
    browser: Client, finance_lead: Actor, station: Station, client_for: Any, at_office: Any
) -> None:
    row = claim_posting(station.pk)
    assert browser.get(f"{row.get_absolute_url()}correct/").status_code == 200
    asked = browser.post(f"{row.get_absolute_url()}correct/", {"reason": "typing error"})["Location"]
    assert "typing error" in browser.get("/ledger/corrections/").content.decode()
    assert f"{asked}approve/" not in browser.get(asked).content.decode(), "who asked has no button"
    assert browser.post(f"{asked}approve/").status_code == 403
    second = client_for(finance_lead)
    assert f"{asked}approve/" in second.get(asked).content.decode()
    assert second.get(f"{asked}refuse/").status_code == 200
    assert second.post(f"{asked}approve/").status_code == 302
    with at_office():
        assert Transaction.objects.filter(reverses=row).exists()


def test_a_refusal_from_the_page(browser: Client, finance_lead: Actor, station: Station, client_for: Any) -> None:
    row = claim_posting(station.pk)
    asked = browser.post(f"{row.get_absolute_url()}correct/", {"reason": "typing error"})["Location"]
    assert asked in browser.get(row.get_absolute_url()).content.decode()
    assert client_for(finance_lead).post(f"{asked}refuse/", {"reason": "it is right"}).status_code == 302
    assert "it is right" in browser.get(asked).content.decode()


def test_the_second_person_sees_it_on_the_home_page(
    station: Station, finance: Actor, finance_lead: Actor, acting: Any
) -> None:
    row = claim_posting(station.pk)
    with acting(finance):
        request_correction(row.pk, acting_user=finance, reason="x")
        assert to_decide(finance) is None
    with acting(finance_lead):
        card = to_decide(finance_lead)
        assert card is not None
        assert card.number == 1


def test_the_palette_finds_a_transaction(station: Station, finance: Actor, station_manager: Actor, acting: Any) -> None:
    row = claim_posting(station.pk, 777)
    with acting(finance):
        assert [hit.label for hit in find_transactions(finance, "TEST-777")] == [row.description]


def test_a_transaction_leads_to_the_record_behind_it(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("billing.ledger.sources._pages", {})
    row = claim_posting(station.pk)
    assert source_url(row) == ""
    source_page("claim", "ledger:account")
    assert source_url(row) == f"/ledger/accounts/{row.reference}/"
    source_page("claim", "nowhere:detail")
    assert source_url(row) == ""


@pytest.mark.parametrize("address", ["/ledger/", "/ledger/accounts/", "/ledger/entries/"])
def test_a_dispatcher_has_no_business_here(address: str, dispatcher: Actor, client_for: Any) -> None:
    assert client_for(dispatcher).get(address).status_code == 403


def test_the_api_lists_and_corrects(browser: Client, finance_lead: Actor, station: Station, client_for: Any) -> None:
    row = claim_posting(station.pk, 900)
    listed = browser.get("/api/v1/ledger/transactions").json()["data"]
    assert [one["id"] for one in listed] == [row.public_id]
    entries = browser.get("/api/v1/ledger/entries").json()["data"]
    assert sum(one["amount"]["amount_minor"] for one in entries) == 0
    balances = browser.get("/api/v1/ledger/accounts").json()["data"]
    assert {one["balance"]["amount_minor"] for one in balances} == {900, -900}
    lead = client_for(finance_lead)
    asked = send(browser, f"transactions/{row.public_id}/correct", {"reason": "double"})
    assert (asked["transaction"], asked["status"]) == (row.public_id, "requested")
    assert send(browser, f"corrections/{asked['id']}/approve", {}, status=403)
    assert send(lead, f"corrections/{asked['id']}/approve", {})["status"] == "posted"
    other = send(browser, f"transactions/{claim_posting(station.pk).public_id}/correct", {"reason": "double"})
    assert send(lead, f"corrections/{other['id']}/refuse", {"reason": "no"})["answer"] == "no"
    assert len(lead.get("/api/v1/ledger/corrections?status=posted").json()["data"]) == 1


def send(client: Client, address: str, body: dict[str, str], status: int = 200) -> Any:
    answer = client.post(
        f"/api/v1/ledger/{address}", body, content_type="application/json", headers={"Idempotency-Key": address}
    )
    assert answer.status_code == status, answer.content
    return answer.json()
