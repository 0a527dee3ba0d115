"""Two reviewers do not open the same claim: it is leased by the database's clock."""

from datetime import timedelta
from typing import Any
from unittest.mock import ANY

import pytest
from django.db.models import F

from accounts.actors import Actor
from accounts.roles import Role
from billing.claims.actions import (
    approve_clean,
    decide_first_review,
    let_go,
    note_claim,
    open_claim,
    return_claim,
    take_claim,
    take_next,
)
from billing.claims.choices import ClaimError, ClaimStatus
from billing.claims.models import Claim, ReviewLease, ReviewNote
from billing.claims.selectors import first_queue
from catalog.models import Part
from common.clock import database_now
from common.errors import Invalid, NotAllowed, WrongState
from tenants.registry.standing import at_head_office
from tests.builders.claims import a_first_reviewed_claim, a_submitted_claim, full_decisions
from tests.claims.support import refused
from tests.world import office_actor


@pytest.fixture(autouse=True)
def _office(db: None) -> Any:
    with at_head_office():
        yield


@pytest.fixture
def colleague(reviewer: Actor) -> Actor:
    """Return another person of the claims section."""
    other = office_actor(Role.FINAL_REVIEWER)
    return Actor(other.user, reviewer.place, reviewer.roles)


def holders() -> dict[Any, Any]:
    return dict(ReviewLease.objects.values_list("claim", "holder_id"))


def test_who_opens_it_first_has_it(reviewer: Actor, colleague: Actor) -> None:
    claim = a_submitted_claim()
    mine, theirs = open_claim(claim, acting_user=reviewer), open_claim(claim, acting_user=colleague)
    assert mine and theirs and mine.holder_id == theirs.holder_id == reviewer.id
    assert timedelta(minutes=9) < mine.until - database_now() <= timedelta(minutes=10)


def test_a_lease_that_has_run_out_is_nobody_s(reviewer: Actor, colleague: Actor) -> None:
    claim = a_submitted_claim()
    take_claim(claim.pk, acting_user=reviewer)
    ReviewLease.objects.update(until=F("until") - timedelta(hours=3))
    lease = open_claim(claim, acting_user=colleague)
    assert lease and (lease.holder_id, lease.is_kept) == (colleague.id, False)


def test_opening_another_lets_go_of_what_was_only_opened(reviewer: Actor) -> None:
    one, two, three = a_submitted_claim(), a_submitted_claim(), a_submitted_claim()
    take_claim(one.pk, acting_user=reviewer)
    open_claim(two, acting_user=reviewer)
    open_claim(three, acting_user=reviewer)
    assert set(holders()) == {one.pk, three.pk}


def test_what_was_kept_stays_kept_when_it_is_opened(reviewer: Actor) -> None:
    claim = a_submitted_claim()
    kept = take_claim(claim.pk, acting_user=reviewer)
    opened = open_claim(claim, acting_user=reviewer)
    assert opened and (opened.is_kept, opened.until) == (True, kept.until)


def test_take_next_leaves_what_others_have(reviewer: Actor, colleague: Actor) -> None:
    one, two = a_submitted_claim(), a_submitted_claim()
    assert take_next(first_queue(reviewer), acting_user=reviewer) == one
    assert take_next(first_queue(colleague), acting_user=colleague) == two
    assert take_next(first_queue(reviewer), acting_user=reviewer) == one
    assert holders() == {one.pk: reviewer.id, two.pk: colleague.id}


def test_nobody_takes_what_another_has(reviewer: Actor, colleague: Actor) -> None:
    claim = a_submitted_claim()
    take_claim(claim.pk, acting_user=colleague)
    with refused(WrongState, ClaimError.TAKEN):
        take_claim(claim.pk, acting_user=reviewer)
    with refused(WrongState, ClaimError.TAKEN):
        decide_first_review(claim.pk, decisions=full_decisions(claim), acting_user=reviewer)
    with refused(WrongState, ClaimError.TAKEN):
        return_claim(claim.pk, question="?", acting_user=reviewer)
    assert let_go(claim.pk, acting_user=reviewer) is False


def test_the_decision_ends_the_lease(reviewer: Actor) -> None:
    claim = a_submitted_claim()
    open_claim(claim, acting_user=reviewer)
    decide_first_review(claim.pk, decisions=full_decisions(claim), acting_user=reviewer)
    assert holders() == {}


def test_what_is_put_back_is_free(reviewer: Actor, colleague: Actor) -> None:
    claim = a_submitted_claim()
    take_claim(claim.pk, acting_user=reviewer)
    assert let_go(claim.pk, acting_user=reviewer) is True
    assert take_next(first_queue(colleague), acting_user=colleague) == claim


def test_what_is_decided_is_not_taken(reviewer: Actor) -> None:
    claim = a_first_reviewed_claim()
    with refused(WrongState):
        take_claim(claim.pk, acting_user=reviewer)
    assert open_claim(claim, acting_user=reviewer) is None


def test_the_final_section_takes_nothing(final_reviewer: Actor) -> None:
    claim = a_submitted_claim()
    for act in (
        lambda: take_claim(claim.pk, acting_user=final_reviewer),
        lambda: open_claim(claim, acting_user=final_reviewer),
    ):
        with refused(NotAllowed):
            act()


def test_a_clean_claim_is_approved_in_full(reviewer: Actor) -> None:
    claim = approve_clean(a_submitted_claim().pk, acting_user=reviewer)
    assert (claim.approved_minor, claim.status) == (claim.claimed_minor, ANY)


def test_what_was_clean_when_it_came_is_asked_again(reviewer: Actor) -> None:
    """The list price has fallen since: the stored word of the rules would have let it pass."""
    claim = a_submitted_claim()
    Part.objects.update(unit_cost_minor=1)
    with refused(WrongState, ClaimError.NOT_CLEAN):
        approve_clean(claim.pk, acting_user=reviewer)


def test_an_open_anomaly_is_not_clean(reviewer: Actor) -> None:
    claim = a_submitted_claim()
    Claim.objects.filter(pk=claim.pk).update(risk=5)
    with refused(WrongState, ClaimError.NOT_CLEAN):
        approve_clean(claim.pk, acting_user=reviewer)
    assert Claim.objects.get(pk=claim.pk).status == ClaimStatus.SUBMITTED


def test_a_note_is_for_colleagues(reviewer: Actor, appraiser: Actor) -> None:
    claim = a_submitted_claim()
    note_claim(claim.pk, text="同类故障第三单", acting_user=reviewer)
    assert ReviewNote.objects.get().author_name == reviewer.name
    with refused(Invalid):
        note_claim(claim.pk, text=" ", acting_user=reviewer)
    with refused(NotAllowed):
        note_claim(claim.pk, text="x", acting_user=appraiser)
