"""The station's own repair orders of a vehicle, on its page in the catalogue."""

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalog.models import Vehicle
from catalog.sections import Line, add, listed
from common.pages import Section
from tenants.workshop.selectors import repair_orders_for

SHOWN = 20


def repair_orders_of(actor: Actor, vehicle: Vehicle) -> Section | None:
    """List the vehicle's visits at this station; other stations' are theirs alone."""
    if not actor.is_station or not actor.may("workshop.view"):
        return None
    rows = repair_orders_for(actor).filter(vin=vehicle.vin).order_by("-received_at")[:SHOWN]
    return listed(_("Repair orders"), [Line(row, row.number, row.received_at, row.complaint[:60]) for row in rows])


add(repair_orders_of, order=10)
