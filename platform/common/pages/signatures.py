"""What a column's methods ask for is worked out once, not for each cell: that was more than half the time of a long export.

django_tables2 reads the signature of `render` and `value` again for every cell (`call_with_appropriate`).
"""

from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any

from django_tables2 import utils

Asked = tuple[tuple[str, ...], str | None]  # the names of the arguments, and of the one that takes all others
_read: Callable[[Any], Asked] = utils.signature


@cache
def _of_method(function: FunctionType) -> Asked:
    names, others = _read(function)
    return names[1:], others


def signature(function: Any) -> Asked:
    """Return what a function asks for, as django_tables2 does. Methods alone are remembered: they live as long as their class."""
    method = getattr(function, "__func__", None)
    return _of_method(method) if isinstance(method, FunctionType) else _read(function)


def remember_signatures() -> None:
    """Let django_tables2 ask here."""
    vars(utils)["signature"] = signature
