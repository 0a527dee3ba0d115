"""What agents do with the queue: promise a callback, claim one, call, note how it went, give it up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import database_now, now
from common.errors import Invalid, WrongState
from common.history.record import record
from common.numbering.next_number import next_number
from common.sealed import seal
from network.hotline.callbacks.choices import ANSWERS, IN_VAIN, NEEDS_WORDS, CallbackStatus, Origin, Outcome
from network.hotline.callbacks.errors import CallbackError
from network.hotline.callbacks.limits import claim_for, owe_until, release, unclaim
from network.hotline.callbacks.models import Callback
from network.hotline.callbacks.owing import owe, tell
from network.hotline.callbacks.selectors import callback_of_client_key, callbacks_for, to_be_called
from network.hotline.choices import CallDirection, CallStatus
from network.hotline.locks import lock_exchange_call
from network.hotline.models import Call, Case
from network.hotline.policies import plain_phone
from network.hotline.progress import reopen
from network.hotline.selectors import cases_for, phone_index
from network.hotline.telephony import ExchangeError, Refused, exchange
from network.hotline.telephony.policies import policy_on
from network.hotline.telephony.seats import seat_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What an agent promises: to call this number (left empty: that of the case) until then, about that."""

    phone: str
    due_at: datetime
    wish: str
    contact_name: str = ""
    case_id: UUID | None = None


@transaction.atomic
def promise_callback(promise: Promise, *, acting_user: Actor, client_key: UUID | None = None) -> Callback:
    """Promise a callback. The same `client_key` promises once. Raises Invalid for the number, a time that is over, or no words."""
    acting_user.require("hotline.answer")
    known = callback_of_client_key(client_key)
    if known is not None:
        return known
    case: Case | None = cases_for(acting_user).get_or_404(promise.case_id) if promise.case_id else None
    number = plain_phone(promise.phone) or (case.contact_phone if case else "")
    if not number:
        raise Invalid(_("A number is needed to call back."), code=CallbackError.NO_NUMBER, field="phone")
    if promise.due_at <= now():
        raise Invalid(_("Promise a time that is still to come."), code=CallbackError.PAST, field="due_at")
    if not promise.wish.strip():
        raise Invalid(_("Write down what it is about."), code=CallbackError.NO_WORDS, field="wish")
    values = {"phone_sealed": seal(number), "phone_index": phone_index(number), "wish": promise.wish.strip()}
    who = {"contact_name_sealed": seal(promise.contact_name.strip()), "promised_by": acting_user.id}
    return owe(Origin.PROMISED, promise.due_at, acting_user, case=case, client_key=client_key, **values, **who)


@transaction.atomic
def claim_callback(callback_id: UUID, *, acting_user: Actor) -> Callback:
    """Take a callback on; one's own again is harmless. Raises WrongState when another agent has it: of two one wins."""
    acting_user.require("hotline.answer")
    callback: Callback = callbacks_for(acting_user).locked().get_or_404(callback_id)
    if callback.status == CallbackStatus.CLAIMED and callback.agent_id == acting_user.id:
        return callback
    if callback.status == CallbackStatus.CLAIMED:
        raise _taken(callback)
    return _claim(callback, acting_user)


@transaction.atomic
def claim_next(*, acting_user: Actor) -> Callback:
    """Take on the most urgent callback that nobody has. Raises WrongState when there is none."""
    acting_user.require("hotline.answer")
    rows = to_be_called(acting_user, database_now())
    callback: Callback | None = rows.select_for_update(no_key=True, skip_locked=True, of=("self",)).first()
    if callback is None:
        raise WrongState(_("Nobody has to be called now."), code=CallbackError.NONE_LEFT)
    return _claim(callback, acting_user)


@transaction.atomic
def release_callback(callback_id: UUID, *, acting_user: Actor) -> Callback:
    """Put one's callback back into the queue."""
    callback = _mine(callback_id, acting_user)
    callback.move_to(CallbackStatus.WAITING, agent_id=None, agent_name="")
    unclaim(callback)
    record(callback, "callback.released", acting_user, after={"status": callback.status})
    tell(callback)
    return callback


@transaction.atomic
def dial_callback(callback_id: UUID, *, acting_user: Actor) -> Call:
    """Let the exchange ring the agent's extension and then the number. Raises WrongState without an extension or an exchange."""
    callback = _mine(callback_id, acting_user)
    seat = seat_of(acting_user)
    if seat is None:
        raise WrongState(_("Say first at which extension you sit."), code=CallbackError.NO_SEAT)
    tried = Call.objects.filter(callback=callback, direction=CallDirection.OUTBOUND).count()
    try:
        key = exchange().dial(seat.extension, callback.phone, key=f"{callback.pk}:{callback.attempts}:{tried}")
    except Refused as error:
        raise WrongState(
            _("The exchange does not dial this number. Check it, and your extension."), code=CallbackError.REFUSED
        ) from error
    except ExchangeError as error:
        raise WrongState(
            _("The telephone exchange does not answer. Show the number and dial by hand."), code=CallbackError.NO_LINE
        ) from error
    call = _outbound(key, callback, acting_user)
    record(callback, "callback.dialled", acting_user, after={"call": call.number})
    return call


@transaction.atomic
def show_number(callback_id: UUID, *, acting_user: Actor) -> str:
    """Return the number in full to whoever has claimed the callback, and record the look."""
    callback = _mine(callback_id, acting_user)
    record(callback, "callback.phone_shown", acting_user)
    return callback.phone


