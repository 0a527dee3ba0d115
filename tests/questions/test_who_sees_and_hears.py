"""Who sees a question, who is told of each step, and whose turn it is."""

from typing import Any

import pytest

from accounts.actors import Actor
from accounts.roles import Role
from common.errors import NotYours
from common.history.models import History
from common.history.relay import deliver_pending
from desk.models import Notification
from network.questions import actions
from network.questions.desk import ask_from
from network.questions.models import QuestionEntry, TechnicalQuestion
from network.questions.selectors import people_of_asker, questions_for, waiting
from tests.builders.questions import (
    a_question,
    a_question_asked_back,
    a_taken_question,
    an_answered_question,
    an_office_question,
    asker,
    facts,
    pass_the_limit,
    trainer,
)
from tests.builders.workshop import a_delivered_order, an_open_order
from tests.conftest import standing
from tests.world import office_actor

pytestmark = pytest.mark.django_db


def test_a_rival_sees_and_touches_nothing(acting: Any, at_office: Any, rival_manager: Actor) -> None:
    question = an_answered_question()
    with at_office():
        count = History.objects.count()
    with acting(rival_manager):
        assert not questions_for(rival_manager).exists() and not QuestionEntry.objects.exists()
        with pytest.raises(NotYours):
            actions.confirm_solution(question.pk, acting_user=rival_manager)
        with pytest.raises(NotYours):
            actions.refuse_solution(question.pk, text="与我无关", acting_user=rival_manager)
    with at_office():
        assert History.objects.count() == count


def test_what_head_office_asks_no_station_sees(acting: Any, station_manager: Actor) -> None:
    an_office_question()
    with acting(station_manager):
        assert not questions_for(station_manager).exists() and not TechnicalQuestion.objects.exists()


def test_each_step_is_told_to_whose_turn_it_is(at_office: Any) -> None:
    def told(since: int) -> set[Any]:
        deliver_pending()
        rows = Notification.objects.order_by("created_at").values_list("user_id", flat=True)
        return set(list(rows)[since:])

    def count() -> int:
        return Notification.objects.count()

    question = a_question()
    with at_office():
        assert told(0) == {trainer().id}
        before = count()
    a_taken_question(question)
    with at_office():
        assert told(before) == {asker().id}
        before = count()
    a_question_asked_back(question)
    with at_office():
        assert told(before) == {asker().id}
        before = count()
    with standing(asker()):
        actions.reply(question.pk, text="已测", acting_user=asker())
    with at_office():
        assert told(before) == {trainer().id}
        before = count()
        pass_the_limit(question)
        pass_the_limit(question)
        assert told(before) == {trainer().id, office_actor(Role.SERVICE_MANAGEMENT).id}


def test_the_manager_is_told_when_who_asked_has_left(at_office: Any, station_manager: Actor) -> None:
    question = a_question()
    with at_office():
        question.asked_by_id = trainer().id
        assert [one.pk for one in people_of_asker(question)] == [station_manager.id]


def test_what_waits_for_whom(at_office: Any) -> None:
    def waits(actor: Actor) -> bool:
        with standing(actor):
            return waiting(actor).exists()

    question = a_taken_question()
    assert (waits(asker()), waits(trainer())) == (False, True)
    a_question_asked_back(question)
    assert (waits(asker()), waits(trainer())) == (True, False)


def test_a_repair_order_leads_to_its_open_question(station_manager: Actor, acting: Any) -> None:
    with acting(station_manager):
        order = an_open_order(station_manager)
        button = ask_from(station_manager, order)
        assert button is not None and f"reference={order.number}" in button.target
        given = facts(origin="repair", reference=order.number)
        question = actions.ask_question(given, acting_user=station_manager)
        button = ask_from(station_manager, order)
        assert button is not None and button.target == question.get_absolute_url()
        assert ask_from(station_manager, a_delivered_order(station_manager)) is None
