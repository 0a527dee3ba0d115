"""A script in words, and what a draft changes."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language

from network.hotline.choices import Capability, Safety, Urgency
from network.hotline.triage.script import Option, Question, Script, Words


@dataclass(frozen=True, slots=True)
class Line:
    """A question or an answer in words. `key` is the answer's; 0 for the question itself."""

    code: str
    key: int
    words: str
    tell: str = ""
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One line that a draft changes; an empty side means that it is not there."""

    code: str
    key: int
    before: str
    after: str


def lines_of(script: Script) -> list[Line]:
    """Return a script line by line, in the reader's language."""
    return [line for question in script for line in _lines(question)]


def differences(before: Script, after: Script) -> list[Difference]:
    """Return what differs, in both languages, so that a change of one translation is seen, too."""
    old, new = ({(q.code, key): text for q in script for key, text in _both(q)} for script in (before, after))
    keys = [*new, *(key for key in old if key not in new)]
    return [
        Difference(code, key, old.get((code, key), ""), new.get((code, key), ""))
        for code, key in keys
        if old.get((code, key)) != new.get((code, key))
    ]


def _lines(question: Question) -> Iterator[Line]:
    language = get_language() or "zh"
    yield Line(question.code, 0, question.ask.in_(language))
    for key, option in enumerate(question.options, start=1):
        yield Line(question.code, key, option.say.in_(language), option.tell.in_(language), _follows(option, language))


def _both(question: Question) -> Iterator[tuple[int, str]]:
    yield 0, _pair(question.ask)
    for key, option in enumerate(question.options, start=1):
        parts = "、".join(_pair(part) for part in option.parts)
        facts = (_pair(option.say), _pair(option.tell), _follows(option, get_language() or "zh"), parts)
        yield key, " · ".join(one for one in facts if one)


def _pair(words: Words) -> str:
    return f"{words.zh} / {words.en}" if words.zh or words.en else ""


def _follows(option: Option, language: str) -> str:
    said = [
        *(str(Capability(one).label) for one in option.needs if one in Capability.values),
        *([str(Urgency(option.urgency).label)] if option.urgency in Urgency.values else []),
        *([str(Safety(option.safety).label)] if option.safety in Safety.values else []),
        *(part.in_(language) for part in option.parts),
        *([f"→ {option.go}"] if option.go else []),
    ]
    return " · ".join(said)