@transaction.atomic
def note_outcome(callback_id: UUID, outcome: Outcome, *, acting_user: Actor, result: str = "") -> Callback:
    """Note how the call went. In vain: it waits for the policy's pause, or is given up after the last one. Raises Invalid."""
    callback = _mine(callback_id, acting_user)
    if outcome not in ANSWERS[Origin(callback.origin)]:
        raise Invalid(_("This is no answer to why this person is called."), code=CallbackError.OUTCOME, field="outcome")
    if outcome in NEEDS_WORDS and not result.strip():
        raise Invalid(_("Write down what was said."), code=CallbackError.NO_WORDS, field="result")
    if outcome in IN_VAIN:
        return _try_again(callback, outcome, acting_user, result.strip())
    done = CallbackStatus.GIVEN_UP if outcome == Outcome.WRONG_NUMBER else CallbackStatus.DONE
    _close(callback, done, "callback.called", acting_user, outcome=outcome, result=result.strip())
    if outcome == Outcome.NOT_HELPED and callback.case_id is not None:
        reopen(callback.case_id, result.strip(), acting_user=acting_user)
    return callback


@transaction.atomic
def give_up(callback_id: UUID, *, reason: str, acting_user: Actor) -> Callback:
    """Give a callback up, with a reason. Raises WrongState when another agent is calling."""
    acting_user.require("hotline.answer")
    callback: Callback = callbacks_for(acting_user).locked().get_or_404(callback_id)
    if not reason.strip():
        raise Invalid(_("Say why nobody calls any more."), code=CallbackError.NO_WORDS, field="reason")
    if callback.status == CallbackStatus.CLAIMED and callback.agent_id != acting_user.id:
        raise _taken(callback)
    return _close(callback, CallbackStatus.GIVEN_UP, "callback.given_up", acting_user, result=reason.strip())


def _claim(callback: Callback, acting_user: Actor) -> Callback:
    callback.move_to(CallbackStatus.CLAIMED, agent_id=acting_user.id, agent_name=acting_user.name)
    claim_for(callback, policy_on(database_now()).claim_s)
    record(callback, "callback.claimed", acting_user, after={"status": callback.status, "agent_name": acting_user.name})
    tell(callback)
    return callback


def _mine(callback_id: UUID, acting_user: Actor) -> Callback:
    """Lock a callback that the person has claimed. Raises WrongState for one that is not theirs now."""
    acting_user.require("hotline.answer")
    callback: Callback = callbacks_for(acting_user).locked().get_or_404(callback_id)
    if callback.status != CallbackStatus.CLAIMED:
        raise WrongState(
            _("Claim the callback first: then nobody else calls at the same time."), code=CallbackError.NOT_CLAIMED
        )
    if callback.agent_id != acting_user.id:
        raise _taken(callback)
    return callback


def _taken(callback: Callback) -> WrongState:
    return WrongState(_("%(agent)s is calling already.") % {"agent": callback.agent_name}, code=CallbackError.TAKEN)


def _try_again(callback: Callback, outcome: Outcome, acting_user: Actor, result: str) -> Callback:
    """Wait for the pause that follows so many calls in vain; after the last pause nobody tries any more."""
    moment = database_now()
    policy = policy_on(moment)
    tried = callback.attempts + 1
    if tried > len(policy.retry_s):
        words = result or str(_("Not reached after %(count)s calls.") % {"count": tried})
        return _close(
            callback,
            CallbackStatus.GIVEN_UP,
            "callback.given_up",
            acting_user,
            attempts=tried,
            outcome=outcome,
            result=words,
        )
    again = moment + timedelta(seconds=policy.retry_s[tried - 1])
    callback.move_to(
        CallbackStatus.WAITING,
        agent_id=None,
        agent_name="",
        attempts=tried,
        outcome=outcome,
        not_before=again,
        late_at=None,
    )
    owe_until(callback, again + timedelta(seconds=policy.callback_s), policy)
    told = {"status": callback.status, "outcome": outcome.value, "attempts": tried, "not_before": again}
    record(callback, "callback.in_vain", acting_user, after=told, reason=result)
    tell(callback)
    return callback


def _close(callback: Callback, status: CallbackStatus, verb: str, acting_user: Actor, **values: object) -> Callback:
    before = callback.status
    callback.move_to(status, closed_at=database_now(), **values)
    release(callback)
    told = {"status": callback.status, "outcome": callback.outcome, "attempts": callback.attempts}
    record(callback, verb, acting_user, before={"status": before}, after=told, reason=callback.result)
    tell(callback)
    return callback


def _outbound(key: str, callback: Callback, acting_user: Actor) -> Call:
    """Return the row of the call that was dialled; the exchange's first word of it may have come before us."""
    lock_exchange_call(key)
    mine = {
        "callback": callback,
        "case_id": callback.case_id,
        "agent_id": acting_user.id,
        "agent_name": acting_user.name,
    }
    call: Call | None = Call.objects.filter(exchange_key=key).first()
    if call is not None:
        call.change(**mine)
        return call
    number = {"phone_sealed": callback.phone_sealed, "phone_index": callback.phone_index}
    new = {
        "direction": CallDirection.OUTBOUND,
        "status": CallStatus.RINGING,
        "rang_at": database_now(),
        "exchange_key": key,
    }
    return Call.objects.create(number=next_number("CALL"), **new, **number, **mine)
