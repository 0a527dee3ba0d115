"""Taking in what the exchange says: once, in any order, and never losing a call."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random

import pytest
from django.db import transaction

from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.history.models import History
from common.scope import for_office
from network.hotline.choices import CallStatus, SignalKind
from network.hotline.models import Call, CallSignal
from network.hotline.telephony import receiving
from network.hotline.telephony.picture import picture_of
from network.hotline.telephony.seats import sit_at
from network.hotline.telephony.signing import signed
from tests.builders.exchange import NUMBER, SECRET, a_fake, a_ringing_call, a_signal, call_of, say
from tests.races.fifty import race

RING, ANSWER, HANG_UP, RECORDING = SignalKind.RING, SignalKind.ANSWER, SignalKind.HANG_UP, SignalKind.RECORDING


@pytest.fixture(autouse=True)
def fake(request):
    request.getfixturevalue("committed_db" if "committed_db" in request.fixturenames else "db")
    with a_fake() as line:
        yield line


def whole_call():
    return [
        a_signal(RING, extension="8001"),
        a_signal(RING, extension="8002"),
        a_signal(ANSWER, after_s=12, extension="8002"),
        a_signal(HANG_UP, after_s=50),
        a_signal(RECORDING, after_s=51, recording="exchange://r/1"),
    ]


def test_every_order_with_doubles_tells_the_same_call():
    signals = whole_call()
    pictures = {picture_of([*order, order[0], order[2]]) for order in permutations(signals)}
    assert len(pictures) == 1
    picture = pictures.pop()
    assert (picture.status, picture.answer_s, picture.extension) == (CallStatus.ANSWERED, 12, "8002")
    assert (picture.ringing, picture.recording) == (("8001", "8002"), "exchange://r/1")


def test_the_rows_do_not_depend_on_the_order_either(at_office):
    roll = Random(4)
    outcomes = set()
    for number in range(6):
        signals = [
            a_signal(one.kind, f"in-{number}", (one.at - whole_call()[0].at).seconds, extension=one.extension)
            for one in whole_call()
        ]
        roll.shuffle(signals)
        say(*signals, *signals[:2])
        call = call_of(f"in-{number}")
        outcomes.add((call.status, call.answer_s, call.extension, tuple(sorted(call.ringing))))
    assert outcomes == {("answered", 12, "8002", ("8001", "8002"))}


def test_a_double_is_taken_in_once(at_office):
    signal = a_signal(RING)
    assert say(signal, signal) == [True, False]
    with at_office():
        assert (Call.objects.count(), CallSignal.objects.count()) == (1, 1)
        assert History.objects.filter(verb="call.rang").count() == 1


@pytest.mark.parametrize(
    ("kind", "status"),
    [(ANSWER, "talking"), (HANG_UP, "missed"), (RECORDING, "ringing")],
)
def test_a_call_of_which_only_a_late_part_arrives_is_a_call(kind, status):
    say(a_signal(kind))
    assert call_of().status == status


def test_an_answer_that_comes_after_the_hang_up_puts_the_call_right(at_office):
    say(a_signal(RING), a_signal(HANG_UP, after_s=30))
    assert call_of().status == CallStatus.MISSED
    say(a_signal(ANSWER, after_s=9, extension="8001"))
    assert (call_of().status, call_of().answer_s) == (CallStatus.ANSWERED, 9)


def test_who_answered_is_who_sits_there_then(dispatcher, customer_service_manager, acting):
    with acting(dispatcher):
        sit_at("8001", acting_user=dispatcher)
    say(a_signal(RING), a_signal(ANSWER, after_s=5, extension="8001"))
    with acting(dispatcher):
        from_elsewhere = sit_at("8002", acting_user=dispatcher)
    say(a_signal(HANG_UP, after_s=20), a_signal(RECORDING, after_s=21, recording="r"))
    assert from_elsewhere.extension == "8002"
    assert (call_of().agent_id, call_of().agent_name) == (dispatcher.id, dispatcher.name)


@pytest.mark.parametrize("number", ["", "anonymous", "12"])
def test_a_withheld_or_garbled_number_is_a_call_all_the_same(number):
    call = a_ringing_call(number=number)
    assert (call.status, call.masked_phone, call.phone_index) == ("ringing", "", "")


def test_the_number_lies_nowhere_in_plain_text(at_office):
    a_ringing_call()
    with at_office():
        kept = (
            str(list(CallSignal.objects.values()))
            + str(list(Call.objects.values()))
            + str(list(History.objects.values()))
        )
    assert NUMBER not in kept
    assert call_of().phone == NUMBER


def test_a_signal_that_can_not_be_reckoned_is_kept_and_tried_again(monkeypatch, at_office):
    def fails(key: str) -> None:
        raise RuntimeError("broken")

    with monkeypatch.context() as broken:
        broken.setattr(receiving, "reckon", fails)
        assert say(a_signal(RING)) == [True]
    with at_office():
        assert not Call.objects.exists()
    assert keep_due() == 1
    assert call_of().status == CallStatus.RINGING


def test_a_bad_line_loses_and_doubles_nothing(fake, at_office):
    calls = [fake.ring(f"139000000{number:02d}", patience_s=30) for number in range(8)]
    later = datetime.now(tz=UTC) + timedelta(minutes=2)
    for payload, headers in fake.untidy(later, Random(7)):
        receiving.receive(payload, headers)
    with at_office():
        rows = Call.objects.filter(exchange_key__in=calls)
        assert (rows.count(), rows.filter(status=CallStatus.MISSED).count()) == (8, 8)
        assert CallSignal.objects.count() == 16


def test_the_door_takes_in_what_is_signed_and_nothing_else(client, at_office):
    payload, headers = signed(a_signal(RING), SECRET)
    sent = {"content_type": "application/json", "headers": headers}
    assert client.post("/hotline/calls/webhook/", payload, **sent).json() == {"received": True, "fresh": True}
    assert client.post("/hotline/calls/webhook/", payload, **sent).json() == {"received": True, "fresh": False}
    forged = client.post("/hotline/calls/webhook/", payload.replace(b"138", b"139"), **sent)
    assert (forged.status_code, forged.json()["error"]) == (400, "exchange.bad_signature")
    with at_office():
        assert Call.objects.count() == 1
    assert client.get("/hotline/calls/webhook/").status_code == 405


@pytest.mark.parametrize("locked", [True, False], ids=["locked", "red control"])
def test_signals_of_one_call_that_come_at_the_same_moment_tell_one_call(committed_db, monkeypatch, locked):
    if not locked:
        monkeypatch.setattr(receiving, "lock_exchange_call", lambda key: None)
    arrivals = [signed(one, SECRET) for one in [*whole_call(), *whole_call()]]
    outcome = race([lambda one=one: receiving.receive(*one) for one in arrivals])
    assert (outcome.refused, outcome.broken) == ([], [])
    with for_office(), transaction.atomic():
        stumbled = Deadline.objects.filter(kind=receiving.RECKON).exists()
        assert CallSignal.objects.count() == 5  # nothing is lost in either case
    assert stumbled is not locked
    keep_due()
    assert (call_of().status, call_of().answer_s, call_of().recording) == (CallStatus.ANSWERED, 12, "exchange://r/1")
