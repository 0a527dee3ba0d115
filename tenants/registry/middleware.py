"""Which station an address belongs to: `/s/<code>/…`, a host name of its own, or the X-Station header of the API."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import set_script_prefix

from accounts.keys import station_in
from accounts.middleware import bearer
from common.database.alias import app
from tenants.registry.models import Domain, Station

PREFIX = "/s/"
API = "/api/"


class StationMiddleware:
    """Sets `request.station` and the connection's schema for the length of the request.

    Below `/s/<code>/` the prefix is moved into the script name, so `reverse()` keeps it; the URLs are the stations'.
    An unknown code leaves the address as it is, which nothing answers: 404.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request in its station's schema."""
        app().set_schema_to_public()
        station = self.find(request)
        request.station = station  # type: ignore[attr-defined]
        if station is None:
            return self.get_response(request)
        try:
            app().set_tenant(station)
            return self.get_response(request)
        finally:
            app().set_schema_to_public()
            set_script_prefix("/")

    def find(self, request: HttpRequest) -> Station | None:
        """Return the station that the request names, and set up its URLs."""
        if settings.STATION_HOSTS and (owner := self.by_host(request)) is not None:
            return self.on_own_host(request, owner)
        if request.path_info.startswith(PREFIX):
            return self.by_path(request)
        if request.path_info.startswith(API):
            return self.by_code(request.headers.get("X-Station") or station_in(bearer(request)))
        return None

    def on_own_host(self, request: HttpRequest, owner: Station) -> Station | None:
        """Serve `owner` at the root and below its prefix, which messages link to. Another station's prefix is not found here."""
        if not request.path_info.startswith(PREFIX):
            request.urlconf = settings.STATION_HOST_URLCONF  # type: ignore[attr-defined]
            return owner
        code = request.path_info.removeprefix(PREFIX).partition("/")[0]
        return self.by_path(request) if code == owner.code else None

    def by_path(self, request: HttpRequest) -> Station | None:
        """Resolve `/s/<code>/rest`."""
        code, _, rest = request.path_info.removeprefix(PREFIX).partition("/")
        station = self.by_code(code)
        if station is not None:
            script = f"{request.META.get('SCRIPT_NAME', '').rstrip('/')}{PREFIX}{code}"
            request.path_info = f"/{rest}"
            request.META["SCRIPT_NAME"] = script
            set_script_prefix(f"{script}/")
            request.urlconf = settings.STATION_URLCONF  # type: ignore[attr-defined]
        return station

    def by_host(self, request: HttpRequest) -> Station | None:
        """Return the station whose own host name was asked."""
        host = request.get_host().partition(":")[0].lower()
        domain = Domain.objects.select_related("tenant").filter(domain=host).first()
        may_enter = domain is not None and domain.tenant.has_schema and domain.tenant.access_open
        return domain.tenant if may_enter else None

    def by_code(self, code: str) -> Station | None:
        """Return the open station with this code; one whose system access is closed is not found."""
        if not code.isalnum():
            return None
        rows = Station.objects.filter(code=code, access_open=True).exclude(schema_fingerprint="")
        found: Station | None = rows.first()
        return found
