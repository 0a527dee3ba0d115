"""Taking in what the exchange says. Nothing but the database is needed: a call is never lost because a broker or a process is down.

A signal is stored first; then the call is reckoned anew from all of its signals, so that doubles, delays and a wrong order do no harm.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from common.clock import database_now
from common.deadlines.keep import set_deadline
from common.errors import DomainError
from common.history.record import record
from common.live import OFFICE, publish
from common.numbering.next_number import next_number
from common.people import Process
from common.scope import for_office
from common.sealed import seal, unseal
from network.hotline.callbacks.choices import Limit
from network.hotline.choices import CallDirection, CallStatus, SignalKind
from network.hotline.locks import lock_exchange_call
from network.hotline.models import Call, CallSignal, Seat
from network.hotline.policies import plain_phone
from network.hotline.selectors import phone_index
from network.hotline.telephony import exchange
from network.hotline.telephony.picture import Picture, picture_of
from network.hotline.telephony.policies import policy_on
from network.hotline.telephony.port import Signal

logger = logging.getLogger(__name__)

EXCHANGE = Process(gettext_noop("Telephone exchange"))
RECKON = "call.reckon"
VERBS = {
    CallStatus.RINGING: "call.rang",
    CallStatus.TALKING: "call.answered",
    CallStatus.ANSWERED: "call.ended",
    CallStatus.MISSED: "call.missed",
}


@transaction.atomic
def receive(payload: bytes, headers: Mapping[str, str]) -> bool:
    """Take a webhook of the exchange in. True when it is new. Raises BadSignature.

    When the call can't be reckoned the signal stays all the same, and the poller of deadlines tries again.
    """
    signal = exchange().read_signal(payload, headers)
    with for_office():
        row, fresh = CallSignal.objects.get_or_create(event_id=signal.event_id, defaults=_kept(signal))
        if fresh:
            try:
                with transaction.atomic():
                    reckon(signal.call)
            except Exception:
                logger.exception("call_not_reckoned", extra={"event_id": signal.event_id})
                set_deadline(RECKON, row.pk, database_now())
    return fresh


def reckon_again(signal_id: UUID) -> None:
    """Reckon the call of a signal that could not be reckoned when it came."""
    reckon(CallSignal.objects.get(pk=signal_id).call_key)


def reckon(call_key: str) -> Call:
    """Bring a call in line with all that the exchange has said of it. The caller stands in head office's scope."""
    lock_exchange_call(call_key)
    picture = picture_of([_said(row) for row in CallSignal.objects.filter(call_key=call_key)])
    call: Call | None = Call.objects.filter(exchange_key=call_key).first()
    if call is None:
        call = _begun(call_key, picture)
    else:
        _follow(call, picture)
    return call


def _begun(call_key: str, picture: Picture) -> Call:
    values = _values(picture)
    call = Call.objects.create(number=next_number("CALL"), exchange_key=call_key, **values)
    record(
        call,
        VERBS[picture.status],
        EXCHANGE,
        after={"number": call.number, "status": call.status, "direction": call.direction},
    )
    _tell(call)
    return call


def _follow(call: Call, picture: Picture) -> None:
    values = {name: value for name, value in _values(picture).items() if getattr(call, name) != value}
    if "phone_index" not in values:  # the same number looks different each time that it is sealed
        values.pop("phone_sealed", None)
    if "extension" not in values:  # somebody else may sit there by now
        values = {name: value for name, value in values.items() if not name.startswith("agent_")}
    if not values:
        return
    before = {name: getattr(call, name) for name in ("status", "extension")}
    call.change(**values)
    after = {name: getattr(call, name) for name in before}
    if call.status != before["status"]:
        record(call, VERBS[picture.status], EXCHANGE, before=before, after=after)
    elif "recording" in values:
        record(call, "call.recorded", EXCHANGE)
    else:
        record(call, "call.corrected", EXCHANGE, before=before, after=after)
    _tell(call)


def _values(picture: Picture) -> dict[str, Any]:
    """Return the call's columns. Who answered is whoever sits at the extension; before that, whoever took it on the screen stays."""
    return {
        "direction": picture.direction,
        "status": picture.status,
        "rang_at": picture.rang_at,
        "answered_at": picture.answered_at,
        "ended_at": picture.ended_at,
        "answer_s": picture.answer_s,
        "ringing": list(picture.ringing),
        "extension": picture.extension,
        "recording": picture.recording,
        **_number(picture.number),
        **_agent(picture),
    }


def _number(text: str) -> dict[str, str]:
    """Return the columns of the number; one that is withheld or garbled is a call without a number, not a lost call."""
    try:
        number = plain_phone(text)
    except DomainError:
        number = ""
    return {"phone_index": phone_index(number)} | ({"phone_sealed": seal(number)} if number else {})


def _agent(picture: Picture) -> dict[str, Any]:
    seat = (
        Seat.objects.filter(extension=picture.extension).select_related("user").first() if picture.extension else None
    )
    return {"agent_id": seat.user.pk, "agent_name": seat.user.name} if seat and seat.user else {}


def _tell(call: Call) -> None:
    """Tell the open pages; the number is not among it, they fetch what they may see. A missed call gets time to turn out answered."""
    if call.status == CallStatus.MISSED:
        moment = database_now()
        set_deadline(Limit.MISSED, call.pk, moment + timedelta(seconds=policy_on(moment).missed_after_s))
    publish(OFFICE, "call.changed", {"id": call.pk, "status": call.status})


def _kept(signal: Signal) -> dict[str, Any]:
    return {
        "call_key": signal.call,
        "kind": signal.kind,
        "at": signal.at,
        "number_sealed": seal(signal.number),
        "extension": signal.extension,
        "direction": signal.direction,
        "recording": signal.recording,
    }


def _said(row: CallSignal) -> Signal:
    return Signal(
        event_id=row.event_id,
        call=row.call_key,
        kind=SignalKind(row.kind),
        at=row.at,
        number=unseal(row.number_sealed),
        extension=row.extension,
        direction=CallDirection(row.direction),
        recording=row.recording,
    )
