"""Who is asking, and whose rows they may reach while they are served."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.actors import Actor, actor_at_office, actor_at_station
from accounts.keys import find_key
from common.api.problems import respond
from common.scope import NOBODY, scoped

GetResponse = Callable[[HttpRequest], HttpResponse]
BEARER = "Bearer "
LOOPBACK = ("127.0.0.1", "::1")


class ActorMiddleware:
    """Sets `request.actor` (None when nobody is signed in) and the database scope around the view.

    `request.station` was set by the registry's middleware; a person without a membership there has no role and sees nothing.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request as its actor; a key that is unknown or of another place is refused."""
        request.api_key = None  # type: ignore[attr-defined]
        if request.path_info.startswith("/api/") and (text := bearer(request)):
            actor = actor_by_key(request, text)
            if actor is None:
                return respond(401, "key_not_valid", _("This API key is unknown, revoked, or of another station."))
        else:
            actor = actor_of(request)
        request.actor = actor  # type: ignore[attr-defined]
        with scoped(actor.scope if actor else NOBODY):
            return self.get_response(request)


def bearer(request: HttpRequest) -> str:
    """Return the API key of the request, or an empty text."""
    given = request.headers.get("Authorization", "")
    return given.removeprefix(BEARER) if given.startswith(BEARER) else ""


def actor_of(request: HttpRequest) -> Actor | None:
    """Return the signed-in person at the place that the address names."""
    if not request.user.is_authenticated:
        return None
    if not demo_may_enter(request, request.user):
        request.user = AnonymousUser()  # a session that was begun on the machine itself and is used from elsewhere
        return None
    return _at_place(request, request.user, None)


def actor_by_key(request: HttpRequest, text: str) -> Actor | None:
    """Return the person behind a key, at the key's place."""
    key = find_key(text)
    station = getattr(request, "station", None)
    if key is None or key.station_id != getattr(station, "pk", None) or not demo_may_enter(request, key.user):
        return None
    request.api_key = key  # type: ignore[attr-defined]
    request.user = key.user
    return _at_place(request, key.user, frozenset(key.scopes) or None)


def demo_may_enter(request: HttpRequest, user: Any) -> bool:
    """Demo people, whose passwords are printed, come in on the machine itself only, and never in production."""
    if not user.is_demo:
        return True
    return not settings.PRODUCTION and request.META.get("REMOTE_ADDR") in LOOPBACK


def _at_place(request: HttpRequest, user: Any, scopes: frozenset[str] | None) -> Actor:
    station = getattr(request, "station", None)
    return actor_at_station(user, station, scopes) if station is not None else actor_at_office(user, scopes)
