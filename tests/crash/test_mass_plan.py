"""The engine's plan of a mass event, killed at its statements: while it is planned, while it is committed, and between the offers after it.

Whoever carries it out is a fork that dies by SIGKILL; the next one takes up what is left. `every_one` kills at each statement of each
transaction, the short run at fewer and fewer of them.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import Count

from accounts.roles import Role
from common.clock import now
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.history.models import History
from common.scope import for_office
from network.dispatch.actions import mass_automatic as module
from network.dispatch.actions import offer_best
from network.dispatch.actions.massing import IDLE, plan_of
from network.dispatch.choices import MASS_PLAN, LadderStep, Limit, OfferStatus, RescueStatus
from network.dispatch.models import Offer, Rescue
from network.dispatch.verify import broken
from tests.builders.dispatch import HOME, a_certificate, a_crew, a_rescue, rules
from tests.crash.sweep import every_one, run_and_strike
from tests.world import station_actor

CREWS, DAY_S = 2, 24 * 3600


def fewer(point: int) -> int:
    """Return the next statement of the short run."""
    return point + 1 + min(point // 2, 12)  # no transaction is so short that a kill in it is left out


def a_snowy_night(waiting: int) -> None:
    """More wait than crews are free; each has asked for the plan, which is due."""
    with for_office(), transaction.atomic():
        rules(
            mass_automatic=True, answer_s=DAY_S, ladder=[[LadderStep.WIDEN, DAY_S]]
        )  # so that slowness changes nothing
        for _ in range(waiting):
            a_rescue()
    with transaction.atomic():
        a_crew(HOME)
        a_certificate(station_actor(Role.WORKSHOP))
        a_crew(HOME, name="Crew 2", role=Role.WORKSHOP, certified=False)
    keep_due()
    with for_office(), transaction.atomic():
        assert Deadline.objects.filter(kind=MASS_PLAN, done_at=None).count() == 1
        assert not Offer.objects.exists()


def let_time_pass() -> None:
    """Let what is set for the next seconds be due; the plan before those who wait for it, as it is in time."""
    with for_office(), transaction.atomic():
        soon = Deadline.objects.filter(done_at=None, due_at__lt=now() + timedelta(seconds=60))
        soon.filter(kind=MASS_PLAN).update(due_at=now() - timedelta(seconds=2))
        soon.exclude(kind=MASS_PLAN).update(due_at=now() - timedelta(seconds=1))


def wrong() -> list[str]:
    """Return what is wrong: two live offers of a crew or a case, a case without its one limit, somebody who is planned twice."""
    with for_office(), transaction.atomic():
        live = Offer.objects.filter(status=OfferStatus.OPEN)
        found = list(broken())
        for who in ("crew_id", "rescue_id"):
            found += [f"{who} twice: {one}" for one in live.values(who).annotate(n=Count("id")).filter(n__gt=1)]
        planned = Rescue.objects.filter(planned_crew_id__isnull=False).values("planned_crew_id")
        found += [f"planned twice: {one}" for one in planned.annotate(n=Count("id")).filter(n__gt=1)]
    return found


def kept() -> int:
    """Return how many deadlines have been kept: it grows when a transaction has been committed."""
    with for_office(), transaction.atomic():
        return Deadline.objects.filter(done_at__isnull=False).count()


def served() -> set[UUID]:
    """Return the crews that are being asked."""
    with for_office(), transaction.atomic():
        return set(Offer.objects.filter(status=OfferStatus.OPEN).values_list("crew_id", flat=True))


def kill_again_and_again(following: Callable[[int], int]) -> tuple[int, int]:
    """Kill whoever carries on at its first statement, its second, … of each transaction. Returns kills, and commits between them."""
    kills, commits, point, before = 0, 0, 1, kept()
    let_time_pass()
    while not run_and_strike(keep_due, point):
        kills += 1
        assert wrong() == [], f"after the kill at statement {point} with {commits} commits behind"
        after = kept()
        commits, point, before = (commits + 1, 1, after) if after > before else (commits, following(point), before)
    return kills, commits


def play(waiting: int, following: Callable[[int], int]) -> tuple[int, int]:
    """Kill through the whole night; in the end both crews are asked, and the rest are known to be without one."""
    a_snowy_night(waiting)
    kills, commits = kill_again_and_again(following)
    let_time_pass()
    keep_due()
    assert wrong() == []
    assert len(served()) == CREWS
    with for_office(), transaction.atomic():
        states = sorted(Rescue.objects.values_list("status", flat=True))
        limits = Deadline.objects.filter(kind__in=Limit.values, done_at__isnull=True).count()
        planned = History.objects.filter(verb="rescue.planned").count()
    assert states == sorted([RescueStatus.OFFERED] * CREWS + [RescueStatus.UNSERVED] * (waiting - CREWS))
    assert limits == waiting
    assert planned == CREWS, "each was planned once, however often the plan was begun"
    return kills, commits


def test_whoever_carries_out_the_plan_is_killed_and_nobody_is_asked_twice_or_left_out(committed_db: None) -> None:
    kills, commits = play(3, fewer)
    print(f"kills={kills} commits between them={commits}")
    assert kills > 15 and commits > 1


@pytest.mark.long
def test_killed_at_every_statement_of_a_larger_night(committed_db: None) -> None:
    kills, commits = play(8, every_one)
    print(f"kills={kills} commits between them={commits}")
    assert kills > 80


def unlocked(rescue_ids: Any) -> list[Rescue]:
    """Return the rescues as outside of a transaction, where nothing can be locked."""
    return list(Rescue.objects.filter(pk__in=rescue_ids).order_by("pk"))


def test_red_control_a_plan_that_is_committed_piece_by_piece_leaves_a_case_without_a_limit(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same writes, each for itself: killed between calling off a limit and setting the next one, a rescue is forgotten."""
    a_snowy_night(3)
    monkeypatch.setattr(module, "lock_rescues", unlocked)
    found: list[str] = []
    point = 1
    while not found and not run_and_strike(piece_by_piece, point):
        found, point = wrong(), point + 1
    assert any("has 0 open time limits" in one for one in found)


def piece_by_piece() -> None:
    """Carry the plan out without a transaction around it."""
    with for_office():
        with connection.cursor() as cursor:
            cursor.execute(
                "SET app.office = 'on'"
            )  # the scope is a transaction's; this connection dies with its process
        module.commit_by_itself()


@pytest.fixture
def offered_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the plan and its commit somebody offers a rescue that has a crew in it."""

    def plan(rescues: list[Rescue], *about: Any) -> Any:
        planned = plan_of(rescues, *about)
        offer_best(next(one.rescue.pk for one in planned if one.crew))
        return planned

    monkeypatch.setattr(module, "plan_of", plan)


def carry_on() -> None:
    """Let the clock act until nothing is due."""
    for _ in range(3):
        let_time_pass()
        keep_due()


def test_what_was_offered_between_the_plan_and_its_commit_is_passed_over(
    committed_db: None, offered_meanwhile: None
) -> None:
    a_snowy_night(3)
    let_time_pass()
    keep_due()
    assert wrong() == []
    assert len(served()) == CREWS


def test_red_control_a_commit_that_does_not_look_again_is_seen(
    committed_db: None, offered_meanwhile: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_snowy_night(3)
    monkeypatch.setattr(module, "IDLE", (*IDLE, RescueStatus.OFFERED))
    let_time_pass()
    keep_due()
    assert wrong()
