"""Two people offset, pay, answer or close at the same moment: once. With the locks off, the double is seen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from threading import Barrier, Event
from time import sleep
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.ledger.choices import AccountKind
from billing.ledger.posting import account, balance
from billing.settlement import actions, disputing
from billing.settlement.actions import confirm_statement
from billing.settlement.closing import issue_statement
from billing.settlement.debts.balances import available
from billing.settlement.debts.choices import Debt
from billing.settlement.disputing import dispute_statement
from billing.settlement.figures import figures_of
from billing.settlement.models import Dispute, Offset, PaymentBatch, PaymentLine, Statement, StatementLine
from billing.settlement.offsets import actions as offset_actions
from billing.settlement.offsets.actions import confirm_offset, request_offset
from billing.settlement.offsets.choices import OffsetError, Party
from billing.settlement.payments import actions as payment_actions
from billing.settlement.payments.actions import collect_batch, release_batch
from billing.settlement.payments.answers import read_bank_answer
from billing.settlement.selectors import statements_for
from common.database.alias import OWNER
from common.errors import Invalid, WrongState
from common.history.models import History
from common.ids import new_id
from common.records import RecordQuerySet
from common.scope import for_office
from tenants.registry.models import Station
from tests.builders.ledger import claim_posting
from tests.builders.settlement import answer_file, collected, issued, month_ago, owing, payable, released, speakers
from tests.conftest import standing
from tests.world import email_of, office_actor, station_actor


def together(acts: list[Callable[[], Any]]) -> list[Any]:
    """Run all of them at once, each on a connection of its own, all transactions open before the first acts."""
    ready = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            with for_office(), transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1")
                ready.wait(10)
                return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def owed(station: Station) -> int:
    with for_office(), transaction.atomic():
        return -balance(account(AccountKind.STATION_PAYABLE, station.pk))


def offset_both(station: Station) -> list[Callable[[], Any]]:
    """Two people ask at once to offset the same 1,000 of debt."""
    claim_posting(station.pk, 5_000)
    owing(station.pk, 1_000)
    manager, finance = station_actor(Role.STATION_MANAGER), office_actor(Role.FINANCE)
    return [
        partial(request_offset, station.pk, debt=Debt.PARTS, amount_minor=1_000, acting_user=one)
        for one in (manager, finance)
    ]


def test_two_offsets_over_the_same_debt_are_one(committed_db: None, station: Station) -> None:
    results = together(offset_both(station))
    assert len([one for one in results if isinstance(one, Offset)]) == 1, results
    assert [one.code for one in results if isinstance(one, Invalid)] == [OffsetError.OVER_DEBT]


def test_without_the_lock_the_debt_is_offset_twice(
    committed_db: None, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red control: both look at what is free before either has asked."""
    asks, both_looked = offset_both(station), Barrier(2)

    def look(*args: Any, **more: Any) -> Any:
        free = available(*args, **more)
        both_looked.wait(10)
        return free

    monkeypatch.setattr(offset_actions, "lock_station", lambda key: nullcontext())
    monkeypatch.setattr(offset_actions, "available", look)
    together(asks)
    with for_office(), transaction.atomic():
        assert sum(Offset.objects.values_list("amount_minor", flat=True)) == 2_000


def test_the_last_two_confirmations_post_once(committed_db: None, station: Station) -> None:
    asked = offset_both(station)[0]
    with for_office(), transaction.atomic():
        offset = asked()
    people = speakers()
    for party in list(Party)[:3]:
        with standing(people[party]):
            confirm_offset(offset.pk, party=party, acting_user=people[party])

    def confirm(party: Party) -> Callable[[], Any]:
        return lambda: confirm_offset(offset.pk, party=party, acting_user=people[party])

    results = together([confirm(party) for party in list(Party)[3:]])
    assert all(isinstance(one, Offset) for one in results), results
    assert owed(station) == 4_000
    with for_office(), transaction.atomic():
        assert Offset.objects.get().status == "posted"


def collect_both(station: Station) -> list[Callable[[], Any]]:
    """Two people collect the same confirmed statement."""
    statement = payable(station, 1_000)
    return [partial(collect_batch, [statement.pk], acting_user=office_actor(Role.FINANCE))] * 2


def test_two_payers_collect_a_statement_once(committed_db: None, station: Station) -> None:
    results = together(collect_both(station))
    assert len([one for one in results if isinstance(one, PaymentBatch)]) == 1, results
    with for_office(), transaction.atomic():
        assert PaymentLine.objects.count() == 1


