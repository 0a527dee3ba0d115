"""Why something about a callback was refused."""

from enum import StrEnum


class CallbackError(StrEnum):
    """Machine names of the refusals."""

    TAKEN = "callback.taken_by_another"
    NOT_CLAIMED = "callback.not_claimed"
    NONE_LEFT = "callback.none_left"
    NO_NUMBER = "callback.no_number"
    PAST = "callback.time_is_over"
    NO_WORDS = "callback.no_words"
    OUTCOME = "callback.outcome_not_fitting"
    NO_SEAT = "callback.no_extension"
    REFUSED = "callback.refused_by_exchange"
    NO_LINE = "exchange.unavailable"
