"""Scenarios at head office: who asks, what comes out and with which proof, and that a kill in the middle costs nothing but time."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from django.db import transaction
from django.test import Client

from accounts.actors import Actor
from accounts.roles import Role
from catalog.models import Vehicle
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.jobs.actions import cancel_job
from common.jobs.choices import JobStatus
from common.jobs.run import run_waiting
from network.planning.models import Scenario
from network.planning.scenarios import jobs as module
from network.planning.scenarios.actions import ask_scenario, share_scenario
from network.planning.scenarios.answering import answer
from network.planning.scenarios.asking import Asked
from network.planning.scenarios.choices import Question
from network.planning.scenarios.points import CITY, Point, Points
from network.planning.scenarios.selectors import scenarios_for
from network.planning.solver import Clock
from tenants.registry.standing import at_head_office
from tests.builders.api import Caller
from tests.builders.killed import let_the_lease_run_out, worker_killed_in
from tests.claims.support import refused
from tests.world import HOME, RIVAL, office_actor

SignIn = Callable[[Actor], Client]
QUICK: dict[str, Any] = {"title": "2027", "question": "median", "demand": "people", "count": 5, "time_limit_s": 20}


def asked(actor: Actor, **more: Any) -> Scenario:
    with at_head_office():
        return ask_scenario(acting_user=actor, **(QUICK | more))


def done(scenario: Scenario) -> Scenario:
    run_waiting()
    with at_head_office(), transaction.atomic():
        return Scenario.objects.select_related("job").get(pk=scenario.pk)


def names(scenario: Scenario) -> set[str]:
    points = Points.read(scenario.points)
    return {points.rows[one].key for one in scenario.result["sites"]}


def test_stations_that_stay_are_in_the_plan_and_the_proof_holds(service_management: Actor) -> None:
    found = done(asked(service_management))
    proof = found.proof
    assert found.job.status == JobStatus.DONE
    assert {HOME, RIVAL} <= names(found)
    assert (len(found.result["sites"]), proof["ending"], proof["gap"]) == (5, "proven", 0.0)
    assert proof["bound"] == proof["objective"]
    assert found.result["plan"]["mean_m"] < found.result["today"]["mean_m"]


def test_a_plan_from_nothing_is_at_least_as_good(service_management: Actor) -> None:
    stay, free = done(asked(service_management)), done(asked(service_management, existing="ignored"))
    assert free.proof["objective"] <= stay.proof["objective"]
    assert HOME not in names(free)


def test_no_single_station_improves_a_proven_plan(service_management: Actor) -> None:
    found = done(asked(service_management))
    worth = found.result["worth"]
    assert max(one[0] for one in worth["swap"] if one) <= 1e-3
    assert min(one for one in worth["drop"]) >= 0
    assert max(worth["add"]) > 0


def test_forbidden_cities_get_none_and_wanted_ones_get_one(service_management: Actor) -> None:
    with_it = done(asked(service_management, wanted=["拉萨"]))
    key = next(p.key for p in Points.read(with_it.points).rows if p.name_zh == "拉萨")
    assert key in names(with_it)
    free = done(asked(service_management))
    taken = next(iter(names(free) - {HOME, RIVAL}))
    city = next(p.name_zh for p in Points.read(free.points).rows if p.key == taken)
    assert taken not in names(done(asked(service_management, forbidden=[city])))


def test_all_within_two_hours_takes_fewer_stations_than_within_one(service_management: Actor) -> None:
    two = done(asked(service_management, question="cover_all", count=None, drive_min=120, existing="ignored"))
    one = done(asked(service_management, question="cover_all", count=None, drive_min=60, existing="ignored"))
    assert two.radius_km == 100
    assert len(two.result["sites"]) < len(one.result["sites"])
    assert two.result["plan"]["share"] == 1.0


def test_the_best_coverage_is_better_than_that_of_the_shortest_way(service_management: Actor) -> None:
    most = done(asked(service_management, question="most_covered", radius=150))
    short = done(asked(service_management, radius=150))
    assert most.result["plan"]["share"] >= short.result["plan"]["share"]
    assert most.proof["bound"] >= most.proof["objective"]


def test_which_one_closes_is_the_one_whose_loss_costs_least(service_management: Actor) -> None:
    found = done(asked(service_management, question="close", count=1))
    (left,) = names(found)
    other = HOME if left == RIVAL else RIVAL
    lost = {code: done(asked(service_management, question="lose", closed=[code])) for code in (HOME, RIVAL)}
    assert lost[other].proof["objective"] == pytest.approx(found.proof["objective"])
    assert lost[other].proof["objective"] <= lost[left].proof["objective"]
    assert lost[left].proof["ending"] == "measured"


def test_a_factor_moves_demand(service_management: Actor) -> None:
    plain = done(asked(service_management))
    tibet = done(asked(service_management, factors={"54": 500.0}))
    key = {p.key for p in Points.read(plain.points).rows if p.province_code == "54"}
    assert not key & names(plain)
    assert key & names(tibet)


def test_a_search_that_is_stopped_says_so() -> None:
    dice = np.random.default_rng(3)
    rows = [
        Point(CITY, str(n), str(n), str(n), "44", "south", dice.uniform(20, 40), dice.uniform(100, 120), 1.0)
        for n in range(400)
    ]
    points = Points(rows)
    question = Asked(Question.MEDIAN, points, np.zeros(400, dtype=np.int8), 40, 100_000.0)
    proof = answer(question, Clock(0.0))["proof"]
    assert proof["ending"] == "stopped"
    assert proof["bound"] < proof["objective"]
    assert proof["gap"] == pytest.approx(1 - proof["bound"] / proof["objective"])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"count": 1}, "count"),
        ({"count": None}, "count"),
        ({"count": 30_000}, "count"),
        ({"question": "close", "count": 2}, "count"),
        ({"question": "lose"}, "closed"),
        ({"closed": ["NOWHERE"]}, "closed"),
        ({"kept": ["NOWHERE"]}, "kept"),
        ({"wanted": ["Nowhere"]}, "wanted"),
        ({"factors": {"99": 2.0}}, "factors"),
        ({"demand": "stars"}, "demand"),
        ({"demand": "vehicles"}, "demand"),
        ({"radius": 6000}, "radius"),
        ({"time_limit_s": 121}, "time_limit_s"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(service_management: Actor, given: dict[str, Any], field: str) -> None:
    assert not Vehicle.objects.exists()
    with refused(Invalid) as caught:
        asked(service_management, **given)
    assert caught.value.field == field


@pytest.mark.parametrize("role", [Role.FINANCE, Role.AUDITOR, Role.CUSTOMER_SERVICE_MANAGER, Role.DISPATCHER])
def test_other_roles_ask_none(service_management: Actor, role: Role) -> None:
    with refused(NotAllowed):
        asked(office_actor(role))


def test_it_is_seen_by_others_once_it_is_shared(service_management: Actor, regional_officer: Actor) -> None:
    scenario = asked(service_management)
    assert not scenarios_for(regional_officer).exists()
    with refused(NotYours), at_head_office():
        share_scenario(scenario.pk, shared=True, acting_user=regional_officer)
    with at_head_office():
        share_scenario(scenario.pk, shared=True, acting_user=service_management)
    assert scenarios_for(regional_officer).count() == 1
    with refused(NotAllowed), at_head_office():
        share_scenario(scenario.pk, shared=False, acting_user=regional_officer)


def test_stations_see_none(service_management: Actor, station_manager: Actor) -> None:
    with at_head_office():
        share_scenario(asked(service_management).pk, shared=True, acting_user=service_management)
    assert not scenarios_for(station_manager).exists()


def test_a_second_one_of_the_same_person_waits_for_the_first(service_management: Actor) -> None:
    asked(service_management)
    with refused(WrongState, "job.running_already"):
        asked(service_management)


def test_a_cancelled_one_has_no_answer(service_management: Actor) -> None:
    scenario = asked(service_management)
    with at_head_office():
        cancel_job(scenario.job_id, acting_user=service_management)
    found = done(scenario)
    assert (found.job.status, found.result) == (JobStatus.CANCELLED, {})


def test_it_tells_the_history(service_management: Actor) -> None:
    scenario = done(asked(service_management))
    with at_head_office():
        verbs = list(History.objects.filter(aggregate_id=scenario.pk).order_by("id").values_list("verb", flat=True))
    assert verbs == ["scenario.asked", "scenario.answered"]


def test_its_pages_show_progress_proof_and_tables(service_management: Actor, client_for: SignIn) -> None:
    client = client_for(service_management)
    assert client.get("/planning/scenarios/new/").status_code == 200
    typed = QUICK | {"existing": "stay", "forbidden": "杭州，北京", "factors": "广东 1.2\n西藏: 3"}
    answer = client.post("/planning/scenarios/new/", typed)
    scenario = Scenario.objects.get()
    address = scenario.get_absolute_url()
    assert answer.headers["Location"] == address
    assert scenario.factors == {"44": 1.2, "54": 3.0}
    assert 'hx-trigger="every 1s"' in client.get(address).content.decode()
    run_waiting()
    page = client.get(address).content.decode()
    assert "已证明" in page
    assert "data-map=" in page
    assert "基尼系数" in page
    assert "已证明" in client.get("/planning/scenarios/").content.decode()
    assert client.post(f"{address}share/").status_code == 302
    again = next(b for b in client.get(address).context["page_buttons"] if b.icon == "copy")
    form = client.get(again.url).context["form"]
    assert form["factors"].value() == "广东 1.2\n西藏 3"


def test_a_wrong_line_of_factors_is_said_beside_it(service_management: Actor, client_for: SignIn) -> None:
    client = client_for(service_management)
    answer = client.post("/planning/scenarios/new/", QUICK | {"existing": "stay", "factors": "Atlantis 2"})
    assert answer.status_code == 422
    assert "Atlantis 2" in answer.content.decode()


@pytest.mark.parametrize("persona", ["reviewer", "auditor", "dispatcher", "finance"])
def test_its_pages_are_not_for_other_sections(persona: str, request: pytest.FixtureRequest, client_for: SignIn) -> None:
    client = client_for(request.getfixturevalue(persona))
    assert client.get("/planning/scenarios/").status_code == 403
    assert client.get("/api/v1/planning-scenarios").status_code == 403


def test_the_api_asks_one_and_tells_its_answer(service_management: Actor, client_for: SignIn) -> None:
    caller = Caller(client_for(service_management))
    made = caller.post("planning-scenarios", QUICK).json()
    assert made["status"] == "queued"
    run_waiting()
    told = caller.get(f"planning-scenarios/{made['id']}").json()
    assert (told["status"], told["result"]["proof"]["ending"]) == ("done", "proven")
    assert caller.post(f"planning-scenarios/{made['id']}/share").json()["shared"]
    assert not caller.post(f"planning-scenarios/{made['id']}/unshare").json()["shared"]


@pytest.mark.committed
def test_a_kill_in_the_middle_of_solving_changes_no_figure(committed_db: None) -> None:
    planner = office_actor(Role.SERVICE_MANAGEMENT)
    with transaction.atomic():
        whole = asked(planner)
    whole = done(whole)
    with transaction.atomic():
        killed = asked(planner)
    worker_killed_in(module, "answer", call=1)
    with at_head_office(), transaction.atomic():
        killed.refresh_from_db()
    assert killed.result == {}
    let_the_lease_run_out()
    again = done(killed)
    assert again.result["sites"] == whole.result["sites"]
    assert again.proof["objective"] == whole.proof["objective"]
