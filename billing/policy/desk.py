"""What the policy hangs into the frame."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.policy import on_vehicle as on_vehicle  # adds its section to the vehicle's page
from billing.policy.selectors import versions_for
from common.pages import OFFICE, STATION, Hit, menu, say, searches
from common.pages.timeline import label

menu.add(
    "policy",
    _("Warranty policy"),
    "policy:list",
    icon="scale",
    action="policy.view",
    places=(OFFICE, STATION),
    order=60,
    key="p",
)
menu.add(
    "policy",
    _("What is covered"),
    "policy:cover",
    icon="shield-check",
    action="policy.view",
    places=(OFFICE, STATION),
    order=62,
)


def find_versions(actor: Any, q: str) -> list[Hit]:
    """Return versions by label."""
    found = versions_for(actor).filter(label__icontains=q)[:6]
    return [Hit(version.label, version.get_absolute_url(), version.get_status_display(), "scale") for version in found]


searches.add(kind=_("Policy version"), action="policy.view", find=find_versions, places=(OFFICE, STATION), order=70)
say(
    {
        "policy.drafted": _("Drafted"),
        "policy.amended": _("Draft changed"),
        "policy.published": _("Published"),
        "policy.withdrawn": _("Draft withdrawn"),
    }
)
label({"valid_from": _("Valid from")})
