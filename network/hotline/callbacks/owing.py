"""How a callback comes to be owed, and how it stops being owed by itself: done by the hotline, not by a person."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from common.clock import database_now
from common.history.record import record
from common.live import OFFICE, publish
from common.numbering.next_number import next_number
from common.people import Person, Process
from network.hotline.callbacks.choices import Because, CallbackStatus, Origin
from network.hotline.callbacks.limits import owe_until, release
from network.hotline.callbacks.models import Callback
from network.hotline.callbacks.selectors import open_follow_up_of, open_missed_of
from network.hotline.choices import CallDirection, CallStatus
from network.hotline.models import Call, Case
from network.hotline.telephony.policies import policy_on

QUEUE = Process(gettext_noop("Callback queue"))


def owe(origin: Origin, due_at: datetime, acting_user: Person, **values: object) -> Callback:
    """Put a callback into the queue, in the caller's transaction."""
    callback = Callback.objects.create(number=next_number("CB"), origin=origin, due_at=due_at, **values)
    owe_until(callback, due_at, policy_on(database_now()))
    told = {"number": callback.number, "origin": origin.value, "due_at": due_at, "wish": callback.wish}
    record(callback, "callback.owed", acting_user, after=told)
    tell(callback)
    return callback


@transaction.atomic
def owe_missed(call: Call) -> Callback | None:
    """Owe a callback for a missed call; a number that rings again raises the count of its open one. None when nothing is owed."""
    if call.status != CallStatus.MISSED or call.direction != CallDirection.INBOUND or not call.phone_index:
        return None
    if Call.objects.filter(phone_index=call.phone_index, answered_at__gt=call.rang_at).exists():
        return None  # tried again at once, and was answered
    known: Callback | None = open_missed_of(call.phone_index).locked().first()
    if known is not None:
        known.change(missed_calls=known.missed_calls + 1)
        record(known, "callback.rang_again", QUEUE, after={"missed_calls": known.missed_calls})
        tell(known)
        made = known
    else:
        moment = database_now()
        due_at = moment + timedelta(seconds=policy_on(moment).callback_s)
        number = {"phone_sealed": call.phone_sealed, "phone_index": call.phone_index, "missed_calls": 1}
        made = owe(Origin.MISSED, due_at, QUEUE, **number, **_known(call.phone_index))
    Call.objects.filter(pk=call.pk).update(callback=made)
    return made


@transaction.atomic
def owe_follow_up(case: Case) -> Callback | None:
    """Owe the question whether the driver was helped, once for each rescue. None without a number."""
    if not case.contact_phone_index or Callback.objects.filter(origin=Origin.FOLLOW_UP, case=case).exists():
        return None
    moment = database_now()
    values = {
        "case": case,
        "phone_sealed": case.contact_phone_sealed,
        "phone_index": case.contact_phone_index,
        "contact_name_sealed": case.contact_name_sealed,
    }
    return owe(Origin.FOLLOW_UP, moment + timedelta(seconds=policy_on(moment).follow_up_s), QUEUE, **values)


@transaction.atomic
def withdraw_missed(index: str) -> int:
    """The number has been talked to: its missed calls need no callback any more. Returns how many were withdrawn."""
    return _withdraw(list(open_missed_of(index).locked()) if index else [], Because.ANSWERED)


@transaction.atomic
def withdraw_follow_up(case_id: UUID) -> int:
    """The case is closed: nobody has to ask any more."""
    return _withdraw(list(open_follow_up_of(case_id).locked()), Because.CASE_CLOSED)


def tell(callback: Callback) -> None:
    """Tell the open pages."""
    publish(OFFICE, "callback.changed", {"id": callback.pk, "status": callback.status})


def _withdraw(rows: list[Callback], why: Because) -> int:
    for callback in rows:
        before = callback.status
        callback.move_to(CallbackStatus.WITHDRAWN, closed_at=database_now())
        release(callback)
        record(
            callback,
            "callback.withdrawn",
            QUEUE,
            before={"status": before},
            after={"status": callback.status, "because": why.value},
        )
        tell(callback)
    return len(rows)


def _known(index: str) -> dict[str, str]:
    """Return the name under which the number is known."""
    case = Case.objects.filter(contact_phone_index=index).order_by("-created_at").first()
    return {"contact_name_sealed": case.contact_name_sealed} if case else {}
