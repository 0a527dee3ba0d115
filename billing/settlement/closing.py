"""Closing a station's month: collect its entries on a statement and issue it. Killed at any point it is repeated without a double line."""

from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.ledger.sheet import month_of
from billing.settlement.choices import SettlementError, StatementStatus
from billing.settlement.figures import figures_of
from billing.settlement.locks import lock_station
from billing.settlement.models import Statement
from billing.settlement.selectors import stations_with_open_entries
from common.clock import now, today
from common.errors import Invalid, WrongState
from common.history.record import record
from common.money import DEFAULT_CURRENCY
from common.numbering.next_number import next_number


def close_month(period: date, *, acting_user: Actor) -> list[Statement]:
    """Close the month of every station that has open entries, each in a transaction of its own. Returns the statements issued.

    Stations that are closed already are left as they are, so a run that was interrupted is simply started again.
    """
    acting_user.require("settlement.close")
    first, last = month_of(period)
    _require_over(last)
    return [issue_statement(key, first, acting_user=acting_user) for key in _stations_to_close(first, last)]


def _stations_to_close(first: date, last: date) -> list[UUID]:
    """Return the stations with open entries whose month is not closed. The scope holds inside a transaction only."""
    with transaction.atomic():
        issued = Statement.objects.filter(period__gte=first).exclude(status=StatementStatus.DRAFT)
        closed = set(issued.values_list("station_id", flat=True))
        return [key for key in stations_with_open_entries(last) if key not in closed]


@transaction.atomic
def issue_statement(station_id: UUID, period: date, *, acting_user: Actor) -> Statement:
    """Put the station's open entries up to the month's end on its statement and issue it; nothing is added to it afterwards.

    Raises Invalid (MONTH_NOT_OVER), WrongState (CLOSED_ALREADY, LATER_MONTH_CLOSED).
    """
    acting_user.require("settlement.close")
    first, last = month_of(period)
    _require_over(last)
    station = lock_station(station_id)
    _require_open(station.pk, first)
    statement = Statement.objects.filter(station=station, period=first, currency=DEFAULT_CURRENCY).first()
    if statement is None:
        statement = Statement.objects.create(station=station, period=first, number=next_number("STM"))
    collect(statement)
    statement.move_to(StatementStatus.ISSUED, issued_at=now())
    figures = figures_of(statement)
    said = {"opening_minor": figures.opening_minor, "closing_minor": figures.closing_minor}
    record(
        statement, "statement.issued", acting_user, after={"status": statement.status, "month": statement.month, **said}
    )
    return statement


def collect(statement: Statement) -> int:
    """Add the station's open entries up to the end of the month, in one statement. Returns how many."""
    _first, last = month_of(statement.period)
    with connection.cursor() as cursor:
        cursor.execute(COLLECT, [statement.pk, statement.station_id, statement.currency, last])
        return int(cursor.rowcount)


# An entry has one line at most, so the line takes the entry's key: ordered by time, like all our keys.
COLLECT = """
INSERT INTO public.settlement_line (id, version, created_at, station_id, statement_id, entry_id)
SELECT e.id, 1, now(), e.station_id, %s, e.id
FROM public.ledger_entry e JOIN public.ledger_account a ON a.id = e.account_id
WHERE e.station_id = %s AND e.currency = %s AND a.kind = 'station_payable' AND e.occurred_on <= %s
  AND NOT EXISTS (SELECT 1 FROM public.settlement_line l WHERE l.entry_id = e.id)
ORDER BY e.occurred_on, e.id
"""


def _require_over(last: date) -> None:
    if last >= today():
        raise Invalid(
            _("This month is not over yet. Close it on the first day of the next."),
            code=SettlementError.MONTH_NOT_OVER,
            field="month",
        )


def _require_open(station_id: UUID, first: date) -> None:
    later = Statement.objects.filter(station_id=station_id, period__gte=first).exclude(status=StatementStatus.DRAFT)
    found = later.order_by("period").first()
    if found is None:
        return
    if found.period == first:
        raise WrongState(
            _("This month is closed. What comes later goes on the next statement."), code=SettlementError.CLOSED_ALREADY
        )
    raise WrongState(
        _("A later month is closed already, so this one can't be."), code=SettlementError.LATER_MONTH_CLOSED
    )
