"""Closing a month: each entry on one statement, no figure stored, nothing added later."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.ledger.actions import approve_correction, request_correction
from billing.ledger.choices import TransactionKind
from billing.ledger.models import Entry, Transaction
from billing.ledger.verify import first_flaw
from billing.settlement.choices import SettlementError
from billing.settlement.closing import close_month, collect, issue_statement
from billing.settlement.figures import figures_of
from billing.settlement.models import Statement, StatementLine
from billing.settlement.selectors import open_entries_for, statements_for
from common.clock import today
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.ids import new_id
from common.scope import for_office
from tenants.registry.models import Station
from tests.builders.ledger import CLAIMS, claim_posting
from tests.builders.settlement import issued, month_ago
from tests.world import email_of

pytestmark = pytest.mark.django_db


def test_the_figures_are_the_sums_of_the_entries(station: Station, at_office: Any) -> None:
    claim_posting(station.pk, 700, on=month_ago(), outbound=True)
    statement = issued(station.pk, 1_000, 234)
    with at_office():
        figures = figures_of(statement)
        assert (figures.opening_minor, figures.moved_minor, figures.closing_minor) == (0, 1_934, 1_934)
        assert [(one.kind, one.minor, one.count) for one in figures.kinds] == [
            (TransactionKind.CLAIM, 1_234, 2),
            (TransactionKind.RESCUE, 700, 1),
        ]
        assert History.objects.get(verb="statement.issued").after["closing_minor"] == 1_934


def test_the_next_month_opens_with_the_last_ones_end(station: Station, at_office: Any) -> None:
    issued(station.pk, 1_000, period=month_ago(2))
    second = issued(station.pk, 500)
    with at_office():
        assert figures_of(second).opening_minor == 1_000
        assert figures_of(second).closing_minor == 1_500


def test_what_comes_late_goes_on_the_next_statement(station: Station, at_office: Any) -> None:
    first = issued(station.pk, 1_000, period=month_ago(2))
    claim_posting(station.pk, 50, on=month_ago())
    second = issued(station.pk, 500)
    with at_office():
        assert figures_of(first).closing_minor == 1_000
        assert figures_of(second).moved_minor == 550


def test_a_closed_month_takes_no_posting(station: Station, rival_station: Station, at_office: Any) -> None:
    """By trigger, whoever posts: not in the closed month, not in one before it; other stations' months are open."""
    issued(station.pk, 1_000, period=month_ago(2))
    for months in (2, 3):
        with pytest.raises(IntegrityError, match="is closed by statement STM-"), transaction.atomic():
            claim_posting(station.pk, 50, on=month_ago(months))
    claim_posting(rival_station.pk, 50, on=month_ago(2))
    with at_office():
        assert Entry.objects.filter(station=station).count() == 1


def test_a_correction_goes_on_the_next_statement(
    station: Station, finance: Actor, finance_lead: Actor, acting: Any
) -> None:
    first = issued(station.pk, 1_000)
    with acting(finance):
        asked = request_correction(Transaction.objects.get().pk, acting_user=finance, reason="wrong vehicle")
    with acting(finance_lead):
        approve_correction(asked.pk, acting_user=finance_lead)
        assert figures_of(first).closing_minor == 1_000
        assert Entry.objects.filter(settled_in__isnull=True, station=station).count() == 1


def test_the_month_must_be_over(station: Station, finance: Actor, acting: Any) -> None:
    with acting(finance), pytest.raises(Invalid) as refusal:
        issue_statement(station.pk, today(), acting_user=finance)
    assert refusal.value.code == SettlementError.MONTH_NOT_OVER


@pytest.mark.parametrize(
    ("months", "code"), [(2, SettlementError.CLOSED_ALREADY), (3, SettlementError.LATER_MONTH_CLOSED)]
)
def test_a_closed_month_stays_closed(
    months: int, code: SettlementError, station: Station, finance: Actor, acting: Any
) -> None:
    issued(station.pk, period=month_ago(2))
    with acting(finance), pytest.raises(WrongState) as refusal:
        issue_statement(station.pk, month_ago(months), acting_user=finance)
    assert refusal.value.code == code


def test_all_stations_are_closed_at_once_and_again_without_doubling(
    station: Station, rival_station: Station, finance: Actor, acting: Any
) -> None:
    for one in (station, rival_station):
        claim_posting(one.pk, on=month_ago())
    with acting(finance):
        assert len(close_month(month_ago(), acting_user=finance)) == 2
        assert close_month(month_ago(), acting_user=finance) == []
        assert Statement.objects.count() == 2


