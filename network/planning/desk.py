"""What planning hangs into the frame."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.insight.places import places
from common.imports.importers import register
from common.pages import OFFICE, Card, Hit, cards, menu, say, searches
from common.pages.timeline import label, spell
from network.planning.scenarios.choices import Ending
from network.planning.selectors import cities_for, picture_for, regions_of_cities
from network.planning.uploads.importing import PlaceImporter

menu.add(
    "network", _("Network map"), "planning:map", icon="map-2", action="planning.view", order=10, key="m",
    words=_("planning coverage demand cities"),
)  # fmt: skip
menu.add(
    "network", _("Scenarios"), "planning:scenarios", icon="route", action="planning.view", order=12,
    words=_("planning optimum proof close stations"),
)  # fmt: skip
menu.add(
    "network", _("Uploaded places"), "planning:place_lists", icon="map-pin", action="planning.view", order=13,
    words=_("planning demand candidate sites import upload"),
)  # fmt: skip
menu.add(
    "network", _("Build plans"), "planning:build_plans", icon="flag", action="planning.view", order=14,
    words=_("targets stations to build progress late"),
)  # fmt: skip
menu.add(
    "network", _("Travel figures"), "planning:travel", icon="ruler", action="planning.view", order=15,
    words=_("detour speed calibrate minutes on the road"),
)  # fmt: skip
say(
    {
        "travel_policy.drafted": _("Drafted"),
        "travel_policy.calibrated": _("Calibrated from drives"),
        "travel_policy.amended": _("Draft changed"),
        "travel_policy.published": _("Published"),
        "travel_policy.withdrawn": _("Draft withdrawn"),
        "coverage_rule.set": _("Rescue radius set"),
        "scenario.asked": _("Scenario asked"),
        "scenario.answered": _("Scenario answered"),
        "scenario.shared": _("Scenario shared"),
        "scenario.unshared": _("Scenario no longer shared"),
        "place_list.made": _("List made"),
        "place_list.put_away": _("List put away"),
        "uploaded_place.added": _("Place added"),
        "uploaded_place.changed": _("Place changed"),
        "build_plan.made": _("Build plan made"),
        "build_target.changed": _("Target changed"),
        "build_target.attached": _("Candidate attached"),
        "build_target.detached": _("Candidate taken off"),
    }
)
label(
    {
        "targets": _("Targets"),
        "from_scenario": _("Scenario"),
        "candidate": _("Candidate"),
        "ending": _("Ending"),
        "gap": _("Gap"),
        "drives": _("Drives used"),
        "detour": _("Detour"),
        "fit": _("Fit (R²)"),
    }
)
spell({"ending": Ending})
places.regions = regions_of_cities
register(PlaceImporter())


def coverage_card(actor: Any) -> Card | None:
    """Return the share of demand within reach of a station."""
    picture = picture_for(actor)
    if not picture.cities:
        return None
    total = picture.total(actor.region)
    detail = now_("%(n)d stations, %(km)d km") % {"n": total.stations, "km": picture.radius_km}
    return Card(_("Demand covered"), f"{total.share:.1f} %", reverse("planning:map"), detail=detail, icon="map-2")


def find_cities(actor: Any, q: str) -> list[Hit]:
    """Find cities by the beginning of their name."""
    rows = cities_for(actor).filter(name_zh__startswith=q) | cities_for(actor).filter(name_en__istartswith=q)
    address = reverse("planning:cities")
    return [
        Hit(city.name, f"{address}?q={city.name}", detail=city.province, icon="building-community") for city in rows[:5]
    ]


cards.add(coverage_card, action="planning.view", places=(OFFICE,), order=60)
searches.add(kind=_("City"), action="planning.view", find=find_cities, places=(OFFICE,), order=90)
