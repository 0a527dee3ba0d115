"""States, outcomes and refusals of duty-phone checks, and how a check may move."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.records import Moves


class DayKind(TextChoices):
    """On which days an hour band of the plan lies."""

    WORKDAY = "workday", _("Working days")
    RESTDAY = "restday", _("Weekends and holidays")
    ANY = "any", _("Every day")


class Period(TextChoices):
    """How often the draw is made."""

    WEEK = "week", _("each week")
    MONTH = "month", _("each month")


class CheckStatus(TextChoices):
    """Where a check stands. A station sees it from `scored` on."""

    PLANNED = "planned", pgettext_lazy("duty check", "To be called")
    CALLING = "calling", pgettext_lazy("duty check", "Being called")
    SCORED = "scored", pgettext_lazy("duty check", "Scored")
    APPEALED = "appealed", pgettext_lazy("duty check", "Appealed")
    UPHELD = "upheld", pgettext_lazy("duty check", "Appeal rejected, result stands")
    CORRECTED = "corrected", pgettext_lazy("duty check", "Appeal granted, result corrected")
    MISSED = "missed", pgettext_lazy("duty check", "Not called in its hours")


class CheckKind(TextChoices):
    """Whose duty phone is checked."""

    STATION = "station", pgettext_lazy("duty check", "Station")
    OFFICE = "office", pgettext_lazy("duty check", "Regional office")


class Outcome(TextChoices):
    """What came of a call."""

    ANSWERED = "answered", pgettext_lazy("duty check", "Answered")
    NO_ANSWER = "no_answer", pgettext_lazy("duty check", "No answer")
    BUSY = "busy", pgettext_lazy("duty check", "Busy")
    WRONG_NUMBER = "wrong_number", pgettext_lazy("duty check", "Wrong number")


S = CheckStatus
CHECK_MOVES: Moves = {
    S.PLANNED: {S.CALLING, S.MISSED},
    S.CALLING: {S.PLANNED, S.SCORED},
    S.SCORED: {S.APPEALED},
    S.APPEALED: {S.UPHELD, S.CORRECTED},
    S.UPHELD: set(),
    S.CORRECTED: set(),
    S.MISSED: set(),
}
SHOWN_TO_STATION = (S.SCORED, S.APPEALED, S.UPHELD, S.CORRECTED)
COUNTED = SHOWN_TO_STATION  # an appeal that waits counts as it was scored
TO_CALL = (S.PLANNED, S.CALLING)
RETRIED = (Outcome.NO_ANSWER, Outcome.BUSY)
EVIDENCE = "duty_check_evidence"


class DutyError(StrEnum):
    """Why a step was refused."""

    SHARE = "duty_plan.share"
    BANDS = "duty_plan.bands"
    POINTS = "duty_plan.points"
    STARTS = "duty_plan.starts"
    NO_PLAN = "duty_draw.no_plan"
    DRAWN = "duty_draw.drawn"
    NOTHING_DUE = "duty_check.nothing_due"
    NOT_YOUR_CALL = "duty_check.not_your_call"
    FACTS = "duty_check.facts"
    TOO_LATE = "duty_check.appeal_too_late"
    TEXT = "duty_check.text"
    NO_EVIDENCE = "duty_check.no_evidence"
    SAME_PERSON = "duty_check.same_person"
    NOT_YOUR_OFFICE = "duty_check.not_your_office"
    PHONE = "office_phone.phone"
    PHONE_THERE = "office_phone.there"


class SwapStatus(TextChoices):
    """Where a swap stands."""

    ASKED = "asked", pgettext_lazy("swap", "Waiting for consent")
    AGREED = "agreed", pgettext_lazy("swap", "Agreed")
    DECLINED = "declined", pgettext_lazy("swap", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("swap", "Withdrawn")


W = SwapStatus
SWAP_MOVES: Moves = {
    W.ASKED: {W.AGREED, W.DECLINED, W.WITHDRAWN},
    W.AGREED: set(),
    W.DECLINED: set(),
    W.WITHDRAWN: set(),
}


class RosterError(StrEnum):
    """Why a step of the roster was refused."""

    NOT_AN_AGENT = "shift.not_an_agent"
    DOUBLE = "shift.double_booked"
    BEGUN = "shift.begun"
    HAS_HANDOVER = "shift.has_handover"
    NOT_YOURS = "shift.not_yours"
    KIND = "shift.kind"
    DAY = "shift.day"
    NOT_ENDING = "handover.not_ending"
    WRITTEN = "handover.written"
    SIGNED = "handover.signed"
    TEXT = "handover.text"
    NOT_NEXT = "handover.not_next"
