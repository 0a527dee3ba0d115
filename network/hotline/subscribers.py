"""What the hotline does when something happened elsewhere, and when a time limit is due."""

import logging
from typing import Any

from common.deadlines.keep import on_deadline
from common.history.subscribers import subscribe
from network.hotline.choices import CallStatus
from network.hotline.models import Call, Seat
from network.hotline.telephony import ExchangeError, exchange
from network.hotline.telephony.fake import FakeExchange
from network.hotline.telephony.playing import DEMO_CALL, FAKE, call_in_the_demo, come_back, deliver_due
from network.hotline.telephony.receiving import RECKON, reckon_again

logger = logging.getLogger(__name__)


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


@on_deadline(RECKON)
def reckon_a_call_again(deadline: Any) -> None:
    """A signal could not be reckoned when it came."""
    reckon_again(deadline.subject_id)


@on_deadline(FAKE)
def deliver_what_the_fake_exchange_says(deadline: Any) -> None:
    """The fake exchange has nobody to send its webhooks but us."""
    if isinstance(line := exchange(), FakeExchange):
        deliver_due(line)


@on_deadline(DEMO_CALL)
def let_somebody_call_in_the_demo(deadline: Any) -> None:
    """A caller of the demo."""
    if isinstance(line := exchange(), FakeExchange):
        call_in_the_demo(line)
