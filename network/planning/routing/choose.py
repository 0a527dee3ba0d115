"""Which routing server is in use: the one at ROUTING_URL; without one, roads are the straight line times the detour."""

from functools import cache

from django.conf import settings

from network.planning.routing.http import HttpRouter
from network.planning.routing.port import Router

_given: list[Router] = []


def router() -> Router | None:
    """Return the server in use; None where there is none."""
    return _given[-1] if _given else _configured()


def use_router(one: Router | None) -> None:
    """Use another one in this process (tests, the demo); None goes back to the configured one."""
    _given.clear()
    if one is not None:
        _given.append(one)


@cache
def _configured() -> Router | None:
    return HttpRouter(settings.ROUTING_URL) if settings.ROUTING_URL else None
