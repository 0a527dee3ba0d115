"""Reading one cell: text, whole numbers, decimals, amounts, dates, yes or no, one of several. Wrong ones raise ValueError with a lazy sentence."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from common.imports.importers import Field
from common.money import to_minor
from common.pages.exports import FORMULA_STARTS
from common.text import Text

DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?")
SERIAL = re.compile(r"\d{5}")
EXCEL_EPOCH = date(1899, 12, 30)
YES, NO = {"true", "yes", "y", "1", "是", "x", "√"}, {"false", "no", "n", "0", "否", ""}
MOST = Decimal(10) ** 10
LANGUAGES = ("zh-hans", "en")


class Unreadable(ValueError):
    """A cell that can't be read; `sentence` says why."""

    def __init__(self, sentence: Text) -> None:
        self.sentence = sentence
        super().__init__(str(sentence))


def read_cell(field: Field, text: str) -> Any:
    """Return the value of a cell, or None when it is empty. Raises Unreadable."""
    plain = unicodedata.normalize("NFKC", text).strip() if field.kind != "text" else _unescaped(text.strip())
    if not plain:
        if field.required:
            raise Unreadable(_("This is needed."))
        return None
    return READERS[field.kind](field, plain)


def _unescaped(text: str) -> str:
    """Undo the apostrophe that our exports put in front of what looks like a formula."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def _text(field: Field, text: str) -> str:
    if len(text) > field.longest:
        raise Unreadable(format_lazy(_("At most {count} characters."), count=field.longest))
    return text


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.replace(",", "").lstrip("¥").strip())
    except InvalidOperation as error:
        raise Unreadable(_("This is no number.")) from error
    if not number.is_finite() or not -MOST <= number <= MOST:  # abs() can overflow, comparing can't
        raise Unreadable(_("This is no number."))
    return number


def _whole(field: Field, text: str) -> int:
    number = _number(text)
    if number != number.to_integral_value() or number < 0:
        raise Unreadable(_("Give a whole number, not below zero."))
    return int(number)


def _decimal(field: Field, text: str) -> Decimal:
    number = _number(text)
    if number < 0 or number != round(number, 2):
        raise Unreadable(_("Give a number with at most two decimals, not below zero."))
    return number


def _money(field: Field, text: str) -> int:
    return to_minor(_decimal(field, text))


def _date(field: Field, text: str) -> date:
    if SERIAL.fullmatch(text):
        return EXCEL_EPOCH + timedelta(days=int(text))
    found = DAY.fullmatch(text)
    try:
        return date(*(int(part) for part in found.groups())) if found else date.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(_("Give a date like 2026-05-04.")) from error


def _flag(field: Field, text: str) -> bool:
    if text.lower() in YES | NO:
        return text.lower() in YES
    raise Unreadable(_("Give yes or no."))


def _choice(field: Field, text: str) -> str:
    wanted = text.casefold()
    for code, label in field.choices:
        if wanted == code.casefold() or wanted in _labels(label):
            return code
    codes = ", ".join(code for code, _label in field.choices)
    raise Unreadable(format_lazy(_("Give one of: {codes}."), codes=codes))


def _labels(label: Text) -> set[str]:
    found = set()
    for language in LANGUAGES:
        with override(language):
            found.add(str(label).casefold())
    return found


READERS: dict[str, Callable[[Field, str], Any]] = {
    "text": _text,
    "whole": _whole,
    "decimal": _decimal,
    "money": _money,
    "date": _date,
    "flag": _flag,
    "choice": _choice,
}


def in_every_language(sentence: Text) -> dict[str, str]:
    """Return a lazy sentence in each language that we speak."""
    told = {}
    for language in LANGUAGES:
        with override(language):
            told[language] = str(sentence)
    return told
