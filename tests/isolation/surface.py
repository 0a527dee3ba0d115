"""Everything that answers: each address × method with the row of the role table that it needs, read from the URL resolver itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

NOBODYS_UUID = UUID("01890000-0000-7000-8000-000000000000")
NOBODYS_ID = "xxx_00000000000000000000000000"
SAMPLES = {
    "uuid": str(NOBODYS_UUID),
    "int": "999999",
    "str": "nothing",
    "slug": "nothing",
    "path": "nothing",
    "id": NOBODYS_ID,
}
OPEN = {"public", "signed_in"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One address and method. `needs` is an action, `public`, `signed_in`, or empty where nobody declared it."""

    tree: str
    route: str
    method: str
    needs: str
    is_api: bool
    module: str
    model: str = ""  # whose ids an API address takes
    asks_again: bool = False  # a list's POST runs a bulk action, which needs a row of the table of its own

    def address(self, prefix: str, **values: str) -> str:
        """Return the address with ids that don't exist, or with `values`."""
        return prefix + fill(self.route, values)


def cells() -> list[Cell]:
    """Return the whole surface of both trees."""
    trees = {"office": "config.urls_headoffice", "station": "config.urls_station"}
    return [cell for tree, conf in trees.items() for cell in _walk(tree, get_resolver(conf).url_patterns, "/")]


def _walk(tree: str, patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[Cell]:
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(tree, entry.url_patterns, route)
        else:
            yield from _cells_of(tree, route, entry.callback)


def _cells_of(tree: str, route: str, view: Any) -> Iterator[Cell]:
    is_api = route.startswith("/api/")
    for method, needs in _methods(view):
        asks_again = method == "POST" and hasattr(getattr(view, "view_class", None), "bulk")
        yield Cell(tree, route, method, needs, is_api, getattr(view, "__module__", ""), _model_of(view), asks_again)


def _model_of(view: Any) -> str:
    meta = getattr(getattr(getattr(view, "cls", None), "serializer_class", None), "Meta", None)
    return meta.model.__name__ if meta is not None else ""


def _methods(view: Any) -> Iterator[tuple[str, str]]:
    if hasattr(view, "actions") and hasattr(view, "cls"):
        for method, name in view.actions.items():
            if method == "head":  # the framework adds it with a view's first call: it is answered by what answers GET
                assert name == view.actions["get"], f"{view.cls.__name__} answers HEAD by {name}"
                continue
            handler = getattr(view.cls, name)
            yield method.upper(), getattr(handler, "needs", "") or view.cls.action
    elif klass := getattr(view, "view_class", None) or getattr(view, "cls", None):
        for method in ("GET", "POST"):
            if hasattr(klass, method.lower()):
                yield method, getattr(klass, "action", "")
    else:
        yield "GET", getattr(view, "action", "")


def fill(route: str, values: dict[str, str]) -> str:
    """Put ids into a route: `<uuid:pk>` and DRF's `(?P<id>…)` alike."""
    out, rest = "", route.replace("^", "").replace("$", "").replace("\\Z", "")
    while rest:
        if rest.startswith("<"):
            inner, _, rest = rest[1:].partition(">")
            kind, _, name = inner.rpartition(":")
            out += values.get(name, SAMPLES.get(kind or "str", "nothing"))
        elif rest.startswith("(?P<"):
            name = rest[4 : rest.index(">")]
            rest = rest[_closing(rest) + 1 :]
            out += values.get(name, SAMPLES.get(name, "nothing"))
        else:
            out, rest = out + rest[0], rest[1:]
    return out.replace("\\", "")


def _closing(text: str) -> int:
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return place
    raise ValueError(text)
