"""Origins, urgencies and states of technical questions, and how they may move."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.records import Moves


class Origin(TextChoices):
    """From what the question was raised."""

    REPAIR = "repair", pgettext_lazy("origin of a technical question", "Repair order")
    CASE = "case", pgettext_lazy("origin of a technical question", "Hotline case")
    INCIDENT = "incident", pgettext_lazy("origin of a technical question", "Major event")
    FREE = "free", pgettext_lazy("origin of a technical question", "Nothing else")


TYPED = (Origin.REPAIR, Origin.CASE, Origin.FREE)  # a major event hands its questions over itself


class Urgency(TextChoices):
    """How urgent it is: who waits for the answer."""

    OFF_ROAD = "off_road", _("Vehicle off the road")
    DRIVER = "driver", _("Driver waits")
    NORMAL = "normal", pgettext_lazy("technical question", "Not urgent")


class Desk(TextChoices):
    """Who works on it."""

    SUPPORT = "support", _("Technical support")
    EXPERT = "expert", _("Expert group")


class QuestionStatus(TextChoices):
    """Where a technical question stands."""

    WAITING = "waiting", pgettext_lazy("technical question", "In the queue")
    TAKEN = "taken", pgettext_lazy("technical question", "In work")
    ASKED_BACK = "asked_back", pgettext_lazy("technical question", "Waits for the asker")
    ANSWERED = "answered", pgettext_lazy("technical question", "Answered, to be confirmed")
    SOLVED = "solved", pgettext_lazy("technical question", "Solved")
    WITHDRAWN = "withdrawn", pgettext_lazy("technical question", "Withdrawn")


class EntryKind(TextChoices):
    """What was said, in the thread of a question."""

    ANSWER = "answer", pgettext_lazy("thread of a question", "Answer")
    ASK_BACK = "ask_back", pgettext_lazy("thread of a question", "Asked back")
    REPLY = "reply", pgettext_lazy("thread of a question", "Reply of the asker")
    ESCALATED = "escalated", pgettext_lazy("thread of a question", "Passed to the expert group")
    HANDED_BACK = "handed_back", pgettext_lazy("thread of a question", "Put back into the queue")
    NOT_SOLVED = "not_solved", pgettext_lazy("thread of a question", "Not solved yet")
    REOPENED = "reopened", pgettext_lazy("thread of a question", "Reopened")


S = QuestionStatus
QUESTION_MOVES: Moves = {
    S.WAITING: {S.TAKEN, S.WITHDRAWN},
    S.TAKEN: {S.WAITING, S.ASKED_BACK, S.ANSWERED, S.WITHDRAWN},
    S.ASKED_BACK: {S.TAKEN, S.WITHDRAWN},
    S.ANSWERED: {S.TAKEN, S.SOLVED},
    S.SOLVED: {S.TAKEN},
    S.WITHDRAWN: set(),
}
LIVE = (S.WAITING, S.TAKEN, S.ASKED_BACK, S.ANSWERED)
WITH_SUPPORT = (S.WAITING, S.TAKEN)
IN_HAND = (S.TAKEN, S.ASKED_BACK, S.ANSWERED)  # somebody has it
EVIDENCE = "technical_question"  # a kind of stored file


class Limit(TextChoices):
    """The time limit that a live question is under; it always has exactly one. The values are kinds of deadlines."""

    ANSWER = "technical_question.answer_due", _("Answer of technical support")
    REPLY = "technical_question.reply_due", _("Reply of the asker")
    CONFIRM = "technical_question.confirm_due", _("Confirmation of the asker")


LIMIT_OF = {S.WAITING: Limit.ANSWER, S.TAKEN: Limit.ANSWER, S.ASKED_BACK: Limit.REPLY, S.ANSWERED: Limit.CONFIRM}


class QuestionError(StrEnum):
    """Why a step was refused."""

    TEXT = "technical_question.text"
    ORIGIN = "technical_question.unknown_origin"
    VEHICLE = "technical_question.unknown_vehicle"
    CODE = "technical_question.unknown_code"
    FAULT_CODES = "technical_question.fault_codes"
    NOT_TAKER = "technical_question.not_the_taker"
    NOT_ASKER = "technical_question.not_the_asker"
    EXPERTS = "technical_question.for_experts"
    ONCE = "technical_question.reopened_already"
    TOO_LATE = "technical_question.too_late"
    NOT_SOLVED = "technical_question.not_solved"
    PUBLISHED_CASE = "technical_question.case_exists"
    SAME_PERSON = "question_policy.same_person"
    PUBLISHED = "question_policy.published"
