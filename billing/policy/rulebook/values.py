"""From the values of a version, as they are stored, to the rules of its room. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

Rules = TypeVar("Rules")
Readers = Mapping[str, Callable[[Any], Any]]  # what makes a field's own value from what JSON kept: rows, codes


def names_of(shape: type[Any]) -> frozenset[str]:
    """Return the names that a version may give values for: every field of the rules (a frozen dataclass) but their label."""
    return frozenset(one.name for one in fields(shape)) - {"label"}


def read_values(shape: type[Rules], label: str, values: Mapping[str, Any], readers: Readers | None = None) -> Rules:
    """Build rules from stored values; what a version does not name stays as the example has it.

    Raises ValueError for a name that no rule has: a typo must not pass as a default.
    """
    unknown = values.keys() - names_of(shape)
    if unknown:
        raise ValueError(f"version {label} of the rules has unknown values: {', '.join(sorted(unknown))}")
    read = {name: reader(values[name]) for name, reader in (readers or {}).items() if name in values}
    return shape(**{"label": label, **values, **read})
