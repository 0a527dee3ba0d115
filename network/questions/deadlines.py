"""The one time limit that a live question is under; support's stands still while the asker owes a reply."""

from datetime import timedelta

from common.clock import now
from common.deadlines.keep import call_off, set_deadline
from network.questions.choices import LIMIT_OF, QuestionStatus
from network.questions.models import TechnicalQuestion


def put_under(question: TechnicalQuestion, within: timedelta) -> None:
    """Put the question under the limit of its state, in place of any other. The caller has locked it."""
    call_off(question.pk)
    question.change(due_at=now() + within, limit_step=question.limit_step + 1)
    _set(question)


def put_new_under(question: TechnicalQuestion) -> None:
    """Set the limit of a question that has just been raised: its row has had the moment from the start."""
    _set(question)


def time_left(question: TechnicalQuestion) -> int:
    """Return the seconds that are left of the running limit, none when it is over."""
    return max(0, int((question.due_at - now()).total_seconds())) if question.due_at else 0


def release(question: TechnicalQuestion) -> None:
    """The question is over."""
    call_off(question.pk)


def _set(question: TechnicalQuestion) -> None:
    limit = LIMIT_OF[QuestionStatus(question.status)]
    if question.due_at:
        set_deadline(limit, question.pk, question.due_at, step=question.limit_step, station_id=question.station_id)
