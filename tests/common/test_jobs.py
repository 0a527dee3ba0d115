"""Long work: steps are done once whoever is killed, cancelled before the next step, seen by whoever started it and nobody else."""

import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.db.models.functions import Now

from accounts.actors import Actor
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History, Undelivered
from common.history.relay import deliver_pending
from common.jobs import kinds, run
from common.jobs.actions import cancel_job, start_job
from common.jobs.choices import JOB_MOVES, JobStatus
from common.jobs.kinds import Result, Step, Steps, Work, job
from common.jobs.models import Job
from common.jobs.run import run_waiting
from common.jobs.wake import Backstop
from common.scope import for_office
from desk.models import Notification
from tenants.registry.standing import at_head_office
from tests.conftest import standing

TOTAL = 6
EFFECT = "test.job_effect"  # a step writes a row of its own number


def note(number: int, subject: Any) -> None:
    Deadline.objects.create(kind=EFFECT, subject_id=uuid4() if subject is None else subject, step=number, due_at=Now())


def effects() -> list[int]:
    return sorted(Deadline.objects.filter(kind=EFFECT).values_list("step", flat=True))


def counting(work: Work) -> Steps:
    """Write a row for each number; go on from the cursor."""
    for number in range(work.cursor.get("next", 0), TOTAL):
        note(number, None)
        yield Step(number + 1, TOTAL, cursor={"next": number + 1})
    return Result({"counted": TOTAL, "who": work.actor.name})


@pytest.fixture
def counter() -> Iterator[str]:
    job("test.count", "Counting", action="policy.draft", link=lambda row: "/policy/")(counting)
    yield "test.count"
    del kinds._kinds["test.count"]


def started(actor: Actor, code: str, **more: Any) -> Job:
    with standing(actor), transaction.atomic():
        return start_job(code, {}, acting_user=actor, **more)


def seen(row: Job) -> Job:
    with at_head_office(), transaction.atomic():
        return Job.objects.get(pk=row.pk)


def test_a_job_runs_to_its_result_as_the_person_who_started_it(
    db: None, counter: str, service_management: Actor
) -> None:
    row = started(service_management, counter, subject="2026-B")
    assert run_waiting() == 1
    row = seen(row)
    assert (row.status, row.done, row.total, row.percent) == (JobStatus.DONE, TOTAL, TOTAL, 100)
    assert row.result == {"counted": TOTAL, "who": service_management.name}
    assert effects() == list(range(TOTAL))
    with at_head_office():
        verbs = History.objects.filter(aggregate_id=row.pk).order_by("seq").values_list("verb", flat=True)
        assert list(verbs) == ["job.queued", "job.done"]


def test_its_starter_is_told(db: None, counter: str, service_management: Actor) -> None:
    row = started(service_management, counter, subject="2026-B")
    run_waiting()
    deliver_pending()
    told = Notification.objects.get(user=service_management.user)
    assert told.url == f"/jobs/{row.pk}/"
    assert "2026-B" in told.text


def test_a_role_that_may_not_start_it_starts_nothing(db: None, counter: str, reviewer: Actor) -> None:
    with standing(reviewer), pytest.raises(NotAllowed):
        start_job(counter, {}, acting_user=reviewer)
    with at_head_office():
        assert not Job.objects.exists()
        assert not Undelivered.objects.filter(verb="job.queued").exists()


def test_a_second_one_of_the_same_key_is_refused_while_the_first_is_open(
    db: None, counter: str, service_management: Actor
) -> None:
    started(service_management, counter, key="one")
    with standing(service_management), pytest.raises(WrongState):
        start_job(counter, {}, acting_user=service_management, key="one")
    run_waiting()
    started(service_management, counter, key="one")


def test_nobody_else_sees_or_cancels_it(
    db: None, counter: str, service_management: Actor, customer_service_manager: Actor
) -> None:
    row = started(service_management, counter)
    with standing(customer_service_manager), pytest.raises(NotYours):
        cancel_job(row.pk, acting_user=customer_service_manager)
    assert seen(row).status == JobStatus.QUEUED


def test_a_waiting_job_is_cancelled_at_once(db: None, counter: str, service_management: Actor) -> None:
    row = started(service_management, counter)
    with standing(service_management):
        assert cancel_job(row.pk, acting_user=service_management).status == JobStatus.CANCELLED
        assert run_waiting() == 0
        with pytest.raises(WrongState):
            cancel_job(row.pk, acting_user=service_management)
    assert effects() == []


def test_a_running_job_ends_before_its_next_step(db: None, service_management: Actor) -> None:
    def cancelled_in_the_middle(work: Work) -> Steps:
        for number in range(TOTAL):
            note(number, None)
            if number == 2:
                with standing(service_management):
                    cancel_job(work.job.pk, acting_user=service_management)
            yield Step(number + 1, TOTAL)
        return None

    job("test.cancelled", "Cancelled", action="policy.draft")(cancelled_in_the_middle)
    row = started(service_management, "test.cancelled")
    run_waiting()
    del kinds._kinds["test.cancelled"]
    row = seen(row)
    assert (row.status, row.done, effects()) == (JobStatus.CANCELLED, 3, [0, 1, 2])
    assert row.finished_at is not None


def test_a_refusal_is_the_jobs_failure_in_a_sentence_and_undoes_its_step(db: None, service_management: Actor) -> None:
    def refused(work: Work) -> Steps:
        note(0, None)
        yield Step(1, 2)
        note(1, None)
        raise Invalid("Row 7 has no VIN.")

    job("test.refused", "Refused", action="policy.draft")(refused)
    row = started(service_management, "test.refused")
    run_waiting()
    deliver_pending()
    row = seen(row)
    assert (row.status, row.message, effects()) == (JobStatus.FAILED, "Row 7 has no VIN.", [0])
    assert Notification.objects.filter(user=service_management.user).count() == 1
    del kinds._kinds["test.refused"]


