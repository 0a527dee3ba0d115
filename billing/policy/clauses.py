"""A policy clause by clause, in words: for its page, and for comparing two versions line by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.policy.chapters import BOOK, Chapter, Field, Figures, Table
from billing.policy.policies import ANY, Policy
from common.text import Text

ADDED, REMOVED, CHANGED, SAME = "added", "removed", "changed", "same"
MARKS: dict[str, Text] = {ADDED: _("added"), REMOVED: _("removed"), CHANGED: _("changed")}
TONES = {ADDED: "good", REMOVED: "bad", CHANGED: "warn"}


@dataclass(frozen=True, slots=True)
class Clause:
    """One line of a policy. `key` is the same in all versions, so that lines can be set side by side."""

    group: str
    key: str
    number: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Pair:
    """The same line in two versions; None where one has no such line."""

    left: Clause | None
    right: Clause | None

    @property
    def shown(self) -> Clause:
        """Return whichever there is."""
        found = self.right or self.left
        if found is None:
            raise ValueError("a pair has at least one side")
        return found

    @property
    def change(self) -> str:
        """Return what happened to the line between the versions."""
        if self.left is None or self.right is None:
            return ADDED if self.left is None else REMOVED
        same = (self.left.number, self.left.value) == (self.right.number, self.right.value)
        return SAME if same else CHANGED

    @property
    def differs(self) -> bool:
        """Whether the two versions say something else."""
        return self.change != SAME

    @property
    def mark(self) -> Text:
        """Return the word for the change."""
        return MARKS.get(self.change, "")

    @property
    def tone(self) -> str:
        """Return its colour."""
        return TONES.get(self.change, "")


def clauses_of(policy: Policy) -> list[Clause]:
    """Return all lines of the policy in reading order, in the reader's language."""
    return [clause for chapter in BOOK for clause in _of_chapter(chapter, policy)]


def grouped(clauses: Sequence[Clause]) -> list[tuple[Text, list[Clause]]]:
    """Return (title, lines) of each chapter that has any."""
    found = [(chapter.title, [line for line in clauses if line.group == chapter.code]) for chapter in BOOK]
    return [group for group in found if group[1]]


def compare(left: Policy, right: Policy) -> list[tuple[Text, list[Pair]]]:
    """Return (title, pairs) of each chapter: every line of either version, set side by side."""
    before = {line.key: line for line in clauses_of(left)}
    after = {line.key: line for line in clauses_of(right)}
    keys = [*after, *(key for key in before if key not in after)]
    pairs = [Pair(before.get(key), after.get(key)) for key in keys]
    found = [(chapter.title, [pair for pair in pairs if pair.shown.group == chapter.code]) for chapter in BOOK]
    return [group for group in found if group[1]]


def _of_chapter(chapter: Chapter, policy: Policy) -> Iterator[Clause]:
    if chapter.figures:
        yield from _of_figures(chapter.code, chapter.figures, policy)
    for table in chapter.tables:
        yield from _of_table(chapter.code, table, getattr(policy, table.name), policy.currency)


def _of_figures(group: str, figures: Figures, policy: Policy) -> Iterator[Clause]:
    held = getattr(policy, figures.name)
    for table in figures.tables:
        number = getattr(held, "clause", "")
        yield from _of_table(group, table, getattr(held, table.name), policy.currency, figures.name, number)
    numbers = {field.clause for field in figures.fields}
    for field in figures.fields:
        if field.name not in numbers and getattr(held, field.clause):
            key, value = f"{figures.name}:{field.name}", getattr(held, field.name)
            yield Clause(group, key, getattr(held, field.clause), str(field.label), field.say(value, policy.currency))


def _of_table(
    group: str, table: Table, lines: Sequence[Any], currency: str, within: str = "", number: str = ""
) -> Iterator[Clause]:
    for line in lines:
        key = ":".join(filter(None, (within, table.key_of(line))))
        yield Clause(
            group, key, getattr(line, "clause", number), about(table, line, currency), says(table, line, currency)
        )


def about(table: Table, line: Any, currency: str) -> str:
    """Return what a line is about: its keys in words, without those that are any unless all are."""
    named = [field for field in table.keys if getattr(line, field.name) != ANY]
    return " · ".join(_say(field, line, currency) for field in named) or now_("In general")


def says(table: Table, line: Any, currency: str) -> str:
    """Return what a line says about it."""
    other = "_en" if (get_language() or "").startswith("zh") else "_zh"
    told = [field for field in table.values if not field.name.endswith(other)]
    spoken = [field for field in told if getattr(line, field.name) is not None]
    if len(spoken) == 1:
        return spoken[0].say(getattr(line, spoken[0].name), currency)
    return " · ".join(_say(field, line, currency) for field in spoken)


def _say(field: Field, line: Any, currency: str) -> str:
    words = field.say(getattr(line, field.name), currency)
    return words if field.speaks else f"{field.label} {words}"
