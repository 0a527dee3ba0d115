"""The clauses of a policy: how each is asked for in the form, said in words, and compared line by line."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.policy.clauses import Clause as Line
from billing.policy.clauses import Pair
from common.errors import Invalid
from common.text import Text

MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class Kind:
    """How a figure is typed (`shown` and `stored` turn it over), and how it is said."""

    field: Callable[..., forms.Field]
    shown: Callable[[Any], Any]
    stored: Callable[[Any], Any]
    words: Callable[[Any], str]


def number(value: float) -> str:
    """Return a number without zeros that say nothing."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _decimal(low: float, high: float) -> Callable[..., forms.Field]:
    return lambda **looks: forms.FloatField(min_value=low, max_value=high, **looks)


def _whole(low: int, high: int) -> Callable[..., forms.Field]:
    return lambda **looks: forms.IntegerField(min_value=low, max_value=high, **looks)


def _same(value: Any) -> Any:
    return value


def _scaled(factor: float, words: Text, *, low: float, high: float, whole: bool) -> Kind:
    return Kind(
        _decimal(low, high),
        lambda value: round(value / factor, 3),
        lambda typed: round(typed * factor) if whole else typed * factor,
        lambda value: str(words) % {"n": number(value / factor)},
    )


SECONDS = Kind(_whole(1, 3_600), _same, _same, lambda value: now_("%(n)s s") % {"n": value})
MINUTES = _scaled(60, _("%(n)s min"), low=0.1, high=100_000, whole=True)
HOURS = _scaled(3_600, _("%(n)s h"), low=0.1, high=1_000, whole=False)
KILOMETRES = _scaled(1_000, _("%(n)s km"), low=0, high=5_000, whole=False)
SPEED = _scaled(1 / 3.6, _("%(n)s km/h"), low=5, high=200, whole=False)
PERCENT = _scaled(0.01, _("%(n)s %%"), low=10, high=100, whole=False)
METRES = Kind(_whole(10, 5_000), _same, _same, lambda value: now_("%(n)s m") % {"n": value})
FACTOR = Kind(_decimal(0.5, 10), _same, _same, number)
HOUR = Kind(_whole(0, 23), _same, _same, lambda value: f"{value}:00")
COUNT = Kind(_whole(1, 5), _same, _same, str)
WORKING_DAYS = Kind(_whole(1, 60), _same, _same, lambda value: now_("%(n)s working days") % {"n": value})
YES_NO = Kind(
    lambda **looks: forms.BooleanField(**(looks | {"required": False})),
    _same,
    bool,
    lambda value: now_("yes") if value else now_("no"),
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One figure of the policy."""

    name: str
    label: Text
    kind: Kind
    hint: Text = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Figures that belong together."""

    code: str
    title: Text
    clauses: Sequence[Clause] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of the policy. `shown` gives what the form begins with, `stored` what is kept, `words` label and value of a row."""

    name: str
    title: Text
    form: type[forms.Form]
    shown: Callable[[Any], dict[str, Any]]
    stored: Callable[[Mapping[str, Any]], Any]
    words: Callable[[int, Any], tuple[str, str]]
    most: int = MOST_ROWS


@dataclass(frozen=True)
class Book:
    """All clauses of one policy, a frozen dataclass with a `label`.

    `example` holds while no version is published; `read` builds a policy of stored values and raises ValueError for a name that no rule
    has; `check` raises Invalid for what single figures can't tell.
    """

    chapters: Sequence[Chapter]
    tables: Sequence[Table]
    example: Any
    read: Callable[[str, Mapping[str, Any]], Any]
    check: Callable[[Any], None]

    @property
    def clauses(self) -> Sequence[Clause]:
        """Return the figures of all chapters."""
        return tuple(clause for chapter in self.chapters for clause in chapter.clauses)

    def lines_of(self, policy: Any) -> list[Line]:
        """Return every line of the policy in reading order, in the reader's language."""
        return [*self._figures(policy), *self._rows(policy)]

    def titles(self) -> list[tuple[str, Text]]:
        """Return (code, title) of all groups of lines."""
        return [*((one.code, one.title) for one in self.chapters), *((one.name, one.title) for one in self.tables)]

    def compare(self, left: Any, right: Any) -> list[tuple[Text, list[Pair]]]:
        """Set two policies side by side, group by group."""
        before, after = ({one.key: one for one in self.lines_of(policy)} for policy in (left, right))
        pairs = [Pair(before.get(key), after.get(key)) for key in {**before, **after}]
        found = [(title, [pair for pair in pairs if pair.shown.group == code]) for code, title in self.titles()]
        return [(title, sorted(group, key=_place)) for title, group in found if group]

    def values_of(self, policy: Any) -> dict[str, Any]:
        """Return the policy as it is stored."""
        found = {name: value for name, value in asdict(policy).items() if name != "label"}
        for table in self.tables:
            rows = found[table.name]
            found[table.name] = [list(row.values()) if isinstance(row, dict) else row for row in rows]
        return found

    def checked(self, label: str, values: Mapping[str, Any]) -> Any:
        """Return the values as a policy. Raises Invalid with a sentence for what can't hold."""
        try:
            policy = self.read(label, values)
        except (TypeError, ValueError, KeyError) as error:
            raise Invalid(_("The policy has a value that can't be read."), field="values") from error
        for clause in self.clauses:
            _check_figure(clause, getattr(policy, clause.name))
        self.check(policy)
        return policy

    def known_names(self) -> set[str]:
        """Return the policy's fields that this book tells; a test compares them with all."""
        return {clause.name for clause in self.clauses} | {table.name for table in self.tables}

    def all_names(self) -> set[str]:
        """Return all fields that a version may set."""
        return {one.name for one in fields(self.example)} - {"label"}

    def _figures(self, policy: Any) -> Iterator[Line]:
        for place, chapter in enumerate(self.chapters, start=1):
            for row, clause in enumerate(chapter.clauses, start=1):
                value = clause.kind.words(getattr(policy, clause.name))
                yield Line(chapter.code, clause.name, f"{place}.{row}", str(clause.label), value)

    def _rows(self, policy: Any) -> Iterator[Line]:
        for place, table in enumerate(self.tables, start=len(self.chapters) + 1):
            for row, held in enumerate(getattr(policy, table.name), start=1):
                label, value = table.words(row, held)
                yield Line(table.name, f"{table.name}.{row}", f"{place}.{row}", label, value)


def _place(pair: Pair) -> tuple[int, ...]:
    """Rows that only one of the two has stand where they belong."""
    return tuple(int(part) for part in pair.shown.number.split("."))


def _check_figure(clause: Clause, value: Any) -> None:
    """Ask the clause's own form field whether the value can be."""
    if isinstance(value, str) or value is None:
        raise Invalid(_("%(clause)s: this value can't be.") % {"clause": clause.label}, field=clause.name)
    try:
        clause.kind.field().clean(clause.kind.shown(value))
    except forms.ValidationError as error:
        sentence = _("%(clause)s: %(why)s") % {"clause": clause.label, "why": " ".join(error.messages)}
        raise Invalid(sentence, field=clause.name) from error
