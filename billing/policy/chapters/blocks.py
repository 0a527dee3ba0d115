"""Chapters of a policy, and the blocks they are made of: single figures below one clause, and tables of lines."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any

from django.utils.translation import gettext as now_

from billing.policy.chapters.fields import Field
from billing.policy.choices import PolicyError
from common.errors import Invalid
from common.text import Text

Check = Callable[[Any], str | None]  # returns the place, within the block, of what does not fit together


@dataclass(frozen=True, kw_only=True)
class Table:
    """A list of lines. `name` is the member of the content (or of the figures' object) that holds it, and of the policy."""

    name: str
    title: Text
    make: type
    fields: Sequence[Field]
    explain: Text = ""
    at_least: int = 0
    check: Check | None = None

    @property
    def keys(self) -> list[Field]:
        """Return the fields that say what a line is about."""
        return [field for field in self.fields if field.key]

    @property
    def values(self) -> list[Field]:
        """Return what a line says, without its clause."""
        return [field for field in self.fields if not field.key and field.name != "clause"]

    def parse(self, content: Mapping[str, Any], place: str) -> tuple[Any, ...]:
        """Return the lines. Raises Invalid for an unusable one, or two about the same."""
        rows = content.get(self.name, [])
        if not isinstance(rows, list) or len(rows) < self.at_least:
            raise wrong(place)
        found = tuple(_make(self.make, self.fields, row, f"{place}.{number}") for number, row in enumerate(rows))
        if self.check and (part := self.check(found)) is not None:
            raise wrong(f"{place}.{part}" if part else place)
        self._refuse_twins(found, place)
        return found

    def usual(self) -> dict[str, Any]:
        """Return what counts where an older version does not say."""
        return _defaults(self.make)

    def key_of(self, line: Any) -> str:
        """Return what a line is about, the same in all versions."""
        return ":".join([self.name, *(str(getattr(line, field.name)) for field in self.keys)])

    def _refuse_twins(self, lines: Sequence[Any], place: str) -> None:
        seen: set[str] = set()
        for number, line in enumerate(lines):
            key = self.key_of(line)
            if key in seen:
                raise twin(f"{place}.{number}.{self.keys[0].name}")
            seen.add(key)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Single figures, and the tables that refine them: an object of the content. An `optional` one may be missing in older versions."""

    name: str
    title: Text
    make: type
    fields: Sequence[Field]
    explain: Text = ""
    tables: Sequence[Table] = ()
    optional: bool = False
    check: Check | None = None

    @property
    def keys(self) -> list[Field]:
        """Single figures are about nothing but themselves."""
        return []

    def usual(self) -> dict[str, Any]:
        """Return what counts where an older version does not say."""
        return _defaults(self.make)

    def parse(self, content: Mapping[str, Any]) -> Any:
        """Return the object. Raises Invalid naming the place that is wrong."""
        values = content.get(self.name)
        if values is None and self.optional:
            return self.make()
        if not isinstance(values, Mapping):
            raise wrong(self.name)
        tables = {table.name: table.parse(values, f"{self.name}.{table.name}") for table in self.tables}
        found = _make(self.make, self.fields, values, self.name, **tables)
        if self.check and (part := self.check(found)) is not None:
            raise wrong(f"{self.name}.{part}")
        return found


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """One page of the policy."""

    code: str
    title: Text
    explain: Text = ""
    figures: Figures | None = None
    tables: Sequence[Table] = ()

    def every_table(self) -> list[tuple[str, Table]]:
        """Return (the name of its object or empty, table) of each table, in reading order."""
        inner = [(self.figures.name, table) for table in self.figures.tables] if self.figures else []
        return [*inner, *(("", table) for table in self.tables)]


def wrong(place: str) -> Invalid:
    """Return the refusal that names a place, such as `coverage.2.months`."""
    message = now_("“%(place)s” is missing or not usable. Correct it and save again.") % {"place": place}
    return Invalid(message, code=PolicyError.CONTENT, field=place.partition(".")[0], place=place)


def twin(place: str) -> Invalid:
    """Return the refusal of a second line about the same."""
    message = now_("“%(place)s”: an earlier line speaks about the same. Keep one of them.") % {"place": place}
    return Invalid(message, code=PolicyError.TWIN, field=place.partition(".")[0], place=place)


def has_default(make: type, name: str) -> bool:
    """Tell whether the policy has a value of its own for what older versions do not say."""
    found = next(field for field in fields(make) if field.name == name)
    return found.default is not MISSING or found.default_factory is not MISSING


def _defaults(make: type) -> dict[str, Any]:
    return {field.name: field.default for field in fields(make) if field.default is not MISSING}


def _make(make: type, wanted: Sequence[Field], values: Any, place: str, **given: Any) -> Any:
    if not isinstance(values, Mapping):
        raise wrong(place)
    for field in wanted:
        if field.name not in values and has_default(make, field.name):
            continue
        try:
            given[field.name] = field.read(values.get(field.name))
        except ValueError:
            raise wrong(f"{place}.{field.name}") from None
    return make(**given)
