"""The row locks of lifecycle: the record first, then the station."""

from uuid import UUID

from accounts.actors import Actor
from network.lifecycle.models import StationChange
from network.lifecycle.selectors import changes_for
from tenants.registry.models import Station


def lock_change(change_id: UUID, actor: Actor) -> StationChange:
    """Lock a change that the actor sees. Raises NotYours."""
    found: StationChange = changes_for(actor).locked().get_or_404(change_id)
    return found


def lock_station(station_id: UUID) -> Station:
    """Lock the registry's row of a station whose record the actor has passed the gate for. Raises NotYours."""
    found: Station = Station.objects.all().locked().get_or_404(station_id)
    return found
