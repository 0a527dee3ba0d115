"""What a question's limits do: reminders, the ladder, and the time that stands still."""

from datetime import timedelta
from typing import Any

import pytest

from common.clock import now
from common.deadlines.models import Deadline
from common.history.models import History
from network.questions import actions
from network.questions import deadlines as limits
from network.questions.actions import replying
from network.questions.choices import Limit, QuestionStatus
from tests.builders.dispatch import settle
from tests.builders.questions import (
    a_question,
    a_question_asked_back,
    a_taken_question,
    again,
    an_answered_question,
    asker,
    open_limits,
    pass_the_limit,
)
from tests.conftest import standing

pytestmark = pytest.mark.django_db
S = QuestionStatus
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("is_taken", [False, True])
def test_what_is_late_climbs_the_ladder_and_stays_on_its_top(at_office: Any, is_taken: bool) -> None:
    question = a_taken_question() if is_taken else a_question()
    with at_office():
        for level in (1, 2, 3, 3):
            pass_the_limit(question)
            found = again(question)
            assert (found.escalation, found.is_overdue, found.status) == (level, True, question.status)
            assert open_limits(question) == [Limit.ANSWER]


def test_the_time_stands_still_while_the_asker_owes_a_reply(at_office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour of work, two days of waiting (over a jump of the clock), then what was left of the first hour's limit."""
    begun = now()

    def at(moment: Any) -> None:
        for module in (limits, actions.asking, actions.working, replying):
            monkeypatch.setattr(module, "now", lambda: moment)

    at(begun)
    question = a_taken_question(urgency="driver")
    at(begun + HOUR)
    asked = a_question_asked_back(question)
    assert asked.left_s == 3 * 3600
    with at_office():
        assert open_limits(question) == [Limit.REPLY]
    at(begun + 49 * HOUR)
    with standing(asker()):
        replied = actions.reply(question.pk, text="轨压 320 bar", acting_user=asker())
    assert (replied.status, replied.left_s, replied.due_at) == (S.TAKEN, None, begun + 52 * HOUR)
    with at_office():
        assert open_limits(question) == [Limit.ANSWER]
        due = Deadline.objects.get(subject_id=question.pk, done_at__isnull=True)
        assert due.due_at == begun + 52 * HOUR
        at(begun + 51 * HOUR)
        assert an_answered_question(question).first_in_time is True


def test_a_limit_that_was_set_before_the_pause_does_nothing_after_it(at_office: Any) -> None:
    question = a_taken_question()
    with at_office():
        old = Deadline.objects.get(subject_id=question.pk, done_at__isnull=True)
    a_question_asked_back(question)
    with at_office():
        Deadline.objects.filter(pk=old.pk).update(done_at=None, due_at=now() - HOUR)
        settle()
        assert not again(question).is_overdue


def test_the_asker_is_reminded_then_the_question_is_closed(at_office: Any) -> None:
    question = a_question_asked_back()
    with at_office():
        for count in (1, 2):
            pass_the_limit(question)
            assert (again(question).status, again(question).reminded) == (S.ASKED_BACK, count)
        pass_the_limit(question)
        assert again(question).status == S.WITHDRAWN and open_limits(question) == []
        assert History.objects.filter(aggregate_id=question.pk, verb="technical_question.lapsed").exists()
