"""Mass events: a plan for all that wait, seen first, then committed; what has changed in between is passed over."""

import pytest

from common.clock import now
from common.deadlines.keep import keep_due
from common.errors import Invalid, NotAllowed
from common.history.models import History
from network.dispatch.actions import cancel_rescue, commit_batch, plan_batch
from network.dispatch.choices import RescueStatus
from network.dispatch.models import Crew, Offer, Rescue
from tests.builders.dispatch import HOME, a_certificate, a_crew, a_rescue, rules
from tests.dispatch.invariants import broken_invariants
from tests.dispatch.test_api import Caller
from tests.world import Role, office_actor, station_actor


@pytest.fixture
def snow(db):
    """Three rescues wait, one of them with people hurt, and two crews are free; nothing is offered by itself."""
    rules(automatic=False)
    rescues = [a_rescue(), a_rescue(), a_rescue(safety="injured")]
    a_crew(HOME)
    supervisor = station_actor(Role.WORKSHOP)
    a_certificate(supervisor)
    a_crew(HOME, name="Crew 2", role=Role.WORKSHOP, certified=False)
    return rescues


@pytest.fixture
def plan(snow, dispatcher, acting):
    with acting(dispatcher):
        return plan_batch(dispatcher, now())


def pairs(plan):
    return [(one.rescue.pk, one.crew.crew_id) for one in plan if one.crew]


def test_the_plan_serves_as_many_as_it_can_and_the_hurt_first(plan, snow, at_office):
    assert plan[0].rescue == snow[2] and plan[0].crew is not None
    assert len(pairs(plan)) == 2
    with at_office():
        assert not Offer.objects.exists()


def test_committed_each_is_offered_to_its_crew(plan, dispatcher, acting, at_office):
    with acting(dispatcher):
        commit_batch(pairs(plan), reason="Snow", acting_user=dispatcher)
    with at_office():
        assert not broken_invariants()
    keep_due()
    with at_office():
        made = {one.rescue_id: one.crew_id for one in Offer.objects.filter(status="open")}
        assert made == dict(pairs(plan))
        assert not Rescue.objects.filter(planned_crew_id__isnull=False).exists()
        assert History.objects.filter(verb="rescue.planned", reason="Snow").count() == 2
        assert not broken_invariants()


def test_what_was_called_off_meanwhile_is_passed_over(plan, dispatcher, acting, at_office):
    gone = plan[0].rescue
    with acting(dispatcher):
        cancel_rescue(gone.pk, reason="Repaired", acting_user=dispatcher)
        done = commit_batch(pairs(plan), acting_user=dispatcher)
    assert gone.pk not in [one.pk for one in done] and len(done) == 1
    with at_office():
        assert not broken_invariants()


def test_a_crew_that_went_off_duty_is_replaced_by_the_best(plan, dispatcher, acting, at_office):
    first = pairs(plan)[:1]
    with acting(dispatcher):
        commit_batch(first, acting_user=dispatcher)
    with at_office():
        Crew.objects.filter(pk=first[0][1]).update(on_duty=False)
    keep_due()
    with at_office():
        assert Offer.objects.get(rescue_id=first[0][0]).crew_id != first[0][1]


def test_nobody_stands_in_a_plan_twice(plan, dispatcher, acting, at_office):
    (rescue, crew), (other, _crew) = pairs(plan)
    with acting(dispatcher), pytest.raises(Invalid):
        commit_batch([(rescue, crew), (other, crew)], acting_user=dispatcher)
    with at_office():
        assert set(Rescue.objects.values_list("status", flat=True)) == {RescueStatus.WAITING}
        assert not Rescue.objects.filter(planned_crew_id__isnull=False).exists()


def test_only_the_dispatcher_plans(snow, acting):
    manager = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    with acting(manager), pytest.raises(NotAllowed):
        plan_batch(manager, now())


def test_page_board_and_api(snow, dispatcher, client_for, at_office):
    office = client_for(dispatcher)
    assert office.get("/dispatch/board.json").json()["mass"] == {"waiting": 3, "free": 2, "is_on": True}
    page = office.get("/dispatch/batch/")
    assert page.status_code == 200
    listed = Caller(office).post("rescues/plan-batch").json()["plan"]
    left_out = next(one["rescue"] for one in listed if one["crew"] is None)
    assert listed[0]["crew"] and len([one for one in listed if one["crew"]]) == 2
    sent = office.post("/dispatch/batch/", {"plan": page.context["form"].initial["plan"], "reason": "Snow"})
    assert sent.status_code == 302
    keep_due()
    with at_office():
        assert Offer.objects.filter(status="open").count() == 2
    again = {"pairs": [{"rescue": left_out, "crew": listed[0]["crew"]}]}
    assert Caller(office).post("rescues/commit-batch", again).json() == {"rescues": [left_out]}


def test_a_forged_plan_is_refused(snow, dispatcher, client_for, at_office):
    assert client_for(dispatcher).post("/dispatch/batch/", {"plan": "x"}).status_code == 422
    with at_office():
        assert not Rescue.objects.filter(planned_crew_id__isnull=False).exists()
