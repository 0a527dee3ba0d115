"""Forms as data: what a question is, whether an answer fits it, and what many answers say together. Nothing of the database is here."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from statistics import median
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from common.errors import Invalid
from network.support.addressed import in_english
from network.support.choices import QuestionKind, SupportError

MOST_QUESTIONS, MOST_CHOICES, LONGEST_TEXT, MOST_DECIMALS = 60, 40, 4_000, 12
RANGED = (QuestionKind.NUMBER, QuestionKind.DATE)
Q = QuestionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. `minimum` and `maximum` bound numbers (as decimal text) and days (ISO); `choices` are (Chinese, English or empty)."""

    code: str
    kind: str
    zh: str
    en: str = ""
    required: bool = False
    minimum: str = ""
    maximum: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        """The question in the reader's language."""
        return (in_english() and self.en) or self.zh

    def labels(self) -> dict[str, str]:
        """Return what may be chosen, by code (its place, from 1), in the reader's language."""
        return {str(place): (in_english() and en) or zh for place, (zh, en) in enumerate(self.choices, 1)}

    def row(self) -> dict[str, Any]:
        """Return it as a survey keeps it."""
        return asdict(self) | {"choices": [list(one) for one in self.choices]}


def questions_in(rows: Sequence[Mapping[str, Any]]) -> list[Question]:
    """Return the questions that a survey keeps."""
    return [Question(**{**row, "choices": tuple((zh, en) for zh, en in row["choices"])}) for row in rows]


