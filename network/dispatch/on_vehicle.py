"""The rescues of a vehicle, on its page in the catalogue."""

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalog.models import Vehicle
from catalog.sections import Line, add, listed
from common.pages import Section
from network.dispatch.selectors import rescues_for

SHOWN = 20


def rescues_of(actor: Actor, vehicle: Vehicle) -> Section | None:
    """List how often the vehicle had to be rescued, as far as the reader may see it."""
    if not actor.may("rescues.view"):
        return None
    rows = rescues_for(actor).filter(case__vin=vehicle.vin).order_by("-created_at")[:SHOWN]
    return listed(_("Rescues"), [Line(row, row.number, row.created_at, row.station or "") for row in rows])


add(rescues_of, order=30)
