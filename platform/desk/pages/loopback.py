"""Whether a page that exists for the demo alone may be shown."""

from django.conf import settings
from django.http import HttpRequest

HOME = ("127.0.0.1", "::1")


def is_demo_at_home(request: HttpRequest) -> bool:
    """Tell whether this is the demo, asked from the machine on which it runs."""
    return bool(settings.DEMO) and request.META.get("REMOTE_ADDR", "") in HOME
