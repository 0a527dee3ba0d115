"""Rules of duty-phone checks that need no database."""

from uuid import UUID

import pytest

from common.errors import Invalid
from network.duty.choices import DutyError, Outcome
from network.duty.models import DutyPlan
from network.duty.policies import CallFacts, check_facts, check_plan, signs_for


def test_a_band_that_says_nothing_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        check_plan(DutyPlan(bands=[{"code": "night"}]))
    assert caught.value.code == DutyError.BANDS


def test_no_more_right_answers_than_questions() -> None:
    with pytest.raises(Invalid) as caught:
        check_facts(DutyPlan(questions=3), CallFacts(Outcome.ANSWERED, 10, questions_right=4))
    assert caught.value.field == "questions_right"


WRITER, NEXT, AT_HOME = UUID(int=1), UUID(int=2), UUID(int=3)


@pytest.mark.parametrize(
    ("on_duty", "who"),
    [
        ((NEXT,), {NEXT}),
        ((WRITER, NEXT), {NEXT}),
        ((), {NEXT, AT_HOME}),
        ((WRITER,), {NEXT, AT_HOME}),
    ],
    ids=["the next one", "the next one beside the writer", "nobody is on", "the writer is on alone"],
)
def test_who_is_on_duty_signs_and_at_a_gap_whoever_comes_first(on_duty: tuple[UUID, ...], who: set[UUID]) -> None:
    assert {one for one in (WRITER, NEXT, AT_HOME) if signs_for(one, writer=WRITER, on_duty=on_duty)} == who
