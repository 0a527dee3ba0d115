"""What dispatch hangs into the frame."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.claims.used_parts.orders import add_used_parts
from common.clock import now
from common.pages import Card, Hit, Task, cards, menu, say, searches, tasks
from common.pages.timeline import label, spell, spell_codes
from common.scope import for_office
from network.dispatch import on_vehicle as on_vehicle  # adds its section to the vehicle's page
from network.dispatch.actions.claiming import used_parts_of
from network.dispatch.choices import OPEN_RESCUE, Held, LadderStep, Limit, Measured, Outcome, RescueStatus, TakenCause
from network.dispatch.decisions import WHY_NOT
from network.dispatch.drives import drives_out
from network.dispatch.models import Rescue
from network.dispatch.selectors import open_offers, open_rescues, rescues_for
from network.hotline.closing import keeps_open
from network.planning.demands import add_source, at_nearest_city
from network.planning.models import City
from network.planning.travel.drives import add_drives

menu.add("hotline", _("Live board"), "dispatch:board", icon="broadcast", action="dispatch.view", order=10, key="b")
menu.add(
    "hotline",
    _("Rescues"),
    "dispatch:rescues",
    icon="truck",
    action="rescues.view",
    places=("office", "station"),
    order=30,
)
menu.add(
    "hotline",
    _("Crews"),
    "dispatch:crews",
    icon="users-group",
    action="rescues.view",
    places=("office", "station"),
    order=36,
)
menu.add(
    "insight", _("Statistics of rescues"), "dispatch:statistics", icon="chart-bar", action="dispatch.view", order=60
)
menu.add("hotline_rules", _("Dispatch policy"), "dispatch:rules", icon="adjustments", action="dispatch.rules", order=20)
menu.add(
    "hotline",
    _("Rescue offers"),
    "dispatch:offers",
    icon="bell-ringing",
    action="rescues.view",
    places=("station",),
    order=10,
)
menu.add(
    "hotline",
    _("Rescue duty"),
    "dispatch:phone",
    icon="device-mobile",
    action="rescues.drive",
    places=("station",),
    order=20,
    key="d",
)
menu.add(
    "hotline_rules",
    _("Dispatch simulations"),
    "dispatch:simulations",
    icon="player-play",
    action="dispatch.simulations",
    order=60,
)


def rescues_by_city(cities: Sequence[City], brand: str = "") -> Sequence[float]:
    """Count all rescues (of a brand) at the city nearest to each, for planners."""
    return _counted(cities, brand, Rescue.objects.all())


def recent_rescues_by_city(cities: Sequence[City], brand: str = "") -> Sequence[float]:
    """Count those of the last 12 months."""
    return _counted(cities, brand, Rescue.objects.filter(created_at__gt=now() - timedelta(days=365)))


def _counted(cities: Sequence[City], brand: str, rows: QuerySet[Any]) -> Sequence[float]:
    rows = rows.filter(brand=brand) if brand else rows
    return at_nearest_city(cities, rows.order_by().values_list("lat", "lon"))


def rescues_now(actor: Any) -> Card:
    """How many rescues are open, and how many of them nobody serves."""
    rows = open_rescues(actor)
    unserved = rows.filter(status=RescueStatus.UNSERVED).count()
    detail = _("%(count)d without a crew") % {"count": unserved} if unserved else ""
    tone = "bad" if unserved else ""
    url = reverse("dispatch:board") if actor.is_office else reverse("dispatch:rescues")
    return Card(_("Open rescues"), rows.count(), url, detail=detail, tone=tone, icon="truck")


def answer_offers(actor: Any) -> list[Task]:
    """The offers that wait for the station's answer."""
    return [
        Task(_("Answer the rescue offer %(number)s") % {"number": offer}, reverse("dispatch:offers"), offer.expires_at)
        for offer in open_offers(actor)
    ]


def find_rescues(actor: Any, text: str) -> list[Hit]:
    """Find rescues by number, or by their vehicle's plate."""
    found = rescues_for(actor).filter(number__iexact=text.strip()) | rescues_for(actor).filter(
        case__plate=text.strip().upper()
    )
    return [Hit(one.number, one.get_absolute_url(), str(one.get_status_display()), icon="truck") for one in found[:5]]


