"""Rules of duty-phone checks that need no database."""

import pytest

from common.errors import Invalid
from network.duty.choices import DutyError, Outcome
from network.duty.models import DutyPlan
from network.duty.policies import CallFacts, check_facts, check_plan


def test_a_band_that_says_nothing_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        check_plan(DutyPlan(bands=[{"code": "night"}]))
    assert caught.value.code == DutyError.BANDS


def test_no_more_right_answers_than_questions() -> None:
    with pytest.raises(Invalid) as caught:
        check_facts(DutyPlan(questions=3), CallFacts(Outcome.ANSWERED, 10, questions_right=4))
    assert caught.value.field == "questions_right"
