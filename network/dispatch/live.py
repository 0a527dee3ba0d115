"""Telling the boards and phones that watch: what has changed, and whose it is."""

from uuid import UUID

from common.live import OFFICE, publish, station_channel
from network.dispatch.models import Crew, Offer, Rescue


def tell_rescue(rescue: Rescue, *stations: UUID) -> None:
    """Tell head office, the serving station and further `stations` (those that just lost it)."""
    told = {"id": rescue.pk, "status": rescue.status}
    publish(OFFICE, "rescue.changed", told)
    concerned = {*stations, *([rescue.station_id] if rescue.station_id else [])}
    for station_id in concerned:
        publish(station_channel(station_id), "rescue.changed", told)


def tell_offer(offer: Offer) -> None:
    """Tell the asked station that there is an offer, or that it is gone."""
    publish(station_channel(offer.station_id), "offer.changed", {"id": offer.pk, "status": offer.status})


def tell_switch(*, is_on: bool) -> None:
    """Tell the boards that automatic mode was switched."""
    publish(OFFICE, "dispatch.switched", {"automatic": is_on})


def tell_position(crew: Crew) -> None:
    """Tell head office and the crew's station where the crew is."""
    told = {"crew": crew.pk, "lat": crew.lat, "lon": crew.lon, "at": crew.position_at}
    publish(OFFICE, "crew.moved", told)
    publish(station_channel(crew.station_id), "crew.moved", told)
