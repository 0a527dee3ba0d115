"""Two reviewers decide one claim at the same moment: one wins, the other is told. With the lock off, the race is seen."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.claims.actions import decide_first_review
from billing.claims.actions import first_review as module
from billing.claims.models import Claim
from billing.claims.selectors import claims_for
from common.errors import DomainError
from common.history.models import History
from tenants.registry.standing import at_head_office
from tests.builders.claims import a_submitted_claim, full_decisions
from tests.world import office_actor

PLAYERS = 6


def race(claim: Claim, meet: Callable[[], None]) -> tuple[int, int]:
    """Let several threads decide the claim; return how many won and how many were refused."""
    with at_head_office(), transaction.atomic():
        decisions = full_decisions(claim)
        actor = office_actor(Role.CLAIMS_REVIEWER)
    outcomes: list[bool] = []

    def play() -> None:
        try:
            with at_head_office(), transaction.atomic():
                meet()
                decide_first_review(claim.pk, decisions=decisions, acting_user=actor)
            outcomes.append(True)
        except DomainError:
            outcomes.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=play) for _ in range(PLAYERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes.count(True), outcomes.count(False)


def submitted() -> Claim:
    with transaction.atomic():
        return a_submitted_claim()


def told(claim: Claim) -> int:
    with at_head_office(), transaction.atomic():
        return History.objects.filter(aggregate_id=claim.pk, verb="claim.first_reviewed").count()


def test_one_reviewer_wins_and_the_others_are_refused(committed_db: None) -> None:
    claim, start = submitted(), threading.Barrier(PLAYERS)

    won, lost = race(claim, start.wait)

    assert (won, lost) == (1, PLAYERS - 1)
    assert told(claim) == 1


def test_without_the_lock_the_race_is_lost(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Red control: all read before anyone writes, and several believe that they decided."""
    claim, read = submitted(), threading.Barrier(PLAYERS)

    def unlocked(claim_id: Any, actor: Actor) -> Claim:
        found: Claim = claims_for(actor).get_or_404(claim_id)
        read.wait()
        return found

    monkeypatch.setattr(module, "lock_claim", unlocked)

    won, _lost = race(claim, lambda: None)

    assert won > 1
    assert told(claim) > 1
