"""Addresses of API views."""

from typing import Any

from django.urls import URLPattern, URLResolver
from rest_framework.routers import SimpleRouter

from common.api.views import RecordApi


def router(prefix: str, view: type[RecordApi], basename: str = "") -> list[URLPattern | URLResolver]:
    """Return the addresses of a view: `/api/v1/<prefix>`, `/api/v1/<prefix>/{id}` and its commands."""
    routes: Any = SimpleRouter(trailing_slash=False)
    routes.register(prefix, view, basename=basename or prefix.replace("/", "-"))
    return list(routes.urls)
