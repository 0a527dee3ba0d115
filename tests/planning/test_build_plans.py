"""Build plans: targets from a scenario, who changes them, candidates attached to them, and how late ones show."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.roles import Role
from common.clock import today
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from network.onboarding.cases import case_of
from network.onboarding.choices import CandidateStatus
from network.onboarding.models import Candidate
from network.planning.building.actions import attach_case, change_target, detach_case, make_build_plan
from network.planning.building.models import BuildPlan, Target
from network.planning.building.selectors import Progress, build_plans_for, progress_of, totals_of
from network.planning.models import Scenario
from network.planning.pages.build_plans import mark_of
from tenants.registry.choices import Region
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.builders.api import Caller
from tests.builders.onboarding import lead
from tests.claims.support import refused
from tests.planning.test_scenarios import SignIn, asked, done
from tests.world import HOME, office_actor

ROOT = Path(__file__).resolve().parents[2]


def planned(actor: Actor, **more: Any) -> BuildPlan:
    """Return a plan of eight new stations over a year from now on."""
    scenario = done(asked(actor, count=10))
    usual: dict[str, Any] = {
        "title": "2027",
        "level": "B",
        "first_due_on": today(),
        "last_due_on": today() + timedelta(days=350),
    }
    with at_head_office():
        return make_build_plan(scenario.pk, acting_user=actor, **(usual | more))


def target_in(plan: BuildPlan, region: Region = Region.EAST) -> Target:
    """Return a target of an office; one is moved there if the scenario has none."""
    found: Target | None = plan.targets.filter(region=region).first()
    if found is None:
        found = plan.targets.all()[0]
        found.change(region=region)
    return found


def seen(target: Target) -> Progress:
    with at_head_office():
        return progress_of([Target.objects.select_related("plan").get(pk=target.pk)])[0]


def test_every_new_station_is_a_target_with_most_demand_first(service_management: Actor) -> None:
    plan = planned(service_management)
    targets = list(plan.targets.order_by("due_on"))
    assert len(targets) == 8
    assert [one.load for one in targets] == sorted((one.load for one in targets), reverse=True)
    assert [(one.due_on - plan.first_due_on).days for one in targets] == [0, 50, 100, 150, 200, 250, 300, 350]
    assert HOME not in {one.place_key for one in targets}
    assert Scenario.objects.get().shared


def test_a_scenario_without_an_answer_or_without_new_stations_makes_none(service_management: Actor) -> None:
    given: dict[str, Any] = {"title": "x", "level": "B", "first_due_on": today(), "last_due_on": today()}
    waiting = asked(service_management)
    with refused(WrongState), at_head_office():
        make_build_plan(waiting.pk, acting_user=service_management, **given)
    done(waiting)
    lost = done(asked(service_management, question="lose", closed=[HOME]))
    with refused(Invalid), at_head_office():
        make_build_plan(lost.pk, acting_user=service_management, **given)


def test_dates_in_the_wrong_order_are_refused_at_the_last(service_management: Actor) -> None:
    plan = planned(service_management)
    given: dict[str, Any] = {
        "title": "x",
        "level": "B",
        "first_due_on": date(2027, 1, 2),
        "last_due_on": date(2027, 1, 1),
    }
    with refused(Invalid) as caught, at_head_office():
        make_build_plan(plan.scenario_id, acting_user=service_management, **given)
    assert caught.value.field == "last_due_on"


def test_a_regional_office_makes_and_changes_none(service_management: Actor, regional_officer: Actor) -> None:
    plan = planned(service_management)
    assert build_plans_for(regional_officer).count() == 1
    target = target_in(plan)
    with refused(NotAllowed), at_head_office():
        change_target(target.pk, level="A", due_on=today(), reason="x", acting_user=regional_officer)
    with refused(NotAllowed), at_head_office():
        make_build_plan(
            plan.scenario_id,
            title="x",
            level="A",
            first_due_on=today(),
            last_due_on=today(),
            acting_user=regional_officer,
        )


def test_a_change_has_a_reason_and_is_told(service_management: Actor) -> None:
    target = target_in(planned(service_management))
    later = target.due_on + timedelta(days=30)
    with refused(Invalid) as caught, at_head_office():
        change_target(target.pk, level="A", due_on=later, reason=" ", acting_user=service_management)
    assert caught.value.field == "reason"
    with at_head_office():
        change_target(target.pk, level="A", due_on=later, reason="土地未批", acting_user=service_management)
        row = History.objects.get(aggregate_id=target.pk)
    assert (row.verb, row.reason, row.before["level"], row.after["level"]) == (
        "build_target.changed",
        "土地未批",
        "B",
        "A",
    )


def test_a_candidate_carries_its_target_to_the_opened_station(
    service_management: Actor, regional_officer: Actor
) -> None:
    target = target_in(planned(service_management))
    candidate = lead()
    with at_head_office():
        attach_case(target.pk, candidate.pk, acting_user=regional_officer)
    assert (seen(target).is_under_way, seen(target).is_opened) == (True, False)
    candidate.status, candidate.opened_station = CandidateStatus.OPENED, Station(opened_on=target.due_on)
    on_its_day = Progress(target, case_of(candidate), target.due_on + timedelta(days=9))
    assert (on_its_day.is_opened, on_its_day.is_under_way, on_its_day.is_late) == (True, False, False)
    candidate.opened_station.opened_on = target.due_on + timedelta(days=1)
    assert Progress(target, case_of(candidate), target.due_on + timedelta(days=9)).is_late


def test_a_target_is_late_when_its_day_has_passed(service_management: Actor) -> None:
    target = target_in(planned(service_management))
    assert not seen(target).is_late
    target.change(due_on=today() - timedelta(days=1))
    assert seen(target).is_late
    (line,) = totals_of([seen(target)])
    assert (line.targets, line.opened, line.under_way, line.late) == (1, 0, 0, 1)


def test_a_candidate_of_another_office_or_turned_down_is_refused(service_management: Actor) -> None:
    target, candidate = target_in(planned(service_management), Region.SOUTH), lead()
    with refused(Invalid), at_head_office():
        attach_case(target.pk, candidate.pk, acting_user=service_management)
    target.change(region=Region.EAST)
    Candidate.objects.filter(pk=candidate.pk).update(status=CandidateStatus.REJECTED)
    with refused(Invalid), at_head_office():
        attach_case(target.pk, candidate.pk, acting_user=service_management)


def test_a_candidate_stands_for_one_target_and_can_be_taken_off(service_management: Actor) -> None:
    plan, candidate = planned(service_management), lead()
    first, second = plan.targets.all()[:2]
    for one in (first, second):
        one.change(region=Region.EAST)
    with at_head_office():
        attach_case(first.pk, candidate.pk, acting_user=service_management)
    with refused(WrongState), at_head_office():
        attach_case(second.pk, candidate.pk, acting_user=service_management)
    with at_head_office():
        detach_case(first.pk, acting_user=service_management)
        attach_case(second.pk, candidate.pk, acting_user=service_management)
    with refused(WrongState), at_head_office():
        detach_case(first.pk, acting_user=service_management)


def test_a_candidate_out_of_sight_is_not_found(service_management: Actor, regional_officer: Actor) -> None:
    target, candidate = target_in(planned(service_management)), lead()
    Candidate.objects.filter(pk=candidate.pk).update(region=Region.SOUTH)
    with refused(NotYours), at_head_office():
        attach_case(target.pk, candidate.pk, acting_user=regional_officer)


@pytest.mark.parametrize("role", [Role.CUSTOMER_SERVICE_MANAGER, Role.FINANCE])
def test_other_roles_attach_none(service_management: Actor, role: Role) -> None:
    target, candidate = target_in(planned(service_management)), lead()
    with refused(NotAllowed), at_head_office():
        attach_case(target.pk, candidate.pk, acting_user=office_actor(role))


def test_its_pages_go_from_the_scenario_to_the_attached_candidate(
    service_management: Actor, client_for: SignIn
) -> None:
    client = client_for(service_management)
    scenario = done(asked(service_management, count=6))
    assert "build/" in client.get(scenario.get_absolute_url()).content.decode()
    day = today().isoformat()
    made = client.post(
        f"{scenario.get_absolute_url()}build/", {"title": "2027", "level": "A", "first_due_on": day, "last_due_on": day}
    )
    plan = BuildPlan.objects.get()
    assert made.headers["Location"] == plan.get_absolute_url()
    target, candidate = target_in(plan), lead()
    address = f"/planning/targets/{target.pk}"
    assert candidate.name in client.get(f"{address}/attach/").content.decode()
    assert client.post(f"{address}/attach/", {"candidate": str(candidate.pk)}).status_code == 302
    page = client.get(plan.get_absolute_url()).content.decode()
    assert candidate.name in page
    assert "data-map=" in page
    changed = {"level": "C", "due_on": "2020-01-01", "reason": "提前"}
    assert client.post(f"{address}/change/", changed).status_code == 302
    assert "超期" in client.get(plan.get_absolute_url()).content.decode()
    assert client.post(f"{address}/detach/").status_code == 302
    assert plan.title in client.get("/planning/build-plans/").content.decode()


def test_a_candidate_out_of_sight_is_named_and_leads_nowhere(
    service_management: Actor, regional_officer: Actor, client_for: SignIn
) -> None:
    plan, candidate = planned(service_management), lead()
    with at_head_office():
        attach_case(target_in(plan).pk, candidate.pk, acting_user=service_management)
    address = candidate.get_absolute_url()
    assert address in client_for(regional_officer).get(plan.get_absolute_url()).content.decode()
    Candidate.objects.filter(pk=candidate.pk).update(region=Region.NORTH)
    page = client_for(regional_officer).get(plan.get_absolute_url()).content.decode()
    assert candidate.name in page and address not in page


def test_the_api_makes_one_and_attaches(service_management: Actor, client_for: SignIn) -> None:
    caller = Caller(client_for(service_management))
    scenario = done(asked(service_management, count=6))
    day = today().isoformat()
    body = {"scenario": scenario.public_id, "title": "2027", "level": "B", "first_due_on": day, "last_due_on": day}
    made = caller.post("build-plans", body).json()
    assert len(made["targets"]) == 4
    target, candidate = target_in(BuildPlan.objects.get()), lead()
    path = f"build-targets/{target.public_id}"
    assert caller.post(f"{path}/attach", {"candidate": candidate.public_id}).json()["candidate"] == candidate.public_id
    assert caller.post(f"{path}/detach").json()["candidate"] is None
    assert caller.post(f"{path}/attach", {"candidate": "cnd_x"}).status_code == 404
    assert caller.post(f"{path}/change", {"level": "A", "due_on": day, "reason": "r"}).json()["level"] == "A"


def test_a_target_s_mark_has_a_shape_of_its_own_in_each_state(service_management: Actor) -> None:
    target, candidate = target_in(planned(service_management)), lead()
    waiting = Progress(target, None, today())
    under_way = Progress(target, case_of(candidate), today())
    candidate.status = CandidateStatus.OPENED
    opened = Progress(target, case_of(candidate), today())
    kinds = [mark_of(one) for one in (waiting, under_way, opened)]
    script = (ROOT / "platform/common/static/stationmaster/map.js").read_text(encoding="utf-8")
    shapes = [re.search(rf' {kind}: {{ tone: "[^"]+", shape: "(\w+)"', script) for kind in kinds]
    assert len({found[1] for found in shapes if found}) == 3
