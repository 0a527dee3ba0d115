"""Rate limits: per person and key, else per address."""

from typing import Any

from rest_framework.throttling import SimpleRateThrottle


class PrincipalThrottle(SimpleRateThrottle):
    """A budget per minute for each principal."""

    scope = "principal"

    def get_cache_key(self, request: Any, view: Any) -> str:
        """Return the key under which this principal's requests are counted."""
        key = getattr(request._request, "api_key", None)
        who = key.pk if key is not None else getattr(request.user, "pk", None) or self.get_ident(request)
        return f"throttle:{who}"
