"""What the hotline does when something happened elsewhere, and when a time limit is due."""

import logging
from typing import Any

from accounts.models import User
from common.deadlines.keep import on_deadline
from common.history.subscribers import deliver_first, subscribe
from common.pages.addresses import office_root
from desk.actions import tell
from network.hotline.callbacks.choices import Limit
from network.hotline.callbacks.keeping import let_claim_run_out, mark_late, warn
from network.hotline.callbacks.owing import owe_follow_up, owe_missed, withdraw_follow_up, withdraw_missed
from network.hotline.choices import CallDirection, CallStatus
from network.hotline.models import Call, Case, PositionRequest, Seat
from network.hotline.sharing.words import words_of
from network.hotline.telephony import ExchangeError, exchange
from network.hotline.telephony.fake import FakeExchange
from network.hotline.telephony.playing import DEMO_CALL, FAKE, call_in_the_demo, come_back, deliver_due
from network.hotline.telephony.receiving import RECKON, reckon_again

logger = logging.getLogger(__name__)

deliver_first("call", "callback")


@subscribe("call.picked_up")
def put_it_through(event: Any) -> None:
    """Let the exchange give a call that was taken on the screen to the agent's extension. Not repeated: the agent lifts the handset then."""
    call = Call.objects.get(pk=event.aggregate_id)
    seat = Seat.objects.filter(user_id=call.agent_id).first() if call.agent_id else None
    if call.exchange_key is None or call.status != CallStatus.RINGING or seat is None:
        return
    line = exchange()
    try:
        line.put_through(call.exchange_key, seat.extension)
        if isinstance(line, FakeExchange):
            come_back(line)
    except ExchangeError as error:
        logger.warning("call_not_put_through", extra={"call": call.number, "problem": type(error).__name__})


@subscribe("call.answered")
def forget_missed_calls_of_who_was_answered(event: Any) -> None:
    """Somebody who has been talked to need not be called back for having rung in vain before."""
    _talked_to(event)


@subscribe("call.ended")
def forget_missed_calls_of_who_has_talked(event: Any) -> None:
    """The same for a call of which we hear only when it is over."""
    _talked_to(event)


def _talked_to(event: Any) -> None:
    call = Call.objects.get(pk=event.aggregate_id)
    if call.direction == CallDirection.INBOUND:
        withdraw_missed(call.phone_index)


@subscribe("callback.dialled")
def let_the_fake_exchange_go_on(event: Any) -> None:
    """The fake exchange has dialled, and has something to say soon."""
    if isinstance(line := exchange(), FakeExchange):
        come_back(line)


@subscribe("position.doubted")
def ask_about_a_far_position(event: Any) -> None:
    """Whoever has asked the driver decides; until then nothing moves."""
    request = PositionRequest.objects.select_related("case").get(pk=event.aggregate_id)
    if request.is_open and request.case is not None and request.asked_by:
        number = request.case.number
        tell(
            User.objects.filter(pk=request.asked_by),
            lambda: f"{number}: {words_of(request.doubt, request.away_m)}",
            f"{office_root()}hotline/{request.case_id}/",
            key=f"position.doubted:{event.pk}",
        )


@subscribe("case.resolved")
def ask_whether_the_driver_was_helped(event: Any) -> None:
    """After a rescue somebody asks the driver."""
    owe_follow_up(Case.objects.get(pk=event.aggregate_id))


@subscribe("case.closed")
def stop_asking_about_a_closed_case(event: Any) -> None:
    """Nobody asks about a case that is closed."""
    withdraw_follow_up(event.aggregate_id)


@on_deadline(Limit.MISSED, is_urgent=True)
def owe_a_callback_for_a_missed_call(deadline: Any) -> None:
    """A missed call that is still missed becomes a callback."""
    owe_missed(Call.objects.get(pk=deadline.subject_id))


@on_deadline(Limit.WARN, is_urgent=True)
def warn_of_a_promise(deadline: Any) -> None:
    """The time of a callback comes near."""
    warn(deadline.subject_id)


@on_deadline(Limit.DUE, is_urgent=True)
def mark_a_late_callback(deadline: Any) -> None:
    """The time of a callback is over."""
    mark_late(deadline.subject_id)


@on_deadline(Limit.CLAIM, is_urgent=True)
def let_a_claim_run_out(deadline: Any) -> None:
    """Whoever claimed a callback has not called."""
    let_claim_run_out(deadline.subject_id)


@on_deadline(RECKON, is_urgent=True)
def reckon_a_call_again(deadline: Any) -> None:
    """A signal could not be reckoned when it came."""
    reckon_again(deadline.subject_id)


@on_deadline(FAKE, is_urgent=True)
def deliver_what_the_fake_exchange_says(deadline: Any) -> None:
    """The fake exchange has nobody to send its webhooks but us."""
    if isinstance(line := exchange(), FakeExchange):
        deliver_due(line)


@on_deadline(DEMO_CALL, is_urgent=True)
def let_somebody_call_in_the_demo(deadline: Any) -> None:
    """A caller of the demo."""
    if isinstance(line := exchange(), FakeExchange):
        call_in_the_demo(line)
