"""Two processes post the same business key at the same moment: one posting. With the key's constraint off, the race is seen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

from django.db import connection, connections, transaction

from billing.ledger.choices import AccountKind
from billing.ledger.models import Account, Transaction
from billing.ledger.posting import account
from common.database.alias import OWNER
from common.scope import for_office
from tenants.registry.models import Station
from tests.builders.ledger import claim_posting

RUNNERS = 6


def together(act: Callable[[], Any]) -> list[Any]:
    """Run `act` in several threads, each with its own connection and all transactions open before the first acts."""
    barrier = Barrier(RUNNERS)

    def run(_number: int) -> Any:
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1")
                barrier.wait(10)
                return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(RUNNERS) as pool:
        return list(pool.map(run, range(RUNNERS)))


def postings() -> int:
    with for_office(), transaction.atomic():
        return Transaction.objects.count()


def post_once(station_id: UUID) -> Callable[[], UUID]:
    """The accounts exist already: opening one would make the others wait, and hide the race for the key."""
    account(AccountKind.STATION_PAYABLE, station_id)
    account(AccountKind.WARRANTY_EXPENSE)
    return lambda: claim_posting(station_id, key="claim:race").pk


def test_one_of_many_processes_posts_and_all_get_its_transaction(committed_db: None, station: Station) -> None:
    keys = together(post_once(station.pk))
    assert len(set(keys)) == 1, keys
    assert postings() == 1


def test_without_the_unique_key_each_would_post(committed_db: None, station: Station) -> None:
    """The red control: take the constraint away and the same race doubles the posting."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'ledger_transaction'::regclass AND contype = 'u' "
            "AND conname LIKE '%business_key%'"
        )
        name = cursor.fetchone()[0]
        cursor.execute(f'ALTER TABLE ledger_transaction DROP CONSTRAINT "{name}"')
    all_posted = Barrier(RUNNERS)
    post_it = post_once(station.pk)

    def post_and_wait() -> UUID:
        key = post_it()
        all_posted.wait(10)  # nobody commits before everybody has looked
        return key

    together(post_and_wait)
    assert postings() == RUNNERS


def test_an_account_is_opened_once_by_many(committed_db: None, station: Station) -> None:
    keys = together(lambda: account(AccountKind.STATION_PAYABLE, station.pk).pk)
    assert len(set(keys)) == 1, keys
    with for_office(), transaction.atomic():
        assert Account.objects.count() == 1
