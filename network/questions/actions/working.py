"""Technical support at work: taking a question from the queue, answering, asking back, passing it to the expert group, putting it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalog.models import Part, VehicleModel
from common.clock import now
from common.errors import Invalid, NotAllowed, WrongState
from common.history.record import record
from network.questions.actions.asking import Upload
from network.questions.actions.thread import say
from network.questions.choices import Desk, EntryKind, QuestionError, QuestionStatus
from network.questions.deadlines import put_under, time_left
from network.questions.locks import lock_question
from network.questions.models import TechnicalQuestion
from network.questions.origins import component_of
from network.questions.policies import codes_of, policy_on, text_of
from network.questions.selectors import ANSWER, EXPERT


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """The solution as data: `component`, `vehicle_models` and `parts` are codes and numbers of the catalogue."""

    cause: str
    remedy: str
    component: str = ""
    vehicle_models: Sequence[str] = ()
    parts: str | Sequence[str] = ""


@transaction.atomic
def take_question(question_id: UUID, *, acting_user: Actor) -> TechnicalQuestion:
    """Take a question from the queue: of two at once one gets it, the other gets WrongState. The running limit goes on.

    Raises NotAllowed for the asker's own question, and for one of the expert group for anybody who is not of it.
    """
    acting_user.require(ANSWER)
    question = lock_question(acting_user, question_id)
    if question.status != QuestionStatus.WAITING:  # other states lead to "in work", too, but have somebody
        raise WrongState
    if question.asked_by_id == acting_user.id:
        raise NotAllowed(_("Whoever asked does not answer."), code=QuestionError.NOT_TAKER)
    if question.desk == Desk.EXPERT and not acting_user.may(EXPERT):
        raise NotAllowed(_("This question is with the expert group."), code=QuestionError.EXPERTS)
    before = {"status": question.status}
    question.move_to(QuestionStatus.TAKEN, taken_by_id=acting_user.id, taken_by_name=acting_user.name, taken_at=now())
    after = {"status": question.status, "taken_by_name": question.taken_by_name}
    record(question, "technical_question.taken", acting_user, before=before, after=after)
    return question


@transaction.atomic
def answer(
    question_id: UUID, *, text: str, solution: Solution, photos: Sequence[Upload] = (), acting_user: Actor
) -> TechnicalQuestion:
    """Answer with a solution, which the asker confirms, by silence too. Raises NotAllowed for anybody but who took it, WrongState
    unless it is in work, Invalid for codes that the catalogue does not have."""
    acting_user.require(ANSWER)
    question = lock_question(acting_user, question_id)
    require_taker(question, acting_user)
    values = _checked(solution, question)
    if question.first_answered_at is None:
        in_time = not question.is_overdue and question.due_at is not None and now() <= question.due_at
        values |= {"first_answered_at": now(), "first_in_time": in_time}
    _move(question, QuestionStatus.TAKEN, QuestionStatus.ANSWERED, is_overdue=False, escalation=0, **values)
    put_under(question, policy_on(question.created_at).time_of_confirmation)
    entry = say(question, EntryKind.ANSWER, text, photos=photos, by=acting_user)
    after = {
        "status": question.status,
        "cause": question.cause,
        "remedy": question.remedy,
        "first_in_time": question.first_in_time,
        "due_at": question.due_at,
    }
    before = {"status": QuestionStatus.TAKEN}
    record(question, "technical_question.answered", acting_user, before=before, after=after, reason=entry.text)
    return question


@transaction.atomic
def ask_back(question_id: UUID, *, text: str, photos: Sequence[Upload] = (), acting_user: Actor) -> TechnicalQuestion:
    """Ask the asker for more: support's time stands still until the reply. Raises as `answer` does."""
    acting_user.require(ANSWER)
    question = lock_question(acting_user, question_id)
    require_taker(question, acting_user)
    left = time_left(question)
    _move(question, QuestionStatus.TAKEN, QuestionStatus.ASKED_BACK, left_s=left, reminded=0)
    put_under(question, policy_on(question.created_at).time_of_reply)
    entry = say(question, EntryKind.ASK_BACK, text, photos=photos, by=acting_user)
    after = {"status": question.status, "left_s": left, "due_at": question.due_at}
    before = {"status": QuestionStatus.TAKEN}
    record(question, "technical_question.asked_back", acting_user, before=before, after=after, reason=entry.text)
    return question


