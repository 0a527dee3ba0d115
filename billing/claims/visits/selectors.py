"""Which visits a person may see, and writing one down."""

from accounts.actors import Actor
from billing.claims.models import VehicleVisit
from common.clock import business_zone
from common.history.models import History
from common.records import RecordQuerySet


def visits_for(actor: Actor) -> RecordQuerySet:
    """Return a station's own; for head office all."""
    rows = VehicleVisit.objects.select_related("station")
    if not actor.may("claims.view"):
        return rows.none()
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id)
    return rows if actor.is_office else rows.none()


def note_visit(event: History) -> None:
    """Write down a delivered order from its event; once, however often the event comes."""
    told = event.after
    if event.station_id is None or not told.get("vin"):
        return
    facts = {
        "station_id": event.station_id,
        "repair_order_number": told.get("number", ""),
        "vin": told["vin"],
        "kind": told.get("kind", ""),
        "delivered_on": event.occurred_at.astimezone(business_zone()).date(),
        "mileage_km": told.get("mileage_km"),
    }
    VehicleVisit.objects.get_or_create(repair_order_id=event.aggregate_id, defaults=facts)
