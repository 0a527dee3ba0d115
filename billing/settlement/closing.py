"""Closing a month: collect each station's open entries on its statement and issue it, some stations at a time.

Each portion is one transaction of a few statements of SQL, whatever the number of entries. Killed at any point, the portions that were
committed stand, and the run is simply started again: an entry is on one statement, a station's month is closed once, by constraint.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.ledger.carrying import carry_forward
from billing.ledger.sheet import month_of
from billing.settlement.choices import SettlementError, StatementStatus
from billing.settlement.locks import hold_months, lock_stations
from billing.settlement.models import Statement
from common.clock import now, today
from common.errors import Invalid, NotYours, WrongState
from common.history.record import record
from common.money import DEFAULT_CURRENCY
from common.numbering.next_number import next_number
from tenants.registry.models import Station

PORTION = 50


@dataclass(frozen=True, slots=True)
class Portion:
    """What one portion brought: the keys of the statements issued, and how many of the stations have been looked at."""

    issued: Sequence[UUID]
    stations: int
    of: int


def close_month(
    period: date, *, acting_user: Actor, portion: int = PORTION, told: Callable[[int, int], None] | None = None
) -> list[UUID]:
    """Close the month of every station that has open entries. Returns the keys of the statements issued.

    Stations that are closed already are left as they are. `told(done, all)` is called after each portion.
    """
    issued = list[UUID]()
    for done in close_in_portions(period, acting_user=acting_user, portion=portion):
        issued += done.issued
        if told is not None:
            told(done.stations, done.of)
    return issued


def close_in_portions(period: date, *, acting_user: Actor, portion: int = PORTION) -> Iterator[Portion]:
    """Close the month some stations at a time, each portion a transaction (or a part of the caller's); yields after each.

    At the end the balances of months that are over for good are carried forward.
    """
    acting_user.require("settlement.close")
    first, last = month_of(period)
    _require_over(last)
    waiting = _stations_to_close(first, last)
    for start in range(0, len(waiting), portion):
        issued = [row.pk for row in _close(waiting[start : start + portion], first, acting_user)]
        yield Portion(issued, min(start + portion, len(waiting)), len(waiting))
    carry_forward()


def entries_waiting(period: date, *, most: int) -> int:
    """Return how many open entries the month's statements would take up, counted up to `most`."""
    first, last = month_of(period)
    _require_over(last)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({OPEN_ENTRIES} LIMIT %s) AS open", [last, first, most])  # noqa: S608  our own text
        return int(cursor.fetchone()[0])


@transaction.atomic
def issue_statement(station_id: UUID, period: date, *, acting_user: Actor) -> Statement:
    """Put the station's open entries up to the month's end on its statement and issue it; nothing is added to it afterwards.

    Raises Invalid (MONTH_NOT_OVER), WrongState (CLOSED_ALREADY, LATER_MONTH_CLOSED), NotYours.
    """
    acting_user.require("settlement.close")
    first, last = month_of(period)
    _require_over(last)
    if not Station.objects.filter(pk=station_id).exists():
        raise NotYours
    found = _close([station_id], first, acting_user)
    if not found:
        _refuse_closed(station_id, first)
    return found[0]


@transaction.atomic
def _close(station_ids: Sequence[UUID], first: date, actor: Actor) -> list[Statement]:
    """Close one portion, all of it or nothing. Stations that somebody closed meanwhile are left out."""
    stations = lock_stations(station_ids)
    hold_months(station_ids)
    closed = _closed(station_ids, first)
    drafts = _drafts([one for one in stations if one.pk not in closed], first)
    collect([draft.pk for draft in drafts])
    at, sums = now(), _closing_sums(drafts)
    for statement in drafts:
        statement.move_to(StatementStatus.ISSUED, issued_at=at)
        opening, closing = sums.get(statement.pk, (0, 0))
        said = {"opening_minor": opening, "closing_minor": closing, "month": statement.month}
        record(statement, "statement.issued", actor, after={"status": statement.status, **said})
    return drafts


def _closed(station_ids: Sequence[UUID], first: date) -> set[UUID]:
    """Return those of the stations whose month, or a later one, is closed."""
    issued = Statement.objects.filter(station_id__in=station_ids, period__gte=first)
    return set(issued.exclude(status=StatementStatus.DRAFT).values_list("station_id", flat=True))


def _drafts(stations: Sequence[Station], first: date) -> list[Statement]:
    """Return a draft for each station, made where there is none."""
    found = Statement.objects.filter(station__in=stations, period=first, currency=DEFAULT_CURRENCY)
    by_station = {row.station_id: row for row in found}
    fresh = [
        Statement(station=one, period=first, number=next_number("STM")) for one in stations if one.pk not in by_station
    ]
    Statement.objects.bulk_create(fresh)
    return [*by_station.values(), *fresh]


def collect(statement_ids: Sequence[UUID]) -> int:
    """Add the open entries of these drafts' stations up to the end of the month, in one statement of SQL. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(COLLECT, [list(statement_ids)])
        return int(cursor.rowcount)


# An entry has one line at most, so the line takes the entry's key: ordered by time, like all our keys.
COLLECT = """
INSERT INTO public.settlement_line (id, version, created_at, station_id, statement_id, entry_id)
SELECT e.id, 1, now(), e.station_id, s.id, e.id
FROM public.settlement_statement s
JOIN public.ledger_account a ON a.station_id = s.station_id AND a.kind = 'station_payable' AND a.currency = s.currency
JOIN public.ledger_entry e ON e.account_id = a.id AND e.occurred_on < (s.period + interval '1 month')::date
WHERE s.id = ANY(%s::uuid[]) AND NOT EXISTS (SELECT 1 FROM public.settlement_line l WHERE l.entry_id = e.id)
ORDER BY e.occurred_on, e.id
"""


def _closing_sums(statements: Sequence[Statement]) -> dict[UUID, tuple[int, int]]:
    """Return opening and closing balance by statement: the figures that the page reads, for many at once."""
    with connection.cursor() as cursor:
        cursor.execute(SUMS, [[row.pk for row in statements]])
        return {key: (int(opening), int(closing)) for key, opening, closing in cursor.fetchall()}


SUMS = """
SELECT s.id, -COALESCE(sum(e.amount_minor) FILTER (WHERE o.period < s.period), 0), -COALESCE(sum(e.amount_minor), 0)
FROM public.settlement_statement s
JOIN public.settlement_statement o ON o.station_id = s.station_id AND o.currency = s.currency AND o.period <= s.period
JOIN public.settlement_line l ON l.statement_id = o.id
JOIN public.ledger_entry e ON e.id = l.entry_id
WHERE s.id = ANY(%s::uuid[]) GROUP BY s.id
"""


def _stations_to_close(first: date, last: date) -> list[UUID]:
    """Return the stations with open entries whose month is not closed, in order. The scope holds inside a transaction only."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WAITING, [last, first])
        return [row[0] for row in cursor.fetchall()]


OPEN_ENTRIES = """
SELECT e.station_id FROM public.ledger_entry e JOIN public.ledger_account a ON a.id = e.account_id
WHERE a.kind = 'station_payable' AND e.occurred_on <= %s
  AND NOT EXISTS (SELECT 1 FROM public.settlement_line l WHERE l.entry_id = e.id)
  AND NOT EXISTS (SELECT 1 FROM public.settlement_statement s WHERE s.station_id = e.station_id AND s.period >= %s AND s.status <> 'draft')
"""
WAITING = f"SELECT DISTINCT station_id FROM ({OPEN_ENTRIES}) AS open ORDER BY station_id"  # noqa: S608  our own text


def _require_over(last: date) -> None:
    if last >= today():
        raise Invalid(
            _("This month is not over yet. Close it on the first day of the next."),
            code=SettlementError.MONTH_NOT_OVER,
            field="month",
        )


def _refuse_closed(station_id: UUID, first: date) -> None:
    """Raise what keeps this month from being closed."""
    if Statement.objects.filter(station_id=station_id, period=first).exclude(status=StatementStatus.DRAFT).exists():
        raise WrongState(
            _("This month is closed. What comes later goes on the next statement."), code=SettlementError.CLOSED_ALREADY
        )
    raise WrongState(
        _("A later month is closed already, so this one can't be."), code=SettlementError.LATER_MONTH_CLOSED
    )
