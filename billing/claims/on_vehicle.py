"""The claims of a vehicle, on its page in the catalogue."""

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.selectors import claims_for
from catalog.models import Vehicle
from catalog.sections import Line, add, listed
from common.pages import Section

SHOWN = 20


def claims_of(actor: Actor, vehicle: Vehicle) -> Section | None:
    """List what was claimed for the vehicle, as far as the reader may see it."""
    rows = claims_for(actor).filter(vin=vehicle.vin).order_by("-repair_finished_on")[:SHOWN]
    return listed(_("Claims"), [Line(row, row.number, row.repair_finished_on, row.get_type_display()) for row in rows])


add(claims_of, order=20)
