"""The board's switch: automatic mode off for now, by whom and why, and on again by hand or by itself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from common.clock import database_now
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from network.dispatch.actions import pause_automatic, resume_automatic
from network.dispatch.choices import PAUSE_ENDS, Held
from network.dispatch.models import AutomaticPause, Rescue
from network.dispatch.policies import pause_on
from tests.builders.dispatch import a_crew, a_rescue, rules, settle
from tests.dispatch.invariants import broken_invariants
from tests.dispatch.test_api import Caller
from tests.world import Role, office_actor


@pytest.fixture
def pause(db, dispatcher, acting):
    with acting(dispatcher):
        return pause_automatic(reason="Snow: we send by hand", acting_user=dispatcher)


@pytest.fixture
def held(pause):
    """A rescue that came while automatic mode was off, with a crew nearby."""
    a_crew()
    rescue = a_rescue()
    settle()
    return rescue


def stands(rescue, at_office):
    with at_office():
        found = Rescue.objects.get(pk=rescue.pk)
        assert not broken_invariants()
        return found.status, found.held


def test_while_it_is_off_rescues_wait_for_a_dispatcher(held, at_office):
    assert stands(held, at_office) == ("waiting", Held.PAUSED)


def test_history_says_who_and_why_and_the_policy_how_long(db, dispatcher, acting, at_office):
    rules(pause_s=600)
    with acting(dispatcher):
        pause = pause_automatic(reason="Snow", acting_user=dispatcher)
    assert timedelta(seconds=590) < pause.ends_at - database_now() <= timedelta(seconds=600)
    with at_office():
        row = History.objects.get(verb="dispatch_pause.begun")
        assert (row.actor_name, row.reason) == (dispatcher.name, "Snow")


def test_switched_on_again_what_it_held_is_offered_at_once(held, pause, dispatcher, acting, at_office):
    with acting(dispatcher):
        resume_automatic(pause.pk, reason="Roads are clear", acting_user=dispatcher)
    settle()
    assert stands(held, at_office) == ("offered", "")
    with at_office():
        assert not Deadline.objects.filter(kind=PAUSE_ENDS, done_at__isnull=True).exists()
        assert History.objects.get(verb="dispatch_pause.ended").reason == "Roads are clear"


def test_it_ends_by_itself(held, pause, at_office):
    past = database_now() - timedelta(seconds=1)
    with at_office():
        AutomaticPause.objects.filter(pk=pause.pk).update(ends_at=past)
        Deadline.objects.filter(kind=PAUSE_ENDS).update(due_at=past)
    settle()
    assert stands(held, at_office) == ("offered", "")
    with at_office():
        assert AutomaticPause.objects.get().ended_at is not None
        assert History.objects.get(verb="dispatch_pause.ended").actor_id is None


def test_once_its_time_is_over_it_holds_nobody_back_even_before_a_poller_looks(pause, at_office):
    with at_office():
        AutomaticPause.objects.filter(pk=pause.pk).update(ends_at=database_now() - timedelta(seconds=1))
        assert pause_on(database_now()) is None


def test_it_is_off_once(pause, dispatcher, acting):
    with acting(dispatcher), pytest.raises(WrongState):
        pause_automatic(reason="Again", acting_user=dispatcher)
    assert AutomaticPause.objects.count() == 1


def test_the_database_lets_one_be_open(pause, dispatcher):
    with pytest.raises(IntegrityError), transaction.atomic():
        AutomaticPause.objects.create(
            reason="Again", begun_by=dispatcher.id, begun_by_name="X", ends_at=database_now() + timedelta(hours=1)
        )


def test_on_again_is_not_said_twice(pause, dispatcher, acting, at_office):
    with acting(dispatcher):
        resume_automatic(pause.pk, acting_user=dispatcher)
        with pytest.raises(WrongState):
            resume_automatic(pause.pk, acting_user=dispatcher)
    with at_office():
        assert History.objects.filter(verb="dispatch_pause.ended").count() == 1


def test_it_needs_a_reason_and_a_dispatcher(db, dispatcher, acting, at_office):
    lead = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    with acting(dispatcher), pytest.raises(Invalid):
        pause_automatic(reason="  ", acting_user=dispatcher)
    with acting(lead), pytest.raises(NotAllowed):
        pause_automatic(reason="Snow", acting_user=lead)
    with at_office():
        assert not AutomaticPause.objects.exists()
        assert not History.objects.filter(aggregate="dispatch_pause").exists()


def test_the_pages_switch_it_and_the_board_says_so(db, dispatcher, client_for):
    office = client_for(dispatcher)
    assert office.get("/dispatch/board.json").json()["pause"] == ""
    assert office.get("/dispatch/automatic/off/").status_code == 200
    assert office.post("/dispatch/automatic/off/", {"reason": ""}).status_code == 422
    assert office.post("/dispatch/automatic/off/", {"reason": "Snow on the G2"}).status_code == 302
    pause = AutomaticPause.objects.get()
    assert "Snow on the G2" in office.get("/dispatch/board.json").json()["pause"]
    assert f"/dispatch/automatic/{pause.pk}/on/" in office.get("/dispatch/").content.decode()
    assert office.post(f"/dispatch/automatic/{pause.pk}/on/", {"reason": ""}).status_code == 302
    assert office.get("/dispatch/board.json").json()["pause"] == ""
    assert "Snow on the G2" in office.get("/dispatch/automatic/").content.decode()


def test_the_api_switches_it(db, dispatcher, reviewer, client_for):
    office = Caller(client_for(dispatcher))
    made = office.post("dispatch-pauses", {"reason": "Snow"})
    assert made.status_code == 201, made.content
    assert office.post("dispatch-pauses", {"reason": "Snow"}).status_code == 409
    assert Caller(client_for(reviewer)).get("dispatch-pauses").status_code == 403
    ended = office.post(f"dispatch-pauses/{made.json()['id']}/end")
    assert ended.json()["ended_at"], ended.content