def test_an_error_of_ours_is_tried_again_and_then_given_up(db: None, service_management: Actor) -> None:
    def broken(work: Work) -> Steps:
        raise ZeroDivisionError
        yield

    job("test.broken", "Broken", action="policy.draft")(broken)
    row = started(service_management, "test.broken")
    for _attempt in range(run.MOST_ATTEMPTS):
        assert run_waiting() == 1
        assert run_waiting() == 0  # not before a pause
        with for_office():
            Job.objects.update(not_before=Now() - timedelta(seconds=1))
    del kinds._kinds["test.broken"]
    assert (seen(row).status, seen(row).attempts) == (JobStatus.FAILED, run.MOST_ATTEMPTS)


def test_a_worker_that_was_slow_and_lost_its_lease_can_not_write(db: None, service_management: Actor) -> None:
    def overtaken(work: Work) -> Steps:
        note(0, None)
        yield Step(1, 2)
        Job.objects.filter(pk=work.job.pk).update(lease=uuid4())  # somebody else has taken it up
        note(1, None)
        yield Step(2, 2)
        return None

    job("test.slow", "Slow", action="policy.draft")(overtaken)
    row = started(service_management, "test.slow")
    run_waiting()
    del kinds._kinds["test.slow"]
    assert (seen(row).status, seen(row).done, effects()) == (JobStatus.RUNNING, 1, [0])


@pytest.mark.parametrize("start", JobStatus)
@pytest.mark.parametrize("end", JobStatus)
def test_the_table_of_moves_is_kept(db: None, service_management: Actor, start: JobStatus, end: JobStatus) -> None:
    row = Job(status=start)
    assert (end in row.possible_moves()) == (end in JOB_MOVES[start])


# ------------------------------------------------------------------------------------------ killed workers


def killed_after(steps: int, expect: list[int]) -> None:
    """Run what waits in a fork that dies by SIGKILL in the middle of the step that follows `steps` others."""
    for alias in connections:
        connections[alias].close()
    child = os.fork()
    if child == 0:
        _run_and_die(steps)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert effects() == expect


def _run_and_die(steps: int) -> None:
    left = steps

    def dying(number: int, subject: Any) -> None:
        nonlocal left
        note_for_real(number, subject)
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    note_for_real = note
    globals()["note"] = dying
    try:
        run_waiting()
    finally:
        os._exit(1)


def let_the_lease_run_out() -> None:
    with for_office(), transaction.atomic():
        Job.objects.filter(status=JobStatus.RUNNING).update(lease_until=Now() - timedelta(seconds=1))


def test_after_a_kill_another_worker_goes_on_and_no_step_is_done_twice(
    committed_db: None, counter: str, service_management: Actor
) -> None:
    row = started(service_management, counter)
    killed_after(2, [0, 1])
    assert run_waiting() == 0  # its lease still runs
    let_the_lease_run_out()
    killed_after(1, [0, 1, 2])
    let_the_lease_run_out()
    assert run_waiting() == 1
    assert effects() == list(range(TOTAL))
    assert seen(row).status == JobStatus.DONE


def test_red_control_without_the_cursor_steps_are_done_twice(committed_db: None, service_management: Actor) -> None:
    """The same kill with a function that forgets where it was: so the test above proves something."""

    def forgetful(work: Work) -> Steps:
        for number in range(TOTAL):
            note(number, None)
            yield Step(number + 1, TOTAL)
        return None

    job("test.forgetful", "Forgetful", action="policy.draft")(forgetful)
    started(service_management, "test.forgetful")
    killed_after(2, [0, 1])
    let_the_lease_run_out()
    run_waiting()
    del kinds._kinds["test.forgetful"]
    assert effects() != list(range(TOTAL))


def test_one_that_kills_its_worker_each_time_is_given_up(
    committed_db: None, counter: str, service_management: Actor
) -> None:
    row = started(service_management, counter)
    for _attempt in range(run.MOST_ATTEMPTS):
        killed_after(0, [])
        let_the_lease_run_out()
    assert run_waiting() == 1
    assert (seen(row).status, effects()) == (JobStatus.FAILED, [])


def test_many_workers_run_each_job_once(committed_db: None, counter: str, service_management: Actor) -> None:
    for _number in range(4):
        started(service_management, counter)
    children = []
    for alias in connections:
        connections[alias].close()
    for _number in range(3):
        child = os.fork()
        if child == 0:
            try:
                run_waiting()
            finally:
                os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    assert effects() == sorted(list(range(TOTAL)) * 4)
    connection.close()


# ------------------------------------------------------------------------------------------ waking


class Ended:
    def poll(self) -> int:
        return 0


def test_without_a_broker_the_poller_starts_a_process_after_a_while(
    db: None, counter: str, service_management: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 1000, 10))
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    begun: list[Ended] = []

    def start() -> Ended:
        begun.append(Ended())
        return begun[-1]

    backstop = Backstop(start)
    row = started(service_management, counter)
    assert not backstop.look()  # a worker that is awake has it sooner
    with for_office():
        Job.objects.filter(pk=row.pk).update(not_before=Now() - timedelta(seconds=11))
    assert backstop.look()
    run_waiting()
    assert not backstop.look()
    assert len(begun) == 1


def test_a_broker_that_is_away_does_not_hold_up_the_relay(
    db: None, counter: str, service_management: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any, **options: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr("common.jobs.wake.current_app.send_task", away)
    started(service_management, counter)
    deliver_pending()
    with at_head_office():
        assert not Undelivered.objects.filter(verb="job.queued").exists()
