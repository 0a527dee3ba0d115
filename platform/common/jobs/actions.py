"""Starting and cancelling long work."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from common.errors import WrongState
from common.history.record import record
from common.jobs.choices import JobError, JobStatus
from common.jobs.kinds import kind_of
from common.jobs.models import Job
from common.jobs.selectors import jobs_for


@transaction.atomic
def start_job(code: str, params: Mapping[str, Any], *, acting_user: Any, subject: str = "", key: str = "") -> Job:
    """Queue a job; a worker takes it after the commit. Needs the row of the role table that its kind names.

    With a `key`, a second one of the kind is refused (WrongState, `job.running_already`) while the first waits or runs.
    """
    kind = kind_of(code)
    if kind is None:
        raise LookupError(f"no kind of job is called {code}")
    acting_user.require(kind.action)
    try:
        with transaction.atomic():
            row = Job.objects.create(
                station_id=acting_user.station_id,
                kind=code,
                subject=subject[:200],
                key=key,
                params=dict(params),
                actor_id=acting_user.id,
                actor_name=acting_user.name,
            )
    except IntegrityError as error:
        raise WrongState(
            _("This is running already. Wait for it, or cancel it."), code=JobError.RUNNING_ALREADY
        ) from error
    record(row, "job.queued", acting_user, after={"kind": code, "about": row.subject})
    return row


@transaction.atomic
def cancel_job(job_id: UUID, *, acting_user: Any) -> Job:
    """Cancel one of the person's own jobs: at once while it waits or its worker is gone, else before its next step.

    Raises WrongState when it is over.
    """
    row: Job = jobs_for(acting_user).locked().get_or_404(job_id)
    if not row.is_open:
        raise WrongState(_("This job is over already."), code=JobError.OVER, status=str(row.status))
    before = {"status": row.status}
    idle = Q(status=JobStatus.QUEUED) | Q(lease_until__lt=Now())
    Job.objects.filter(pk=row.pk).update(cancel_asked_at=Now())
    if Job.objects.filter(idle, pk=row.pk).exists():
        row.move_to(JobStatus.CANCELLED, lease=None)
        Job.objects.filter(pk=row.pk).update(finished_at=Now())
        record(row, "job.cancelled", acting_user, before=before, after={"status": row.status})
    else:
        record(row, "job.cancel_asked", acting_user, before=before, after={"status": row.status})
    row.refresh_from_db()
    return row
