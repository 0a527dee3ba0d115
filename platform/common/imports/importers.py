"""What an app says about a list that can be taken in, and the register of all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from common.text import Text


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `kind` names a reader of `cells.py`; `choices` are (code, label); `aliases` are further headers that mean it."""

    name: str
    label: Text
    kind: str = "text"
    required: bool = False
    longest: int = 200
    choices: Sequence[tuple[str, Text]] = ()
    aliases: Sequence[str] = ()
    example: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row that could be read: its number in the file, and the values by field name (None where a cell is empty)."""

    number: int
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one key: they are taken in together, or not at all."""

    key: str
    rows: Sequence[Row]

    @property
    def first(self) -> Row:
        """Return the first row, which speaks for the group."""
        return self.rows[0]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one cell. The sentence is lazy, so that it can be told in every language."""

    number: int
    field: str
    sentence: Text


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a group."""

    label: str
    id: UUID


class Importer:
    """A list that can be taken in. `action` is the row of the role table that it needs; `key` names the field that makes it idempotent.

    More than `at_once` rows are taken in by a job.
    """

    code: ClassVar[str]
    title: ClassVar[Text]
    action: ClassVar[str]
    key: ClassVar[str]
    fields: ClassVar[Sequence[Field]]
    at_once: ClassVar[int] = 500

    def is_open_to(self, actor: Any) -> bool:
        """Whether the person may take such a list in, where they stand."""
        return bool(actor.may(self.action))

    def known(self, groups: Sequence[Group], actor: Any) -> Mapping[str, Done]:
        """Return those keys that are here already and would change nothing."""
        return {}

    def check(self, groups: Sequence[Group], actor: Any) -> Iterable[Problem]:
        """Yield what is wrong, without writing anything. Cells that can't be read have been told already."""
        return ()

    def commit(self, group: Group, actor: Any) -> Done:
        """Call the app's own action for one group. A DomainError is told at the group's first row and undoes the group."""
        raise NotImplementedError

    def url(self, key: UUID) -> str:
        """Return where the result is shown, or nothing."""
        return ""

    def field(self, name: str) -> Field | None:
        """Return a field by name."""
        return next((one for one in self.fields if one.name == name), None)


_importers: dict[str, Importer] = {}


def register(importer: Importer) -> None:
    """Add an importer; call it from the app's `desk.py`. Raises ValueError when two have the same code."""
    if importer.code in _importers:
        raise ValueError(f"two importers are called {importer.code}")
    _importers[importer.code] = importer


def importer_of(code: str) -> Importer | None:
    """Return the importer with this code."""
    return _importers.get(code)


def open_importers(actor: Any) -> list[Importer]:
    """Return the importers that the person may use."""
    return [one for one in _importers.values() if one.is_open_to(actor)]


def codes() -> list[str]:
    """Return the codes of all importers."""
    return list(_importers)
