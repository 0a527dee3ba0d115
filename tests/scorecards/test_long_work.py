"""A worker of the monthly assessment is killed; what was committed stands, and the next one goes on."""

from typing import Any

from django.db import transaction

from accounts.roles import Role
from common.jobs.choices import JobStatus
from common.jobs.run import run_waiting
from network.scorecards import jobs
from network.scorecards.actions import compute_month
from network.scorecards.models import ScoreCard
from tenants.registry.standing import at_head_office
from tests.builders.killed import let_the_lease_run_out, only_job, worker_killed_in
from tests.builders.scorecards import last_month, opened_long_ago
from tests.conftest import standing
from tests.world import office_actor


def start() -> None:
    actor = office_actor(Role.SERVICE_MANAGEMENT)
    with standing(actor), transaction.atomic():
        compute_month(last_month(), acting_user=actor)


def count_cards() -> int:
    with at_head_office(), transaction.atomic():
        return ScoreCard.objects.count()


def test_a_killed_worker_leaves_whole_portions_and_the_next_goes_on(committed_db: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(jobs, "STATIONS_A_STEP", 1)
    opened_long_ago()
    start()
    worker_killed_in(jobs, "compute_portion", call=2)
    assert count_cards() == 1, "the first portion stands, the one that was cut off left nothing"
    let_the_lease_run_out()
    assert run_waiting() == 1
    row = only_job()
    assert (row.status, row.done, row.total, count_cards()) == (JobStatus.DONE, 2, 2, 2)
