"""Mass events: a plan for all that wait, seen first, then committed; what has changed in between is passed over."""

from datetime import timedelta

import pytest
from django.db import transaction

from common.clock import now
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed
from common.history.models import History
from common.scope import for_office
from network.dispatch.actions import cancel_rescue, commit_batch, plan_batch
from network.dispatch.actions.mass_automatic import commit_by_itself
from network.dispatch.choices import MASS_PLAN, RescueStatus
from network.dispatch.decisions import ENGINE
from network.dispatch.models import Crew, Offer, Rescue
from tests.builders.dispatch import HOME, RIVAL, a_certificate, a_crew, a_rescue, rules
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


def test_a_rescue_whose_crew_of_the_plan_can_not_go_any_more_stands_in_the_next_plan(db, dispatcher, acting, at_office):
    rules(automatic_max_m=1.0)
    rescue, first = a_rescue(), a_crew(HOME)
    second = a_crew(HOME, name="Crew 2", role=Role.WORKSHOP)
    with acting(dispatcher):
        commit_batch([(rescue.pk, first.pk)], acting_user=dispatcher)
    with at_office():
        Crew.objects.filter(pk=first.pk).update(on_duty=False)
    keep_due()
    with acting(dispatcher):
        assert Rescue.objects.get().held == "too_far"
        assert pairs(plan_batch(dispatcher, now())) == [(rescue.pk, second.pk)]


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
    [mass] = office.get("/dispatch/board.json").json()["mass"]
    assert (mass["region"], mass["waiting"], mass["free"]) == ("east", 3, 2)
    assert mass["words"] == "华东办事处：待救援 3，空闲救援队 2"
    page = office.get("/dispatch/batch/")
    assert page.status_code == 200
    assert all(f">{one.number}</a>" in page.content.decode() for one in snow)  # seen first, then committed
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


@pytest.fixture
def night(db):
    """Snow as above, and the rules let the engine plan by itself."""
    rules(mass_automatic=True)
    rescues = [a_rescue(), a_rescue(), a_rescue(safety="injured")]
    a_crew(HOME)
    a_certificate(station_actor(Role.WORKSHOP))
    a_crew(HOME, name="Crew 2", role=Role.WORKSHOP, certified=False)
    return rescues


def pass_time():
    """Let what is set for the next seconds be due, and the clock act."""
    with for_office(), transaction.atomic():
        soon = now() + timedelta(seconds=60)
        Deadline.objects.filter(done_at=None, due_at__lt=soon).update(due_at=now() - timedelta(seconds=1))
    keep_due()


def test_the_engine_plans_and_commits_by_itself_when_the_rules_let_it(night, at_office):
    keep_due()
    with at_office():
        assert not Offer.objects.exists()  # each waits for the plan of all
        assert Deadline.objects.filter(kind=MASS_PLAN, done_at=None).count() == 1
        assert not broken_invariants()
    pass_time()
    with at_office():
        asked = set(Offer.objects.filter(status="open").values_list("rescue_id", flat=True))
        assert len(asked) == 2 and night[2].pk in asked  # the hurt first
        assert History.objects.filter(verb="rescue.planned", actor_name=ENGINE.name).count() == 2
        assert not broken_invariants()
    pass_time()
    with at_office():
        assert Rescue.objects.exclude(pk__in=asked).get().status == RescueStatus.UNSERVED
        assert not broken_invariants()


NORTH = {"lat": 39.95, "lon": 116.4}


def test_a_mass_event_is_one_of_its_region_however_many_crews_are_free_elsewhere(db, dispatcher, client_for, at_office):
    rules(mass_automatic=True)
    north = [a_rescue(**NORTH) for _ in range(2)]
    a_crew(RIVAL)
    for number in range(2):
        a_crew(HOME, name=f"Crew {number}", role=(Role.TECHNICIAN, Role.WORKSHOP)[number])
    south = a_rescue()
    [mass] = client_for(dispatcher).get("/dispatch/board.json").json()["mass"]
    assert (mass["region"], mass["waiting"], mass["free"]) == ("north", 2, 1)
    keep_due()
    with at_office():
        assert Offer.objects.get().rescue_id == south.pk  # in the east all goes on as ever
        assert Deadline.objects.filter(kind=MASS_PLAN, done_at=None).count() == 1
    pass_time()
    with at_office():
        planned = History.objects.filter(verb="rescue.planned", actor_name=ENGINE.name)
        assert [one.aggregate_id for one in planned] == [
            Offer.objects.exclude(rescue_id=south.pk).get().rescue_id
        ] and planned[0].aggregate_id in [one.pk for one in north]


def test_a_regional_office_is_told_of_a_mass_event_in_its_own_region_only(db, client_for):
    rules(automatic=False)
    for _ in range(2):
        a_rescue(**NORTH)
    regional = client_for(office_actor(Role.REGIONAL_OFFICE))
    assert regional.get("/dispatch/board.json").json()["mass"] == []
    a_rescue(), a_rescue()
    assert [one["region"] for one in regional.get("/dispatch/board.json").json()["mass"]] == ["east"]


def test_a_few_that_wait_are_no_mass_event(db, at_office):
    rules(mass_automatic=True)
    a_rescue()
    a_crew(HOME)
    keep_due()
    with at_office():
        assert Offer.objects.count() == 1 and not Deadline.objects.filter(kind=MASS_PLAN).exists()


def test_what_a_dispatcher_looks_at_first_is_in_no_plan_of_the_engine(db, at_office):
    rules(mass_automatic=True, look_injured=True)
    hurt = a_rescue(safety="injured")
    others = [a_rescue(), a_rescue()]
    a_crew(HOME)
    keep_due(), pass_time(), pass_time()
    with at_office():
        held = Rescue.objects.get(pk=hurt.pk)
        assert (held.status, held.held) == (RescueStatus.WAITING, "injured")
        assert Offer.objects.get().rescue_id in [one.pk for one in others]
        assert not broken_invariants()


def test_a_crew_too_far_for_the_engine_is_not_sent_by_a_plan(db, at_office):
    rules(mass_automatic=True, automatic_max_m=100.0)
    for _ in range(3):
        a_rescue()
    a_crew(HOME)
    keep_due(), pass_time(), pass_time()
    with at_office():
        assert not Offer.objects.exists()
        assert set(Rescue.objects.values_list("held", flat=True)) == {"too_far"}
        assert not broken_invariants()


def test_a_plan_that_is_carried_out_twice_changes_nothing(night, at_office):
    keep_due(), pass_time()
    with at_office(), transaction.atomic():
        assert commit_by_itself() == []
    with at_office():
        assert not broken_invariants()


def test_a_plan_without_a_crew_offers_nothing_and_says_so(db, dispatcher, client_for):
    rules(automatic=False)
    a_rescue()
    office = client_for(dispatcher)
    page = office.get("/dispatch/batch/")
    assert "<h2>方案 " in page.content.decode()  # a plan of dispatch, not one that is subscribed to
    sent = office.post("/dispatch/batch/", {"plan": page.context["form"].initial["plan"], "reason": "Snow"})
    assert sent.status_code == 422 and "没有可派的救援队" in sent.content.decode()