def checked(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """Return the rows to keep, with codes in order where none is given. Raises Invalid for a question that can't be asked."""
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        raise _refused(_("Ask between 1 and %(most)d questions.") % {"most": MOST_QUESTIONS}, "questions")
    rows = []
    for place, one in enumerate(questions, 1):
        code = f"q{place}"
        _check_question(one, code)
        bounds = {
            name: _plain(one, text, "questions") if text else ""
            for name, text in (("minimum", one.minimum.strip()), ("maximum", one.maximum.strip()))
        }
        rows.append(one.row() | bounds | {"code": code, "zh": one.zh.strip(), "en": one.en.strip()})
    return rows


def _check_question(one: Question, code: str) -> None:
    if one.kind not in QuestionKind.values:
        raise _refused(_("Choose a kind."), "questions")
    if not one.zh.strip():
        raise _refused(_("A question is needed in Chinese."), "questions")
    if one.kind == Q.CHOICE and not 2 <= len(one.choices) <= MOST_CHOICES:
        raise _refused(_("A choice needs at least two possibilities: %(question)s") % {"question": one.zh}, "questions")
    if (one.minimum or one.maximum) and one.kind not in RANGED:
        raise _refused(_("Only numbers and days have a range: %(question)s") % {"question": one.zh}, "questions")
    bounds = [_plain(one, text, "questions") for text in (one.minimum, one.maximum) if text]
    if len(bounds) == 2 and _comparable(one, bounds[0]) > _comparable(one, bounds[1]):
        raise _refused(_("The range ends before it begins: %(question)s") % {"question": one.zh}, "questions")


def check_answers(
    questions: Sequence[Question], given: Mapping[str, Any], *, held: Mapping[str, int], is_draft: bool
) -> dict[str, Any]:
    """Return the answers as they are kept. `held` counts the files per question. A draft may leave out what is required.

    Raises Invalid at the question's code for one that does not fit, or is missing when it is handed in.
    """
    kept: dict[str, Any] = {}
    for one in questions:
        if one.kind == Q.FILE:
            if one.required and not is_draft and not held.get(one.code):
                raise _refused(_("Add at least one file."), one.code)
            continue
        value = given.get(one.code)
        if value in (None, "") or (isinstance(value, str) and not value.strip()):
            if one.required and not is_draft:
                raise _refused(_("This question has to be answered: %(question)s") % {"question": one.words}, one.code)
            continue
        kept[one.code] = _fitting(one, value)
    return kept


def _fitting(one: Question, value: Any) -> Any:
    if one.kind == Q.YES_NO:
        if not isinstance(value, bool):
            raise _refused(_("Answer yes or no."), one.code)
        return value
    if one.kind == Q.CHOICE:
        if str(value) not in one.labels():
            raise _refused(_("Choose one of the possibilities."), one.code)
        return str(value)
    plain = _plain(one, value, one.code)
    if one.kind in RANGED:
        _check_range(one, plain)
    return plain


def _plain(one: Question, value: Any, field: str) -> str:
    """Return a text, a decimal number or an ISO day as text."""
    text = str(value).strip()
    if one.kind == Q.NUMBER:
        try:
            number = Decimal(text)
        except InvalidOperation as error:
            raise _refused(_("Give a number."), field) from error
        if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
            raise _refused(_("Give a number."), field)
        if int(number.as_tuple().exponent) < -MOST_DECIMALS:  # written out, 1e-9999999 is ten million characters
            raise _refused(_("At most %(most)d decimals.") % {"most": MOST_DECIMALS}, field)
        return f"{number:f}"
    if one.kind == Q.DATE:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError as error:
            raise _refused(_("Give a day as YYYY-MM-DD."), field) from error
    if len(text) > LONGEST_TEXT:
        raise _refused(_("At most %(most)d characters.") % {"most": LONGEST_TEXT}, field)
    return text


def _check_range(one: Question, plain: str) -> None:
    below = one.minimum and _comparable(one, plain) < _comparable(one, one.minimum)
    above = one.maximum and _comparable(one, plain) > _comparable(one, one.maximum)
    if below or above:
        raise _refused(range_of(one), one.code)


def range_of(one: Question) -> str:
    """Return the range of a question in words; empty when it has none."""
    if one.minimum and one.maximum:
        return str(_("Between %(least)s and %(most)s.") % {"least": one.minimum, "most": one.maximum})
    if one.minimum:
        return str(_("At least %(least)s.") % {"least": one.minimum})
    return str(_("At most %(most)s.") % {"most": one.maximum}) if one.maximum else ""


def _comparable(one: Question, plain: str) -> Any:
    return Decimal(plain) if one.kind == Q.NUMBER else plain


def shown(one: Question, value: Any) -> Any:
    """Return an answer as a table shows it, in the reader's language: numbers as numbers, so that a spreadsheet can count."""
    if value is None:
        return ""
    if one.kind == Q.YES_NO:
        return str(_("yes") if value else _("no"))
    if one.kind == Q.CHOICE:
        return one.labels().get(str(value), "")
    return Decimal(value) if one.kind == Q.NUMBER else value


def figures(one: Question, values: Sequence[Any]) -> list[tuple[str, Any]]:
    """Return (what, figure) of all answers to one question; `values` without None. Files are counted before."""
    if not values:
        return []
    if one.kind == Q.NUMBER:
        numbers = [Decimal(value) for value in values]
        mean = sum(numbers) / len(numbers)
        return [
            (str(pgettext("survey", "total")), sum(numbers)),
            (str(_("mean")), round(mean, 2)),
            (str(_("median")), median(numbers)),
            (str(_("least")), min(numbers)),
            (str(_("most")), max(numbers)),
        ]
    if one.kind == Q.DATE:
        return [(str(_("earliest")), min(values)), (str(_("latest")), max(values))]
    if one.kind in (Q.CHOICE, Q.YES_NO):
        counted = Counter(str(shown(one, value)) for value in values)
        order = list(one.labels().values()) if one.kind == Q.CHOICE else [str(_("yes")), str(_("no"))]
        return [(label, counted[label]) for label in order]
    return []


def _refused(sentence: Any, field: str) -> Invalid:
    return Invalid(sentence, code=SupportError.ANSWER, field=field)
