"""The Celery task of this floor. It carries nothing: what is to be done stands in the jobs table."""

from celery import shared_task

from common.jobs.run import run_waiting
from common.jobs.wake import TASK


@shared_task(name=TASK)  # type: ignore[untyped-decorator]
def run_waiting_jobs() -> int:
    """Run the jobs that wait."""
    return run_waiting()
