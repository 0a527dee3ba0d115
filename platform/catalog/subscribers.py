"""What the catalog learns from the stations: the last known mileage of a vehicle."""

from catalog.models import Vehicle
from common.history.models import History
from common.history.subscribers import subscribe


@subscribe("repair_order.delivered")
def note_mileage(event: History) -> None:
    """Keep the mileage read at the station; it never goes down."""
    vin, mileage_km = event.after.get("vin"), event.after.get("mileage_km")
    if vin and isinstance(mileage_km, int):
        Vehicle.objects.filter(vin=vin, mileage_km__lt=mileage_km).update(mileage_km=mileage_km)
