"""Calls come in while the poller dies by SIGKILL again and again: no case is lost, none is served twice, and each open rescue is under exactly
one time limit after every kill.

The poller is a fork with connections of its own, killed at a statement drawn by seed, while this process goes on opening calls; so a run tells
the same story each time. `BURST_SEED=7` plays another one.
"""

import os
import random
import signal
from collections import Counter
from uuid import UUID

import pytest
from django.db import connections, transaction
from django.db.models.functions import Now

from accounts.roles import Role
from common.deadlines import keep
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.history.models import History, Undelivered
from common.history.relay import deliver_pending
from common.scope import for_office
from network.dispatch.actions import cancel_rescue
from network.dispatch.choices import Limit, OfferStatus
from network.dispatch.models import Offer, Rescue
from network.dispatch.verify import broken
from network.hotline.models import Case
from tenants.registry.standing import at_head_office
from tests.builders.dispatch import HOME, RIVAL, a_crew, settle
from tests.builders.hotline import a_case
from tests.crash.sweep import killed, run_and_strike, run_until
from tests.world import office_actor

SEED = int(os.environ.get("BURST_SEED", "1"))
LAST_STATEMENT = (
    250  # some tens of statements are one step, so that a poller dies in one of its first steps or in a later one
)


def poll_for_ever() -> None:
    """Do what relay and poller do, again and again."""
    while True:
        deliver_pending()
        keep_due()


def a_poller_that_dies(point: int) -> int:
    """Start a poller in a fork that is killed at its statement number `point`. Returns its process id."""
    for alias in connections:
        connections[alias].close()
    child = os.fork()
    if child == 0:
        run_until(poll_for_ever, point, killed)
    return child


def has_died(child: int) -> None:
    """Wait for the end of a poller, which must be the kill."""
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, "the poller ended by itself"


def let_time_pass() -> None:
    """Make everything due that waits: offers run out, limits are missed, what failed is tried again."""
    with for_office(), transaction.atomic():
        Deadline.objects.filter(done_at__isnull=True).update(due_at=Now())
        Offer.objects.filter(status=OfferStatus.OPEN).update(expires_at=Now())
        Undelivered.objects.update(not_before=Now())


def wrong() -> list[str]:
    """Return what is wrong now: broken invariants, and cases that nobody will ever look at."""
    with for_office(), transaction.atomic():
        waiting = Undelivered.objects.values("event_id")
        told = History.objects.filter(pk__in=waiting, verb="case.opened").values("aggregate_id")
        lost = Case.objects.filter(rescue__isnull=True).exclude(pk__in=told)
        return [*broken(), *(f"case {one.number} is lost" for one in lost)]


def doubled() -> int:
    """Return how many rescues were opened twice, or offered twice in one round."""
    with for_office(), transaction.atomic():
        opened = Counter(History.objects.filter(verb="rescue.opened").values_list("aggregate_id", flat=True))
        offered = Counter(Offer.objects.values_list("rescue_id", "round", "crew_id"))
    return sum(count > 1 for count in [*opened.values(), *offered.values()])


def burst(calls: int, kills: int) -> None:
    """Open so many calls beside a poller that is killed so many times; then let a healthy one finish, and call all off."""
    chances = random.Random(SEED)
    with transaction.atomic():
        a_crew(HOME)
        a_crew(RIVAL)
    opened = 0
    for kill in range(kills):
        poller = a_poller_that_dies(chances.randint(2, LAST_STATEMENT))
        while opened < calls * (kill + 1) // kills:
            with transaction.atomic():
                a_case()
            opened += 1
        has_died(poller)
        assert wrong() == [], f"after kill {kill + 1}, seed {SEED}"
        let_time_pass()
    settle()
    let_time_pass()
    settle()
    assert wrong() == []
    with for_office(), transaction.atomic():
        rescues = list(Rescue.objects.values_list("pk", flat=True))
        limits = Deadline.objects.filter(kind__in=Limit.values, done_at__isnull=True)
        assert len(rescues) == Case.objects.count() == limits.count() == calls
    assert doubled() == 0
    close_all(rescues)


def close_all(rescues: list[UUID]) -> None:
    """Call off every rescue; no limit is left behind."""
    dispatcher = office_actor(Role.DISPATCHER)
    for rescue_id in rescues:
        with at_head_office():
            cancel_rescue(rescue_id, reason="Over", acting_user=dispatcher)
    with for_office(), transaction.atomic():
        assert not Deadline.objects.filter(subject_id__in=rescues, done_at__isnull=True).exists()
        assert list(broken()) == []


def test_a_burst_of_calls_beside_a_poller_that_is_killed(committed_db: None) -> None:
    burst(calls=30, kills=15)


@pytest.mark.long
def test_a_thousand_calls_beside_a_poller_that_is_killed_fifty_times(committed_db: None) -> None:
    burst(calls=1_000, kills=50)


def careless() -> None:
    """Mark a deadline as done first, and act on it in a transaction of its own."""
    with for_office():
        due = Deadline.objects.filter(done_at__isnull=True, due_at__lte=Now(), kind=Limit.OFFER).first()
        if due is not None:
            Deadline.objects.filter(pk=due.pk).update(done_at=Now())
            due.refresh_from_db()
            with transaction.atomic():
                keep._handlers[due.kind](due)


def test_red_control_a_poller_that_marks_first_and_acts_later_leaves_a_rescue_without_a_limit(
    committed_db: None,
) -> None:
    with transaction.atomic():
        a_crew(HOME)
        a_case()
    deliver_pending()
    assert wrong() == []
    let_time_pass()
    assert not run_and_strike(careless, 8)
    assert any("0 open time limits" in one for one in wrong())
