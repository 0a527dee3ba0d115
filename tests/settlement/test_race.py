"""Two people pay, or close, at the same moment: once. With the station's lock off, the double payment is seen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from accounts.roles import Role
from billing.ledger.choices import AccountKind
from billing.ledger.posting import account, balance
from billing.settlement import actions
from billing.settlement.actions import confirm_statement, pay_statement
from billing.settlement.closing import issue_statement
from billing.settlement.figures import due_minor
from billing.settlement.models import Statement, StatementLine
from common.errors import WrongState
from common.scope import for_office
from tenants.registry.models import Station
from tests.builders.ledger import claim_posting
from tests.builders.settlement import answered, issued, month_ago
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


def two_months(station: Station) -> list[Statement]:
    """Two confirmed statements; the second one's balance holds the first one's, too."""
    rows = [issued(station.pk, 1_000, period=month_ago(2)), issued(station.pk, 500)]
    manager = station_actor(Role.STATION_MANAGER)
    return [answered(row, confirm_statement, manager, standing) for row in rows]


def pay(statement: Statement) -> Callable[[], Any]:
    finance = office_actor(Role.FINANCE)
    return lambda: pay_statement(statement.pk, acting_user=finance, bank_reference=statement.number)


def owed(station: Station) -> int:
    with for_office(), transaction.atomic():
        return -balance(account(AccountKind.STATION_PAYABLE, station.pk))


def test_two_months_paid_at_once_pay_each_yuan_once(committed_db: None, station: Station) -> None:
    together([pay(row) for row in two_months(station)])
    assert owed(station) == 0


def test_without_the_lock_the_first_month_is_paid_twice(
    committed_db: None, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red control: both look at what is due before either has paid."""
    rows, both_looked = two_months(station), Barrier(2)

    def look(statement: Statement) -> int:
        due = due_minor(statement)
        both_looked.wait(10)
        return due

    monkeypatch.setattr(actions, "lock_station", lambda key: nullcontext())
    monkeypatch.setattr(actions, "due_minor", look)
    together([pay(row) for row in rows])
    assert owed(station) == -1_000


def test_one_statement_is_paid_once(committed_db: None, station: Station) -> None:
    _first, second = two_months(station)
    results = together([pay(second), pay(second), pay(second)])
    assert len([one for one in results if isinstance(one, Statement)]) == 1, results
    assert owed(station) == 0


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
