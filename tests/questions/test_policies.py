"""The rules of questions without a database: moves, times, codes and texts as typed."""

from datetime import timedelta
from typing import Any

import pytest

from common.errors import Invalid
from network.questions.choices import LIMIT_OF, LIVE, QUESTION_MOVES, QuestionStatus, Urgency
from network.questions.models import TechnicalQuestion
from network.questions.policies import EXAMPLE, codes_of, policy_of, text_of


@pytest.mark.parametrize("status", QuestionStatus.values)
def test_moves_follow_the_table(status: str) -> None:
    assert TechnicalQuestion(status=status).possible_moves() == QUESTION_MOVES[QuestionStatus(status)]


def test_each_live_state_has_a_limit() -> None:
    assert set(LIMIT_OF) == set(LIVE)


def test_the_more_urgent_the_sooner() -> None:
    assert EXAMPLE.time_of_first(Urgency.OFF_ROAD) < EXAMPLE.time_of_first(Urgency.DRIVER)
    assert EXAMPLE.time_of_first(Urgency.DRIVER) < EXAMPLE.time_of_first(Urgency.NORMAL)


def test_a_typo_in_stored_rules_is_no_default() -> None:
    assert policy_of("fine", {"next_s": 60}).time_of_next == timedelta(minutes=1)
    with pytest.raises(ValueError, match="nxt_s"):
        policy_of("typo", {"nxt_s": 1})


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", []),
        ("p0299", ["P0299"]),
        ("P0299，p0299;U0100\n B1000", ["P0299", "U0100", "B1000"]),
        ("spn  3216 fmi 4", ["SPN 3216 FMI 4"]),
        (["p0299", " "], ["P0299"]),
    ],
)
def test_codes_are_read_as_people_type_them(typed: Any, found: list[str]) -> None:
    assert codes_of(typed, "fault_codes") == found


@pytest.mark.parametrize("typed", ["X" * 31, ",".join(f"P{n:04}" for n in range(21))])
def test_too_many_codes_are_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        codes_of(typed, "fault_codes")
    assert refused.value.field == "fault_codes"


def test_a_text_says_something() -> None:
    assert text_of(" 漏水 ", "text") == "漏水"
    with pytest.raises(Invalid):
        text_of(" x ", "text")
