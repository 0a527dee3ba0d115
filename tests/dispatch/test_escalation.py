"""Warnings before a limit is missed, and the ladder after it: what each level does, who is told, and what is kept."""

from datetime import timedelta

import pytest
from django.utils import translation

from accounts.models import Membership
from common.clock import database_now, now
from common.deadlines.keep import keep_due, keep_one
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from desk.models import Notification
from network.dispatch.actions import depart, escalate_rescue, offer_best
from network.dispatch.choices import WARNING, LadderStep, Limit
from network.dispatch.decisions import shortfall_sentence
from network.dispatch.models import Escalation, Offer, Rescue
from tests.builders.dispatch import RIVAL, a_crew, a_rescue, accepted, an_offer, rules
from tests.dispatch.invariants import broken_invariants
from tests.world import Role, office_actor


def let(kind, rescue, at_office):
    """Let the open deadline of a kind fall due now."""
    with at_office():
        rows = Deadline.objects.filter(subject_id=rescue.pk, kind=kind, done_at__isnull=True)
        assert rows.update(due_at=database_now() - timedelta(seconds=1)) == 1


def fresh(rescue, at_office):
    with at_office():
        return Rescue.objects.get(pk=rescue.pk)


def levels(at_office):
    with at_office():
        return [(one.level, one.step, one.cause) for one in Escalation.objects.order_by("level")]


@pytest.fixture
def unserved(db, at_office):
    """A rescue for which there is no crew at all."""
    rescue = a_rescue()
    offer_best(rescue.pk)
    return rescue


def test_a_warning_comes_before_the_limit_and_leaves_it_alone(db, at_office):
    a_crew()
    rescue = accepted()
    with at_office():
        limit = Deadline.objects.get(subject_id=rescue.pk, kind=Limit.DEPART, done_at__isnull=True)
        warning = Deadline.objects.get(subject_id=rescue.pk, kind=WARNING, done_at__isnull=True)
        assert limit.due_at - warning.due_at == pytest.approx(timedelta(minutes=6), abs=timedelta(seconds=1))
        assert not broken_invariants()
    let(WARNING, rescue, at_office)
    keep_due()
    assert fresh(rescue, at_office).warned_at is not None
    with at_office():
        assert Deadline.objects.get(pk=limit.pk).done_at is None
        assert History.objects.filter(verb="rescue.warned").count() == 1
        assert not broken_invariants()


def test_the_next_step_takes_the_warning_away(db, at_office, technician, acting):
    a_crew()
    rescue = accepted()
    let(WARNING, rescue, at_office)
    keep_due()
    with acting(technician):
        depart(rescue.pk, acting_user=technician)
    assert fresh(rescue, at_office).warned_at is None
    with at_office():
        assert Deadline.objects.filter(subject_id=rescue.pk, kind=WARNING, done_at__isnull=True).count() == 1
        assert not broken_invariants()


def test_a_warning_that_stays_behind_breaks_the_invariant(db, at_office):
    """Red control of `verify_dispatch`."""
    a_crew()
    rescue = accepted()
    with at_office():
        Deadline.objects.filter(subject_id=rescue.pk, kind=Limit.DEPART).update(due_at=now() - timedelta(hours=1))
        assert broken_invariants()


def test_the_first_level_looks_farther(db, at_office):
    a_crew(RIVAL)
    rules(max_distance_m=1_000_000.0)
    rescue = a_rescue()
    assert offer_best(rescue.pk) is None
    let(Limit.ESCALATE, rescue, at_office)
    keep_due()
    with at_office():
        assert Offer.objects.get(rescue=rescue).station.code == RIVAL
    assert levels(at_office) == [(1, "widen", Limit.ESCALATE)]


def test_level_by_level_people_are_told_and_kept_by_name(unserved, at_office):
    office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    for _level in range(6):
        let(Limit.ESCALATE, unserved, at_office)
        keep_due()
    assert [step for _level, step, _cause in levels(at_office)] == [one.value for one in LadderStep]
    lead = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    with at_office():
        assert Escalation.objects.get(step=LadderStep.LEAD).informed == [lead.name]
        assert unserved.number in Notification.objects.get(user_id=lead.id).text
        assert History.objects.filter(verb="rescue.searched_again").count() == 2  # at the top it goes on asking
        assert not broken_invariants()


