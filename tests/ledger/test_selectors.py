"""Each sees their own side of the ledger, and the database agrees when the gate is forgotten."""

from typing import Any

import pytest

from accounts.actors import Actor
from accounts.roles import Place
from billing.ledger.choices import AccountKind
from billing.ledger.models import Account, Entry, Transaction
from billing.ledger.posting import account, credit, debit, post
from billing.ledger.selectors import accounts_for, entries_for, transactions_for
from catalog.models import Supplier
from common.clock import today
from tenants.registry.models import Station
from tests.builders.ledger import CLAIMS, claim_posting

pytestmark = pytest.mark.django_db


def test_a_rival_sees_nothing(station: Station, station_manager: Actor, rival_manager: Actor, acting: Any) -> None:
    row = claim_posting(station.pk)
    with acting(station_manager):
        assert transactions_for(station_manager).get() == row
        assert entries_for(station_manager).count() == 1
    with acting(rival_manager):
        for gate in (accounts_for, transactions_for, entries_for):
            assert not gate(rival_manager).exists()


def test_the_database_hides_them_without_the_gate(station: Station, rival_manager: Actor, acting: Any) -> None:
    claim_posting(station.pk)
    with acting(rival_manager):
        for model in (Account, Transaction, Entry):
            assert not model.objects.exists()


def test_a_supplier_sees_what_it_owes_and_no_more(station: Station, supplier_user: Actor, acting: Any) -> None:
    claim_posting(station.pk)
    owed = account(AccountKind.SUPPLIER_RECEIVABLE, supplier_user.supplier_id)
    post(
        "x", today(), "x", [debit(owed, 5), credit(AccountKind.RECOVERY_INCOME, 5)], reference=None, acting_user=CLAIMS
    )
    with acting(supplier_user):
        assert [entry.amount_minor for entry in Entry.objects.all()] == [5]
        assert [row.balance_minor for row in accounts_for(supplier_user)] == [5]
        assert transactions_for(supplier_user).count() == 1


def test_another_supplier_sees_none_of_it(supplier_user: Actor, acting: Any) -> None:
    owed = account(AccountKind.SUPPLIER_RECEIVABLE, supplier_user.supplier_id)
    post(
        "x", today(), "x", [debit(owed, 5), credit(AccountKind.RECOVERY_INCOME, 5)], reference=None, acting_user=CLAIMS
    )
    other = Supplier.objects.create(code="S999", name_zh="另一家", name_en="Another")
    rival = Actor(supplier_user.user, Place.SUPPLIER, supplier_user.roles, supplier_id=other.pk)
    with acting(rival):
        assert not Entry.objects.exists()
        assert not accounts_for(rival).exists()


def test_head_office_sees_all_only_with_a_role(station: Station, finance: Actor, acting: Any) -> None:
    claim_posting(station.pk)
    with acting(finance):
        assert entries_for(finance).count() == 2
        nobody = Actor(finance.user, Place.OFFICE, frozenset())
        assert not entries_for(nobody).exists()


def test_rows_say_what_they_are(station: Station, supplier_user: Actor, at_office: Any) -> None:
    row = claim_posting(station.pk, 1_000)
    with at_office():
        entry = row.entries.get(line=2)
        assert str(row) == "CLM-TEST-1000"
        assert "¥10.00" in str(entry)
        assert entry.credit_minor == 1_000
        assert "SHA01" in str(entry.account)
        assert "·" not in str(account(AccountKind.BANK))
