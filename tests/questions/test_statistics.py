"""What technical support is asked, counted: by age, by component and model, first answers within their limit."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.actors import Actor
from common.clock import now
from network.questions.choices import Urgency
from network.questions.models import TechnicalQuestion
from network.questions.statistics import PERIOD, open_by_age, tallies, total
from tests.builders.api import Caller
from tests.builders.catalog import a_vehicle
from tests.builders.questions import a_question, a_solved_question, a_taken_question, an_answered_question, trainer
from tests.conftest import standing

pytestmark = pytest.mark.django_db


def asked_before(question: TechnicalQuestion, age: timedelta) -> None:
    """Let the question be as old. Stand at head office."""
    TechnicalQuestion.objects.filter(pk=question.pk).update(created_at=now() - age)


def test_what_is_open_is_counted_by_urgency_and_age(at_office: Any) -> None:
    vehicle = a_vehicle()
    ages = (timedelta(hours=1), timedelta(hours=5), timedelta(hours=25), timedelta(days=4), timedelta(days=5))
    made = [a_question(vehicle, urgency="off_road") for _age in ages]
    a_solved_question()
    with at_office():
        for question, age in zip(made, ages, strict=True):
            asked_before(question, age)
        found = open_by_age(trainer())
    assert found == {Urgency.OFF_ROAD: [1, 1, 1, 2], Urgency.DRIVER: [0, 0, 0, 0], Urgency.NORMAL: [0, 0, 0, 0]}


def test_first_answers_are_counted_within_their_limit(at_office: Any) -> None:
    late = an_answered_question()
    a_solved_question()
    old = a_question()
    with at_office():
        TechnicalQuestion.objects.filter(pk=late.pk).update(first_in_time=False)
        asked_before(old, PERIOD + timedelta(days=1))
        whole = total(trainer(), now() - PERIOD)
        assert (whole.asked, whole.live, whole.solved, whole.answered, whole.share) == (2, 1, 1, 2, 50.0)
        assert late.model is not None
        assert sum(one.asked for one in tallies(trainer(), now() - PERIOD, "model")) == 2
        assert [one.key for one in tallies(trainer(), now() - PERIOD, "component")] == [""]


def test_before_the_first_answer_there_is_no_share(at_office: Any) -> None:
    with at_office():
        assert total(trainer(), now() - PERIOD).share is None


def test_page_and_api_tell_the_same(client_for: Any, at_office: Any, rival_manager: Actor) -> None:
    office = client_for(trainer())
    assert office.get("/questions/statistics/").status_code == 200
    an_answered_question(a_taken_question(a_question(urgency="driver")))
    page = office.get("/questions/statistics/").content.decode()
    assert "100.0" in page and "created_after=" in page
    told = Caller(office).get("technical-questions/statistics?by=model").json()
    assert (told["total"]["asked"], told["total"]["first_answer_in_time_percent"]) == (1, 100.0)
    assert {"urgency": "driver", "by_age": [1, 0, 0, 0]} in told["open"]
    assert Caller(office).get("technical-questions/statistics?by=plate").status_code == 422
    with standing(rival_manager):
        assert total(rival_manager, now() - PERIOD).asked == 0
