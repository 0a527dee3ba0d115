"""A worker that is killed without a word in the middle of a step, and the next one that takes the job up."""

import os
import signal
from datetime import timedelta
from typing import Any

from django.db import connections, transaction
from django.db.models.functions import Now

from common.jobs.choices import JobStatus
from common.jobs.models import Job
from common.jobs.run import run_waiting
from common.scope import for_office


def worker_killed_in(module: Any, name: str, *, call: int) -> None:
    """Run what waits in a fork that dies by SIGKILL when `module.name` has done its work for the `call`th time, before the commit."""
    for alias in connections:
        connections[alias].close()
    child = os.fork()
    if child == 0:
        _run_and_die(module, name, call)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL, "it ended before it was to die"


def _run_and_die(module: Any, name: str, call: int) -> None:
    real, left = getattr(module, name), call

    def dying(*args: Any, **options: Any) -> Any:
        nonlocal left
        outcome, left = real(*args, **options), left - 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return outcome

    setattr(module, name, dying)
    try:
        run_waiting()
    finally:
        os._exit(1)


def let_the_lease_run_out() -> None:
    """Let another worker think that the first one is gone."""
    with for_office(), transaction.atomic():
        Job.objects.filter(status=JobStatus.RUNNING).update(lease_until=Now() - timedelta(seconds=1))


def only_job() -> Job:
    """Return the one job that there is."""
    with for_office(), transaction.atomic():
        return Job.objects.get()
