"""Telling the boards and phones that watch: what has changed, and whose it is."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from common.live import OFFICE, publish, publish_all, station_channel
from network.dispatch.intake import Fix
from network.dispatch.models import Offer, Rescue


def tell_rescue(rescue: Rescue, *stations: UUID) -> None:
    """Tell head office, the serving station and further `stations` (those that just lost it)."""
    publish_all(_news(rescue, *stations))


def tell_rescues(rescues: Sequence[Rescue]) -> None:
    """Tell head office and the serving stations of several rescues, with one statement."""
    publish_all([one for rescue in rescues for one in _news(rescue)])


def _news(rescue: Rescue, *stations: UUID) -> list[tuple[str, str, dict[str, Any]]]:
    told = {"id": rescue.pk, "status": rescue.status}
    concerned = {*stations, *([rescue.station_id] if rescue.station_id else [])}
    channels = [OFFICE, *(station_channel(station_id) for station_id in concerned)]
    return [(channel, "rescue.changed", told) for channel in channels]


def tell_offer(offer: Offer) -> None:
    """Tell the asked station that there is an offer, or that it is gone."""
    publish_all([_offer_news(offer)])


def _offer_news(offer: Offer) -> tuple[str, str, dict[str, Any]]:
    return station_channel(offer.station_id), "offer.changed", {"id": offer.pk, "status": offer.status}


def tell_offered(rescue: Rescue, offers: Sequence[Offer]) -> None:
    """Tell the asked stations of their offers, and all who watch the rescue, with one statement."""
    publish_all([*(_offer_news(one) for one in offers), *_news(rescue)])


def tell_switch(*, is_on: bool) -> None:
    """Tell the boards that automatic mode was switched."""
    publish(OFFICE, "dispatch.switched", {"automatic": is_on})


def tell_positions(moved: Sequence[Fix]) -> None:
    """Tell head office and the crews' stations that crews have moved: each channel once, and where to when it is one crew."""
    by_channel: dict[str, list[Fix]] = {OFFICE: list(moved)} if moved else {}
    for one in moved:
        by_channel.setdefault(station_channel(one.crew.station_id), []).append(one)
    publish_all([(channel, "crew.moved", _place(fixes)) for channel, fixes in by_channel.items()])


def _place(fixes: Sequence[Fix]) -> dict[str, Any]:
    if len(fixes) > 1:
        return {"crews": len(fixes)}
    here = fixes[0].report
    return {"crew": fixes[0].crew.crew_id, "lat": here.lat, "lon": here.lon, "at": here.at}
