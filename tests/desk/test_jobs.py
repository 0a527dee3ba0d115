"""The pages and the API of long work: progress, cancelling, the result; nobody else's."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from accounts.actors import Actor
from common.jobs import kinds
from common.jobs.choices import JobStatus
from common.jobs.kinds import job
from common.jobs.models import Job
from common.jobs.run import run_waiting
from tests.common.test_jobs import counting, seen, started

SignIn = Callable[[Actor], Client]


@pytest.fixture
def waiting(db: None, service_management: Actor) -> Iterator[Job]:
    job("test.count", "Counting", action="policy.draft", link=lambda row: "/policy/")(counting)
    yield started(service_management, "test.count", subject="2026-B")
    del kinds._kinds["test.count"]


def test_the_page_shows_progress_and_asks_again_while_it_is_open(
    waiting: Job, service_management: Actor, client_for: SignIn
) -> None:
    client = client_for(service_management)
    page = client.get(waiting.get_absolute_url()).content.decode()
    assert 'hx-trigger="every 1s"' in page
    assert "/cancel/" in page
    run_waiting()
    part = client.get(f"/jobs/{waiting.pk}/progress/")
    assert part.headers["HX-Refresh"] == "true"
    page = client.get(waiting.get_absolute_url()).content.decode()
    assert 'hx-trigger="every 1s"' not in page
    assert 'href="/policy/"' in page


def test_the_list_shows_own_jobs_alone(
    waiting: Job, service_management: Actor, customer_service_manager: Actor, client_for: SignIn
) -> None:
    assert "2026-B" in client_for(service_management).get("/jobs/").content.decode()
    other = client_for(customer_service_manager)
    assert "2026-B" not in other.get("/jobs/").content.decode()
    for address in ("", "progress/", "cancel/", "file/"):
        answer = other.get(f"/jobs/{waiting.pk}/{address}")
        assert answer.status_code == 404 or address == "cancel/"
    assert other.post(f"/jobs/{waiting.pk}/cancel/").status_code == 404
    assert seen(waiting).status == JobStatus.QUEUED


def test_it_is_cancelled_from_its_page(waiting: Job, service_management: Actor, client_for: SignIn) -> None:
    client_for(service_management).post(f"/jobs/{waiting.pk}/cancel/")
    assert seen(waiting).status == JobStatus.CANCELLED


def test_the_api_tells_and_cancels(waiting: Job, service_management: Actor, client_for: SignIn) -> None:
    client = client_for(service_management)
    assert client.get(f"/api/v1/jobs/{waiting.public_id}").json()["status"] == "queued"
    answer = client.post(
        f"/api/v1/jobs/{waiting.public_id}/cancel", content_type="application/json", headers={"Idempotency-Key": "c"}
    )
    assert answer.json()["status"] == "cancelled"
    assert [row["id"] for row in client.get("/api/v1/jobs").json()["data"]] == [waiting.public_id]
