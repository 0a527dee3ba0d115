"""A script as plain data: questions with numbered answers, and what follows from those that were given. Pure: no database.

A script begins with its first question. An answer names the question to `go` to; without one the script ends.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.errors import Invalid
from common.text import Text
from network.hotline.choices import Capability, Safety, Urgency
from network.hotline.policies import HotlineError

MOST_ANSWERS = 9  # one for each key
SAFETY_RANK = (Safety.SAFE, Safety.SHOULDER, Safety.CARRIAGEWAY, Safety.INJURED)
URGENCY_RANK = (Urgency.LOW, Urgency.NORMAL, Urgency.HIGH)


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages."""

    zh: str = ""
    en: str = ""

    def in_(self, language: str) -> str:
        """Return the text in a language of ours."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Option:
    """An answer. `tell` is what the agent reads to the driver; `parts` are likely needed."""

    say: Words
    go: str = ""
    tell: Words = field(default_factory=Words)
    needs: tuple[str, ...] = ()
    parts: tuple[Words, ...] = ()
    urgency: str = ""
    safety: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers, the first under key 1."""

    code: str
    ask: Words
    options: tuple[Option, ...]


Script = tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """What has been answered, what is asked next (None at the end), and what follows."""

    given: tuple[tuple[Question, Option], ...]
    current: Question | None
    needs: tuple[str, ...]
    parts: tuple[Words, ...]
    urgency: str
    safety: str

    @property
    def tow(self) -> bool:
        """Whether the vehicle must be towed."""
        return Capability.TOW in self.needs


def read(steps: Sequence[Mapping[str, Any]]) -> Script:
    """Return a stored script. Missing keys are empty."""
    return tuple(Question(one["code"], _words(one.get("ask")), tuple(map(_option, one["options"]))) for one in steps)


def stored(script: Script) -> list[dict[str, Any]]:
    """Return a script as JSON."""
    return [asdict(one) for one in script]


def walk(script: Script, keys: Sequence[int]) -> Walk:
    """Follow the keys (1 to 9) from the first question. Raises Invalid for a key that the question does not have."""
    by_code = {one.code: one for one in script}
    current: Question | None = script[0] if script else None
    given: list[tuple[Question, Option]] = []
    for key in keys:
        if current is None or not 1 <= key <= len(current.options):
            raise Invalid(_("This answer is not in the script. Begin it again."), code=HotlineError.SCRIPT)
        option = current.options[key - 1]
        given.append((current, option))
        current = by_code.get(option.go) if option.go else None
    return Walk(tuple(given), current, *_what_follows([option for _question, option in given]))


def problems(script: Script) -> Iterator[Text]:
    """Yield what keeps a script from being published."""
    if not script:
        yield _("A script needs a question.")
        return
    codes = [one.code for one in script]
    if len(set(codes)) < len(codes):
        yield _("Two questions have the same code.")
    if not any(option.safety for option in script[0].options):
        yield _("Safety comes first: an answer of the first question must say how safe the place or the people are.")
    for question in script:
        yield from _problems_of(question, set(codes))
    if not _ends(script):
        yield _("The script goes round in a circle.")
    if unreached := set(codes) - _reached(script):
        yield _("Nobody comes to the questions %(codes)s.") % {"codes": ", ".join(sorted(unreached))}


def _problems_of(question: Question, codes: set[str]) -> Iterator[Text]:
    where = {"code": question.code}
    texts = [question.ask, *(option.say for option in question.options)]
    if not all(one.zh and one.en for one in texts):
        yield _("Question %(code)s: each text is needed in both languages.") % where
    if not 1 <= len(question.options) <= MOST_ANSWERS:
        yield _("Question %(code)s: one to nine answers.") % where
    if any(bool(option.tell.zh) != bool(option.tell.en) for option in question.options):
        yield _("Question %(code)s: what is read to the driver is needed in both languages.") % where
    if any(option.go and option.go not in codes for option in question.options):
        yield _("Question %(code)s leads to a question that does not exist.") % where


def _reached(script: Script) -> set[str]:
    by_code = {one.code: one for one in script}
    found: set[str] = set()
    waiting = [script[0].code]
    while waiting:
        code = waiting.pop()
        if code not in found and code in by_code:
            found.add(code)
            waiting += [option.go for option in by_code[code].options if option.go]
    return found


def _ends(script: Script) -> bool:
    """Tell whether no question can come again: take away, again and again, those whose answers lead only to what is gone."""
    left = {one.code: {option.go for option in one.options if option.go} for one in script}
    while left:
        done = {code for code, nexts in left.items() if not nexts & left.keys()}
        if not done:
            return False
        for code in done:
            del left[code]
    return True


def _what_follows(options: Sequence[Option]) -> tuple[tuple[str, ...], tuple[Words, ...], str, str]:
    needs = dict.fromkeys(need for option in options for need in option.needs)
    parts = dict.fromkeys(part for option in options for part in option.parts)
    return (
        tuple(needs),
        tuple(parts),
        _worst(URGENCY_RANK, [option.urgency for option in options]),
        _worst(SAFETY_RANK, [option.safety for option in options]),
    )


def _worst(rank: Sequence[str], values: Sequence[str]) -> str:
    said = [rank.index(one) for one in values if one in rank]  # type: ignore[arg-type]
    return str(rank[max(said)]) if said else ""


def _option(told: Mapping[str, Any]) -> Option:
    return Option(
        _words(told.get("say")),
        told.get("go", ""),
        _words(told.get("tell")),
        tuple(told.get("needs", ())),
        tuple(map(_words, told.get("parts", ()))),
        told.get("urgency", ""),
        told.get("safety", ""),
    )


def _words(told: Mapping[str, str] | None) -> Words:
    return Words(**told) if told else Words()
