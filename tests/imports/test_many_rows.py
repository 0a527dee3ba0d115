"""Claims by a large file: taken in by a job that is killed and taken up, and no claim is made twice."""

import base64
from typing import Any

import pytest
from django.db import transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.claims.models import Claim
from billing.claims.star.importing import ClaimImporter
from common.errors import DomainError
from common.imports import actions, jobs
from common.imports.actions import cancel_import, confirm_import, fix_cells, start_import
from common.imports.choices import ImportFault, ImportStatus, RowState
from common.imports.models import Import, ImportRow
from common.jobs.actions import cancel_job
from common.jobs.choices import JobStatus
from common.jobs.run import run_waiting
from common.scope import for_office
from tenants.registry.models import Station
from tests.builders.api import Caller
from tests.builders.killed import let_the_lease_run_out, only_job, worker_killed_in
from tests.conftest import standing
from tests.imports.test_claims_by_file import the_file
from tests.world import station_actor

CLAIMS = 4


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ClaimImporter, "at_once", 3)
    monkeypatch.setattr(jobs, "GROUPS_A_STEP", 1)


def clerk() -> Actor:
    return station_actor(Role.APPRAISER)


def many() -> bytes:
    """Return the ready claim of the golden file several times, under different numbers."""
    with for_office(), transaction.atomic():
        head, *rows = the_file().decode("utf-8-sig").splitlines()
    good = [row for row in rows if row.startswith("RO-1,")]
    return "\n".join([head, *(row.replace("RO-1,", f"RO-{n}1,") for n in range(CLAIMS) for row in good)]).encode()


def confirmed() -> Import:
    actor = clerk()
    with standing(actor), transaction.atomic():
        parent = start_import("claims", name="many.csv", content=many(), acting_user=actor)
        return confirm_import(parent.pk, acting_user=actor)


def documents() -> list[str]:
    with for_office(), transaction.atomic():
        return sorted(Claim.objects.values_list("document_id", flat=True))


def row_states() -> list[str]:
    with for_office(), transaction.atomic():
        return list(ImportRow.objects.order_by("number").values_list("state", flat=True))


def test_killed_twice_each_claim_is_made_once(committed_db: None) -> None:
    parent = confirmed()
    assert (documents(), set(row_states())) == ([], {RowState.READY})
    worker_killed_in(jobs, "take_in_group", call=2)
    assert documents() == ["RO-01"], "the claim of the step that was cut off is gone with it"
    let_the_lease_run_out()
    worker_killed_in(jobs, "take_in_group", call=3)
    let_the_lease_run_out()
    assert run_waiting() == 1
    assert documents() == [f"RO-{n}1" for n in range(CLAIMS)]
    row = only_job()
    assert (row.status, row.done, row.total) == (JobStatus.DONE, 2 * CLAIMS, 2 * CLAIMS)
    with for_office(), transaction.atomic():
        assert Import.objects.get(pk=parent.pk).status == ImportStatus.DONE


def test_red_control_rows_that_forget_make_claims_twice(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same kill when a step's rows are not written with it: the claims that were made are tried again."""
    confirmed()
    tried: list[str] = []
    worker_killed_in(jobs, "take_in_group", call=3)
    with for_office(), transaction.atomic():
        ImportRow.objects.update(state=RowState.READY)
    let_the_lease_run_out()
    real = actions.take_in_group

    def watched(importer: Any, group: Any, rows: Any, actor: Any) -> None:
        tried.append(group.key)
        real(importer, group, rows, actor)

    monkeypatch.setattr(jobs, "take_in_group", watched)
    run_waiting()
    assert tried == [f"RO-{n}1" for n in range(CLAIMS)]


def test_nothing_else_is_done_with_it_meanwhile(committed_db: None) -> None:
    parent, actor = confirmed(), clerk()
    steps: list[Any] = [
        lambda: confirm_import(parent.pk, acting_user=actor),
        lambda: cancel_import(parent.pk, acting_user=actor),
        lambda: fix_cells(parent.pk, {2: {"cause": "x"}}, acting_user=actor),
    ]
    for step in steps:
        with standing(actor), pytest.raises(DomainError) as refusal, transaction.atomic():
            step()
        assert refusal.value.code == ImportFault.RUNNING
    assert set(row_states()) == {RowState.READY}


def test_cancelled_it_keeps_what_is_in_and_goes_on_later(committed_db: None) -> None:
    parent, actor = confirmed(), clerk()
    worker_killed_in(jobs, "take_in_group", call=2)
    let_the_lease_run_out()
    with standing(actor), transaction.atomic():
        cancel_job(only_job().pk, acting_user=actor)
    assert documents() == ["RO-01"]
    with standing(actor), transaction.atomic():
        confirm_import(parent.pk, acting_user=actor)
    run_waiting()
    assert len(documents()) == CLAIMS


def test_api_and_page_lead_to_the_job(committed_db: None, client_for: Any, station: Station) -> None:
    caller = Caller(client_for(clerk()), station)
    content = base64.b64encode(many()).decode()
    made = caller.post("imports", {"kind": "claims", "name": "many.csv", "content": content}).json()
    told = caller.post(f"imports/{made['id']}/confirm").json()
    assert (told["job"], told["counts"]["done"]) == (only_job().public_id, 0)
    page = caller.client.get(f"/s/{station.code}/imports/{Import.key_of(made['id'])}/").content.decode()
    assert f"/s/{station.code}/jobs/{only_job().pk}/" in page
    run_waiting()
    assert caller.get(f"imports/{made['id']}").json() | {"rows": []} == told | {
        "job": None, "status": "done", "version": told["version"] + 1, "rows": [],
        "counts": {"ready": 0, "wrong": 0, "done": 2 * CLAIMS, "known": 0},
    }  # fmt: skip
    assert caller.get(f"jobs/{told['job']}").json()["result_url"].endswith(f"/imports/{Import.key_of(made['id'])}/")


def test_a_rival_sees_neither_import_nor_job(committed_db: None, client_for: Any, rival_appraiser: Actor) -> None:
    parent = confirmed()
    rival = Caller(client_for(rival_appraiser), rival_appraiser.station)
    answers = [rival.post(f"imports/{parent.public_id}/confirm"), rival.post(f"jobs/{only_job().public_id}/cancel")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert only_job().status == JobStatus.QUEUED
