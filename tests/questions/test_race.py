"""Two people of technical support take the same question at once: one has it. With its red control."""

import threading
from typing import Any

import pytest
from django.db import transaction

from accounts.actors import Actor
from accounts.roles import Role
from network.questions.actions import take_question, working
from network.questions.models import TechnicalQuestion
from network.questions.selectors import questions_for
from tenants.registry.standing import at_head_office
from tests.builders.questions import a_question, trainer
from tests.oldparts.test_races import in_office, together, told, unlocked
from tests.world import office_actor


@pytest.mark.parametrize("is_red", [False, True], ids=["locked", "red control"])
def test_two_takers_one_winner(committed_db: None, monkeypatch: pytest.MonkeyPatch, is_red: bool) -> None:
    with transaction.atomic():
        question, people = a_question(), [trainer(), office_actor(Role.SERVICE_MANAGEMENT)]
    if is_red:
        read = unlocked(questions_for, threading.Barrier(2))
        monkeypatch.setattr(working, "lock_question", lambda actor, key: read(key, actor))

    done = together([taking(question, person) for person in people])

    assert (done, told("technical_question.taken")) == ((2, 2) if is_red else (1, 1))
    with at_head_office(), transaction.atomic():
        assert TechnicalQuestion.objects.get(pk=question.pk).taken_by_id in [one.id for one in people]


def taking(question: TechnicalQuestion, person: Actor) -> Any:
    return in_office(lambda: take_question(question.pk, acting_user=person))
