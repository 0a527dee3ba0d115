"""What technical support and the experts do with a question: take, pass on, put back, answer."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.roles import Role
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from network.questions import actions
from network.questions.choices import Desk, Limit, QuestionStatus
from network.questions.models import TechnicalQuestion
from network.questions.selectors import queue_of
from tests.builders.catalog import a_part
from tests.builders.questions import (
    a_question,
    a_solution,
    a_taken_question,
    again,
    an_answered_question,
    an_office_question,
    open_limits,
    pass_the_limit,
    trainer,
)
from tests.world import office_actor

pytestmark = pytest.mark.django_db
S = QuestionStatus


def test_who_takes_it_has_it_and_the_limit_goes_on(at_office: Any) -> None:
    question = a_question()
    due = question.due_at
    taken = a_taken_question(question)
    assert (taken.status, taken.taken_by_id, taken.due_at) == (S.TAKEN, trainer().id, due)
    with at_office():
        assert not queue_of(trainer()).exists()
        with pytest.raises(WrongState):
            actions.take_question(question.pk, acting_user=office_actor(Role.SERVICE_MANAGEMENT))
        assert again(question).taken_by_id == trainer().id


@pytest.mark.parametrize("step", ["answer", "ask_back", "escalate", "hand_back"])
def test_only_who_took_it_works_on_it(step: str, at_office: Any) -> None:
    question, other = a_taken_question(), office_actor(Role.SERVICE_MANAGEMENT)
    given: dict[str, dict[str, Any]] = {
        "answer": {"text": "检查插头", "solution": a_solution()},
        "ask_back": {"text": "轨压多少"},
        "escalate": {"reason": "无资料"},
        "hand_back": {"reason": "下班"},
    }
    with at_office():
        count = History.objects.count()
        with pytest.raises(NotAllowed):
            getattr(actions, step)(question.pk, acting_user=other, **given[step])
        assert (again(question).status, History.objects.count()) == (S.TAKEN, count)


def test_the_expert_group_takes_what_is_passed_on(at_office: Any) -> None:
    question = a_taken_question()
    with at_office():
        passed = actions.escalate(question.pk, reason="需要控制器数据流分析", acting_user=trainer())
        assert (passed.status, passed.desk, passed.taken_by_id) == (S.WAITING, Desk.EXPERT, None)
        assert not queue_of(trainer()).exists()
        with pytest.raises(NotAllowed):
            actions.take_question(question.pk, acting_user=trainer())
        expert = office_actor(Role.FINAL_REVIEWER)
        assert [one.pk for one in queue_of(expert)] == [question.pk]
        actions.take_question(question.pk, acting_user=expert)
        with pytest.raises(WrongState):
            actions.escalate(question.pk, reason="再上报", acting_user=expert)
        assert open_limits(question) == [Limit.ANSWER]


def test_what_is_put_back_waits_under_the_same_limit(at_office: Any) -> None:
    question = a_taken_question()
    with at_office():
        back = actions.hand_back(question.pk, reason="下班交班", acting_user=trainer())
        assert (back.status, back.due_at, back.taken_by_name) == (S.WAITING, question.due_at, "")
        actions.take_question(question.pk, acting_user=office_actor(Role.SERVICE_MANAGEMENT))


def test_nobody_answers_their_own_question(at_office: Any) -> None:
    question = an_office_question()
    with at_office(), pytest.raises(IntegrityError, match="answered_by_another"), transaction.atomic():
        TechnicalQuestion.objects.filter(pk=question.pk).update(taken_by_id=question.asked_by_id)


def test_an_answer_is_a_solution_as_data(at_office: Any) -> None:
    question = a_taken_question()
    with at_office():
        assert question.model is not None
        for wrong in ({"component": "XX"}, {"vehicle_models": ["XX"]}, {"parts": "NO-SUCH-PART"}):
            with pytest.raises(Invalid):
                actions.answer(question.pk, text="见下", solution=a_solution(**wrong), acting_user=trainer())
        assert again(question).status == S.TAKEN
    part = a_part("wg-9925")  # the catalogue's number in small letters is found by capitals, as people type it
    answered = an_answered_question(question, vehicle_models=[question.model.code], parts=f"{part.number}, WG-9925")
    assert (answered.solution_models, answered.first_in_time) == ([question.model.code], True)
    assert answered.solution_parts == ["WG-9925"]
    with at_office():
        assert open_limits(question) == [Limit.CONFIRM]


def test_a_first_answer_after_its_limit_is_late(at_office: Any) -> None:
    question = a_taken_question()
    with at_office():
        pass_the_limit(question)
        assert again(question).is_overdue
    answered = an_answered_question(question)
    assert (answered.first_in_time, answered.is_overdue, answered.escalation) == (False, False, 0)
