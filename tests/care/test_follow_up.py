"""Follow-up calls: planned at delivery, made, late."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.actors import Actor
from common.clock import now
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.history.relay import deliver_pending
from common.working_days.calendar import add_working_days
from desk.models import Notification
from tenants.care.actions import DUE, first_due, note_call, plan_follow_ups, second_due
from tenants.care.choices import FollowUpStatus, Outcome, Sequence
from tenants.care.models import CallAttempt, FollowUp
from tenants.care.selectors import due_list, follow_ups_for, overdue, week_from
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tests.builders.api import Caller
from tests.builders.workshop import a_delivered_order

SignIn = Callable[[Actor], Client]


@pytest.fixture
def planned(station: Station, care_agent: Actor) -> FollowUp:
    """A first call that is owed."""
    with inside(station):
        order = a_delivered_order(care_agent)
        return plan_follow_ups(order, acting_user=care_agent)[0]


def late(row: FollowUp) -> None:
    """Make a call late."""
    row.change(due_at=now() - timedelta(hours=1))
    Deadline.objects.filter(subject_id=row.pk).update(due_at=row.due_at)


def test_delivery_plans_both_calls(station: Station, receptionist: Actor) -> None:
    with inside(station):
        order = a_delivered_order(receptionist)
    deliver_pending()
    assert order.delivered_at is not None
    with inside(station):
        rows = FollowUp.objects.filter(repair_order_id=order.pk).order_by("sequence")
        assert [row.due_at for row in rows] == [first_due(order.delivered_at), second_due(order.delivered_at)]
        assert Deadline.objects.filter(kind=DUE, station_id=station.pk).count() == 2


def test_planning_again_changes_nothing(station: Station, planned: FollowUp, care_agent: Actor) -> None:
    from tenants.workshop.models import RepairOrder

    with inside(station):
        plan_follow_ups(RepairOrder.objects.get(pk=planned.repair_order_id), acting_user=care_agent)
        assert FollowUp.objects.count() == 2


def test_the_first_call_is_due_on_the_third_working_day(station: Station) -> None:
    friday = datetime(2026, 1, 16, 10, tzinfo=UTC)
    due = first_due(friday)
    assert due.date() == add_working_days(friday.date(), 3) and due.hour == 18
    assert second_due(friday).date() == (friday + timedelta(days=14)).date()


def test_a_call_with_its_score_is_done(station: Station, planned: FollowUp, care_agent: Actor) -> None:
    with inside(station):
        row = note_call(planned.pk, outcome=Outcome.REACHED, satisfaction=5, answer="很好", acting_user=care_agent)
        assert (row.status, row.satisfaction, row.caller_name) == (FollowUpStatus.DONE, 5, care_agent.name)
        assert not Deadline.objects.filter(subject_id=row.pk, done_at__isnull=True).exists()
        said = History.objects.filter(aggregate_id=row.pk, verb="follow_up.done").get()
        assert "很好" not in str(said.after)


@pytest.mark.parametrize(
    "wrong", [{"satisfaction": None}, {"satisfaction": 6}, {"satisfaction": 1, "has_complaint": True}]
)
def test_half_an_answer_is_refused(
    wrong: dict[str, Any], station: Station, planned: FollowUp, care_agent: Actor
) -> None:
    with inside(station):
        with pytest.raises(Invalid):
            note_call(planned.pk, outcome=Outcome.REACHED, acting_user=care_agent, **wrong)
        planned.refresh_from_db()
        assert (planned.status, planned.attempts) == (FollowUpStatus.PLANNED, 0)
        assert not CallAttempt.objects.exists()


def test_a_call_is_not_made_twice(station: Station, planned: FollowUp, care_agent: Actor) -> None:
    with inside(station):
        note_call(planned.pk, outcome=Outcome.REACHED, satisfaction=4, acting_user=care_agent)
        with pytest.raises(WrongState):
            note_call(planned.pk, outcome=Outcome.REACHED, satisfaction=1, acting_user=care_agent)


def test_three_attempts_close_it_as_not_reached(station: Station, planned: FollowUp, care_agent: Actor) -> None:
    with inside(station):
        for _attempt in range(3):
            row = note_call(planned.pk, outcome=Outcome.NO_ANSWER, acting_user=care_agent)
        assert (row.status, row.attempts, row.calls.count()) == (FollowUpStatus.UNREACHED, 3, 3)
        assert note_call(row.pk, outcome=Outcome.REACHED, satisfaction=3, acting_user=care_agent).status == "done"


def test_a_late_call_is_told_once(station: Station, planned: FollowUp, care_agent: Actor) -> None:
    with inside(station):
        late(planned)
        assert list(overdue(care_agent)) == [planned]
    keep_due()
    keep_due()
    told = Notification.objects.filter(user=care_agent.user)
    assert told.count() == 1 and f"/s/{station.code}/care/follow-ups/{planned.pk}/" in told.get().url
    with inside(station):
        assert History.objects.filter(aggregate_id=planned.pk, verb="follow_up.overdue").count() == 1


def test_a_call_that_was_made_is_not_told(station: Station, planned: FollowUp, care_agent: Actor) -> None:
    with inside(station):
        late(planned)
        note_call(planned.pk, outcome=Outcome.REACHED, satisfaction=5, acting_user=care_agent)
    keep_due()
    assert not Notification.objects.filter(user=care_agent.user).exists()


def test_the_week_sums_up(station: Station, planned: FollowUp, care_agent: Actor) -> None:
    with inside(station):
        note_call(
            planned.pk, outcome=Outcome.REACHED, satisfaction=2, has_complaint=True, answer="慢", acting_user=care_agent
        )
        week = week_from(care_agent, planned.due_at - timedelta(days=3))
        assert (week.due, week.done, week.in_time_share, week.complaints, week.satisfaction) == (1, 1, 100, 1, 2.0)


def test_a_technician_may_not_call(station: Station, planned: FollowUp, technician: Actor) -> None:
    with inside(station):
        with pytest.raises(NotAllowed):
            note_call(planned.pk, outcome=Outcome.REACHED, satisfaction=5, acting_user=technician)
        planned.refresh_from_db()
        assert planned.status == FollowUpStatus.PLANNED


def test_a_rival_has_no_such_call(
    station: Station, rival_station: Station, planned: FollowUp, rival_manager: Actor, client_for: SignIn
) -> None:
    with inside(rival_station), pytest.raises(NotYours):
        follow_ups_for(rival_manager).get_or_404(planned.pk)
    client = client_for(rival_manager)
    for place in (station, rival_station):
        for page in ("", "call/"):
            assert client.get(f"/s/{place.code}/care/follow-ups/{planned.pk}/{page}").status_code == 404


def test_head_office_sees_no_calls(administrator: Actor) -> None:
    assert not follow_ups_for(administrator).exists() and not due_list(administrator).exists()


def test_the_pages_open(station: Station, planned: FollowUp, care_agent: Actor, client_for: SignIn) -> None:
    client = client_for(care_agent)
    pages = ["", "weeks/", f"{planned.pk}/", f"{planned.pk}/call/", "?overdue=true&status=planned"]
    answers = {page: client.get(f"/s/{station.code}/care/follow-ups/{page}").status_code for page in pages}
    assert answers == dict.fromkeys(pages, 200)


def test_a_call_is_entered_on_the_page(
    station: Station, planned: FollowUp, care_agent: Actor, client_for: SignIn
) -> None:
    client, address = client_for(care_agent), f"/s/{station.code}/care/follow-ups/{planned.pk}/call/"
    refused = client.post(address, {"outcome": "reached", "answer": "没打分"})
    assert refused.status_code == 422 and "没打分" in refused.text
    assert client.post(address, {"outcome": "reached", "satisfaction": "4"}).status_code == 302


def test_the_api_lists_and_enters_calls(
    station: Station, planned: FollowUp, care_agent: Actor, client_for: SignIn
) -> None:
    call = Caller(client_for(care_agent), station)
    rows = call.get("follow-ups?status=planned&sequence=1").json()["data"]
    assert [row["id"] for row in rows] == [planned.public_id]
    done = call.post(f"follow-ups/{planned.public_id}/call", {"outcome": "reached", "satisfaction": 5}).json()
    assert (done["status"], done["sequence"]) == ("done", Sequence.FIRST)
