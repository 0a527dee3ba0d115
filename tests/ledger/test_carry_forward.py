"""Balances that are carried forward are the sums of the entries, whatever is posted before, after, or while they are made."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from threading import Event

import pytest
from django.db import connection, connections, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from accounts.actors import Actor
from billing.ledger.carrying import carry_forward
from billing.ledger.choices import AccountKind
from billing.ledger.models import Account, Carried, Entry
from billing.ledger.posting import account, credit, debit, post
from billing.ledger.selectors import accounts_for
from catalog.models import Supplier
from common.clock import today
from common.database.alias import OWNER
from common.scope import for_office
from tenants.registry.models import Station
from tests.builders.ledger import CLAIMS, claim_posting

SEEDS, STEPS = range(3), 40
LONG_AGO = date(2024, 3, 15)


def balances(actor: Actor) -> dict[str, int]:
    return {str(row.pk): row.balance_minor for row in accounts_for(actor)}


def sums() -> dict[str, int]:
    """Return what the accounts' entries sum to, without any help."""
    found = Entry.objects.order_by().values("account").annotate(total=Sum("amount_minor"))
    return {str(key): 0 for key in Account.objects.values_list("pk", flat=True)} | {
        str(row["account"]): row["total"] for row in found
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_a_balance_is_the_sum_of_all_entries_at_any_time(db: None, station: Station, finance: Actor, seed: int) -> None:
    """Whatever is posted for whichever day, and whenever sums are made in between."""
    chance = random.Random(seed)
    supplier = Supplier.objects.create(code="S998", name_zh="供", name_en="S")
    with for_office():
        own = [account(AccountKind.STATION_PAYABLE, station.pk), account(AccountKind.SUPPLIER_RECEIVABLE, supplier.pk)]
        for number in range(STEPS):
            if chance.random() < 0.2:
                carry_forward()
            day = today() - timedelta(days=chance.choice([0, 0, 2, 5, 9, 35, 70, 400]))
            minor, to = chance.randrange(-500, 500) or 1, chance.choice(own)
            post(
                f"k{number}", day, "x", [debit(to, minor), credit(AccountKind.WARRANTY_EXPENSE, minor)],
                reference=None, acting_user=CLAIMS,
            )  # fmt: skip
            assert balances(finance) == sums()
        carry_forward()
        assert balances(finance) == sums()
        assert Carried.objects.count() == 3


def test_what_is_carried_forward_is_not_read_again(db: None, station: Station, finance: Actor) -> None:
    """The plan looks at no entry of the months before, by whichever index it goes: that is what it is for."""
    with for_office():
        for _number in range(30):
            claim_posting(station.pk, on=LONG_AGO)
        claim_posting(station.pk)
        assert read_of_entries(finance) >= 62
        carry_forward()
        assert read_of_entries(finance) <= 4


def read_of_entries(actor: Actor) -> int:
    """Return how many entries the list of balances goes through."""
    with CaptureQueriesContext(connection) as caught:
        balances(actor)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + caught[-1]["sql"])
        return sum(_rows(cursor.fetchone()[0][0]["Plan"]))


def _rows(plan: dict[str, object]) -> Iterator[int]:
    if plan.get("Relation Name") == "ledger_entry":
        yield round((plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"])  # type: ignore[operator,arg-type,call-overload]
    for below in plan.get("Plans", []):  # type: ignore[attr-defined]
        yield from _rows(below)


def test_a_station_sees_its_own_balance_only(
    db: None, station: Station, station_manager: Actor, rival_manager: Actor, acting: object
) -> None:
    claim_posting(station.pk, 700, on=LONG_AGO)
    carry_forward()
    claim_posting(station.pk, 40)
    with acting(station_manager):  # type: ignore[operator]
        assert list(balances(station_manager).values()) == [-740]
        assert Carried.objects.count() == 1
    with acting(rival_manager):  # type: ignore[operator]
        assert not Carried.objects.exists()


def test_the_running_month_is_not_carried(db: None, station: Station) -> None:
    claim_posting(station.pk)
    assert carry_forward() == 0


@contextmanager
def without_the_trigger() -> Iterator[None]:
    """The red control: late entries add themselves to nothing."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER carried")
        yield
        cursor.execute("ALTER TABLE ledger_entry ENABLE TRIGGER carried")


def race(station: Station) -> tuple[int, int]:
    """Carry forward while an entry for a month long ago has been posted and is not committed. Returns the balance carried and the sum."""
    claim_posting(station.pk, 100, on=LONG_AGO)
    posted, go_on = Event(), Event()

    def post_late() -> None:
        with transaction.atomic():
            claim_posting(station.pk, 11, on=LONG_AGO)
            posted.set()
            go_on.wait(10)
        connections.close_all()

    def carry() -> None:
        carry_forward()
        connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        late = pool.submit(post_late)
        posted.wait(10)
        carrying = pool.submit(carry)
        with pytest.raises(TimeoutError) if trigger_is_on() else _nothing():
            carrying.result(timeout=1)
        go_on.set()
        late.result(10), carrying.result(10)
    with for_office(), transaction.atomic():
        of = account(AccountKind.STATION_PAYABLE, station.pk)
        return Carried.objects.get(account=of).amount_minor, Entry.objects.filter(account=of).aggregate(
            s=Sum("amount_minor")
        )["s"]


def trigger_is_on() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgenabled = 'O' FROM pg_trigger WHERE tgname = 'carried'")
        return bool(cursor.fetchone()[0])


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def test_a_late_entry_that_is_being_posted_is_waited_for(committed_db: None, station: Station) -> None:
    carried, total = race(station)
    assert carried == total == -111


def test_without_the_trigger_the_late_entry_would_be_lost(committed_db: None, station: Station) -> None:
    with without_the_trigger():
        carried, total = race(station)
    assert (carried, total) == (-100, -111)


def test_a_carried_balance_is_called_by_its_day_and_amount() -> None:
    assert str(Carried(until=date(2026, 9, 30), amount_minor=-1200)) == "2026-09-30 -1200"
