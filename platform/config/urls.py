"""What both URL trees are built from: each room brings its own, found by name."""

from collections.abc import Sequence
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

ROOMS = [app for app in settings.INSTALLED_APPS if "." in app and app.split(".")[0] in settings.WINGS]
GROUND = ["accounts", "catalog", "desk"]


def rooms(side: str) -> list[URLPattern | URLResolver]:
    """Return the pages of every room for `side` (`headoffice` or `station`): `<app>/pages/urls_<side>.py` below `/<label>/`."""
    found: list[URLPattern | URLResolver] = []
    for app in [*GROUND, *ROOMS]:
        module = f"{app}.pages.urls_{side}"
        if find_spec(f"{app}.pages") and find_spec(module):
            label = app.rpartition(".")[2]
            found.append(path(f"{label}/" if label != "desk" else "", include((module, label), namespace=label)))
    return found


def apis() -> Sequence[URLPattern | URLResolver]:
    """Return the API of every room: `<app>/api/urls.py`, all below `/api/v1/`."""
    modules = [f"{app}.api.urls" for app in [*GROUND, *ROOMS]]
    return [
        path("", include(module)) for module in modules if find_spec(module.rpartition(".")[0]) and find_spec(module)
    ]


def ground() -> Sequence[URLPattern | URLResolver]:
    """Return what no room owns: health, metrics, the API's own description."""
    return [path("", include("common.observability.urls")), path("api/v1/", include("common.api.urls"))]
