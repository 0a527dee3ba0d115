"""Why a callback is owed, where it stands, how a call went."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Origin(TextChoices):
    """Why somebody is called."""

    MISSED = "missed", pgettext_lazy("callback", "Missed call")
    PROMISED = "promised", pgettext_lazy("callback", "Promised")
    FOLLOW_UP = "follow_up", pgettext_lazy("callback", "After a rescue")


class CallbackStatus(TextChoices):
    """Where a callback stands."""

    WAITING = "waiting", pgettext_lazy("callback", "To be called")
    CLAIMED = "claimed", pgettext_lazy("callback", "Being called")
    DONE = "done", pgettext_lazy("callback", "Called")
    GIVEN_UP = "given_up", pgettext_lazy("callback", "Given up")
    WITHDRAWN = "withdrawn", pgettext_lazy("callback", "Not needed any more")


CALLBACK_MOVES = {
    CallbackStatus.WAITING: {CallbackStatus.CLAIMED, CallbackStatus.GIVEN_UP, CallbackStatus.WITHDRAWN},
    CallbackStatus.CLAIMED: {
        CallbackStatus.WAITING,
        CallbackStatus.DONE,
        CallbackStatus.GIVEN_UP,
        CallbackStatus.WITHDRAWN,
    },
    CallbackStatus.DONE: set(),
    CallbackStatus.GIVEN_UP: set(),
    CallbackStatus.WITHDRAWN: set(),
}
OPEN = (CallbackStatus.WAITING, CallbackStatus.CLAIMED)


class Outcome(TextChoices):
    """How the call went."""

    REACHED = "reached", pgettext_lazy("callback", "Reached")
    HELPED = "helped", pgettext_lazy("callback", "Reached: was helped")
    NOT_HELPED = "not_helped", pgettext_lazy("callback", "Reached: was not helped")
    NO_ANSWER = "no_answer", pgettext_lazy("callback", "Nobody answered")
    BUSY = "busy", pgettext_lazy("callback", "Busy")
    WRONG_NUMBER = "wrong_number", pgettext_lazy("callback", "Wrong number")


IN_VAIN = (Outcome.NO_ANSWER, Outcome.BUSY)
NEEDS_WORDS = (Outcome.REACHED, Outcome.NOT_HELPED)
ANSWERS = {
    Origin.MISSED: (Outcome.REACHED, *IN_VAIN, Outcome.WRONG_NUMBER),
    Origin.PROMISED: (Outcome.REACHED, *IN_VAIN, Outcome.WRONG_NUMBER),
    Origin.FOLLOW_UP: (Outcome.HELPED, Outcome.NOT_HELPED, *IN_VAIN, Outcome.WRONG_NUMBER),
}


class Limit(TextChoices):
    """The deadlines of a callback."""

    MISSED = "call.becomes_callback", pgettext_lazy("callback", "A missed call becomes a callback")
    WARN = "callback.warn", pgettext_lazy("callback", "Soon due")
    DUE = "callback.due", pgettext_lazy("callback", "Due")
    CLAIM = "callback.claim", pgettext_lazy("callback", "Claim runs out")


class Because(TextChoices):
    """Why nobody has to be called any more."""

    ANSWERED = "answered", pgettext_lazy("callback", "The caller has been talked to")
    CASE_CLOSED = "case_closed", pgettext_lazy("callback", "The case is closed")
