"""The person's own language and time zone, as far as this browser has not chosen otherwise."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


class PreferenceMiddleware:
    """Sets language and time zone from the signed-in person; the language cookie of the browser wins."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request as the person likes it."""
        actor = getattr(request, "actor", None)
        if actor is not None and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(actor.user.language)
        with timezone.override(zone_of(actor.user.time_zone if actor is not None else settings.BUSINESS_TIME_ZONE)):
            response = self.get_response(request)
        response.headers["Content-Language"] = translation.get_language()
        return response


def zone_of(name: str) -> ZoneInfo:
    """Return the zone; an unknown name means the manufacturer's."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.BUSINESS_TIME_ZONE)
