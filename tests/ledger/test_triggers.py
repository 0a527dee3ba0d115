"""What the database itself refuses: each guard is shown to be the thing that refuses, by switching it off."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from billing.ledger.choices import AccountKind
from billing.ledger.models import Account, Entry, Transaction
from billing.ledger.posting import account
from common.clock import today
from common.database.alias import OWNER
from common.scope import for_office
from tenants.registry.models import Station
from tests.builders.ledger import claim_posting

UNBALANCED = [(AccountKind.WARRANTY_EXPENSE, 100), (AccountKind.BANK, -99)]


def raw_transaction(lines: list[tuple[AccountKind, int]], key: str = "raw:1") -> Transaction:
    """Insert past `post`, as somebody with SQL would."""
    row = Transaction.objects.create(
        business_key=key, kind="correction", occurred_on=today(), description="raw", actor_name="x"
    )
    for number, (kind, minor) in enumerate(lines, start=1):
        Entry.objects.create(
            transaction=row, account=account(kind), line=number, amount_minor=minor, currency="CNY", occurred_on=today()
        )
    return row


def commit_raw(lines: list[tuple[AccountKind, int]]) -> None:
    with for_office(), transaction.atomic():
        raw_transaction(lines)


def test_an_unbalanced_transaction_fails_at_commit(committed_db: None) -> None:
    with pytest.raises(IntegrityError, match="does not sum to zero"):
        commit_raw(UNBALANCED)
    with for_office(), transaction.atomic():
        assert not Transaction.objects.exists()


def test_without_the_trigger_the_unbalanced_one_would_stand(committed_db: None) -> None:
    """The red control: it is the trigger that refuses."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute("DROP TRIGGER balanced ON ledger_entry")
    commit_raw(UNBALANCED)
    with for_office(), transaction.atomic():
        assert Transaction.objects.count() == 1


def test_an_entry_slipped_into_an_old_transaction_fails(committed_db: None) -> None:
    commit_raw([(AccountKind.WARRANTY_EXPENSE, 100), (AccountKind.BANK, -100)])
    with pytest.raises(IntegrityError, match="does not sum to zero"), for_office(), transaction.atomic():
        row = Transaction.objects.get()
        Entry.objects.create(
            transaction=row,
            account=account(AccountKind.BANK),
            line=3,
            amount_minor=1,
            currency="CNY",
            occurred_on=today(),
        )


@pytest.mark.parametrize("lines", [[], [(AccountKind.BANK, 5)]])
def test_a_transaction_needs_two_entries(lines: list[tuple[AccountKind, int]], committed_db: None) -> None:
    with pytest.raises(IntegrityError, match=r"fewer than two entries|does not sum to zero"):
        commit_raw(lines)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"currency": "EUR"}, {"station": True}])
def test_an_entry_must_fit_its_account(wrong: dict[str, Any], station: Station) -> None:
    values = {"currency": "CNY"} | ({"station": station} if "station" in wrong else wrong)
    with for_office(), pytest.raises(IntegrityError, match="does not fit"), transaction.atomic():
        row = Transaction.objects.create(
            business_key="x", kind="claim", occurred_on=today(), description="x", actor_name="x"
        )
        Entry.objects.create(
            transaction=row, account=account(AccountKind.BANK), line=1, amount_minor=5, occurred_on=today(), **values
        )


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["ledger_account", "ledger_transaction", "ledger_entry"])
@pytest.mark.parametrize("change", ["UPDATE {} SET version = 2", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_application_may_not_change_the_ledger(table: str, change: str, station: Station) -> None:
    claim_posting(station.pk)
    with (
        for_office(),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table))


@pytest.mark.parametrize("change", ["UPDATE ledger_entry SET amount_minor = 1", "DELETE FROM ledger_entry"])
def test_even_the_owner_is_refused(change: str, committed_db: None, station: Station) -> None:
    claim_posting(station.pk)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(using=OWNER),
        connections[OWNER].cursor() as cursor,
    ):
        cursor.execute("SET LOCAL app.office = 'on'")
        cursor.execute(change)


@pytest.mark.django_db
def test_the_check_puts_the_scope_back(station: Station, at_station: Any) -> None:
    with at_station(station):
        claim_posting(station.pk)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SELECT current_setting('app.office', true), current_setting('app.station', true)")
            assert cursor.fetchone() == ("", str(station.pk))
        assert set(Account.objects.values_list("station_id", flat=True)) == {station.pk}
