"""What the registry tells the frame: names and addresses of stations, the menu, and how to find one."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.pages import STATION, Hit, menu, say, searches
from common.pages.addresses import station_address
from common.pages.ports import ports
from tenants.registry.selectors import names_of, stations_for

menu.add("network", _("Stations"), "registry:stations", icon="building", action="stations.view", order=20, key="s")
menu.add("admin", _("Our station"), "registry:own", icon="building", action="stations.own", places=(STATION,), order=5)
say({"station.opened": _("Station opened"), "station.host_named": _("Host name given")})


def labels(keys: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return (name, address) of each open station."""
    return {key: (name, station_address(code)) for key, code, name in names_of(keys)}


def find_stations(actor: Actor, q: str) -> Sequence[Hit]:
    """Find stations by code, name or city."""
    rows = stations_for(actor)
    found = rows.filter(code__icontains=q) | rows.filter(name__icontains=q) | rows.filter(city__icontains=q)
    return [
        Hit(str(row), reverse("registry:station", args=[row.pk]), f"{row.province} {row.city}", "building")
        for row in found.order_by("code")[:6]
    ]


ports.stations = labels
searches.add(kind=_("Station"), action="stations.view", find=find_stations, order=30)
