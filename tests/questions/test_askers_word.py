"""What the asker says to an answer: confirmed, refused, reopened, withdrawn, or silence."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.roles import Role
from common.clock import now
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from network.questions import actions
from network.questions.choices import Limit, QuestionStatus
from network.questions.models import TechnicalQuestion
from tests.builders.questions import (
    a_solution,
    a_solved_question,
    a_taken_question,
    again,
    an_answered_question,
    an_office_question,
    asker,
    open_limits,
    pass_the_limit,
    trainer,
)
from tests.conftest import standing

pytestmark = pytest.mark.django_db
S = QuestionStatus


def test_the_asker_confirms(at_office: Any) -> None:
    solved = a_solved_question()
    assert (solved.status, solved.is_by_silence) == (S.SOLVED, False)
    with at_office():
        assert open_limits(solved) == []


def test_silence_confirms(at_office: Any) -> None:
    question = an_answered_question()
    with at_office():
        pass_the_limit(question)
        assert (again(question).status, again(question).is_by_silence) == (S.SOLVED, True)


def test_an_answer_that_does_not_help_goes_back_to_who_gave_it(at_office: Any) -> None:
    question = an_answered_question()
    with standing(asker()):
        actions.refuse_solution(question.pk, text="插头干燥，仍游车", acting_user=asker())
    with at_office():
        found = again(question)
        assert (found.status, found.taken_by_id) == (S.TAKEN, trainer().id)
        assert open_limits(question) == [Limit.ANSWER]
    assert an_answered_question(question).first_in_time is True


def test_it_is_reopened_once_and_in_time(at_office: Any) -> None:
    question = a_solved_question()
    with standing(asker()):
        with pytest.raises(Invalid):
            actions.reopen(question.pk, reason=" ", acting_user=asker())
        assert actions.reopen(question.pk, reason="两天后又出现", acting_user=asker()).status == S.TAKEN
    a_solved_question(an_answered_question(question))
    with standing(asker()), pytest.raises(WrongState) as refused:
        actions.reopen(question.pk, reason="又来", acting_user=asker())
    assert refused.value.code == "technical_question.reopened_already"


def test_an_old_solution_is_not_reopened(at_office: Any) -> None:
    question = a_solved_question()
    with at_office():
        TechnicalQuestion.objects.filter(pk=question.pk).update(closed_at=now() - timedelta(days=31))
    with standing(asker()), pytest.raises(WrongState) as refused:
        actions.reopen(question.pk, reason="又来", acting_user=asker())
    assert refused.value.code == "technical_question.too_late"


def test_the_asker_withdraws_until_it_is_answered(at_office: Any) -> None:
    question = a_taken_question()
    with standing(asker()):
        actions.withdraw(question.pk, reason="自己找到了", acting_user=asker())
    with at_office():
        assert again(question).status == S.WITHDRAWN and open_limits(question) == []
    answered = an_answered_question(a_taken_question())
    with standing(asker()), pytest.raises(WrongState):
        actions.withdraw(answered.pk, reason="不要了", acting_user=asker())


@pytest.mark.parametrize("step", ["reply", "confirm_solution", "refuse_solution", "reopen", "withdraw"])
def test_head_office_does_not_speak_for_a_station(step: str, at_office: Any, dispatcher: Actor) -> None:
    question = an_answered_question()
    given: dict[str, Any] = {"confirm_solution": {}, "reopen": {"reason": "再看"}, "withdraw": {"reason": "不要"}}
    with at_office():
        count = History.objects.count()
        with pytest.raises(NotAllowed):
            getattr(actions, step)(question.pk, acting_user=dispatcher, **given.get(step, {"text": "好的"}))
        assert (again(question).status, History.objects.count()) == (S.ANSWERED, count)


@pytest.mark.parametrize("step", ["reply", "confirm_solution", "refuse_solution", "reopen"])
def test_a_step_out_of_turn_is_refused(step: str) -> None:
    question = a_taken_question()
    given: dict[str, Any] = {"confirm_solution": {}, "reopen": {"reason": "再看"}}
    with standing(asker()), pytest.raises(WrongState):
        getattr(actions, step)(question.pk, acting_user=asker(), **given.get(step, {"text": "好的"}))


def test_whoever_answered_does_not_confirm_it_by_another_post(at_office: Any, dispatcher: Actor) -> None:
    question, both = an_office_question(), replace(trainer(), roles=frozenset({Role.TRAINER, Role.DISPATCHER}))
    with at_office():
        actions.take_question(question.pk, acting_user=both)
        actions.answer(question.pk, text="见下", solution=a_solution(), acting_user=both)
        with pytest.raises(NotAllowed):
            actions.confirm_solution(question.pk, acting_user=both)
        assert again(question).status == S.ANSWERED
        assert actions.confirm_solution(question.pk, acting_user=dispatcher).status == S.SOLVED