def test_the_regional_office_of_the_place_is_told(unserved, at_office):
    rules(ladder=[["regional", 60]])
    officer = office_actor(Role.REGIONAL_OFFICE)
    with at_office():
        Membership.objects.filter(user_id=officer.id).update(region="east")
    let(Limit.ESCALATE, unserved, at_office)
    keep_due()
    with at_office():
        assert officer.name in Escalation.objects.get().informed


def test_a_late_crew_passes_over_the_levels_of_the_search(db, at_office):
    a_crew()
    rescue = accepted()
    let(Limit.DEPART, rescue, at_office)
    while keep_one():
        pass
    assert levels(at_office) == [(3, "regional", Limit.DEPART)]


def test_by_hand_it_needs_a_reason_and_ends_at_the_top(unserved, at_office, dispatcher, acting):
    rules(ladder=[["lead", 60]])
    with acting(dispatcher):
        with pytest.raises(Invalid):
            escalate_rescue(unserved.pk, reason=" ", acting_user=dispatcher)
        escalate_rescue(unserved.pk, reason="Driver is freezing", acting_user=dispatcher)
        with pytest.raises(WrongState):
            escalate_rescue(unserved.pk, reason="Again", acting_user=dispatcher)
    with at_office():
        made = Escalation.objects.get()
        assert (made.cause, made.reason, made.made_by) == ("by_hand", "Driver is freezing", dispatcher.name)
        assert Deadline.objects.get(subject_id=unserved.pk, done_at__isnull=True).kind == Limit.OFFER
        assert not broken_invariants()


def test_only_the_dispatcher_escalates(unserved, at_office, acting):
    regional = office_actor(Role.REGIONAL_OFFICE)
    with acting(regional), pytest.raises(NotAllowed):
        escalate_rescue(unserved.pk, reason="Please", acting_user=regional)
    assert levels(at_office) == []


def test_board_page_and_api_show_the_ladder(db, at_office, dispatcher, client_for):
    from tests.dispatch.test_api import Caller

    a_crew(certified=False)
    rescue = a_rescue()
    offer_best(rescue.pk)
    office = client_for(dispatcher)
    assert "第 1 级：扩大搜索半径" in office.get(f"/dispatch/rescues/{rescue.pk}/escalate/").content.decode()
    assert office.post(f"/dispatch/rescues/{rescue.pk}/escalate/", {"reason": "No time"}).status_code == 302
    line = office.get("/dispatch/board.json").json()["rescues"][0]
    assert (line["escalation"], bool(line["escalation_label"])) == (1, True)
    assert "No time" in office.get(f"/dispatch/rescues/{rescue.pk}/").content.decode()
    api = Caller(office)
    listed = api.get("escalations").json()["data"]
    assert [(one["step"], one["cause"]) for one in listed] == [("widen", "by_hand")]
    assert api.post(f"rescues/{fresh(rescue, at_office).public_id}/escalate", {"reason": "x"}).json()["escalation"] == 2


def test_the_shortfall_is_a_sentence():
    found = {"crews": 3, "reasons": {"busy": 1, "too_far": 2}, "only_reason": {"too_far": 1}}
    with translation.override("en"):
        assert shortfall_sentence(found) == (
            "Looked at 3 crews: Too far away 2, Busy or being asked 1. "
            "1 could go if one thing were mended: Too far away 1."
        )
        assert shortfall_sentence({"crews": 0}) == "There is no crew at all."
    assert shortfall_sentence({}) == ""


def test_the_answer_of_a_crew_is_warned_of_too(db, at_office):
    a_crew()
    offer = an_offer()
    with at_office():
        assert Deadline.objects.filter(subject_id=offer.rescue_id, kind=WARNING, done_at__isnull=True).exists()