def test_an_interrupted_close_is_taken_up(station: Station, finance: Actor, acting: Any) -> None:
    """A draft with some of its lines, as a killed process may have left it if it committed."""
    claim_posting(station.pk, 100, on=month_ago())
    with acting(finance):
        draft = Statement.objects.create(station=station, period=month_ago(), number="STM-X")
        assert collect([draft.pk]) == 1
        claim_posting(station.pk, 11, on=month_ago())
        assert close_month(month_ago(), acting_user=finance) == [draft.pk]
        assert figures_of(draft).closing_minor == 111


def test_the_command_closes_a_month(station: Station, capsys: Any) -> None:
    claim_posting(station.pk, on=month_ago())
    month = month_ago().strftime("%Y-%m")
    call_command("close_month", month, login=email_of(Role.FINANCE))
    assert "statements=1" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("close_month", "soon", login=email_of(Role.FINANCE))


@pytest.mark.parametrize("who", ["station_manager", "reviewer", "auditor"])
def test_others_may_not(who: str, station: Station, acting: Any, at_office: Any, request: Any) -> None:
    claim_posting(station.pk, on=month_ago())
    actor = request.getfixturevalue(who)
    with acting(actor), pytest.raises(NotAllowed):
        issue_statement(station.pk, month_ago(), acting_user=actor)
    with at_office():
        assert not Statement.objects.exists()


def test_nothing_is_added_to_an_issued_statement(station: Station, at_office: Any) -> None:
    statement, late = issued(station.pk), claim_posting(station.pk, 5)
    with at_office(), pytest.raises(IntegrityError, match="is closed"), transaction.atomic():
        entry = Entry.objects.get(transaction=late, station=station)
        StatementLine.objects.create(station=station, statement=statement, entry=entry)


def test_the_portions_are_told(station: Station, rival_station: Station, finance: Actor, acting: Any) -> None:
    for one in (station, rival_station):
        claim_posting(one.pk, on=month_ago())
    told: list[tuple[int, int]] = []
    with acting(finance):
        close_month(month_ago(), acting_user=finance, portion=1, told=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]


def test_an_unknown_station_is_not_found(finance: Actor, acting: Any) -> None:
    with acting(finance), pytest.raises(NotYours):
        issue_statement(new_id(), month_ago(), acting_user=finance)


def test_an_entry_of_another_station_does_not_fit(station: Station, rival_station: Station, at_office: Any) -> None:
    claim_posting(rival_station.pk, on=month_ago())
    with at_office(), pytest.raises(IntegrityError, match="does not belong"), transaction.atomic():
        draft = Statement.objects.create(station=station, period=month_ago(), number="STM-X")
        StatementLine.objects.create(station=station, statement=draft, entry=Entry.objects.get(station=rival_station))


def test_an_entry_is_settled_once(station: Station, at_office: Any) -> None:
    issued(station.pk)
    with at_office(), pytest.raises(IntegrityError), transaction.atomic():
        draft = Statement.objects.create(station=station, period=month_ago(0), number="STM-X")
        StatementLine.objects.create(station=station, statement=draft, entry=StatementLine.objects.get().entry)


def test_a_line_is_not_taken_away(station: Station, at_office: Any) -> None:
    issued(station.pk)
    with at_office(), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        StatementLine.objects.all().delete()


def test_lists_say_what_was_told_at_the_issue_without_adding_up_the_entries(
    station: Station, finance: Actor, acting: Any
) -> None:
    first, second = issued(station.pk, 1_000, period=month_ago(2)), issued(station.pk, 550)
    with acting(finance), for_office():
        rows = {row.pk: row for row in statements_for(finance)}
        assert (rows[first.pk].moved_minor, rows[first.pk].closing_minor) == (1_000, 1_000)
        assert (rows[second.pk].moved_minor, rows[second.pk].closing_minor) == (550, 1_550)


def test_what_is_open_is_dated_after_the_last_statement(
    station: Station, rival_station: Station, finance: Actor, acting: Any
) -> None:
    issued(station.pk, 1_000)
    claim_posting(station.pk, 70, on=today())
    claim_posting(rival_station.pk, 5, on=month_ago(3))
    with acting(finance), for_office():
        found = {(row.station_id, -row.amount_minor) for row in open_entries_for(finance)}
        assert found == {(station.pk, 70), (rival_station.pk, 5)}


def test_the_ledger_check_holds(station: Station) -> None:
    issued(station.pk)
    with for_office(), connection.cursor() as cursor:
        assert first_flaw(cursor) is None
        History.objects.create(
            stream="x", seq=1, aggregate="statement", aggregate_id=Statement.objects.get().pk, verb="statement.issued",
            actor_name=CLAIMS.name, after={"closing_minor": 1}, occurred_at=Statement.objects.get().created_at,
        )  # fmt: skip
        flaw = first_flaw(cursor)
        assert flaw is not None
        assert (flaw.table, flaw.row) == ("settlement_statement", Statement.objects.get().pk)
