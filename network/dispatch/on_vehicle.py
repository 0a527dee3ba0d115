"""The rescues of a vehicle, on its page in the catalogue."""

from collections.abc import Iterator

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.reviewing import Event, add_life
from catalog.models import Vehicle
from catalog.sections import Line, add, listed
from common.clock import business_zone
from common.pages import Section
from network.dispatch.selectors import rescues_for

SHOWN = 20


def rescues_of(actor: Actor, vehicle: Vehicle) -> Section | None:
    """List how often the vehicle had to be rescued, as far as the reader may see it."""
    if not actor.may("rescues.view"):
        return None
    rows = rescues_for(actor).filter(case__vin=vehicle.vin).order_by("-created_at")[:SHOWN]
    return listed(_("Rescues"), [Line(row, row.number, row.created_at, row.station or "") for row in rows])


def rescues_in_life(actor: Actor, vin: str) -> Iterator[Event]:
    """Tell the reviewer of a claim when the vehicle had to be rescued: the fact; the page only to those who may open it."""
    for one in rescues_for(actor).filter(case__vin=vin).order_by("-created_at")[:SHOWN]:
        day = (one.finished_at or one.created_at).astimezone(business_zone()).date()
        words = now_("Rescue %(number)s, not claimed") % {"number": one.number}
        place = [one.station.name if one.station else "", str(one.get_status_display())]
        url = one.get_absolute_url() if actor.may("rescues.view") else ""
        yield Event(day, words, detail=" · ".join(filter(None, place)), key=one.pk, url=url)


add(rescues_of, order=30)
add_life(rescues_in_life)
