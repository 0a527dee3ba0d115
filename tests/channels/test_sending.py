"""A message is sent once, whatever dies in between, and is never lost."""

import logging
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from common.channels.actions import Letter, note_receipt, send_again, send_message, take_receipt
from common.channels.choices import MessageError, MessageStatus
from common.channels.fake.inbox import latest
from common.channels.models import Message
from common.channels.port import Receipt
from common.channels.sending import Outcome, send_due, settle, take
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from common.people import Process
from common.scope import for_office

PHONE = "13987654321"
US = Process("tests")


@pytest.fixture
def queue(db, words):
    def write(key="k1", to=PHONE, **changes):
        values = {"link": "https://x.example/secret", "time": "10:30"}
        with for_office():
            return send_message(Letter(to=to, template=words, key=key, values=values, **changes), acting_user=US)

    return write


def now_stands(message):
    with for_office():
        message.refresh_from_db()
    return message.status


def make_due(message):
    with for_office():
        Message.objects.filter(pk=message.pk).update(not_before=Now() - timedelta(seconds=1))


def test_a_message_goes_out_and_its_receipt_comes_in(queue, provider):
    message = queue()
    assert send_due() == 1
    assert now_stands(message) == MessageStatus.SENT
    assert provider.taken()[0]["text"] == "Dear driver, open https://x.example/secret before 10:30."
    provider.post, provider.clock = take_receipt, lambda: 2_000.0
    send_due()
    assert now_stands(message) == MessageStatus.DELIVERED
    with for_office():
        verbs = History.objects.filter(aggregate_id=message.pk).order_by("seq").values_list("verb", flat=True)
        assert list(verbs) == ["message.queued", "message.sent", "message.delivered"]


def test_the_same_event_is_one_message(queue):
    assert queue().pk == queue().pk
    assert queue(key="k2").pk != queue().pk


def test_a_process_that_dies_after_the_hand_over_sends_nothing_twice(queue, provider):
    message = queue()
    provider.weather.dies_after_taking = True
    send_due()
    assert (now_stands(message), message.error) == (MessageStatus.QUEUED, MessageError.AWAY)
    provider.weather.dies_after_taking = False
    make_due(message)
    send_due()
    assert now_stands(message) == MessageStatus.SENT
    assert len(provider.taken()) == 1 and message.provider_id == provider.taken()[0]["id"]


def test_a_message_held_by_a_dead_process_is_taken_up_again(queue, provider):
    message = queue()
    assert take() is not None  # and the process dies here
    assert send_due() == 0, "its lease still runs"
    make_due(message)
    assert send_due() == 1
    assert (now_stands(message), message.attempts) == (MessageStatus.SENT, 2)


def test_the_answer_of_an_attempt_that_lost_its_lease_changes_nothing(queue, provider):
    message = queue()
    slow = take()
    make_due(message)
    second = take()
    settle(slow, Outcome(error=MessageError.BAD_NUMBER, final=True))
    assert now_stands(message) == MessageStatus.SENDING
    settle(second, Outcome(provider_id="p1"))
    assert now_stands(message) == MessageStatus.SENT


def test_a_receipt_that_is_faster_than_the_answer_holds(queue, provider):
    message = queue()
    taken = take()
    assert note_receipt(Receipt(str(message.pk), "p1", True))
    settle(taken, Outcome(provider_id="p1"))
    assert now_stands(message) == MessageStatus.DELIVERED


def test_receipts_that_come_twice_or_about_nothing_change_nothing(queue, provider):
    message = queue()
    send_due()
    told = Receipt(str(message.pk), "p1", True)
    assert [note_receipt(told), note_receipt(told)] == [True, False]
    assert not note_receipt(Receipt(str(message.pk), "p1", False))
    assert not note_receipt(Receipt("not one of ours", "p1", True))
    assert now_stands(message) == MessageStatus.DELIVERED


def test_a_bad_number_is_not_tried_again(queue, provider):
    message = queue(to="00012345678")
    send_due()
    assert (now_stands(message), message.error) == (MessageStatus.FAILED, MessageError.BAD_NUMBER)


def test_a_provider_that_is_away_is_asked_again_later_and_later(queue, provider):
    message, pauses = queue(), []
    provider.weather.away = True
    for _time in range(3):
        make_due(message)
        send_due()
        now_stands(message)
        with for_office():
            pauses.append(
                Message.objects.filter(pk=message.pk, not_before__gt=Now() + timedelta(seconds=4 * 2**_time)).exists()
            )
    assert pauses == [True, True, True] and message.status == MessageStatus.QUEUED
    provider.weather.away = False
    make_due(message)
    send_due()
    assert now_stands(message) == MessageStatus.SENT


def test_one_that_would_come_too_late_is_put_away(queue, provider):
    message = queue(within=timedelta(seconds=-1))
    send_due()
    assert (now_stands(message), message.error) == (MessageStatus.FAILED, MessageError.TOO_LATE)
    assert provider.taken() == []


def test_neither_number_nor_link_is_readable_in_the_row_or_a_log(queue, provider, caplog):
    def fail(message):
        raise RuntimeError(message.to)

    message = queue()
    provider.send = fail
    with caplog.at_level(logging.INFO):
        send_due()
    now_stands(message)
    assert PHONE not in caplog.text
    assert PHONE not in message.to_sealed and "secret" not in message.values_sealed
    assert (message.masked_number, message.shown_text) == ("139****4321", "Dear driver, open … before 10:30.")


def test_a_message_needs_a_number(queue):
    with pytest.raises(Invalid):
        queue(to="")


def test_only_what_did_not_arrive_is_sent_again(queue, provider, dispatcher, reviewer, acting):
    message = queue(to="13900000000")
    with acting(dispatcher), pytest.raises(WrongState):
        send_again(message.pk, acting_user=dispatcher)
    send_due()
    note_receipt(Receipt(str(message.pk), "p1", False))
    with acting(reviewer), pytest.raises(NotAllowed):
        send_again(message.pk, acting_user=reviewer)
    with acting(dispatcher):
        again = send_again(message.pk, acting_user=dispatcher)
        assert again.pk == send_again(message.pk, acting_user=dispatcher).pk != message.pk


def test_the_phones_of_the_demo_show_link_and_number(queue, provider):
    queue()
    send_due()
    (sms,) = latest(provider)
    assert (sms.to, sms.link, sms.after) == (PHONE, "https://x.example/secret", " before 10:30.")
