"""Running jobs: take one, advance it step by step, each step in a transaction with its progress, until it is over.

A worker holds a lease by the database's clock and a token. When it dies the lease runs out and another goes on from the cursor; when it
only was slow and lost its lease, its next step finds another token and is rolled back. So no step is done twice.
"""

import logging
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from common.database.alias import app
from common.errors import DomainError
from common.history.record import record
from common.jobs.choices import JobStatus
from common.jobs.kinds import Result, Step, Steps, Work, kind_of, known_kinds
from common.jobs.models import Job
from common.jobs.standing import ports
from common.people import Process
from common.records import RecordQuerySet
from common.scope import for_office
from common.text import Text

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=20)
MOST_ATTEMPTS = 3
PAUSE = timedelta(seconds=5)
WORKER = Process(gettext_noop("Worker"))
GIVEN_UP = _(
    "It was interrupted several times and given up. Start it again; tell an administrator if it happens again."
)
BROKEN = _("It stopped because of an error of ours, which was reported. Nothing of its last step was kept.")


class LeaseLost(Exception):
    """Another worker has the job by now."""


def run_waiting() -> int:
    """Run jobs until none waits; returns how many were taken."""
    count = 0
    while run_one():
        count += 1
    return count


def run_one() -> bool:
    """Take a job that waits, or whose worker is gone, and run it. False when there is none."""
    app().set_schema_to_public()
    row = take()
    if row is None:
        return False
    run(row)
    return True


def ready() -> RecordQuerySet:
    """Return the jobs that could be taken now, oldest first."""
    waits = Q(status=JobStatus.QUEUED, not_before__lte=Now())
    orphaned = Q(status=JobStatus.RUNNING, lease_until__lt=Now())
    rows: RecordQuerySet = Job.objects.filter(waits | orphaned, kind__in=known_kinds()).order_by("not_before", "id")
    return rows


def take() -> Job | None:
    """Take one job under SKIP LOCKED and lease it; one that was interrupted too often is given up instead."""
    with for_office(), transaction.atomic():
        row: Job | None = ready().select_for_update(skip_locked=True).first()
        if row is None:
            return None
        Job.objects.filter(pk=row.pk).update(
            status=JobStatus.RUNNING,
            lease=uuid4(),
            lease_until=Now() + LEASE,
            heartbeat_at=Now(),
            started_at=Coalesce("started_at", Now()),
            attempts=F("attempts") + 1,
        )
        row.refresh_from_db()
        if row.attempts > MOST_ATTEMPTS:
            _finish(row, JobStatus.FAILED, message=GIVEN_UP)
    return row


def run(row: Job) -> None:
    """Run a job that was taken, to its end or until its lease is lost."""
    kind = kind_of(row.kind)
    if kind is None or row.status != JobStatus.RUNNING:
        return
    with ports.stand_for(row) as actor:
        steps = kind.run(Work(row, actor))
        try:
            while _advance(row, steps):
                pass
        except LeaseLost:
            logger.warning("job_lease_lost", extra={"job": str(row.pk)})
        except (OperationalError, InterfaceError):
            raise  # the database went away; the lease runs out and somebody goes on
        except DomainError as error:
            _end(row, error.message)
        except Exception:
            logger.exception("job_failed", extra={"job": str(row.pk), "kind": row.kind})
            _stumble(row)
        finally:
            steps.close()


def _advance(row: Job, steps: Steps) -> bool:
    """Do one step and write down its progress, in one transaction; False when the job is over."""
    with transaction.atomic():
        if _cancel_asked(row):
            _finish(row, JobStatus.CANCELLED)
            return False
        try:
            step = next(steps)
        except StopIteration as end:
            _finish(row, JobStatus.DONE, result=end.value or Result())
            return False
        _hold(row, **_progress(step))
    return True


def _progress(step: Step) -> dict[str, Any]:
    return {
        "done": step.done,
        "total": None if step.total is None else max(step.total, step.done),
        "message": str(step.message)[:300],
        "cursor": dict(step.cursor),
        "attempts": 0,
    }


def _held(row: Job) -> RecordQuerySet:
    held: RecordQuerySet = Job.objects.filter(pk=row.pk, lease=row.lease, status=JobStatus.RUNNING)
    return held


def _cancel_asked(row: Job) -> bool:
    found = _held(row).values_list("cancel_asked_at").first()
    if found is None:
        raise LeaseLost
    return found[0] is not None


def _hold(row: Job, **values: Any) -> None:
    """Write under our lease, and renew it. Raises LeaseLost, which rolls the step back, when it is another's."""
    if not _held(row).update(lease_until=Now() + LEASE, heartbeat_at=Now(), version=F("version") + 1, **values):
        raise LeaseLost


def _finish(row: Job, status: JobStatus, *, message: Text = "", result: Result | None = None) -> None:
    values: dict[str, Any] = {"status": status, "finished_at": Now(), "message": str(message)[:300]}
    if result is not None:
        values |= {"result": dict(result.data), "result_file_id": result.file_id}
    if status == JobStatus.DONE:
        values["done"] = Coalesce("total", "done")
    _hold(row, **values)
    after = {"status": status, "kind": row.kind, "about": row.subject}
    record(row, f"job.{status.value}", WORKER, before={"status": JobStatus.RUNNING}, after=after, reason=str(message))


def _end(row: Job, message: Text) -> None:
    try:
        with transaction.atomic():
            _finish(row, JobStatus.FAILED, message=message)
    except LeaseLost:
        return


def _stumble(row: Job) -> None:
    """An error of ours: try again later, a few times."""
    with transaction.atomic():
        attempts = _held(row).values_list("attempts", flat=True).first() or 0
    if attempts >= MOST_ATTEMPTS:
        _end(row, BROKEN)
        return
    with transaction.atomic():
        _held(row).update(status=JobStatus.QUEUED, lease=None, not_before=Now() + PAUSE * attempts)
