"""Replaying a draft: what comes out, that claims stay as they are, who may, and that a kill in the middle counts nothing twice."""

import os
import signal
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from django.db.models.functions import Now
from django.test import Client

from accounts.actors import Actor
from accounts.roles import Role
from billing.claims.models import Claim, Replay, ReplayLine
from billing.claims.replay import jobs as module
from billing.claims.replay.actions import start_replay
from billing.claims.replay.selectors import last_replay, replays_for
from billing.policy.actions import amend_policy, withdraw_draft
from billing.policy.models import PolicyVersion
from common.clock import today
from common.errors import Invalid, NotAllowed, WrongState
from common.jobs.choices import JobStatus
from common.jobs.models import Job
from common.jobs.run import run_waiting
from common.scope import for_office
from tenants.registry.standing import at_head_office
from tests.builders.claims import a_submitted_claim, the_policy
from tests.builders.moments import asked_now
from tests.builders.policy import a_draft, content
from tests.claims.support import everything, refused
from tests.conftest import standing
from tests.world import HOME, RIVAL, office_actor

CHEAPER = {"labour": {"clause": "4.9", "rate_minor_per_hour": 6_000}}


@pytest.fixture
def manager(db: None) -> Actor:
    return office_actor(Role.CUSTOMER_SERVICE_MANAGER)


def a_cheap_draft() -> PolicyVersion:
    the_policy()
    with at_head_office():
        return a_draft("2027-A", today() + timedelta(days=30), **CHEAPER)


def started(actor: Actor, draft: PolicyVersion, **filters: Any) -> Replay:
    period = {"since": today() - timedelta(days=400), "until": today()}
    with standing(actor), transaction.atomic():
        return start_replay(draft.pk, **(period | filters), acting_user=actor)


def finished(replay: Replay) -> Replay:
    run_waiting()
    with at_head_office(), transaction.atomic():
        return Replay.objects.select_related("job").get(pk=replay.pk)


def lines_of(replay: Replay) -> list[ReplayLine]:
    with at_head_office(), transaction.atomic():
        return list(ReplayLine.objects.select_related("claim").filter(replay=replay).order_by("claim__number"))


def test_it_tells_which_lines_change_and_for_how_much(manager: Actor) -> None:
    claims = [a_submitted_claim(), a_submitted_claim(RIVAL)]
    replay = finished(started(manager, a_cheap_draft()))
    assert (replay.job.status, replay.job.done, replay.claims, replay.lines) == (JobStatus.DONE, 2, 2, 4)
    assert (replay.changed_claims, replay.changed_lines) == (2, 2)
    assert replay.before_minor - replay.after_minor == 2 * 3_000
    found = lines_of(replay)
    assert {line.claim_id for line in found} == {claim.pk for claim in claims}
    assert {(line.rule, line.clause, line.cited_policy) for line in found} == {("labour.rate", "4.9", "2027-A")}
    (by_rule,) = replay.summary["rule"]
    assert (by_rule["n"], by_rule["difference"]) == (2, -6_000)
    assert {row["n"] for row in replay.summary["station"]} == {1}


def test_claims_stay_as_they_are(manager: Actor) -> None:
    a_submitted_claim()
    draft = a_cheap_draft()
    with at_head_office():
        before = sorted(map(str, Claim.objects.values_list())), everything()["JudgedReason"]
    finished(started(manager, draft))
    with at_head_office():
        assert (sorted(map(str, Claim.objects.values_list())), everything()["JudgedReason"]) == before


@pytest.mark.parametrize(
    ("filters", "claims"),
    [
        ({}, 2),
        ({"region": "east"}, 1),
        ({"region": "south"}, 0),
        ({"type": "goodwill"}, 0),
        ({"until": lambda: today() - timedelta(days=300)}, 0),
    ],
)
def test_it_runs_over_the_claims_that_were_asked_for(manager: Actor, filters: dict[str, Any], claims: int) -> None:
    a_submitted_claim(HOME)
    a_submitted_claim(RIVAL)
    assert finished(started(manager, a_cheap_draft(), **asked_now(filters))).claims == claims


@pytest.mark.parametrize("role", [Role.CLAIMS_REVIEWER, Role.FINANCE, Role.AUDITOR])
def test_other_roles_start_none(manager: Actor, role: Role) -> None:
    draft = a_cheap_draft()
    with refused(NotAllowed):
        started(office_actor(role), draft)
    assert not Replay.objects.exists()


def test_stations_see_none(manager: Actor, station_manager: Actor) -> None:
    finished(started(manager, a_cheap_draft()))
    with standing(station_manager):
        assert not replays_for(station_manager).exists()
        assert not ReplayLine.objects.exists()


def test_a_period_that_ends_before_it_begins_is_refused(manager: Actor) -> None:
    draft = a_cheap_draft()
    with refused(Invalid):
        started(manager, draft, since=today(), until=today() - timedelta(days=1))


def test_a_second_one_of_the_same_person_waits_for_the_first(manager: Actor) -> None:
    draft = a_cheap_draft()
    started(manager, draft)
    with refused(WrongState, "job.running_already"):
        started(manager, draft)


