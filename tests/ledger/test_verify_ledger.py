"""`manage.py verify_ledger` names the first wrong row."""

from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from billing.ledger.carrying import carry_forward
from billing.ledger.models import Entry, Transaction
from billing.ledger.verify import OWN_CHECKS, Check, also_check, checks, first_flaw
from common.database.alias import OWNER
from common.scope import for_office
from tenants.registry.models import Station
from tests.builders.ledger import claim_posting

DAMAGE = {
    "the transaction does not sum to zero": "UPDATE ledger_entry SET amount_minor = amount_minor + 1 WHERE line = 1",
    "the transaction has fewer than two entries": "DELETE FROM ledger_entry",
    "currency, station or supplier differ from the account's": "UPDATE ledger_entry SET station_id = NULL WHERE line = 2",
    "the entry bears another date than its transaction": "UPDATE ledger_entry SET occurred_on = '2020-01-01' WHERE line = 1",
    "the entry has no transaction": "DELETE FROM ledger_transaction",
    "the balance carried forward is not the sum of its entries": "UPDATE ledger_carried SET amount_minor = amount_minor + 1",
}


@pytest.mark.django_db
def test_a_sound_ledger_passes(station: Station, capsys: Any) -> None:
    claim_posting(station.pk)
    call_command("verify_ledger")
    assert "transactions=1 entries=2" in capsys.readouterr().out


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_named(what: str, committed_db: None, station: Station) -> None:
    claim_posting(station.pk, on=date(2020, 1, 31))
    carry_forward()
    damage(DAMAGE[what])
    with pytest.raises(CommandError, match=what):
        call_command("verify_ledger")


def test_every_own_check_has_its_damage() -> None:
    assert {check.what for check in OWN_CHECKS} == set(DAMAGE)


@pytest.mark.django_db
def test_another_room_adds_its_promise(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("billing.ledger.verify._further", {})
    claim_posting(station.pk)
    also_check(Check("ledger_entry", "always wrong", "SELECT id FROM ledger_entry ORDER BY id LIMIT 1"))
    with for_office(), connection.cursor() as cursor:
        flaw = first_flaw(cursor)
        assert flaw is not None
        assert flaw.what == "always wrong"
        assert flaw.row == Entry.objects.order_by("id").values_list("pk", flat=True).first()
        assert Transaction.objects.count() == 1
    assert len(checks()) == len(OWN_CHECKS) + 1


def damage(sql: str) -> None:
    """Change rows as nobody can: by the owner, with triggers and foreign keys off."""
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute("SET LOCAL app.office = 'on'")
        for table in ("ledger_entry", "ledger_transaction"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'ledger_entry'::regclass AND contype = 'f' "
            "AND confrelid = 'ledger_transaction'::regclass"
        )
        cursor.execute(f'ALTER TABLE ledger_entry DROP CONSTRAINT "{cursor.fetchone()[0]}"')
        cursor.execute(sql)
