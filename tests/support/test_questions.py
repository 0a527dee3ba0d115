"""Forms as data: what may be asked, what fits, what many answers say together."""

from decimal import Decimal
from typing import Any

import pytest

from common.errors import Invalid
from network.support.questions import Question, check_answers, checked, figures, questions_in, range_of, shown

YES_NO = Question(code="q1", kind="yes_no", zh="是否有备用电源")
NUMBER = Question(code="q1", kind="number", zh="技师人数", minimum="0", maximum="99.5")
DAY = Question(code="q1", kind="date", zh="培训日期", minimum="2026-01-01", maximum="2026-12-31")
CHOICE = Question(code="q1", kind="choice", zh="库存情况", choices=(("充足", "enough"), ("不足", "")))
TEXT = Question(code="q1", kind="text", zh="意见")
FILE = Question(code="q1", kind="file", zh="照片")


def answer(one: Question, value: Any, *, is_draft: bool = False, held: int = 0, required: bool = False) -> Any:
    asked = Question(**{name: getattr(one, name) for name in Question.__slots__} | {"required": required})
    return check_answers([asked], {"q1": value}, held={"q1": held} if held else {}, is_draft=is_draft).get("q1")


@pytest.mark.parametrize(
    ("question", "value", "kept"),
    [
        (YES_NO, True, True),
        (YES_NO, False, False),
        (NUMBER, "12.50", "12.50"),
        (NUMBER, Decimal("1E+1"), "10"),
        (NUMBER, "99.5", "99.5"),
        (DAY, "2026-12-31", "2026-12-31"),
        (CHOICE, 2, "2"),
        (TEXT, "  好 ", "好"),
        (TEXT, "   ", None),
        (NUMBER, None, None),
        (FILE, "a.pdf", None),
    ],
)
def test_what_fits_is_kept(question: Question, value: Any, kept: Any) -> None:
    assert answer(question, value) == kept


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (YES_NO, "yes"),
        (NUMBER, "many"),
        (NUMBER, "NaN"),
        (NUMBER, "Infinity"),
        (NUMBER, "-0.1"),
        (NUMBER, "99.6"),
        (NUMBER, "1e-9999999"),
        (DAY, "31.12.2026"),
        (DAY, "2025-12-31"),
        (DAY, "2027-01-01"),
        (CHOICE, "3"),
        (CHOICE, "充足"),
        (TEXT, "x" * 4001),
    ],
)
def test_what_does_not_fit_is_refused_at_its_question(question: Question, value: Any) -> None:
    for is_draft in (True, False):
        with pytest.raises(Invalid) as refused:
            answer(question, value, is_draft=is_draft)
        assert refused.value.field == "q1"


@pytest.mark.parametrize("question", [YES_NO, NUMBER, DAY, CHOICE, TEXT, FILE], ids=lambda one: str(one.kind))
def test_what_is_required_may_only_be_missing_in_a_draft(question: Question) -> None:
    assert answer(question, "", is_draft=True, required=True) is None
    with pytest.raises(Invalid) as refused:
        answer(question, "", required=True)
    assert refused.value.field == "q1"


def test_a_file_that_is_there_is_enough() -> None:
    assert answer(FILE, None, held=1, required=True) is None


@pytest.mark.parametrize(
    "question",
    [
        Question(code="", kind="stars", zh="x"),
        Question(code="", kind="text", zh=" "),
        Question(code="", kind="choice", zh="x", choices=(("一", ""),)),
        Question(code="", kind="text", zh="x", minimum="1"),
        Question(code="", kind="number", zh="x", minimum="a"),
        Question(code="", kind="number", zh="x", minimum="10", maximum="9"),
        Question(code="", kind="date", zh="x", minimum="2026-02-30"),
    ],
)
def test_a_question_that_can_not_be_asked_is_refused(question: Question) -> None:
    with pytest.raises(Invalid):
        checked([question])


def test_nothing_and_too_much_is_not_asked() -> None:
    for many in (0, 61):
        with pytest.raises(Invalid):
            checked([TEXT] * many)


def test_questions_are_kept_as_data_and_come_back() -> None:
    rows = checked([CHOICE, NUMBER])
    assert [one.code for one in questions_in(rows)] == ["q1", "q2"]
    assert questions_in(rows)[0].choices == CHOICE.choices


def test_figures_say_what_all_answers_say_together() -> None:
    numbers = dict(figures(NUMBER, ["1", "2", "6"]))
    assert list(numbers.values()) == [9, 3, 2, 1, 6]
    assert [count for _label, count in figures(CHOICE, ["2", "2"])] == [0, 2]
    assert [count for _label, count in figures(YES_NO, [True, False, True])] == [2, 1]
    assert [day for _what, day in figures(DAY, ["2026-03-01", "2026-01-02"])] == ["2026-01-02", "2026-03-01"]
    assert figures(TEXT, ["好"]) == figures(NUMBER, []) == []


def test_a_table_shows_numbers_as_numbers_and_choices_as_words() -> None:
    assert (shown(NUMBER, "1.5"), shown(CHOICE, "2"), shown(TEXT, None)) == (Decimal("1.5"), "不足", "")


def test_a_range_is_told_by_the_ends_that_it_has() -> None:
    told = [
        range_of(Question(code="", kind="number", zh="x", minimum=a, maximum=b))
        for a, b in (("1", "9"), ("1", ""), ("", "9"))
    ]
    assert all("1" in one for one in told[:2]) and "9" in told[2] and len(set(told)) == 3
    assert range_of(TEXT) == ""
