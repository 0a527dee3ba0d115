"""The log of calls: what may be asked of it, a call's page, its recording, and how calls are answered."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from common.clock import now
from common.deadlines.keep import keep_due, set_deadline
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed
from common.history.models import History
from common.ids import new_id
from demo import telephone
from network.hotline.callbacks.models import Callback
from network.hotline.choices import SignalKind
from network.hotline.models import Call, CallPolicy
from network.hotline.telephony.figures import per_agent, per_day, rung_for, waiting
from network.hotline.telephony.playing import DEMO_CALL, FAKE
from network.hotline.telephony.policies import EXAMPLE, policy_of, policy_on
from network.hotline.telephony.seats import sit_at
from network.hotline.telephony.taking import open_recording
from tests.builders.exchange import a_fake, a_ringing_call, a_signal, call_of, moment, say


@pytest.fixture(autouse=True)
def fake(db):
    with a_fake() as line:
        yield line


def a_version(label, valid_from, **values):
    return CallPolicy.objects.create(label=label, valid_from=valid_from, values=values, status="published")


def a_call(key, *, answer_s=None, recording="", **told):
    say(a_signal(SignalKind.RING, key, **told))
    if answer_s is not None:
        say(a_signal(SignalKind.ANSWER, key, after_s=answer_s, extension="8001"))
    say(a_signal(SignalKind.HANG_UP, key, after_s=55))
    if recording:
        say(a_signal(SignalKind.RECORDING, key, after_s=56, recording=recording))
    return call_of(key)


@pytest.fixture
def three(dispatcher, acting):
    with acting(dispatcher):
        sit_at("8001", acting_user=dispatcher)
    return [a_call("in-1", answer_s=10, recording="exchange://r/1"), a_call("in-2", answer_s=40), a_call("in-3")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [1, 2, 3]),
        ("?status=missed", [3]),
        ("?direction=outbound", []),
        ("?agent=dispatcher", [1, 2]),
        ("?answer_s_max=30", [1]),
        ("?answer_s_min=31", [2]),
        ("?recorded=true", [1]),
        ("?rang_after=2020-01-01&rang_before=2020-01-02", []),
    ],
)
def test_the_log_is_filtered(three, dispatcher, client_for, query, found):
    page = client_for(dispatcher).get(f"/hotline/calls/{query}").content.decode()
    assert [place for place, call in enumerate(three, 1) if call.number in page] == found


def test_a_calls_page_tells_it_and_hides_where_the_recording_is(three, dispatcher, client_for):
    page = client_for(dispatcher).get(three[0].get_absolute_url()).content.decode()
    assert three[0].number in page and "138****5678" in page
    assert "exchange://r/1" not in page and "13812345678" not in page


def test_opening_a_recording_needs_the_right_and_is_recorded(
    three, dispatcher, customer_service_manager, client_for, at_office
):
    address = f"/hotline/calls/{three[0].pk}/recording/"
    assert client_for(dispatcher).post(address).status_code == 403
    with at_office():
        assert not History.objects.filter(verb="call.recording_opened").exists()
    for _ in range(2):
        assert "exchange://r/1" in client_for(customer_service_manager).post(address).content.decode()
    with at_office():
        assert History.objects.filter(verb="call.recording_opened", actor_id=customer_service_manager.id).count() == 2


def test_without_a_recording_nothing_is_opened(three, customer_service_manager, dispatcher, acting):
    with acting(customer_service_manager), pytest.raises(Invalid):
        open_recording(three[1].pk, acting_user=customer_service_manager)
    with acting(dispatcher), pytest.raises(NotAllowed):
        open_recording(three[0].pk, acting_user=dispatcher)


def test_answered_in_time_follows_the_policy(three, dispatcher, acting):
    with acting(dispatcher):
        rows = rung_for(dispatcher, moment(-3600))
        (day,) = per_day(rows, [(moment(-3600), EXAMPLE.answer_s)])
        assert (day.in_time, day.late, day.missed, day.share_in_time) == (1, 1, 1, 33.3)
        (looser,) = per_day(rows, [(moment(-3600), 60)])
        assert (looser.in_time, looser.late) == (2, 0)
        assert [(one["agent_name"], one["count"], one["mean_s"]) for one in per_agent(rows)] == [
            (dispatcher.name, 2, 25.0)
        ]
        assert waiting(rows).p50 == 25.0


def test_the_figures_page_says_so(three, dispatcher, client_for):
    a_version("stricter", moment(-60), answer_s=9)
    page = client_for(dispatcher).get("/hotline/calls/figures/")
    assert (page.context["limit_s"], page.context["share"], page.context["missed"]) == ("30 / 9", 0.0, 1)


def test_a_call_is_judged_by_the_policy_in_force_when_it_rang(three, dispatcher, client_for):
    a_version("looser", moment(-60), answer_s=45)
    a_version("stricter", moment(1), answer_s=9)
    CallPolicy.objects.create(label="a draft", valid_from=moment(-30), values={"answer_s": 1})
    page = client_for(dispatcher).get("/hotline/calls/figures/")
    assert (page.context["limit_s"], page.context["share"]) == ("30 / 45 / 9", 66.7)


def test_a_typo_in_the_policy_does_not_pass_as_a_default():
    with pytest.raises(ValueError, match="anwser_s"):
        policy_of("v1", {"anwser_s": 5})
    assert policy_on(now()) == EXAMPLE


def test_the_figures_open_without_any_call(dispatcher, client_for):
    assert client_for(dispatcher).get("/hotline/calls/figures/").context["share"] is None


def test_an_auditor_finds_no_log(auditor, client_for):
    call = a_ringing_call()
    assert client_for(auditor).get("/hotline/calls/").status_code == 403
    assert client_for(auditor).get(f"/hotline/calls/{call.pk}/").status_code == 403


def test_the_demos_telephone_has_rung(monkeypatch, dispatcher, at_office):
    monkeypatch.setattr(telephone, "office", lambda role: dispatcher)
    telephone.live_on_the_telephone()
    with at_office():
        assert Call.objects.count() == telephone.CALLS + 3
        assert Call.objects.filter(status="answered", agent_id=dispatcher.id).exclude(recording="").count() > 20
        assert Callback.objects.filter(origin="missed", status="waiting").count() == 3
        assert Callback.objects.filter(origin="promised").count() == 3
        assert Deadline.objects.filter(kind=DEMO_CALL, done_at__isnull=True).count() == 1


def test_in_the_demo_somebody_calls_now_and_then(fake, settings, at_office):
    settings.DEMO = True
    with at_office():
        set_deadline(DEMO_CALL, new_id(), now() - timedelta(seconds=1))
    assert keep_due() == 1
    with at_office():
        assert Call.objects.get().status == "ringing"
        assert set(Deadline.objects.filter(done_at__isnull=True).values_list("kind", flat=True)) == {DEMO_CALL, FAKE}


def test_the_command_rings_where_somebody_sits(fake, dispatcher, acting, at_office):
    with acting(dispatcher):
        sit_at("8001", acting_user=dispatcher)
    call_command("ring", number="13900001234", agent=dispatcher.user.email)
    with at_office():
        assert (Call.objects.get().ringing, Call.objects.get().masked_phone) == (["8001"], "139****1234")
    with pytest.raises(CommandError):
        call_command("ring", agent="nobody@example.test")
