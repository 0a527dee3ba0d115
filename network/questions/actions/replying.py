"""The asker's steps: replying, confirming or refusing an answer, reopening once, withdrawing; and the end by silence."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.errors import NotAllowed, WrongState
from common.history.record import record
from common.people import Person
from network.questions.actions.asking import Upload
from network.questions.actions.thread import say
from network.questions.choices import EntryKind, QuestionError, QuestionStatus
from network.questions.deadlines import put_under, release
from network.questions.locks import lock_question
from network.questions.models import TechnicalQuestion
from network.questions.policies import policy_on, text_of
from network.questions.selectors import ASK, is_askers


@transaction.atomic
def reply(question_id: UUID, *, text: str, photos: Sequence[Upload] = (), acting_user: Actor) -> TechnicalQuestion:
    """Reply to what support asked: its time runs on from where it stood still. Raises WrongState unless it was asked back."""
    question = _of_asker(question_id, acting_user)
    if question.status != QuestionStatus.ASKED_BACK:
        raise WrongState
    left, before = timedelta(seconds=question.left_s or 0), {"status": question.status}
    question.move_to(QuestionStatus.TAKEN, left_s=None, reminded=0)
    put_under(question, left)
    entry = say(question, EntryKind.REPLY, text, photos=photos, by=acting_user)
    after = {"status": question.status, "due_at": question.due_at}
    record(question, "technical_question.replied", acting_user, before=before, after=after, reason=entry.text)
    return question


@transaction.atomic
def confirm_solution(question_id: UUID, *, note: str = "", acting_user: Actor) -> TechnicalQuestion:
    """Confirm that the answer solves it. Raises WrongState unless it is answered."""
    question = _of_asker(question_id, acting_user)
    solve(question, by=acting_user, note=note.strip())
    return question


@transaction.atomic
def refuse_solution(
    question_id: UUID, *, text: str, photos: Sequence[Upload] = (), acting_user: Actor
) -> TechnicalQuestion:
    """Say why the answer does not solve it: back to whoever took it, under the limit of the next answer. Raises as above."""
    question = _of_asker(question_id, acting_user)
    if question.status != QuestionStatus.ANSWERED:
        raise WrongState
    before = {"status": question.status}
    question.move_to(QuestionStatus.TAKEN)
    put_under(question, policy_on(question.created_at).time_of_next)
    entry = say(question, EntryKind.NOT_SOLVED, text, photos=photos, by=acting_user)
    after = {"status": question.status, "due_at": question.due_at}
    record(question, "technical_question.not_solved", acting_user, before=before, after=after, reason=entry.text)
    return question


@transaction.atomic
def reopen(question_id: UUID, *, reason: str, acting_user: Actor) -> TechnicalQuestion:
    """Reopen a solved question, once and within the rules' time. Raises WrongState otherwise, Invalid without a reason."""
    question = _of_asker(question_id, acting_user)
    if question.status != QuestionStatus.SOLVED or question.closed_at is None:
        raise WrongState
    policy = policy_on(question.created_at)
    if question.reopened:
        raise WrongState(_("A question is reopened once. Raise a new one."), code=QuestionError.ONCE)
    if now() > question.closed_at + policy.time_to_reopen:
        raise WrongState(_("The time for reopening is over. Raise a new question."), code=QuestionError.TOO_LATE)
    question.move_to(
        QuestionStatus.TAKEN,
        reopened=question.reopened + 1,
        closed_at=None,
        is_by_silence=False,
        due_at=now() + policy.time_of_next,
    )
    put_under(question, policy.time_of_next)
    entry = say(question, EntryKind.REOPENED, reason, field="reason", by=acting_user)
    after = {"status": question.status, "due_at": question.due_at}
    before = {"status": QuestionStatus.SOLVED}
    record(question, "technical_question.reopened", acting_user, before=before, after=after, reason=entry.text)
    return question


@transaction.atomic
def withdraw(question_id: UUID, *, reason: str, acting_user: Actor) -> TechnicalQuestion:
    """Take the question back. Raises WrongState once it is answered or over, Invalid without a reason."""
    question = _of_asker(question_id, acting_user)
    close_unanswered(question, by=acting_user, reason=text_of(reason, "reason"))
    return question


def solve(question: TechnicalQuestion, *, by: Person, note: str = "", is_by_silence: bool = False) -> None:
    """Close a locked question as solved: by the asker's word, or because nothing was said against the answer in time."""
    before = {"status": question.status}
    question.move_to(QuestionStatus.SOLVED, closed_at=now(), due_at=None, is_overdue=False, is_by_silence=is_by_silence)
    release(question)
    after = {"status": question.status, "is_by_silence": is_by_silence}
    record(question, "technical_question.solved", by, before=before, after=after, reason=note)


def close_unanswered(
    question: TechnicalQuestion, *, by: Person, reason: str = "", verb: str = "technical_question.withdrawn"
) -> None:
    """Close a locked question that gets no answer any more: the asker took it back, or has lapsed by never replying."""
    before = {"status": question.status}
    question.move_to(QuestionStatus.WITHDRAWN, closed_at=now(), due_at=None, is_overdue=False)
    release(question)
    after = {"status": question.status}
    record(question, verb, by, before=before, after=after, reason=reason)


def _of_asker(question_id: UUID, acting_user: Actor) -> TechnicalQuestion:
    acting_user.require(ASK)
    question = lock_question(acting_user, question_id)
    if not is_askers(acting_user, question):
        raise NotAllowed(_("Only the side that asked does that."), code=QuestionError.NOT_ASKER)
    return question