say(
    {
        "rescue.opened": _("Rescue opened"),
        "rescue.offered": _("Offered to a crew"),
        "rescue.moved": _("Moved to where the driver's phone is"),
        "rescue.accepted": _("Accepted by the crew"),
        "rescue.departed": _("Crew departed"),
        "rescue.arrived": _("Crew arrived"),
        "rescue.finished": _("Rescue finished"),
        "rescue.unserved": _("Nobody can go"),
        "rescue.escalated": _("Escalated"),
        "rescue.planned": _("Planned for a crew"),
        "rescue.held": _("Left to a dispatcher"),
        "rescue.let_go": _("Automatic mode is on again"),
        "dispatch_pause.begun": _("Automatic mode switched off"),
        "dispatch_pause.ended": _("Automatic mode is on again"),
        "rescue.warned": _("Time limit is running out"),
        "rescue.searched_again": _("All crews asked again"),
        "rescue.still_late": _("Still late"),
        "rescue.reassigned": _("Taken from the crew"),
        "rescue.cancelled": _("Called off"),
        "rescue.photo_added": _("Photo added"),
        "rescue.signed": _("Signed by the driver"),
        "rescue.part_used": _("Part used"),
        "rescue.parts_taken": _("Parts taken into a repair order"),
        "rescue.parts_claimed": _("Parts claimed or left out"),
        "offer.made": _("Offer made"),
        "offer.accepted": _("Offer accepted"),
        "offer.declined": _("Offer declined"),
        "offer.expired": _("Offer not answered in time"),
        "offer.withdrawn": _("Offer withdrawn"),
        "offer.claimed": _("Kilometres claimed"),
        "offer.measured": _("Drive told late by the phone"),
        "dispatch_policy.drafted": _("Drafted"),
        "dispatch_policy.amended": _("Draft changed"),
        "dispatch_policy.published": _("Published"),
        "dispatch_policy.withdrawn": _("Draft withdrawn"),
        "simulation.started": _("Simulation started"),
        "simulation.finished": _("Simulation finished"),
        "crew.formed": _("Crew made up"),
        "crew.changed": _("Crew changed"),
        "crew.went_on_duty": _("Went on duty"),
        "crew.went_off_duty": _("Went off duty"),
    }
)
label(
    {
        "road_km": _("Road (km)"),
        "crew": _("Crew"),
        "level": _("Escalation"),
        "step": _("Measure"),
        "limit": _("Time limit"),
        "due_at": pgettext_lazy("limit", "Due"),
        "late": _("Late"),
        "case": _("Case"),
        "crews": _("Crews"),
        "held": _("No automatic offer"),
        "driven_km": _("Driven (km)"),
        "claim": _("Claim"),
        "driven_from": _("What the distance rests on"),
        "only_reason": _("Only this reason"),
    }
)
cards.add(rescues_now, action="rescues.view", places=("office", "station"))
tasks.add(answer_offers, action="rescues.drive", places=("station",))
searches.add(kind=_("Rescue"), action="rescues.view", find=find_rescues)
add_drives(drives_out)
add_used_parts(used_parts_of)
add_source("rescues", _("Rescues"), _("rescues"), rescues_by_city, knows_brands=True)
add_source(
    "recent_rescues", _("Rescues of the last 12 months"), _("rescues"), recent_rescues_by_city, knows_brands=True
)
spell(
    {
        "held": Held,
        "driven_from": Measured,
        "late": Limit,
        "taken_cause": TakenCause,
        "limit": Limit,
        "outcome": Outcome,
        "step": LadderStep,
    }
)
for counted in ("reasons", "only_reason"):
    spell_codes(counted, {str(code): words for code, words in WHY_NOT.items()})


@keeps_open
def name_the_open_rescue(case_id: UUID) -> str:
    """A case whose rescue goes on stays open: crews would be asked, or drive, for a case that nobody can hand to them."""
    with for_office():
        rescue = Rescue.objects.filter(case_id=case_id, status__in=OPEN_RESCUE).first()
    if rescue is None:
        return ""
    return now_("Rescue %(number)s is still open. Cancel it first, or wait until it is finished.") % {
        "number": rescue.number
    }
