"""Facts and figures follow the claims; counting twice changes nothing; a wrong figure is found."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.actors import Actor
from billing.claims.actions import cancel_claim, decide_first_review, return_claim
from billing.claims.choices import ClaimStatus
from billing.claims.models import Claim
from billing.claims.policies import LineDecision
from billing.insight.choices import Queue
from billing.insight.models import (
    BuildFigure,
    ClaimFact,
    RecoveryFigure,
    RegionFigure,
    StaleClaim,
    StationFigure,
    VehicleCohort,
)
from billing.insight.refresh import COUNT_CLAIMS, EVERY_NIGHT, count_stale
from billing.insight.verify import differences
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.history.relay import deliver_pending
from tests.builders.claims import a_draft_claim, a_settled_claim, a_submitted_claim, full_decisions
from tests.builders.insight import counted, fact_of

Office = Callable[[], AbstractContextManager[None]]
TABLES = (ClaimFact, RegionFigure, StationFigure, BuildFigure, RecoveryFigure, VehicleCohort)


@pytest.fixture
def relayed(at_office: Office) -> Callable[[], int]:
    """Deliver the events and count what they marked."""

    def run() -> int:
        deliver_pending(limit=1_000)
        with at_office():
            return count_stale()

    return run


def everything() -> dict[str, Any]:
    """Return all facts and figures without their keys."""
    left_out = {"id", "created_at"}
    return {
        model.__name__: sorted(
            str({name: value for name, value in row.items() if name not in left_out}) for row in model.objects.values()
        )
        for model in TABLES
    }


def agree() -> bool:
    with transaction.atomic():
        return not list(differences())


def test_a_submitted_claim_becomes_a_fact_by_its_event(reviewer: Actor, relayed: Any) -> None:
    claim = a_submitted_claim()
    relayed()
    fact = fact_of(claim)
    assert (fact.status, fact.component_code, fact.reviewed, fact.final_minor) == (
        ClaimStatus.SUBMITTED,
        "ENG",
        False,
        0,
    )
    assert fact.region == claim.station.region
    assert fact.month == claim.repair_finished_on.replace(day=1)
    assert fact.waiting_since == claim.submitted_at


def test_goodwill_above_the_limit_waits_in_a_queue_of_its_own(reviewer: Actor, relayed: Any, at_office: Office) -> None:
    claim = a_submitted_claim()
    with at_office(), transaction.atomic():
        Claim.objects.get(pk=claim.pk).move_to(ClaimStatus.AWAITING_APPROVAL)
    relayed()
    fact = fact_of(claim)
    assert (fact.status, fact.waiting_since) == (Queue.GOODWILL, claim.submitted_at)


def test_a_draft_is_the_station_s_and_is_not_counted(reviewer: Actor, relayed: Any, at_office: Office) -> None:
    a_draft_claim()
    relayed()
    with at_office():
        assert not ClaimFact.objects.exists()
        assert not RegionFigure.objects.exists()


def test_a_settled_claim_counts_with_its_money_and_its_recovery(
    reviewer: Actor, relayed: Any, at_office: Office
) -> None:
    claim = a_settled_claim()
    relayed()
    fact = fact_of(claim)
    assert (fact.reviewed, fact.first_passed, fact.automatic) == (True, True, False)
    assert fact.final_minor == claim.final_minor
    with at_office():
        figure = RegionFigure.objects.get()
        assert (figure.claims, figure.settled, figure.first_passed, figure.final_minor) == (1, 1, 1, claim.final_minor)
        assert StationFigure.objects.get().final_minor == claim.final_minor
        assert agree()


def test_a_question_or_a_cut_ends_the_first_pass(reviewer: Actor, relayed: Any, at_office: Office) -> None:
    asked, cut = a_submitted_claim(), a_submitted_claim()
    with at_office():
        return_claim(asked.pk, question="Which part?", acting_user=reviewer)
        decisions = full_decisions(cut)
        decisions[0] = LineDecision(decisions[0].line_id, 1, "other")
        decide_first_review(cut.pk, decisions=decisions, acting_user=reviewer)
    relayed()
    assert not fact_of(asked).reviewed
    assert (fact_of(cut).reviewed, fact_of(cut).first_passed) == (True, False)


def test_counting_again_changes_nothing(reviewer: Actor, relayed: Any, at_office: Office) -> None:
    a_settled_claim()
    a_submitted_claim()
    relayed()
    with at_office():
        before = everything()
        for claim in Claim.objects.all():
            StaleClaim.objects.create(claim_id=claim.pk, station_id=claim.station_id)
        count_stale()
        assert everything() == before
        counted()
        assert everything()["RegionFigure"] == before["RegionFigure"]
        assert everything()["ClaimFact"] == before["ClaimFact"]


def test_a_claim_that_is_put_away_is_counted_no_more(
    reviewer: Actor, acting: Any, relayed: Any, at_office: Office, appraiser: Actor
) -> None:
    claim = a_submitted_claim()
    relayed()
    with at_office():
        return_claim(claim.pk, question="Which part?", acting_user=reviewer)
    with acting(appraiser):
        cancel_claim(claim.pk, reason="A mistake", acting_user=appraiser)
    relayed()
    with at_office():
        assert not ClaimFact.objects.exists()
        assert not RegionFigure.objects.exists()
        assert agree()


def test_a_claim_that_moves_to_another_month_leaves_the_old_one(
    reviewer: Actor, relayed: Any, at_office: Office
) -> None:
    claim = a_submitted_claim()
    relayed()
    with at_office():
        earlier = claim.repair_finished_on.replace(day=1) - timedelta(days=1)
        Claim.objects.filter(pk=claim.pk).update(repair_finished_on=earlier)
        StaleClaim.objects.create(claim_id=claim.pk, station_id=claim.station_id)
        count_stale()
        assert [row.month for row in RegionFigure.objects.all()] == [earlier.replace(day=1)]
        assert agree()


def test_events_set_one_deadline_and_it_counts_and_looks_ahead(reviewer: Actor, at_office: Office) -> None:
    a_submitted_claim()
    a_submitted_claim()
    deliver_pending(limit=1_000)
    with at_office():
        assert Deadline.objects.filter(kind=COUNT_CLAIMS).count() in (1, 2)  # a minute may turn in between
        Deadline.objects.filter(kind=COUNT_CLAIMS).update(due_at="2020-01-01T00:00Z")
        keep_due()
        assert ClaimFact.objects.count() == 2
        assert not StaleClaim.objects.exists()
        assert Deadline.objects.filter(kind=EVERY_NIGHT, done_at__isnull=True).count() == 1


WRONG = [
    ("insight_region_figure", "UPDATE insight_region_figure SET final_minor = final_minor + 1"),
    ("insight_station_figure", "DELETE FROM insight_station_figure"),
    ("insight_claim_fact", "UPDATE insight_claim_fact SET model_code = 'NONE'"),
    ("insight_build_figure", "UPDATE insight_build_figure SET claims = claims + 1"),
]


@pytest.mark.parametrize(("table", "sql"), WRONG)
def test_a_wrong_figure_is_found(reviewer: Actor, at_office: Office, table: str, sql: str) -> None:
    """The red control: the check that says `0 differences` sees a figure that is wrong by one."""
    a_settled_claim()
    counted()
    call_command("verify_insight")
    with at_office(), connection.cursor() as cursor:
        cursor.execute(sql)
        assert table in [one.table for one in differences()]
    with pytest.raises(CommandError, match="figures differ"):
        call_command("verify_insight")


def test_a_claim_that_nobody_marked_is_found(reviewer: Actor, at_office: Office) -> None:
    a_submitted_claim()
    counted()
    a_submitted_claim()
    with at_office():
        assert not agree()


def test_a_station_sees_its_own_facts_alone(station_manager: Actor, rival_manager: Actor, acting: Any) -> None:
    a_settled_claim()
    counted()
    with acting(station_manager):
        assert ClaimFact.objects.count() == 1
        assert StationFigure.objects.count() == 1
    with acting(rival_manager):
        assert ClaimFact.objects.count() == 0
        assert StationFigure.objects.count() == 0
