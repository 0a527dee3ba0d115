"""Fifty reviewers on one claim: one wins, forty-nine are told in a sentence, one history row, and the ledger has moved once or not at all."""

import json
import threading
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.actors import Actor
from accounts.roles import Role
from billing.claims.actions import decide_final_review, decide_first_review, final_review, first_review
from billing.claims.models import Claim, ClaimLine
from billing.claims.selectors import claims_for
from billing.ledger.models import Entry, Transaction
from tenants.registry.standing import at_head_office
from tests.builders.claims import a_checked_claim, a_submitted_claim, full_decisions
from tests.races.fifty import FIFTY, Outcome, at_once, crowd, race, told

FIRST = ("claim.first_reviewed", "claim.rejected")
FINAL = ("claim.final_reviewed", "claim.rejected")


def postings() -> tuple[int, int]:
    with at_head_office(), transaction.atomic():
        return Transaction.objects.count(), Entry.objects.count()


def money(line: ClaimLine) -> dict[str, Any]:
    return {"amount_minor": line.claimed_minor, "currency": "CNY"}


def decide(claim: Claim, people: list[Actor], action: Any) -> Outcome:
    with at_head_office(), transaction.atomic():
        decisions = full_decisions(claim)
    return race([lambda who=who: action(claim.pk, decisions=decisions, acting_user=who) for who in people])  # type: ignore[misc]


def submitted() -> tuple[Claim, list[Actor]]:
    with transaction.atomic():
        return a_submitted_claim(), crowd(Role.CLAIMS_REVIEWER)


def checked() -> tuple[Claim, list[Actor]]:
    with transaction.atomic():
        return a_checked_claim(), crowd(Role.FINAL_REVIEWER)


def test_one_of_fifty_makes_the_first_review(committed_db: None) -> None:
    claim, people = submitted()
    before = postings()

    outcome = decide(claim, people, decide_first_review)

    assert outcome.counts == (1, FIFTY - 1, 0)
    assert outcome.statuses == {409}
    assert all(outcome.sentences)
    assert told(claim, *FIRST) == 1
    assert postings() == before


def test_one_of_fifty_makes_the_first_review_by_http(committed_db: None) -> None:
    claim, people = submitted()
    with at_head_office(), transaction.atomic():
        body = json.dumps(
            {"decisions": [{"line": line.public_id, "approved": money(line)} for line in claim.lines.all()]}
        )
    before = postings()

    def post(who: Actor) -> Any:
        client = Client()
        client.force_login(who.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        headers = {"Idempotency-Key": str(who.id)}
        return lambda: client.post(
            f"/api/v1/claims/{claim.public_id}/first-review", body, "application/json", headers=headers
        )

    Client().get(
        "/accounts/login/"
    )  # a server has answered before fifty come at once: with the first request it makes its counters
    answers = at_once([post(who) for who in people])

    lost = [answer for answer in answers if answer.status_code == 409]
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * (FIFTY - 1)
    assert {answer.headers["Content-Type"] for answer in lost} == {"application/problem+json"}
    assert all(answer.json()["detail"] for answer in lost)
    assert told(claim, *FIRST) == 1
    assert postings() == before


def test_one_of_fifty_makes_the_final_review(committed_db: None) -> None:
    claim, people = checked()
    transactions, entries = postings()

    outcome = decide(claim, people, decide_final_review)

    assert outcome.counts == (1, FIFTY - 1, 0)
    assert outcome.statuses == {409}
    assert told(claim, *FINAL) == 1
    assert postings() == (transactions + 1, entries + 2)


@pytest.mark.parametrize(
    ("module", "make", "action", "verbs"),
    [
        (first_review, submitted, decide_first_review, FIRST),
        (final_review, checked, decide_final_review, FINAL),
    ],
    ids=["first review", "final review"],
)
def test_red_control_without_the_lock_several_believe_that_they_decided(
    committed_db: None, monkeypatch: pytest.MonkeyPatch, module: Any, make: Any, action: Any, verbs: tuple[str, ...]
) -> None:
    """Everybody reads before anybody writes."""
    claim, people = make()
    all_have_read = threading.Barrier(FIFTY)

    def unlocked(claim_id: Any, actor: Actor) -> Claim:
        found: Claim = claims_for(actor).get_or_404(claim_id)
        all_have_read.wait(60)
        return found

    monkeypatch.setattr(module, "lock_claim", unlocked)

    decide(claim, people, action)

    assert told(claim, *verbs) > 1
