"""Posting: once per business key, balanced, in head office's scope."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.actors import Actor
from billing.ledger.choices import AccountKind, LedgerError, TransactionKind
from billing.ledger.models import Account, Entry, Transaction
from billing.ledger.posting import EntryLine, account, balance, credit, debit, entries_between, post
from common.clock import today
from common.errors import Invalid, WrongState
from common.people import Process
from tenants.registry.models import Station
from tests.builders.ledger import claim_posting

pytestmark = pytest.mark.django_db
NOBODY = Process("tests")


def pair(minor: int = 500) -> list[EntryLine]:
    return [debit(AccountKind.WARRANTY_EXPENSE, minor), credit(AccountKind.BANK, minor)]


def posted(key: str, lines: list[EntryLine], **extra: Any) -> Transaction:
    return post(key, today(), "test", lines, reference=None, acting_user=NOBODY, **extra)


def test_it_posts_what_the_station_is_owed(station: Station, at_office: Any) -> None:
    row = claim_posting(station.pk, 12_345)
    with at_office():
        payable = account(AccountKind.STATION_PAYABLE, station.pk)
        assert balance(payable) == -12_345
        assert [entry.amount_minor for entry in row.entries.order_by("line")] == [12_345, -12_345]
        assert row.kind == TransactionKind.CLAIM
        assert row.station_id == station.pk


def test_an_outbound_fee_is_a_rescue(station: Station) -> None:
    assert claim_posting(station.pk, outbound=True).kind == TransactionKind.RESCUE


def test_a_transaction_between_two_unknown_kinds_is_a_correction(station: Station, rival_station: Station) -> None:
    mine, theirs = (account(AccountKind.STATION_PAYABLE, one.pk) for one in (station, rival_station))
    row = posted("move:1", [debit(mine, 5), credit(theirs, 5)])
    assert row.kind == TransactionKind.CORRECTION
    assert row.station_id is None, "it concerns two stations, so neither reads its text"


def test_the_same_key_and_entries_return_the_first_transaction(station: Station, at_office: Any) -> None:
    first = claim_posting(station.pk, key="claim:once")
    assert claim_posting(station.pk, key="claim:once").pk == first.pk
    with at_office():
        assert Entry.objects.filter(transaction=first).count() == 2


def test_the_same_key_for_other_entries_is_refused(station: Station, at_office: Any) -> None:
    claim_posting(station.pk, 100, key="claim:once")
    with pytest.raises(WrongState) as refusal:
        claim_posting(station.pk, 101, key="claim:once")
    assert refusal.value.code == LedgerError.OTHER_ENTRIES
    with at_office():
        assert Transaction.objects.filter(business_key="claim:once").count() == 1


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([debit(AccountKind.BANK, 5), credit(AccountKind.WARRANTY_EXPENSE, 4)], LedgerError.UNBALANCED),
        ([debit(AccountKind.BANK, 5, "EUR"), credit(AccountKind.WARRANTY_EXPENSE, 5, "USD")], LedgerError.UNBALANCED),
        ([], LedgerError.EMPTY),
        ([debit(AccountKind.BANK, 0), credit(AccountKind.WARRANTY_EXPENSE, 0)], LedgerError.EMPTY),
    ],
)
def test_it_refuses_what_does_not_balance(lines: list[EntryLine], code: LedgerError, at_office: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        posted("bad", lines)
    assert refusal.value.code == code
    with at_office():
        assert not Transaction.objects.exists()


def test_it_refuses_another_currency_than_the_accounts(station: Station) -> None:
    payable = account(AccountKind.STATION_PAYABLE, station.pk)
    with pytest.raises(Invalid) as refusal:
        posted("bad", [debit(AccountKind.BANK, 5, "EUR"), credit(payable, 5, "EUR")])
    assert refusal.value.code == LedgerError.CURRENCY


def test_two_currencies_each_sum_to_zero() -> None:
    row = posted("two", [*pair(5), debit(AccountKind.BANK, 7, "EUR"), credit(AccountKind.WARRANTY_EXPENSE, 7, "EUR")])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert row.pk


def test_lines_of_zero_are_left_out(at_office: Any) -> None:
    row = posted("zero", [*pair(), debit(AccountKind.GOODWILL_EXPENSE, 0)])
    with at_office():
        assert row.entries.count() == 2


@pytest.mark.parametrize(("kind", "owned"), [(AccountKind.STATION_PAYABLE, False), (AccountKind.BANK, True)])
def test_an_account_has_an_owner_exactly_when_its_kind_wants_one(
    kind: AccountKind, owned: bool, station: Station
) -> None:
    with pytest.raises(Invalid) as refusal:
        account(kind, station.pk if owned else None)
    assert refusal.value.code == LedgerError.OWNER


def test_an_account_is_opened_once(station: Station, at_office: Any) -> None:
    first = account(AccountKind.STATION_PAYABLE, station.pk)
    assert account(AccountKind.STATION_PAYABLE, station.pk).pk == first.pk
    with at_office(), pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(kind=AccountKind.STATION_PAYABLE, station=station)


def test_the_balance_on_a_day_leaves_later_entries_out(station: Station, at_office: Any) -> None:
    yesterday = today() - timedelta(days=1)
    claim_posting(station.pk, 100, on=yesterday)
    claim_posting(station.pk, 40)
    with at_office():
        payable = account(AccountKind.STATION_PAYABLE, station.pk)
        assert balance(payable, yesterday) == -100
        assert balance(account(AccountKind.BANK)) == 0
        assert [entry.amount_minor for entry in entries_between(payable, today(), today())] == [-40]


def test_a_station_can_cause_a_posting_that_it_does_not_see_whole(
    station: Station, station_manager: Actor, acting: Any
) -> None:
    """The station's session writes in head office's scope; at the commit the trigger still sees all entries."""
    with acting(station_manager):
        row = claim_posting(station.pk)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert [entry.station_id for entry in row.entries.all()] == [station.pk]
