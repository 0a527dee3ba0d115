"""Fifty on one month, and fifty on one chargeback at the moment when its limit passes."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.chargeback import actions as chargeback_actions
from billing.chargeback.actions import accept_by_limit, accept_chargeback, dispute_chargeback
from billing.chargeback.models import Chargeback
from billing.chargeback.selectors import chargebacks_for
from billing.settlement import closing
from billing.settlement.closing import issue_statement
from billing.settlement.models import Statement, StatementLine
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.builders.chargeback import chargeback
from tests.builders.ledger import claim_posting
from tests.builders.settlement import month_ago
from tests.conftest import standing
from tests.races.fifty import FIFTY, Outcome, crowd, race, told
from tests.world import office_actor

ANSWERS = ("chargeback.accepted", "chargeback.disputed", "chargeback.accepted_by_limit")


def close_by_fifty(station: Station) -> Outcome:
    with transaction.atomic():
        claim_posting(station.pk, 100, on=month_ago())
        people = crowd(Role.FINANCE)
    return race([lambda who=who: issue_statement(station.pk, month_ago(), acting_user=who) for who in people])  # type: ignore[misc]


def statements() -> tuple[int, int]:
    with at_head_office(), transaction.atomic():
        return Statement.objects.count(), StatementLine.objects.count()


def test_one_of_fifty_closes_the_month(committed_db: None, station: Station) -> None:
    outcome = close_by_fifty(station)
    assert outcome.counts == (1, FIFTY - 1, 0)
    assert outcome.statuses == {409}
    assert all(outcome.sentences)
    assert statements() == (1, 1)


def test_red_control_without_the_station_s_lock_the_database_alone_stops_them(
    committed_db: None, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A unique constraint keeps the month single even then, but what the others get is an error instead of a sentence."""
    monkeypatch.setattr(closing, "lock_stations", lambda keys: list(Station.objects.filter(pk__in=keys)))
    monkeypatch.setattr(closing, "hold_months", lambda keys: None)
    outcome = close_by_fifty(station)
    assert outcome.broken
    assert statements() == (1, 1)


def answers_of(row: Chargeback, supplier: Actor) -> list[Callable[[], Any]]:
    """The limit passes; the supplier's people accept or dispute."""
    accept = [lambda: accept_chargeback(row.pk, acting_user=supplier)] * 25
    dispute = [lambda: dispute_chargeback(row.pk, acting_user=supplier, reason="not ours")] * 24
    return [lambda: accept_by_limit(row.pk), *accept, *dispute]


def raised(station: Station) -> tuple[Chargeback, Actor]:
    with transaction.atomic(), at_head_office():
        return chargeback(station.pk), office_actor(Role.SUPPLIER)


def test_a_chargeback_is_answered_once_when_its_limit_passes(committed_db: None, station: Station) -> None:
    row, supplier = raised(station)
    outcome = race(answers_of(row, supplier), lambda: standing(supplier))
    won, refused, broken = outcome.counts
    assert (won, broken) == (1, 0)
    assert refused in (FIFTY - 1, FIFTY - 2)  # the limit that came too late says nothing
    assert outcome.statuses == {409}
    assert told(row, *ANSWERS) == 1


def test_red_control_without_the_lock_a_chargeback_is_answered_twice(
    committed_db: None, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, supplier = raised(station)
    all_have_read = threading.Barrier(FIFTY - 1)

    def unlocked(key: Any, actor: Actor) -> Chargeback:
        found: Chargeback = chargebacks_for(actor).get_or_404(key)
        all_have_read.wait(60)
        return found

    monkeypatch.setattr(chargeback_actions, "lock_chargeback", unlocked)
    race(answers_of(row, supplier)[1:], lambda: standing(supplier))
    assert told(row, *ANSWERS) > 1
