"""The limits of automatic mode: what holds the engine back, what it says, and that the rescue stays under its one deadline."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from common.clock import business_zone, database_now, now
from common.deadlines.models import Deadline
from common.history.models import History
from network.dispatch.actions import commit_batch, decline_offer, escalate_rescue, offer_best
from network.dispatch.actions.holding import why_each_is_held, why_held
from network.dispatch.automatic import AutomaticLimits
from network.dispatch.choices import Held, LadderStep, Limit
from network.dispatch.models import Escalation, Offer, Rescue
from network.dispatch.policies import Policy, policy_on
from network.dispatch.simulator.wishes import rules_in, rules_of
from tenants.registry.standing import inside
from tests.builders.dispatch import HOME, RIVAL, a_crew, a_rescue, rules, settle
from tests.dispatch.invariants import broken_invariants
from tests.world import Role, station_actor

NIGHT = AutomaticLimits(from_hour=6, to_hour=22)
DAY = AutomaticLimits(from_hour=22, to_hour=6)
CAREFUL = AutomaticLimits(regions=frozenset({"east"}), looks_at=frozenset({"injured", "carriageway"}))


@pytest.mark.parametrize(
    ("limits", "region", "hour", "safety", "why"),
    [
        (AutomaticLimits(), "east", 3, "injured", None),
        (AutomaticLimits(is_on=False), "east", 3, "safe", Held.OFF),
        (CAREFUL, "north", 3, "safe", None),
        (CAREFUL, "east", 3, "safe", Held.REGION),
        (CAREFUL, "north", 3, "injured", Held.INJURED),
        (CAREFUL, "north", 3, "carriageway", Held.CARRIAGEWAY),
        (NIGHT, "", 5, "", Held.HOURS),
        (NIGHT, "", 6, "", None),
        (NIGHT, "", 21, "", None),
        (NIGHT, "", 22, "", Held.HOURS),
        (DAY, "", 22, "", None),
        (DAY, "", 5, "", None),
        (DAY, "", 6, "", Held.HOURS),
    ],
)
def test_each_limit_holds_the_engine_back(limits, region, hour, safety, why):
    assert limits.against(region=region, hour=hour, safety=safety) is why


@pytest.mark.parametrize(("farthest_m", "far"), [(0.0, False), (50_000.0, False), (49_999.0, True)])
def test_a_crew_beyond_the_largest_distance_is_too_far(farthest_m, far):
    assert AutomaticLimits(farthest_m=farthest_m).is_too_far(50_000) is far


def other_hours():
    """Return hours of automatic mode within which it is not now, nor within the next hour."""
    hour = now().astimezone(business_zone()).hour
    return {"automatic_from": (hour + 2) % 24, "automatic_to": (hour + 3) % 24}


def home():
    return station_actor(Role.TECHNICIAN).station.region


LIMITS = {
    Held.OFF: lambda: {"automatic": False},
    Held.REGION: lambda: {"dispatcher_regions": [home()]},
    Held.HOURS: other_hours,
    Held.INJURED: lambda: {"look_injured": True},
    Held.TOO_FAR: lambda: {"automatic_max_m": 1_000.0},
}


@pytest.fixture
def held(db, request):
    """A rescue of people who are hurt, with a crew nearby that the engine may not ask by itself."""
    rules(**LIMITS[request.param]())
    a_crew()
    rescue = a_rescue(safety="injured")
    settle()
    return rescue


def fresh(rescue, at_office):
    with at_office():
        return Rescue.objects.get(pk=rescue.pk)


def let_the_limit_run_out(rescue, at_office):
    with at_office():
        rows = Deadline.objects.filter(subject_id=rescue.pk, kind=Limit.OFFER, done_at__isnull=True)
        assert rows.update(due_at=database_now() - timedelta(seconds=1)) == 1
        Deadline.objects.exclude(kind=Limit.OFFER).filter(subject_id=rescue.pk).update(done_at=database_now())
    settle()


@pytest.mark.parametrize("held", LIMITS, indirect=True)
def test_the_rescue_waits_under_its_one_limit_and_history_says_why(held, request, at_office):
    why = request.node.callspec.params["held"]
    rescue = fresh(held, at_office)
    assert (rescue.status, rescue.held) == ("waiting", why)
    with at_office():
        assert not Offer.objects.exists()
        assert [row.after["held"] for row in History.objects.filter(verb="rescue.held")] == [why]
        limit = Deadline.objects.get(subject_id=held.pk, kind=Limit.OFFER, done_at__isnull=True)
        assert timedelta(minutes=4) < limit.due_at - database_now() <= timedelta(minutes=5)
        assert not broken_invariants()


@pytest.mark.parametrize("held", [Held.INJURED, Held.TOO_FAR], indirect=True)
def test_nobody_looked_it_climbs_the_ladder_once_for_each_limit(held, at_office):
    for level in (1, 2):
        let_the_limit_run_out(held, at_office)
        rescue = fresh(held, at_office)
        assert (rescue.status, rescue.escalation, bool(rescue.held)) == ("waiting", level, True)
        with at_office():
            assert Escalation.objects.filter(cause=Limit.OFFER).count() == level
            assert not broken_invariants()


@pytest.mark.parametrize("held", [Held.INJURED], indirect=True)
def test_escalated_by_hand_it_takes_one_level_and_the_dispatcher_has_time_again(held, dispatcher, acting, at_office):
    with acting(dispatcher):
        escalate_rescue(held.pk, reason="Nobody answers", acting_user=dispatcher)
    settle()
    rescue = fresh(held, at_office)
    assert (rescue.escalation, rescue.held) == (1, Held.INJURED)


@pytest.mark.parametrize("held", LIMITS, indirect=True)
def test_a_dispatcher_offers_it_all_the_same(held, dispatcher, acting, at_office):
    with acting(dispatcher):
        assert offer_best(held.pk, acting_user=dispatcher) is not None
    rescue = fresh(held, at_office)
    assert (rescue.status, rescue.held) == ("offered", "")
    with at_office():
        assert not broken_invariants()


def refuse(at_office):
    """Let the crew that is being asked say no."""
    with at_office():
        offer = Offer.objects.select_related("station").get(status="open")
    rider = station_actor(Role.TECHNICIAN, offer.station.code)
    with inside(offer.station):
        decline_offer(offer.pk, reason="busy", acting_user=rider)
    settle()


def test_one_look_is_enough_for_people_who_are_hurt(db, dispatcher, acting, at_office):
    rules(look_injured=True, max_distance_m=3_000_000.0)
    a_crew(HOME), a_crew(RIVAL)
    rescue = a_rescue(safety="injured")
    settle()
    with acting(dispatcher):
        offer_best(rescue.pk, acting_user=dispatcher)
    refuse(at_office)
    assert fresh(rescue, at_office).status == "offered"


def test_in_a_dispatchers_region_each_offer_is_left_to_them(db, dispatcher, acting, at_office):
    rules(dispatcher_regions=[home()], max_distance_m=3_000_000.0)
    a_crew(HOME), a_crew(RIVAL)
    rescue = a_rescue()
    with acting(dispatcher):
        offer_best(rescue.pk, acting_user=dispatcher)
    refuse(at_office)
    assert (fresh(rescue, at_office).status, fresh(rescue, at_office).held) == ("waiting", Held.REGION)


def test_a_committed_plan_is_the_dispatchers_word(db, dispatcher, acting, at_office):
    rules(automatic_max_m=1_000.0)
    crew = a_crew()
    rescue = a_rescue()
    settle()
    with acting(dispatcher):
        commit_batch([(rescue.pk, crew.pk)], acting_user=dispatcher)
    settle()
    assert (fresh(rescue, at_office).status, fresh(rescue, at_office).held) == ("offered", "")


def test_nobody_at_all_is_no_matter_of_distance(db, at_office):
    rules(automatic_max_m=1_000.0)
    rescue = a_rescue()
    settle()
    assert fresh(rescue, at_office).status == "unserved"


def test_the_database_holds_back_only_what_waits(db, at_office):
    a_crew()
    rescue = a_rescue()
    settle()
    with at_office(), pytest.raises(IntegrityError), transaction.atomic():
        Rescue.objects.filter(pk=rescue.pk, status="offered").update(held=Held.REGION)


@pytest.mark.parametrize("held", [Held.TOO_FAR], indirect=True)
def test_board_page_and_api_say_why(held, dispatcher, client_for):
    office = client_for(dispatcher)
    line = office.get("/dispatch/board.json").json()["rescues"][0]
    assert line["held"] is True and line["why"] == str(Held.TOO_FAR.label)
    text = office.get(f"/dispatch/rescues/{held.pk}/").content.decode()
    assert str(Held.TOO_FAR.label) in text
    assert office.get("/api/v1/rescues").json()["data"][0]["held"] == Held.TOO_FAR


def test_the_simulator_takes_the_limits_of_the_policy():
    limited = rules_of({"dispatcher_regions": ["east"], "automatic_from": 0, "automatic_to": 22}, "new")
    assert limited.offers_by_itself("north", 10 * 3600)
    assert not limited.offers_by_itself("east", 10 * 3600)
    assert not limited.offers_by_itself("north", 23 * 3600)
    assert rules_in(Policy()).offers_by_itself("east", 23 * 3600)


def test_the_ladder_of_a_held_rescue_is_the_policys(db, at_office):
    rules(automatic=False, ladder=[[LadderStep.LEAD, 60]])
    rescue = a_rescue()
    settle()
    let_the_limit_run_out(rescue, at_office)
    with at_office():
        assert [one.step for one in Escalation.objects.all()] == [LadderStep.LEAD]


def test_the_limits_of_many_are_those_of_each_and_are_asked_for_once(db, dispatcher, acting, at_office):
    rules(dispatcher_regions=["north"], look_injured=True)
    rescues = [a_rescue(safety=safety) for safety in ("injured", "injured", "safe")]
    a_crew()
    with acting(dispatcher):
        offer_best(rescues[0].pk, acting_user=dispatcher)  # looked at
    with at_office():
        moment, policy = now(), policy_on(now())
        rows = list(Rescue.objects.select_related("case").order_by("created_at"))
        with CaptureQueriesContext(connection) as asked:
            found = why_each_is_held(rows, moment, policy)
        assert len(asked) == 3  # the switch, the offices, the looks
        assert found == {one.pk: why_held(one, moment, policy) for one in rows}
        assert [found[one.pk] for one in rescues] == [None, Held.INJURED, None]