def test_without_lock_and_constraint_it_is_collected_twice(
    committed_db: None, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red control: with the station's lock off and the constraint away, both collect it."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute("DROP INDEX payment_once_a_statement")
    both, both_looked = collect_both(station), Barrier(2)

    def no_hindrance(statement: Statement) -> None:
        both_looked.wait(10)

    monkeypatch.setattr(payment_actions, "lock_stations", lambda keys: None)
    monkeypatch.setattr(payment_actions, "hindrance", no_hindrance)
    monkeypatch.setattr(payment_actions, "move", lambda *args, **more: None)
    monkeypatch.setattr(RecordQuerySet, "locked", lambda rows: rows.order_by("pk"))
    monkeypatch.setattr(payment_actions, "next_number", lambda prefix: f"PAY-{new_id()}"[:30])
    together(both)
    with for_office(), transaction.atomic():
        assert PaymentLine.objects.count() == 2


def test_a_batch_is_released_once_by_many(committed_db: None, station: Station) -> None:
    batch = collected(payable(station, 1_000))
    lead = office_actor(Role.FINANCE_LEAD)
    results = together([lambda: release_batch(batch.pk, acting_user=lead)] * 3)
    assert len([one for one in results if isinstance(one, PaymentBatch)]) == 1, results
    assert owed(station) == 0


def test_the_bank_is_heard_once(committed_db: None, station: Station) -> None:
    batch = released(payable(station, 1_000))
    content, finance = answer_file(batch, f"{batch.number}-0001"), office_actor(Role.FINANCE)
    together([lambda: read_bank_answer(batch.pk, content, name="x", acting_user=finance)] * 3)
    assert owed(station) == 1_000, "opened again once"


def test_who_confirms_while_another_disputes(committed_db: None, station: Station) -> None:
    """One wins, the other is told; never both."""
    statement = issued(station.pk, 1_000)
    manager, cashier = station_actor(Role.STATION_MANAGER), station_actor(Role.STATION_FINANCE)
    results = together(
        [
            lambda: confirm_statement(statement.pk, acting_user=manager),
            lambda: dispute_statement(statement.pk, acting_user=cashier, reason="wait"),
        ]
    )
    assert len([one for one in results if isinstance(one, WrongState)]) == 1, results
    with for_office(), transaction.atomic():
        found = Statement.objects.get()
        assert (found.status == "disputed") == Dispute.objects.exists()


def test_without_the_lock_a_confirmed_statement_is_disputed(
    committed_db: None, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red control: both read an issued statement; the second writes over the first."""
    statement, both_read = issued(station.pk, 1_000), Barrier(2)
    manager, cashier = station_actor(Role.STATION_MANAGER), station_actor(Role.STATION_FINANCE)

    def read(key: Any, actor: Actor) -> Statement:
        found: Statement = statements_for(actor).get_or_404(key)
        both_read.wait(10)
        return found

    monkeypatch.setattr(actions, "lock_statement", read)
    monkeypatch.setattr(disputing, "lock_statement", read)
    with connections[OWNER].cursor() as cursor:
        cursor.execute("DROP TRIGGER moves ON settlement_statement")
    together(
        [
            lambda: confirm_statement(statement.pk, acting_user=manager),
            lambda: dispute_statement(statement.pk, acting_user=cashier, reason="wait"),
        ]
    )
    with for_office(), transaction.atomic():
        verbs = set(History.objects.filter(aggregate="statement").values_list("verb", flat=True))
    assert {"statement.confirmed", "statement.disputed"} <= verbs, "both were told that it worked"


def test_a_posting_at_midnight_is_on_the_statement_or_refused(committed_db: None, station: Station) -> None:
    """A posting of the closing month is under way while the month is closed: the close waits for it."""
    claim_posting(station.pk, 100, on=month_ago())
    posted, finance = Event(), office_actor(Role.FINANCE)

    def post_slowly() -> Any:
        claim_posting(station.pk, 23, on=month_ago())
        posted.set()
        sleep(0.3)

    def close() -> Any:
        posted.wait(10)
        return issue_statement(station.pk, month_ago(), acting_user=finance)

    results = together([post_slowly, close])
    with for_office(), transaction.atomic():
        assert figures_of(Statement.objects.get()).closing_minor == 123, results


def test_the_command_closes_station_by_station(committed_db: None, station: Station, rival_station: Station) -> None:
    """Committed for real: outside a transaction the scope does not hold, and nothing would be found."""
    for one in (station, rival_station):
        claim_posting(one.pk, on=month_ago())
    call_command("close_month", month_ago().strftime("%Y-%m"), login=email_of(Role.FINANCE))
    with for_office(), transaction.atomic():
        assert Statement.objects.count() == 2


def test_a_month_is_closed_once(committed_db: None, station: Station) -> None:
    claim_posting(station.pk, 100, on=month_ago())
    finance = office_actor(Role.FINANCE)
    results = together([lambda: issue_statement(station.pk, month_ago(), acting_user=finance)] * 4)
    assert len([one for one in results if isinstance(one, WrongState)]) == 3, results
    with for_office(), transaction.atomic():
        assert (Statement.objects.count(), StatementLine.objects.count()) == (1, 1)
