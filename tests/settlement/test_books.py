"""Books that must say the same: sound ones agree, and each kind of damage is found by the page and by `verify_ledger`."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.ledger.verify import checks
from billing.settlement.books import PAIRS, compare_books
from billing.settlement.debts.choices import Debt
from billing.settlement.offsets.actions import confirm_offset, request_offset
from common.database.alias import OWNER
from common.errors import NotAllowed
from common.scope import for_office
from tenants.registry.models import Station
from tests.builders.claims import a_settled_claim
from tests.builders.ledger import claim_posting
from tests.builders.settlement import bank_says, owing, payable, released, speakers
from tests.conftest import standing
from tests.world import office_actor

DAMAGE = {
    "the offset is not what was taken off the debt": "UPDATE settlement_offset SET amount_minor = amount_minor + 1",
    "the document is not what was booked": "UPDATE settlement_receivable SET amount_minor = amount_minor + 1",
    "the payment is not what was posted": "UPDATE settlement_payment SET amount_minor = amount_minor + 1",
    "the bank account does not say what the bank answered": "UPDATE ledger_transaction SET business_key = 'x' || business_key "
    "WHERE business_key LIKE 'bank:%'",
    "the offset was posted without five parties and five people": "DELETE FROM settlement_offset_confirmation",
    "the statement is paid or in payment without a payment, or the reverse": "UPDATE settlement_statement SET status = 'confirmed'",
}


def live(station: Station) -> None:
    """A month that was paid, a debt, and an offset that was posted."""
    bank_says(released(payable(station, 10_000)))
    claim_posting(station.pk, 700)
    owing(station.pk, 700)
    with standing(office_actor(Role.FINANCE)) as finance:
        offset = request_offset(station.pk, debt=Debt.PARTS, amount_minor=700, acting_user=finance)
    for party, person in speakers().items():
        with standing(person):
            confirm_offset(offset.pk, party=party, acting_user=person)


@pytest.mark.django_db
def test_sound_books_agree(station: Station, finance: Actor, acting: Any) -> None:
    live(station)
    with acting(finance):
        compared = compare_books(finance)
        assert [one.pair.what for one in compared if not one.agrees] == []
        sums = {str(one.pair.table): one.left_minor for one in compared}
        assert (sums["settlement_offset"], sums["settlement_receivable"]) == (700, 700)
    call_command("verify_ledger")


@pytest.mark.django_db
def test_a_settled_claim_is_what_the_ledger_owes(finance: Actor, acting: Any) -> None:
    claim = a_settled_claim()
    with acting(finance):
        first = compare_books(finance)[0]
        assert (first.left_minor, first.right_minor, first.wrong) == (claim.final_minor, claim.final_minor, 0)
        assert first.left_minor


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_found(what: str, committed_db: None, station: Station) -> None:
    live(station)
    damage(DAMAGE[what])
    with pytest.raises(CommandError, match=what):
        call_command("verify_ledger")


def damage(sql: str) -> None:
    """Change rows as nobody can: by the owner, with triggers off."""
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute("SET LOCAL app.office = 'on'")
        for table in (
            "ledger_entry", "ledger_transaction", "settlement_offset", "settlement_receivable", "settlement_payment",
            "settlement_offset_confirmation", "settlement_statement",
        ):  # fmt: skip
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql)


@pytest.mark.django_db
def test_only_finance_compares(station_manager: Actor, acting: Any) -> None:
    with acting(station_manager), pytest.raises(NotAllowed):
        compare_books(station_manager)


def test_every_pair_is_a_check_of_the_ledger() -> None:
    assert {pair.what for pair in PAIRS} <= {check.what for check in checks()}


@pytest.mark.django_db
def test_the_page_shows_each_pair(station: Station, finance: Actor, client_for: Any) -> None:
    live(station)
    page = client_for(finance).get("/settlement/reconciliation/").content.decode()
    with for_office():
        assert page.count('data-tone="good"') >= len(PAIRS)
    assert 'data-tone="bad"' not in page
