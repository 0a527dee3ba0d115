"""What is covered for a vehicle until when, on its page in the catalogue."""

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.policy.cover import cover_on
from catalog.models import Vehicle
from catalog.sections import add
from common.clock import today
from common.pages import Section


def cover_section(actor: Actor, vehicle: Vehicle) -> Section | None:
    """Say for each component until when it is covered today, by which clause, and why not."""
    if not actor.may("policy.view"):
        return None
    found = cover_on(actor, vehicle, today())
    context = {name: getattr(found, name) for name in ("day", "mileage_km", "version", "rows", "guarantee")}
    return Section(_("What is covered until when"), "policy/on_vehicle.html", context | {"vehicle": vehicle})


add(cover_section, order=5)
