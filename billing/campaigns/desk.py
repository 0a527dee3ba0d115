"""What campaigns hang into the frame: menu, card, search, the vehicle's page, and how their events are called."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.campaigns import on_vehicle as on_vehicle  # adds its section to the vehicle's page
from billing.campaigns.choices import CampaignStatus
from billing.campaigns.selectors import campaigns_for
from common.pages import OFFICE, STATION, Card, Hit, cards, menu, say, searches
from common.pages.parts import address

menu.add(
    "policy",
    _("Campaigns and recalls"),
    "campaigns:list",
    icon="speakerphone",
    action="campaigns.view",
    places=(OFFICE, STATION),
    order=58,
)


def find_campaigns(actor: Any, q: str) -> list[Hit]:
    """Return campaigns by number."""
    found = campaigns_for(actor).filter(number__icontains=q)[:6]
    return [Hit(str(one), one.get_absolute_url(), one.get_status_display(), "speakerphone") for one in found]


def open_card(actor: Any) -> Card | None:
    """Return how many campaigns are open."""
    count = campaigns_for(actor).filter(status=CampaignStatus.OPEN).count()
    url = f"{address('campaigns:list')}?status=open"
    return Card(_("Open campaigns"), count, url, icon="speakerphone") if count else None


searches.add(kind=_("Campaign"), action="campaigns.view", find=find_campaigns, places=(OFFICE, STATION), order=72)
cards.add(open_card, action="campaigns.view", places=(OFFICE, STATION), order=40)
say(
    {
        "campaign.drafted": _("Drafted"),
        "campaign.amended": _("Draft changed"),
        "campaign.vehicles_listed": _("Vehicles listed"),
        "campaign.opened": _("Opened"),
        "campaign.closed": _("Closed"),
        "campaign.withdrawn": _("Draft withdrawn"),
    }
)
