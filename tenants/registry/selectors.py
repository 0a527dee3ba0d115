"""Which stations a person may see, and what other floors ask about them."""

from collections.abc import Sequence
from uuid import UUID

from accounts.actors import Actor
from accounts.roles import Role
from common.records import RecordQuerySet
from tenants.registry.models import Station

REGIONAL_ONLY = frozenset({Role.REGIONAL_OFFICE})


def stations_for(actor: Actor) -> RecordQuerySet:
    """Return the stations in the person's sight: their own; their region's for a regional office; all for head office."""
    stations = Station.objects.all()
    if actor.is_station:
        return stations.filter(pk=actor.station.pk)
    if not actor.is_office or not actor.roles:
        return stations.none()
    return stations.filter(region=actor.region) if actor.roles <= REGIONAL_ONLY else stations


def places_of_stations(status: str) -> list[tuple[UUID, str, float, float]]:
    """Return (key, name, latitude, longitude) of all stations in a state; their place is public."""
    rows = Station.objects.filter(status=status).order_by("code")
    return list(rows.values_list("pk", "name", "lat", "lon"))


def names_of(keys: Sequence[UUID]) -> list[tuple[UUID, str, str]]:
    """Return (key, code, name) of those stations that have a system of their own."""
    rows = (
        Station.objects.filter(pk__in=keys).exclude(schema_fingerprint="").order_by("code")
        if keys
        else Station.objects.none()
    )
    return list(rows.values_list("pk", "code", "name"))


def station_of(station_id: UUID | None) -> Station | None:
    """Return the station with this key, if its workshop system exists: for subscribers that step inside."""
    if station_id is None:
        return None
    return Station.objects.filter(pk=station_id).exclude(schema_fingerprint="").first()
