"""Links that narrow a list: a filter that the list does not have is ignored, and the reader sees everything instead of what was promised."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import URLResolver, get_resolver

from common.pages import RecordFilter
from tests.house.test_layout import ROOT, WINGS

WRITTEN = (
    re.compile(r"""reverse\(\s*["']([\w:]+)["'][^)]*\)\}?["' +]*f?["']?\?([^"'`]+)"""),
    re.compile(r"""\{% url '([\w:]+)'[^%]*%\}\?([^"'>]+)"""),
)
KEY = re.compile(r"(?:^|&amp;|&)([a-z_]+)=")
FRAME = {"q", "sort", "page", "view", "next"}


def links() -> Iterator[tuple[Path, str, set[str]]]:
    """Yield (file, name of the page, keys of the query) of each link that is written down with a query."""
    for wing in WINGS:
        for path in (*(ROOT / wing).rglob("*.py"), *(ROOT / wing).rglob("*.html")):
            for pattern in WRITTEN:
                for name, query in pattern.findall(path.read_text()):
                    yield path, name, set(KEY.findall(query))


def pages(resolver: Any, spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield (name, view class) of each address."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from pages(one, (*spaces, one.namespace) if one.namespace else spaces)
        else:
            yield ":".join((*spaces, one.name or "")), getattr(one.callback, "view_class", None)


def understood(view: Any) -> set[str] | None:
    """Return the keys that a page reads from its query; None for a page that chooses its filter or reads the query itself."""
    filters, form = getattr(view, "filterset_class", None), getattr(view, "form_class", None)
    if not isinstance(filters, type) or not issubclass(filters, RecordFilter):
        return set(form.base_fields) | FRAME if isinstance(form, type) and filters is None else None
    keys = set(filters.base_filters)
    for name, one in filters.base_filters.items():
        keys |= {f"{name}_{suffix}" for suffix in getattr(one.field.widget, "suffixes", ())}
    return keys | FRAME


def test_a_link_names_filters_that_the_list_has() -> None:
    known: dict[str, list[Any]] = {}
    for conf in (settings.ROOT_URLCONF, settings.STATION_URLCONF):
        for name, view in pages(get_resolver(conf)):
            known.setdefault(name, []).append(view)
    checked, wrong = 0, []
    for path, name, keys in links():
        for read in map(understood, known[name]):
            if read is not None:
                checked += 1
                wrong += [f"{path.relative_to(ROOT)}: {name} does not filter by {key}" for key in sorted(keys - read)]
    assert checked > 20
    assert wrong == []
