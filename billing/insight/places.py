"""Which regional office a city belongs to. Planning knows all cities and plugs itself in; without it the stations' own cities are known."""

from collections.abc import Callable, Mapping

from tenants.registry.models import Station


def by_stations() -> Mapping[str, str]:
    """Return the region of each city that has a station."""
    return dict(Station.objects.values_list("city", "region"))


class Places:
    """The socket: `regions()` brings {city: region}."""

    regions: Callable[[], Mapping[str, str]] = staticmethod(by_stations)


places = Places()
