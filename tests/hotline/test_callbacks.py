"""Calls that are owed: how they come, who calls, what follows, and that no time is forgotten."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.roles import Role
from common.clock import now
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from common.history.relay import deliver_pending
from common.scope import for_office
from desk.models import Notification
from network.dispatch.actions import cancel_rescue
from network.hotline.actions import close_case
from network.hotline.callbacks.actions import (
    Promise,
    claim_callback,
    claim_next,
    dial_callback,
    give_up,
    note_outcome,
    promise_callback,
    release_callback,
    show_number,
)
from network.hotline.callbacks.choices import CallbackStatus, Limit, Origin, Outcome
from network.hotline.callbacks.models import Callback
from network.hotline.choices import SignalKind
from network.hotline.models import Call, Case
from network.hotline.progress import hand_to_station, resolve
from network.hotline.telephony.receiving import receive
from network.hotline.telephony.seats import sit_at
from tests.builders.exchange import NUMBER, a_fake, a_signal, call_of, say
from tests.builders.hotline import a_case
from tests.races.fifty import crowd, race_of
from tests.world import office_actor

RING, ANSWER, HANG_UP = SignalKind.RING, SignalKind.ANSWER, SignalKind.HANG_UP


@pytest.fixture
def fake(request):
    request.getfixturevalue("committed_db" if "committed_db" in request.fixturenames else "db")
    with a_fake() as line:
        yield line


@pytest.fixture
def colleague(fake):
    return crowd(Role.DISPATCHER, 1)[0]


def let_pass(*kinds):
    """Let the open deadlines of these kinds (all, when none is named) be due, and keep them."""
    with for_office(), transaction.atomic():
        rows = Deadline.objects.filter(done_at__isnull=True, kind__in=kinds or Limit.values)
        rows.update(due_at=now() - timedelta(seconds=1))
    return keep_due()


def miss(key="in-1", **told):
    say(a_signal(RING, key, **told), a_signal(HANG_UP, key, after_s=20, **told))
    return call_of(key)


def owed(**about):
    with for_office(), transaction.atomic():
        return Callback.objects.get(**about)


@pytest.fixture
def missed(fake):
    miss()
    let_pass(Limit.MISSED)
    return owed()


def a_promise(**changes):
    given = {"phone": NUMBER, "due_at": now() + timedelta(hours=1), "wish": "配件到货后回电"}
    return Promise(**(given | changes))


@pytest.fixture
def promised(fake, dispatcher, acting):
    with acting(dispatcher):
        return promise_callback(a_promise(), acting_user=dispatcher)


def claimed(callback, actor, acting):
    with acting(actor):
        return claim_callback(callback.pk, acting_user=actor)


# --- how they come


def test_a_missed_call_becomes_a_callback_by_itself(missed, at_office):
    assert (missed.origin, missed.status, missed.phone, missed.missed_calls) == ("missed", "waiting", NUMBER, 1)
    assert call_of().callback_id == missed.pk


def test_a_number_that_rings_in_vain_again_has_one_callback(missed, at_office):
    miss("in-2", number="+86 138-1234-5678")
    let_pass(Limit.MISSED)
    assert owed().missed_calls == 2


def test_the_database_keeps_one_open_callback_of_a_number(missed, at_office):
    twin = {name: getattr(missed, name) for name in ("origin", "phone_sealed", "phone_index", "due_at")}
    with at_office(), pytest.raises(IntegrityError), transaction.atomic():
        Callback.objects.create(number="CB-X", **twin)


def test_a_late_answer_leaves_nothing_owed(fake, at_office):
    miss()
    say(a_signal(ANSWER, after_s=9))
    let_pass(Limit.MISSED)
    with at_office():
        assert not Callback.objects.exists()


@pytest.mark.parametrize("number", ["", "anonymous"])
def test_a_withheld_number_can_not_be_called_back(fake, at_office, number):
    miss(number=number)
    let_pass(Limit.MISSED)
    with at_office():
        assert not Callback.objects.exists()


def test_who_has_got_through_meanwhile_is_not_called_back(fake, at_office):
    miss()
    say(a_signal(RING, "in-2", after_s=25), a_signal(ANSWER, "in-2", after_s=30))
    let_pass(Limit.MISSED)
    with at_office():
        assert not Callback.objects.exists()


def test_a_callback_is_withdrawn_when_the_caller_gets_through(missed):
    say(a_signal(RING, "in-2", after_s=25), a_signal(ANSWER, "in-2", after_s=30))
    deliver_pending()
    assert owed().status == CallbackStatus.WITHDRAWN
    assert let_pass() == 0


def test_after_a_rescue_the_driver_is_asked_once(fake, dispatcher, station, acting, at_office):
    case = a_case()
    with at_office():
        hand_to_station(case.pk, station.pk, acting_user=dispatcher)
        resolve(case.pk, "拖车", acting_user=dispatcher)
    deliver_pending()
    asked = owed()
    assert (asked.origin, asked.case_id, asked.phone) == ("follow_up", case.pk, NUMBER)
    with acting(dispatcher):
        cancel_rescue(case.rescue.pk, reason="The station came by itself", acting_user=dispatcher)
        close_case(case.pk, result="ok", acting_user=dispatcher)
    deliver_pending()
    assert owed().status == CallbackStatus.WITHDRAWN


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"phone": ""}, "phone"),
        ({"due_at": now}, "due_at"),
        ({"wish": " "}, "wish"),
    ],
)
def test_a_promise_that_can_not_be_kept_is_refused(fake, dispatcher, acting, changes, field):
    changes = {name: value() if callable(value) else value for name, value in changes.items()}
    with acting(dispatcher), pytest.raises(Invalid) as refusal:
        promise_callback(a_promise(**changes), acting_user=dispatcher)
    assert refusal.value.field == field
    with acting(dispatcher):
        assert not Callback.objects.exists()


def test_a_promise_of_a_case_needs_no_number(fake, dispatcher, acting):
    case = a_case(contact_phone="13900001111")
    with acting(dispatcher):
        assert promise_callback(a_promise(phone="", case_id=case.pk), acting_user=dispatcher).phone == "13900001111"


# --- who calls


def test_the_second_agent_reads_who_is_calling(missed, dispatcher, colleague, acting, client_for, at_office):
    claimed(missed, colleague, acting)
    answer = client_for(dispatcher).post(f"/hotline/callbacks/{missed.pk}/claim/")
    assert answer.status_code == 409 and colleague.name in answer.content.decode()
    with acting(dispatcher):
        for step in (release_callback, dial_callback, show_number):
            with pytest.raises(WrongState) as refusal:
                step(missed.pk, acting_user=dispatcher)
            assert refusal.value.code == "callback.taken_by_another"
        with pytest.raises(WrongState):
            give_up(missed.pk, reason="x", acting_user=dispatcher)
    with at_office():
        assert History.objects.filter(verb="callback.phone_shown").count() == 0


def test_the_most_urgent_one_comes_next(missed, promised, dispatcher, colleague, acting):
    with acting(dispatcher):
        assert claim_next(acting_user=dispatcher).pk == missed.pk
        assert claim_next(acting_user=dispatcher).pk == promised.pk
    with acting(colleague), pytest.raises(WrongState) as refusal:
        claim_next(acting_user=colleague)
    assert refusal.value.code == "callback.none_left"


def test_who_only_looks_can_not_claim(missed, customer_service_manager, acting):
    with acting(customer_service_manager), pytest.raises(NotAllowed):
        claim_callback(missed.pk, acting_user=customer_service_manager)
    assert owed().status == CallbackStatus.WAITING


def test_a_claim_runs_out(missed, dispatcher, acting):
    claimed(missed, dispatcher, acting)
    assert let_pass(Limit.CLAIM) == 1
    assert (owed().status, owed().agent_id, owed().agent_name) == (CallbackStatus.WAITING, None, "")


def test_dialling_rings_the_extension_and_is_in_the_log(missed, fake, dispatcher, acting):
    claimed(missed, dispatcher, acting)
    with acting(dispatcher):
        sit_at("8001", acting_user=dispatcher)
        call = dial_callback(missed.pk, acting_user=dispatcher)
    for event, payload, headers in fake.deliveries(now() + timedelta(minutes=5)):
        assert receive(payload, headers), event
    call = call_of(call.exchange_key)
    assert (call.direction, call.status, call.callback_id, call.agent_id) == (
        "outbound",
        "answered",
        missed.pk,
        dispatcher.id,
    )
    with for_office(), transaction.atomic():
        assert Call.objects.filter(callback=missed).count() == 2  # the missed one, and ours


def test_the_exchanges_word_may_come_before_our_own(missed, fake, dispatcher, acting, monkeypatch):
    claimed(missed, dispatcher, acting)
    dial = fake.dial

    def told_at_once(extension, number, *, key):
        made = dial(extension, number, key=key)
        say(a_signal(RING, made, extension=extension, direction="outbound"))
        return made

    monkeypatch.setattr(fake, "dial", told_at_once)
    with acting(dispatcher):
        sit_at("8001", acting_user=dispatcher)
        call = dial_callback(missed.pk, acting_user=dispatcher)
    assert (call_of(call.exchange_key).callback_id, call_of(call.exchange_key).agent_id) == (missed.pk, dispatcher.id)


def test_without_extension_or_exchange_a_sentence_says_what_to_do(missed, fake, dispatcher, acting):
    claimed(missed, dispatcher, acting)
    with acting(dispatcher):
        with pytest.raises(WrongState) as refusal:
            dial_callback(missed.pk, acting_user=dispatcher)
        assert refusal.value.code == "callback.no_extension"
        sit_at("8001", acting_user=dispatcher)
        fake.is_down = True
        with pytest.raises(WrongState) as refusal:
            dial_callback(missed.pk, acting_user=dispatcher)
        assert refusal.value.code == "exchange.unavailable"
        assert show_number(missed.pk, acting_user=dispatcher) == NUMBER
        assert History.objects.filter(verb="callback.phone_shown", aggregate_id=missed.pk).count() == 1
        assert not Call.objects.filter(direction="outbound").exists()


# --- what follows


def noted(callback, outcome, actor, acting, result=""):
    claimed(callback, actor, acting)
    with acting(actor):
        return note_outcome(callback.pk, outcome, result=result, acting_user=actor)


def test_who_was_reached_is_done(missed, dispatcher, acting):
    done = noted(missed, Outcome.REACHED, dispatcher, acting, "已答复")
    assert (done.status, done.outcome) == (CallbackStatus.DONE, "reached")
    assert let_pass() == 0


def test_in_vain_it_comes_back_by_the_policys_pauses_and_is_given_up_at_last(missed, dispatcher, acting):
    pauses = []
    for _ in range(3):
        again = noted(missed, Outcome.NO_ANSWER, dispatcher, acting)
        assert again.status == CallbackStatus.WAITING
        pauses.append(round((again.not_before - now()).total_seconds() / 60))
        with acting(dispatcher), pytest.raises(WrongState):
            claim_next(acting_user=dispatcher)
    assert pauses == [15, 60, 240]
    last = noted(missed, Outcome.BUSY, dispatcher, acting)
    assert (last.status, last.attempts) == (CallbackStatus.GIVEN_UP, 4)
    assert "4" in last.result


def test_not_helped_opens_the_case_again(fake, dispatcher, station, acting, at_office):
    case = a_case()
    with at_office():
        hand_to_station(case.pk, station.pk, acting_user=dispatcher)
        resolve(case.pk, "拖车", acting_user=dispatcher)
    deliver_pending()
    noted(owed(), Outcome.NOT_HELPED, dispatcher, acting, "车仍无法启动")
    with at_office():
        assert Case.objects.get(pk=case.pk).status == "working"


@pytest.mark.parametrize(
    ("outcome", "result", "field"),
    [(Outcome.HELPED, "", "outcome"), (Outcome.REACHED, " ", "result")],
)
def test_an_outcome_that_does_not_fit_changes_nothing(missed, dispatcher, acting, outcome, result, field):
    with pytest.raises(Invalid) as refusal:
        noted(missed, outcome, dispatcher, acting, result)
    assert refusal.value.field == field
    assert owed().status == CallbackStatus.CLAIMED


def test_giving_up_needs_a_reason(promised, dispatcher, acting):
    with acting(dispatcher):
        with pytest.raises(Invalid):
            give_up(promised.pk, reason=" ", acting_user=dispatcher)
        assert give_up(promised.pk, reason="已当面解决", acting_user=dispatcher).status == CallbackStatus.GIVEN_UP


# --- its times


def test_a_warning_comes_before_a_promised_time_passes(promised, dispatcher, acting, at_office):
    with at_office():
        (warning,) = Deadline.objects.filter(subject_id=promised.pk, kind=Limit.WARN, done_at__isnull=True)
        (end,) = Deadline.objects.filter(subject_id=promised.pk, kind=Limit.DUE, done_at__isnull=True)
    assert end.due_at == promised.due_at and (end.due_at - warning.due_at) == timedelta(minutes=10)
    let_pass(Limit.WARN)
    (told,) = Notification.objects.filter(user_id=dispatcher.id)
    assert promised.number in told.text and NUMBER not in told.text and str(promised.pk) in told.url
    let_pass(Limit.DUE)
    assert owed().late_at is not None


def test_a_promise_for_soon_has_no_warning_in_the_past(fake, dispatcher, acting):
    with acting(dispatcher):
        soon = promise_callback(a_promise(due_at=now() + timedelta(minutes=5)), acting_user=dispatcher)
        kinds = set(Deadline.objects.filter(subject_id=soon.pk, done_at__isnull=True).values_list("kind", flat=True))
    assert kinds == {Limit.DUE}


# --- pages and API


def test_the_pages_walk_from_a_promise_to_its_end(fake, dispatcher, client_for):
    office = client_for(dispatcher)
    until = (now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    made = office.post("/hotline/callbacks/promise/", {"phone": NUMBER, "due_at": until, "wish": "回电"})
    assert made.status_code == 302
    assert NUMBER not in office.get(made.url).content.decode() + office.get("/hotline/callbacks/").content.decode()
    assert office.post("/hotline/callbacks/next/").url == made.url
    assert NUMBER in office.post(f"{made.url}number/").content.decode()
    assert office.post(f"{made.url}outcome/", {"outcome": "reached", "result": ""}).status_code == 422
    assert office.post(f"{made.url}outcome/", {"outcome": "reached", "result": "已答复"}).status_code == 302
    assert owed().status == CallbackStatus.DONE
    assert office.post("/hotline/callbacks/next/").status_code == 409


def test_a_program_can_do_the_same(missed, dispatcher, client_for):
    client = client_for(dispatcher)

    def post(path, body):
        once = {"headers": {"Idempotency-Key": str(uuid4())}, "content_type": "application/json"}
        return client.post(f"/api/v1/callbacks{path}", body, **once).json()

    (row,) = client.get("/api/v1/callbacks", {"status": "waiting"}).json()["data"]
    assert (row["phone"], row["origin"]) == ("138****5678", "missed")
    assert post("/claim-next", {})["id"] == row["id"]
    noted = post(f"/{row['id']}/note-outcome", {"outcome": "no_answer"})
    assert (noted["status"], noted["attempts"]) == ("waiting", 1)
    promised = post("", {"phone": NUMBER, "due_at": "2100-01-01T00:00:00Z", "wish": "回电"})
    assert (promised["origin"], promised["wish"]) == ("promised", "回电")


def test_a_station_has_no_queue(missed, station_manager, client_for, at_station, station):
    assert client_for(station_manager).get(f"/hotline/callbacks/{missed.pk}/").status_code == 404
    with at_station(station):
        assert not Callback.objects.exists()


def careless(callback_id, *, acting_user):
    callback = Callback.objects.get(pk=callback_id)
    if callback.status != CallbackStatus.WAITING:
        raise WrongState
    callback.change(agent_id=acting_user.id, status=CallbackStatus.CLAIMED)
    return callback


def test_of_twenty_who_claim_at_once_one_wins(committed_db, fake):
    with for_office(), transaction.atomic():
        people = crowd(Role.DISPATCHER, 20)
        agent = office_actor(Role.DISPATCHER)
        first, second, third = (
            promise_callback(a_promise(phone=f"1390000000{n}"), acting_user=agent) for n in range(3)
        )
    outcome = race_of(people, lambda who: claim_callback(first.pk, acting_user=who))
    assert outcome.counts == (1, 19, 0) and outcome.statuses == {409} and all(outcome.sentences)
    next_ones = race_of(people, lambda who: claim_next(acting_user=who))
    assert {one.pk for one in next_ones.won} == {second.pk, third.pk} and len(next_ones.won) == 2
    with for_office(), transaction.atomic():
        unguarded = promise_callback(a_promise(phone="13900000009"), acting_user=agent)
    assert len(race_of(people, lambda who: careless(unguarded.pk, acting_user=who)).won) > 1  # the race is real
    assert owed(pk=first.pk).origin == Origin.PROMISED
