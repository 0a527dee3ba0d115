"""A page without a declared action stops the server from starting: nothing is open by omission."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from common.pages.base import Page


def page_classes(patterns: Iterable[Any]) -> Iterator[type[Page]]:
    """Yield the Page classes behind URL patterns."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from page_classes(one.url_patterns)
        elif isinstance(one, URLPattern):
            view = getattr(one.callback, "view_class", None)
            if isinstance(view, type) and issubclass(view, Page):
                yield view


def urlconfs() -> set[str]:
    """Return the names of all URL configurations in use."""
    names = (settings.ROOT_URLCONF, getattr(settings, "STATION_URLCONF", ""))
    return {name for name in names if name}


@register("pages")
def pages_declare_actions(app_configs: Iterable[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Report each page that is reachable and says not who may see it."""
    pages = {page for name in urlconfs() for page in page_classes(get_resolver(name).url_patterns)}
    return [
        Error(
            f"{page.__module__}.{page.__qualname__} declares no action.",
            hint="Name a row of accounts/role_table.py.",
            id="pages.E001",
        )
        for page in sorted(pages, key=lambda one: one.__qualname__)
        if not page.action
    ]