def test_a_draft_that_was_edited_counts_as_not_replayed(manager: Actor, service_management: Actor) -> None:
    draft = a_cheap_draft()
    replay = finished(started(manager, draft))
    assert last_replay(draft) == replay
    with at_head_office():
        draft = amend_policy(
            draft.pk,
            effective_from=draft.effective_from,
            content=content(labour={"clause": "4.9", "rate_minor_per_hour": 5_000}),
            summary="",
            acting_user=service_management,
        )
    assert last_replay(draft) is None


def test_one_that_is_edited_before_its_replay_runs_fails_in_a_sentence(manager: Actor) -> None:
    draft = a_cheap_draft()
    replay = started(manager, draft)
    with at_head_office():
        PolicyVersion.objects.filter(pk=draft.pk).update(content=content())
    replay = finished(replay)
    assert (replay.job.status, replay.finished_at) == (JobStatus.FAILED, None)
    assert replay.job.message


# ------------------------------------------------------------------------------------------ pages


def test_its_pages_show_totals_lines_and_reasons(manager: Actor, client_for: Any) -> None:
    a_submitted_claim()
    client: Client = client_for(manager)
    draft = a_cheap_draft()
    assert "/claims/replays/new/?policy=" in client.get(draft.get_absolute_url()).content.decode()
    answer = client.post(
        "/claims/replays/new/",
        {"policy": str(draft.pk), "since": str(today() - timedelta(days=90)), "until": str(today())},
    )
    replay = Replay.objects.get()
    assert answer.headers["Location"] == replay.get_absolute_url()
    assert 'hx-trigger="every 1s"' in client.get(replay.get_absolute_url()).content.decode()
    run_waiting()
    page = client.get(replay.get_absolute_url()).content.decode()
    assert "labour.rate" in page
    assert "-¥30.00" in page
    (line,) = lines_of(replay)
    assert "4.9" in client.get(line.get_absolute_url()).content.decode()
    rows = client.get(f"/claims/replays/{replay.pk}/lines/?effect=less")
    assert line.claim.number in rows.content.decode()
    sheet = client.get(f"/claims/replays/{replay.pk}/lines/?format=xlsx")
    assert sheet.content.startswith(b"PK")


def test_publishing_says_whether_it_was_replayed(manager: Actor, client_for: Any) -> None:
    draft, client = a_cheap_draft(), client_for(manager)
    address = f"/policy/{draft.pk}/publish/"
    headers = {"Accept-Language": "en"}
    manager.user.language = "en"
    manager.user.save(update_fields=["language"])
    assert "not been replayed" in client.get(address, headers=headers).content.decode()
    a_submitted_claim()
    finished(started(manager, draft))
    assert "-¥30.00" in client.get(address, headers=headers).content.decode()


def test_the_api_starts_one_and_tells_its_lines(manager: Actor, client_for: Any) -> None:
    a_submitted_claim()
    draft, client = a_cheap_draft(), client_for(manager)
    body = {"policy": draft.public_id, "since": "2020-01-01", "until": str(today())}
    made = client.post(
        "/api/v1/replays", body, content_type="application/json", headers={"Idempotency-Key": "r"}
    ).json()
    assert made["status"] == "queued"
    run_waiting()
    assert client.get(f"/api/v1/replays/{made['id']}").json()["changed_lines"] == 1
    (line,) = client.get(f"/api/v1/replay-lines?replay={made['id']}").json()["data"]
    assert (line["difference"]["amount_minor"], line["rule"]) == (-3_000, "labour.rate")


# ------------------------------------------------------------------------------------------ processes and kills


def committed(count: int) -> tuple[Actor, PolicyVersion]:
    with transaction.atomic():
        for _number in range(count):
            a_submitted_claim()
        return office_actor(Role.CUSTOMER_SERVICE_MANAGER), a_cheap_draft()


def test_two_processes_bring_what_one_brings(
    committed_db: None, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    actor, draft = committed(5)
    figures = []
    for processes in (0, 2):
        settings.JOB_PROCESSES = processes
        replay = finished(started(actor, draft))
        assert replay.job.status == JobStatus.DONE
        figures.append((replay.claims, replay.lines, replay.changed_lines, replay.before_minor, replay.after_minor))
        figures.append([(line.line_id, line.after_minor, line.rule) for line in lines_of(replay)])
    assert figures[:2] == figures[2:]
    assert figures[0][:2] == (5, 10)


def test_a_kill_in_the_middle_counts_no_claim_twice(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 1)
    actor, draft = committed(4)
    replay = started(actor, draft)
    for alias in connections:
        connections[alias].close()
    child = os.fork()
    if child == 0:
        kept = module._keep
        left = [2]

        def dying(*args: Any) -> None:
            kept(*args)
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        monkeypatch.setattr(module, "_keep", dying)
        run_waiting()
        os._exit(1)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    with for_office(), transaction.atomic():
        assert Replay.objects.get().claims == 1
        Job.objects.update(lease_until=Now() - timedelta(seconds=1))
    replay = finished(replay)
    assert (replay.claims, replay.lines, len(lines_of(replay))) == (4, 8, 4)


def test_a_withdrawn_draft_is_not_replayed(manager: Actor) -> None:
    draft = a_cheap_draft()
    author = office_actor(Role.SERVICE_MANAGEMENT)
    with standing(author), transaction.atomic():
        withdraw_draft(draft.pk, acting_user=author)
    with refused(WrongState):
        started(manager, draft)
    assert not Replay.objects.exists()
