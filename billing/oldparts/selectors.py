"""Which old parts and shipments a person may see."""

from accounts.actors import Actor
from billing.oldparts.choices import PartStatus
from billing.oldparts.models import OldPart, Shipment
from common.records import RecordQuerySet


def old_parts_for(actor: Actor) -> RecordQuerySet:
    """Return a station's own parts, or all for head office."""
    return _within(OldPart.objects.select_related("station", "claim", "shipment"), actor)


def shipments_for(actor: Actor) -> RecordQuerySet:
    """Return a station's own shipments, or all for head office."""
    return _within(Shipment.objects.select_related("station"), actor)


def ready_to_ship(actor: Actor) -> RecordQuerySet:
    """Return what a station has labelled and not sent, most urgent first."""
    parts: RecordQuerySet = old_parts_for(actor).filter(status=PartStatus.LABELLED).order_by("due_on", "label_code")
    return parts


def find_by_code(code: str, actor: Actor) -> OldPart | None:
    """Return the part with this label, as scanned: blanks and small letters don't matter."""
    part: OldPart | None = old_parts_for(actor).filter(label_code=code.strip().upper()).first()
    return part


def _within(rows: RecordQuerySet, actor: Actor) -> RecordQuerySet:
    if not actor.may("oldparts.view"):
        return rows.none()
    if actor.is_station:
        return rows.filter(station_id=actor.station_id)
    return rows if actor.is_office else rows.none()


def recently_received(actor: Actor) -> RecordQuerySet:
    """Return what was received and waits for its check, newest first."""
    parts: RecordQuerySet = old_parts_for(actor).filter(status=PartStatus.RECEIVED).order_by("-received_at")
    return parts[:50]
