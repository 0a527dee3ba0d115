"""The ledger's pages and its API, for finance alone."""

from typing import Any

import pytest
from django.test import Client

from accounts.actors import Actor
from billing.ledger.choices import AccountKind
from billing.ledger.desk import find_transactions
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


def test_finance_corrects_from_the_page(browser: Client, station: Station, at_office: Any) -> None:
    row = claim_posting(station.pk)
    assert browser.get(f"{row.get_absolute_url()}correct/").status_code == 200
    answer = browser.post(f"{row.get_absolute_url()}correct/", {"reason": "typing error"})
    assert answer.status_code == 302
    with at_office():
        assert Transaction.objects.filter(reverses=row).exists()


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


def test_the_api_lists_and_corrects(browser: Client, station: Station) -> None:
    row = claim_posting(station.pk, 900)
    listed = browser.get("/api/v1/ledger/transactions").json()["data"]
    assert [one["id"] for one in listed] == [row.public_id]
    entries = browser.get("/api/v1/ledger/entries").json()["data"]
    assert sum(one["amount"]["amount_minor"] for one in entries) == 0
    balances = browser.get("/api/v1/ledger/accounts").json()["data"]
    assert {one["balance"]["amount_minor"] for one in balances} == {900, -900}
    answer = browser.post(
        f"/api/v1/ledger/transactions/{row.public_id}/correct",
        {"reason": "double"},
        content_type="application/json",
        headers={"Idempotency-Key": "k1"},
    )
    assert answer.status_code == 200, answer.content
    assert answer.json()["corrects"] == row.public_id
