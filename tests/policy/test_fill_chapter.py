"""A chapter from a large file: every row checked, all saved or none, in the background when there are many."""

import base64
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.policy import filling
from billing.policy.chapters import chapter_of
from billing.policy.choices import PolicyError
from billing.policy.forms import ROWS_AT_MOST
from billing.policy.models import PolicyVersion
from common.errors import Invalid, WrongState
from common.history.models import History
from common.jobs.choices import JobError, JobStatus
from common.jobs.models import Job
from common.jobs.run import run_waiting
from common.scope import for_office
from tests.builders.api import Caller
from tests.builders.catalog import a_component, a_model, an_operation
from tests.builders.killed import let_the_lease_run_out, only_job, worker_killed_in
from tests.builders.policy import a_draft, a_published_policy
from tests.conftest import standing
from tests.world import office_actor

HEAD = "clause,model,component,usage,region,months,mileage_km\n"


def sheet(rows: int, *, wrong: str = "") -> bytes:
    """Return coverage by region codes that differ by their clause and usage; `wrong` is a last row."""
    lines = "".join(f"2.{n},*,T-{n:04d},*,*,12,100000\n" for n in range(rows))
    return (HEAD + lines + wrong).encode()


def made(rows: int) -> PolicyVersion:
    with for_office(), transaction.atomic():
        for number in range(rows):
            a_component(f"T-{number:04d}")
        a_model()
        an_operation()
        return a_draft()


def fill(version: PolicyVersion, content: bytes) -> PolicyVersion | Job:
    actor = office_actor(Role.SERVICE_MANAGEMENT)
    with standing(actor), transaction.atomic():
        return filling.fill_chapter(
            version.pk, chapter_of("coverage"), name="x.csv", content=content, acting_user=actor
        )


def clauses(version: PolicyVersion) -> list[str]:
    with for_office(), transaction.atomic():
        return [line["clause"] for line in PolicyVersion.objects.get(pk=version.pk).content["coverage"]]


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "LARGE", 3)
    monkeypatch.setattr(filling, "ROWS_A_STEP", 2)


def test_few_rows_are_saved_at_once(db: None) -> None:
    version = made(3)
    assert isinstance(fill(version, sheet(3)), PolicyVersion)
    assert clauses(version) == ["2.0", "2.1", "2.2"]


def test_one_wrong_cell_saves_nothing_and_is_named(db: None) -> None:
    version = made(2)
    before = clauses(version)
    with pytest.raises(Invalid) as refusal:
        fill(version, sheet(2, wrong="2.9,*,NONE,*,*,x,1\n"))
    assert (refusal.value.code, refusal.value.details["wrong"], clauses(version)) == (PolicyError.FILE, 1, before)
    assert "NONE" in str(refusal.value.message)


def test_more_rows_than_a_table_holds_are_refused_not_cut_off(db: None) -> None:
    version = made(0)
    with pytest.raises(Invalid) as refusal:
        fill(version, sheet(ROWS_AT_MOST + 1))
    assert refusal.value.code == PolicyError.FILE


@pytest.mark.usefixtures("_small")
def test_killed_it_leaves_the_draft_and_is_taken_up(committed_db: None) -> None:
    version = made(5)
    before = clauses(version)
    assert isinstance(fill(version, sheet(5)), Job)
    with pytest.raises(WrongState) as refusal:
        fill(version, sheet(5))
    assert refusal.value.code == JobError.RUNNING_ALREADY
    worker_killed_in(filling, "amend_policy", call=1)
    assert clauses(version) == before
    let_the_lease_run_out()
    assert run_waiting() == 1
    assert (clauses(version), only_job().status) == ([f"2.{n}" for n in range(5)], JobStatus.DONE)
    with for_office(), transaction.atomic():
        assert History.objects.filter(verb="policy.amended").count() == 1


@pytest.mark.usefixtures("_small")
def test_a_job_over_a_wrong_row_fails_in_a_sentence(committed_db: None) -> None:
    version = made(4)
    before = clauses(version)
    fill(version, sheet(4, wrong="2.9,*,NONE,*,*,1,1\n"))
    run_waiting()
    assert (only_job().status, clauses(version)) == (JobStatus.FAILED, before)
    assert "NONE" in only_job().message


def test_the_page_takes_in_what_no_form_can_hold(db: None, client_for: Any, service_management: Actor) -> None:
    version = made(140)
    address = f"/policy/{version.pk}/chapters/coverage/"
    answer = client_for(service_management).post(address, {"sheet": SimpleUploadedFile("x.csv", sheet(140))})
    assert (answer.status_code, answer["Location"], len(clauses(version))) == (302, address, 140)


def test_the_api_fills_a_chapter(db: None, client_for: Any, service_management: Actor) -> None:
    version = made(2)
    body = {"chapter": "coverage", "name": "x.csv", "content": base64.b64encode(sheet(2)).decode()}
    told = Caller(client_for(service_management)).post(f"policies/{version.public_id}/fill-chapter", body).json()
    assert told == {"policy": version.public_id, "job": None}
    assert clauses(version) == ["2.0", "2.1"]


def test_the_api_fills_nothing_published_and_nothing_for_a_reviewer(
    db: None, client_for: Any, service_management: Actor, reviewer: Actor
) -> None:
    made(2)
    with for_office():
        version = a_published_policy("LIVE")
    before = clauses(version)
    body = {"chapter": "coverage", "name": "x.csv", "content": base64.b64encode(sheet(2)).decode()}
    codes = [
        Caller(client_for(who)).post(f"policies/{version.public_id}/fill-chapter", body).status_code
        for who in (service_management, reviewer)
    ]
    assert (codes, clauses(version)) == ([409, 403], before)
