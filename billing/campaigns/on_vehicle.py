"""The campaigns of a vehicle, on its page in the catalogue."""

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.campaigns.selectors import all_of, open_for
from catalog.models import Vehicle
from catalog.sections import Line, Notice, add, add_notices, listed
from common.pages import Section
from common.text import Text


def campaigns_of(actor: Actor, vehicle: Vehicle) -> Section | None:
    """List the campaigns for which the vehicle is called in, with what was done."""
    if not actor.may("campaigns.view"):
        return None
    return listed(
        _("Campaigns and recalls"),
        [Line(row.campaign, str(row.campaign), row.repaired_on, _words(row.is_done)) for row in all_of(vehicle.vin)],
    )


def open_campaigns(actor: Actor, vehicle: Vehicle) -> list[Notice]:
    """Tell reception which campaigns the vehicle still waits for."""
    if not actor.may("campaigns.view"):
        return []
    return [Notice(f"{one.get_kind_display()}: {one}", one.get_absolute_url()) for one in open_for(vehicle.vin)]


def _words(is_done: bool) -> Text:
    return _("done") if is_done else _("not done yet")


add(campaigns_of, order=10)
add_notices(open_campaigns)
