"""DRF's view of who asks: the middleware has settled it; a session must prove by CSRF that the page is ours."""

from typing import Any

from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request


class ActorAuthentication(SessionAuthentication):
    """Takes the person that `ActorMiddleware` found behind the API key or the session."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """Return (user, key); None when nobody is signed in."""
        actor = getattr(request._request, "actor", None)
        if actor is None:
            return None
        key = getattr(request._request, "api_key", None)
        if key is None:
            request._request.body  # noqa: B018  kept for the key's fingerprint: looking for the token in a form of files uses it up
            self.enforce_csrf(request)
        return actor.user, key

    def authenticate_header(self, request: Request) -> str:
        """Make a refusal 401, with this scheme."""
        return "Bearer"
