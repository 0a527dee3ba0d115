"""Who is asking, and whose rows they may reach while they are served."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.actors import Actor, actor_at_office, actor_at_station
from common.scope import NOBODY, scoped

GetResponse = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Sets `request.actor` (None when nobody is signed in) and the database scope around the view.

    `request.station` was set by the registry's middleware; a person without a membership there has no role and sees nothing.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request as its actor."""
        actor = actor_of(request)
        request.actor = actor  # type: ignore[attr-defined]
        with scoped(actor.scope if actor else NOBODY):
            return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor | None:
    """Return the signed-in person at the place that the address names."""
    if not request.user.is_authenticated:
        return None
    station = getattr(request, "station", None)
    return actor_at_station(request.user, station) if station is not None else actor_at_office(request.user)
