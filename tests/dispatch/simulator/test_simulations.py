"""Simulations at head office: who may start one, what comes out, and that a kill in the middle costs one run."""

import json
import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from openpyxl import load_workbook

import demo.simulations as demo_story
from accounts.actors import Actor
from accounts.roles import Role
from common.clock import now, today
from common.errors import Invalid, NotAllowed, WrongState
from common.jobs.choices import JobStatus
from common.jobs.run import run_waiting
from demo.size import SMALL
from network.dispatch.actions import RULES
from network.dispatch.models import DispatchPolicy, Rescue
from network.dispatch.simulator import jobs as module
from network.dispatch.simulator.actions import start_simulation
from network.dispatch.simulator.models import Simulation
from network.dispatch.simulator.selectors import simulations_for
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.builders.api import Caller
from tests.builders.dispatch import RIVAL, a_crew, a_rescue, finished
from tests.builders.killed import let_the_lease_run_out, worker_killed_in
from tests.claims.support import refused
from tests.world import office_actor

QUICK: dict[str, Any] = {"title": "Night", "calls_per_day": 20, "seeds": 2}


@pytest.fixture
def manager(db: None) -> Actor:
    return office_actor(Role.CUSTOMER_SERVICE_MANAGER)


def a_draft(**values: Any) -> DispatchPolicy:
    with at_head_office():
        return RULES.draft(label="2027-1", valid_from=now(), values=values, acting_user=office_actor(Role.DISPATCHER))


def started(actor: Actor, **asked: Any) -> Simulation:
    with at_head_office():
        return start_simulation(acting_user=actor, **(QUICK | asked))


def done(simulation: Simulation) -> Simulation:
    run_waiting()
    with at_head_office(), transaction.atomic():
        return Simulation.objects.select_related("job").get(pk=simulation.pk)


def test_a_draft_is_tried_against_what_is_in_force(manager: Actor) -> None:
    a_crew()
    simulation = done(started(manager, policy_id=a_draft(answer_s=30).pk))
    assert (simulation.job.status, simulation.job.done, simulation.partial) == (JobStatus.DONE, 4, [])
    base, changed = simulation.result["variants"]
    assert (base["policy"], changed["policy"]) == ("example", "2027-1")
    assert base["figures"]["served"]["mean"] > 0
    assert simulation.result["comparisons"][0]["differences"]["accept_p50_s"]
    assert simulation.finished_at


def test_nothing_that_is_simulated_changes_a_rescue(manager: Actor) -> None:
    a_crew()
    rescue = a_rescue()
    done(started(manager, day=today()))
    with at_head_office(), transaction.atomic():
        assert Rescue.objects.get().version == rescue.version


def test_a_draft_that_changes_while_it_is_tried_is_tried_as_it_was(manager: Actor) -> None:
    a_crew()
    draft = a_draft(answer_s=30)
    simulation = started(manager, policy_id=draft.pk)
    with at_head_office(), transaction.atomic():
        DispatchPolicy.objects.filter(pk=draft.pk).update(values={"answer_s": 90})
    assert (done(simulation).values or {})["answer_s"] == 30


@pytest.mark.parametrize("role", [Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR, Role.REGIONAL_OFFICE])
def test_other_roles_start_none(manager: Actor, role: Role) -> None:
    a_crew()
    with refused(NotAllowed):
        started(office_actor(role))


def test_stations_see_none(manager: Actor, station_manager: Actor) -> None:
    a_crew()
    started(manager)
    assert not simulations_for(station_manager).exists()
    assert simulations_for(manager).count() == 1


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"title": " "}, "title"),
        ({"seeds": 31}, "seeds"),
        ({"calls_per_day": 0}, "calls_per_day"),
        ({"closed": ["NOWHERE"]}, "closed"),
        ({"crew_plan": "station,crew\n"}, "crew_plan"),
        ({"day": today}, "day"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(manager: Actor, asked: dict[str, Any], field: str) -> None:
    a_crew()
    given = {name: value() - timedelta(days=300) if callable(value) else value for name, value in asked.items()}
    with refused(Invalid) as caught:
        started(manager, **given)
    assert caught.value.field == field


def test_a_withdrawn_draft_is_not_tried(manager: Actor) -> None:
    a_crew()
    draft = a_draft()
    with at_head_office():
        RULES.withdraw(draft.pk, reason="old", acting_user=office_actor(Role.DISPATCHER))
    with refused(WrongState):
        started(manager, policy_id=draft.pk)


def test_a_second_one_of_the_same_person_waits_for_the_first(manager: Actor) -> None:
    a_crew()
    started(manager)
    with refused(WrongState, "job.running_already"):
        started(manager)


def test_its_pages_show_progress_charts_and_figures(manager: Actor, client_for: Any) -> None:
    a_crew()
    a_crew(RIVAL)
    finished()
    client: Client = client_for(manager)
    assert client.get("/dispatch/simulations/new/").status_code == 200
    answer = client.post("/dispatch/simulations/new/", QUICK | {"day": str(today()), "closed": RIVAL.lower()})
    simulation = Simulation.objects.get()
    address = simulation.get_absolute_url()
    assert answer.headers["Location"] == address
    assert simulation.closed == [RIVAL]
    assert 'hx-trigger="every 1s"' in client.get(address).content.decode()
    assert client.get(f"{address}json/").status_code == 409
    run_waiting()
    page = client.get(address).content.decode()
    headings = re.findall(r"<h\d[^>]*>([^<]+)</h\d>", page)
    assert page.count('class="chart-title"') == 5 and len(headings) == len(set(headings))
    assert "基尼系数" in page
    assert "实际记录" in page
    book = load_workbook(BytesIO(client.get(f"{address}xlsx/").content))
    assert book.sheetnames == ["figures", "hours", "stations"]
    assert json.loads(client.get(f"{address}json/").content)["recorded"]["served"] == 1
    assert simulation.title in client.get("/dispatch/simulations/").content.decode()


def test_the_api_starts_one_and_tells_its_result(manager: Actor, client_for: Any) -> None:
    a_crew()
    caller = Caller(client_for(manager))
    made = caller.post("dispatch-simulations", QUICK | {"policy": a_draft(answer_s=30).public_id}).json()
    assert made["status"] == "queued"
    run_waiting()
    told = caller.get(f"dispatch-simulations/{made['id']}").json()
    assert (told["status"], len(told["result"]["variants"])) == ("done", 2)
    assert caller.post("dispatch-simulations", {"title": "x", "seeds": 0}).status_code in {400, 422}


def test_the_demo_shows_a_station_closed_and_two_crews_asked_at_once(
    manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_crew()
    a_crew(RIVAL)
    monkeypatch.setattr(demo_story, "office", lambda _role: manager)
    demo_story.simulate_a_day(list(Station.objects.order_by("code")), SMALL)
    with at_head_office(), transaction.atomic():
        assert len(kept := list(Simulation.objects.all())) == 2 and all(one.result["comparisons"] for one in kept)


@pytest.mark.committed
def test_a_kill_in_the_middle_costs_one_run_and_changes_no_figure(committed_db: None) -> None:
    with transaction.atomic():
        a_crew()
        manager = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    whole = done(started(manager))
    killed = started(manager)
    worker_killed_in(module, "asdict", call=2)
    with at_head_office(), transaction.atomic():
        killed.refresh_from_db()
    assert len(killed.partial) == 1
    let_the_lease_run_out()
    assert done(killed).result == whole.result
