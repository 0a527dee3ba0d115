"""One label scanned at two desks, one claim before two final reviewers, an answer at its last second: once. Each with its red control."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.chargeback import actions as answering
from billing.chargeback.actions import dispute_chargeback
from billing.chargeback.models import Chargeback
from billing.chargeback.selectors import chargebacks_for
from billing.claims.actions import decide_final_review
from billing.claims.actions import final_review as deciding
from billing.claims.selectors import claims_for
from billing.oldparts.actions import receive as receiving
from billing.oldparts.actions import receive_part
from billing.oldparts.selectors import old_parts_for
from common.errors import DomainError
from common.history.models import History
from common.scope import for_office
from tenants.registry.standing import at_head_office
from tests.builders.claims import a_checked_claim, a_shipped_part, full_decisions
from tests.builders.oldparts import a_charged_case
from tests.conftest import standing
from tests.world import office_actor


def together(acts: Sequence[Callable[[], Any]], stopped: list[Exception] | None = None) -> int:
    """Run all at once, each on a connection of its own; return how many were done. `stopped` gets what the database itself refused."""
    start, done = threading.Barrier(len(acts)), []

    def play(act: Callable[[], Any]) -> None:
        try:
            start.wait(10)
            done.append(act())
        except DomainError:
            pass
        except IntegrityError as error:
            (stopped if stopped is not None else []).append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=play, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return len(done)


def in_office(act: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        with at_head_office(), transaction.atomic():
            return act()

    return run


def told(verb: str) -> int:
    with for_office(), transaction.atomic():
        return History.objects.filter(verb=verb).count()


def unlocked(gate: Callable[[Actor], Any], meet: threading.Barrier) -> Callable[[Any, Actor], Any]:
    """A lock that locks nothing: everybody has read before anybody writes."""

    def read(key: Any, actor: Actor) -> Any:
        row = gate(actor).get_or_404(key)
        meet.wait(10)
        return row

    return read


@pytest.mark.parametrize("is_red", [False, True], ids=["locked", "red control"])
def test_one_label_at_two_desks_comes_in_once(
    committed_db: None, monkeypatch: pytest.MonkeyPatch, is_red: bool
) -> None:
    with transaction.atomic():
        part, actor = a_shipped_part(), office_actor(Role.FINAL_REVIEWER)
    if is_red:
        monkeypatch.setattr(receiving, "lock_part", unlocked(old_parts_for, threading.Barrier(2)))

    done = together([in_office(lambda: receive_part(part.label_code, acting_user=actor))] * 2)

    assert (done, told("old_part.received")) == ((2, 2) if is_red else (1, 1))


@pytest.mark.parametrize("is_red", [False, True], ids=["locked", "red control"])
def test_two_final_reviewers_settle_once(committed_db: None, monkeypatch: pytest.MonkeyPatch, is_red: bool) -> None:
    with transaction.atomic():
        claim, actor = a_checked_claim(), office_actor(Role.FINAL_REVIEWER)
        with at_head_office():
            decisions = full_decisions(claim)
    if is_red:
        monkeypatch.setattr(deciding, "lock_claim", unlocked(claims_for, threading.Barrier(2)))

    decide = in_office(lambda: decide_final_review(claim.pk, decisions=decisions, acting_user=actor))
    done = together([decide] * 2)

    assert (done, told("claim.final_reviewed")) == ((2, 2) if is_red else (1, 1))


@pytest.mark.parametrize("is_red", [False, True], ids=["locked", "red control"])
def test_a_dispute_at_the_last_second_is_a_dispute_or_an_acceptance(
    committed_db: None, monkeypatch: pytest.MonkeyPatch, is_red: bool
) -> None:
    """The supplier disputes while the clock accepts by silence: one of the two, never both. Without the lock only the database stops it."""
    with transaction.atomic():
        charged, actor = a_charged_case().chargeback, office_actor(Role.SUPPLIER)
    meet = threading.Barrier(2)
    if is_red:
        monkeypatch.setattr(answering, "lock_chargeback", unlocked(chargebacks_for, meet))
        monkeypatch.setattr(answering, "accept_by_limit", lambda key: _accept_unlocked(key, meet))

    def dispute() -> None:
        with standing(actor), transaction.atomic():
            dispute_chargeback(charged.pk, reason="x", acting_user=actor)

    stopped: list[Exception] = []
    together([dispute, in_office(lambda: answering.accept_by_limit(charged.pk))], stopped)

    assert told("chargeback.disputed") + told("chargeback.accepted_by_limit") == 1
    assert len(stopped) == (1 if is_red else 0)


def _accept_unlocked(key: Any, meet: threading.Barrier) -> Any:
    row = Chargeback.objects.get(pk=key)
    meet.wait(10)
    return answering._accept(row, "chargeback.accepted_by_limit", office_actor(Role.FINAL_REVIEWER))
