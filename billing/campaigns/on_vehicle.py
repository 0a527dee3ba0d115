"""The campaigns of a vehicle, on its page in the catalogue."""

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.campaigns.selectors import all_of
from catalog.models import Vehicle
from catalog.sections import Line, add, listed
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


def _words(is_done: bool) -> Text:
    return _("done") if is_done else _("not done yet")


add(campaigns_of, order=10)
