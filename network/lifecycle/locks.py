"""The row locks of lifecycle: the record first, then the station."""

from uuid import UUID

from accounts.actors import Actor
from network.lifecycle.models import StationChange, StationOrder
from network.lifecycle.selectors import changes_for, orders_for
from tenants.registry.models import Station


def lock_change(change_id: UUID, actor: Actor) -> StationChange:
    """Lock a change that the actor sees. Raises NotYours."""
    found: StationChange = changes_for(actor).locked().get_or_404(change_id)
    return found


def lock_order(order_id: UUID, actor: Actor) -> StationOrder:
    """Lock an order that the actor sees. Raises NotYours."""
    found: StationOrder = orders_for(actor).locked().get_or_404(order_id)
    return found


def lock_station(station_id: UUID) -> Station:
    """Lock the registry's row of a station whose record the actor has passed the gate for. Raises NotYours.

    Its key stays as it is, so rows that refer to it may be written meanwhile: dispatch and lifecycle never wait for each other.
    """
    found: Station = Station.objects.select_for_update(no_key=True, of=("self",)).get_or_404(station_id)
    return found
