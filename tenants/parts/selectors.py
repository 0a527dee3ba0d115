"""Gates of the stock: a person at a station sees that station's store."""

from django.db.models import F

from accounts.actors import Actor
from common.records import RecordQuerySet
from tenants.parts.models import StockItem, StockMove


def stock_items_for(actor: Actor) -> RecordQuerySet:
    """Return the stock items of the station where the person stands; none elsewhere."""
    if not actor.is_station or not actor.roles:
        return StockItem.objects.none()
    return StockItem.objects.filter(station_id=actor.station.pk)


def stock_moves_for(actor: Actor) -> RecordQuerySet:
    """Return the movements in the person's sight, newest first."""
    if not actor.is_station or not actor.roles:
        return StockMove.objects.none()
    return StockMove.objects.filter(item__station_id=actor.station.pk).select_related("item")


def short_items(actor: Actor) -> RecordQuerySet:
    """Return what lies below its minimum."""
    rows: RecordQuerySet = stock_items_for(actor).filter(on_hand__lt=F("minimum"))
    return rows
