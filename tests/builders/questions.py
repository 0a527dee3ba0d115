"""Technical questions in any state, through the real actions; and what became of them."""

from datetime import timedelta
from typing import Any

from accounts.actors import Actor
from accounts.roles import Role
from catalog.models import Vehicle
from common.clock import now
from common.deadlines.models import Deadline
from network.questions.actions import (
    QuestionFacts,
    Solution,
    answer,
    ask_back,
    ask_question,
    confirm_solution,
    take_question,
)
from network.questions.models import TechnicalQuestion
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests.builders.catalog import a_vehicle
from tests.builders.dispatch import settle
from tests.world import HOME, office_actor, station_actor


def asker() -> Actor:
    """Return who asks at the station."""
    return station_actor(Role.TECHNICIAN)


def trainer() -> Actor:
    """Return who answers at technical support."""
    return office_actor(Role.TRAINER)


def facts(**given: Any) -> QuestionFacts:
    """Return what is known of a question without order or case."""
    return QuestionFacts(**({"title": "怠速抖动，故障灯亮", "description": "热车后怠速游车，转速上下跳动。"} | given))


def a_question(vehicle: Vehicle | None = None, **given: Any) -> TechnicalQuestion:
    """Return a question that the station has just raised."""
    known = {"vehicle": (vehicle or a_vehicle()).vin}
    with inside(Station.objects.get(code=HOME)):
        return ask_question(facts(**(known | given)), acting_user=asker())


def an_office_question(**given: Any) -> TechnicalQuestion:
    """Return a question that the hotline has raised."""
    with at_head_office():
        return ask_question(facts(**given), acting_user=office_actor(Role.DISPATCHER))


def a_taken_question(question: TechnicalQuestion | None = None, **given: Any) -> TechnicalQuestion:
    """Return a question on which technical support works."""
    question = question or a_question(**given)
    with at_head_office():
        return take_question(question.pk, acting_user=trainer())


def a_solution(**given: Any) -> Solution:
    """Return a solution."""
    return Solution(**({"cause": "进气压力传感器插头进水", "remedy": "吹干插头，更换密封圈"} | given))


def an_answered_question(question: TechnicalQuestion | None = None, **given: Any) -> TechnicalQuestion:
    """Return a question whose answer waits for the asker's word."""
    question = question or a_taken_question()
    with at_head_office():
        return answer(question.pk, text="请先检查插头。", solution=a_solution(**given), acting_user=trainer())


def a_question_asked_back(question: TechnicalQuestion | None = None) -> TechnicalQuestion:
    """Return a question that waits for the asker's reply."""
    question = question or a_taken_question()
    with at_head_office():
        return ask_back(question.pk, text="请提供冷车时的轨压。", acting_user=trainer())


def a_solved_question(question: TechnicalQuestion | None = None, **given: Any) -> TechnicalQuestion:
    """Return a question whose solution the asker has confirmed."""
    question = question or an_answered_question(**given)
    with inside(Station.objects.get(code=HOME)):
        return confirm_solution(question.pk, note="已排除", acting_user=asker())


def again(question: TechnicalQuestion) -> TechnicalQuestion:
    """Return the question as it is now. Stand at head office."""
    found: TechnicalQuestion = TechnicalQuestion.objects.get(pk=question.pk)
    return found


def open_limits(question: TechnicalQuestion) -> list[str]:
    """Return the kinds of the open deadlines. Stand at head office."""
    return list(Deadline.objects.filter(subject_id=question.pk, done_at__isnull=True).values_list("kind", flat=True))


def pass_the_limit(question: TechnicalQuestion) -> None:
    """Let the question's time run out and the clock act. Stand at head office."""
    Deadline.objects.filter(subject_id=question.pk, done_at__isnull=True).update(due_at=now() - timedelta(seconds=1))
    settle()
