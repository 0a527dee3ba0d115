"""The deadlines of a callback, durable rows: warned of, due, and the end of a claim."""

from datetime import datetime, timedelta

from common.clock import database_now
from common.deadlines.keep import call_off, set_deadline
from network.hotline.callbacks.choices import Limit
from network.hotline.callbacks.models import Callback
from network.hotline.telephony.policies import Policy


def owe_until(callback: Callback, due_at: datetime, policy: Policy) -> None:
    """Put the callback under a time: a warning before it, if there is time for one, and the end."""
    call_off(callback.pk)
    callback.change(due_at=due_at, limit_step=callback.limit_step + 1)
    warned_at = due_at - timedelta(seconds=policy.warn_s)
    if warned_at > database_now():
        set_deadline(Limit.WARN, callback.pk, warned_at, step=callback.limit_step)
    set_deadline(Limit.DUE, callback.pk, due_at, step=callback.limit_step)


def claim_for(callback: Callback, seconds: float) -> None:
    """Let the claim run out after a while, so that nobody's lunch keeps a caller waiting."""
    call_off(callback.pk, Limit.CLAIM)
    callback.change(limit_step=callback.limit_step + 1)
    set_deadline(Limit.CLAIM, callback.pk, database_now() + timedelta(seconds=seconds), step=callback.limit_step)


def unclaim(callback: Callback) -> None:
    """The claim is over; the time by which it is owed stays."""
    call_off(callback.pk, Limit.CLAIM)


def release(callback: Callback) -> None:
    """Nothing is owed any more."""
    call_off(callback.pk)
