"""What the ground floor does when something happens."""

from common.history.models import History
from common.history.subscribers import subscribe
from common.imports import jobs as jobs  # the long work of the ground floor
from common.jobs.wake import wake_a_worker


@subscribe("job.queued")
def wake_for_the_job(event: History) -> None:
    """Wake a worker; if the broker is away, the deadlines' poller starts a process for the job."""
    wake_a_worker()