@transaction.atomic
def escalate(question_id: UUID, *, reason: str, acting_user: Actor) -> TechnicalQuestion:
    """Pass it to the expert group, whose time begins. Raises NotAllowed for anybody but who took it, WrongState unless it is in work at
    technical support."""
    acting_user.require(ANSWER)
    question = lock_question(acting_user, question_id)
    require_taker(question, acting_user)
    if question.desk == Desk.EXPERT:
        raise WrongState
    _back_to_queue(question, desk=Desk.EXPERT)
    put_under(question, policy_on(question.created_at).time_of_experts)
    entry = say(question, EntryKind.ESCALATED, reason, field="reason", by=acting_user)
    after = {"status": question.status, "desk": question.desk, "due_at": question.due_at}
    before = {"status": QuestionStatus.TAKEN, "desk": Desk.SUPPORT}
    record(question, "technical_question.passed_on", acting_user, before=before, after=after, reason=entry.text)
    return question


@transaction.atomic
def hand_back(question_id: UUID, *, reason: str, acting_user: Actor) -> TechnicalQuestion:
    """Put it back into the queue for somebody else; the running limit goes on. Raises as `answer` does, and Invalid without a reason."""
    acting_user.require(ANSWER)
    question = lock_question(acting_user, question_id)
    require_taker(question, acting_user)
    _back_to_queue(question)
    entry = say(question, EntryKind.HANDED_BACK, reason, field="reason", by=acting_user)
    after, before = {"status": question.status}, {"status": QuestionStatus.TAKEN}
    record(question, "technical_question.handed_back", acting_user, before=before, after=after, reason=entry.text)
    return question


def require_taker(question: TechnicalQuestion, actor: Actor) -> None:
    """Raise NotAllowed for anybody else than who works on it."""
    if question.taken_by_id != actor.id:
        raise NotAllowed(_("Only whoever took this question does that."), code=QuestionError.NOT_TAKER)


def _back_to_queue(question: TechnicalQuestion, **values: Any) -> None:
    _move(
        question,
        QuestionStatus.TAKEN,
        QuestionStatus.WAITING,
        taken_by_id=None,
        taken_by_name="",
        taken_at=None,
        **values,
    )


def _move(question: TechnicalQuestion, wanted: QuestionStatus, status: QuestionStatus, **values: Any) -> None:
    if question.status != wanted:
        raise WrongState
    question.move_to(status, **values)


def _checked(solution: Solution, question: TechnicalQuestion) -> dict[str, Any]:
    _code, component = component_of(solution.component, "")
    codes = codes_of(solution.vehicle_models, "vehicle_models")
    known = set(VehicleModel.objects.filter(code__in=codes).values_list("code", flat=True))
    if set(codes) - known:
        raise Invalid(_("There is no such vehicle model."), code=QuestionError.CODE, field="vehicle_models")
    numbers = codes_of(solution.parts, "parts")
    in_capitals = Part.objects.annotate(capitals=Upper("number")).filter(capitals__in=numbers)
    known = set(in_capitals.values_list("capitals", flat=True))
    strange = [one for one in numbers if one not in known]
    if strange:
        sentence = _("There is no part %(numbers)s.") % {"numbers": ", ".join(strange)}
        raise Invalid(sentence, code=QuestionError.CODE, field="parts")
    return {
        "cause": text_of(solution.cause, "cause"),
        "remedy": text_of(solution.remedy, "remedy"),
        "component": component or question.component,
        "solution_models": codes,
        "solution_parts": numbers,
    }
