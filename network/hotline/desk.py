"""What the hotline hangs into the frame."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.clock import now
from common.imports.importers import register
from common.pages import OFFICE, STATION, Button, Card, Hit, cards, menu, say, searches
from common.pages.further import add_step
from common.pages.timeline import label, spell
from network.hotline.callbacks.choices import OPEN, Because
from network.hotline.callbacks.selectors import callbacks_for
from network.hotline.choices import LIVE, Doubt, Verdict
from network.hotline.models import Case
from network.hotline.post_imports import HighwayPostImporter
from network.hotline.selectors import cases_for, search_cases
from network.support.similar import button_to_similar

menu.add(
    "hotline",
    _("Take a call"),
    "hotline:take",
    icon="phone-plus",
    action="hotline.answer",
    order=12,
    key="t",
    words=_("hotline new case"),
)
menu.add("hotline", _("Cases"), "hotline:cases", icon="headset", action="hotline.view", order=14)
menu.add("hotline", _("Calls"), "hotline:calls", icon="phone", action="hotline.view", order=34)
menu.add(
    "hotline",
    _("Knowledge base"),
    "hotline:articles",
    icon="book",
    action="knowledge.view",
    places=(OFFICE, STATION),
    order=42,
)
menu.add("hotline_rules", _("Call policy"), "hotline:rules", icon="adjustments", action="hotline.rules", order=10)
menu.add("hotline_rules", _("Triage scripts"), "hotline:scripts", icon="list-check", action="triage.view", order=40)
menu.add("hotline", _("Callbacks"), "hotline:callbacks", icon="phone", action="hotline.view", order=16)
menu.add("hotline_rules", _("Highway posts"), "hotline:posts", icon="road", action="hotline.posts", order=50)
register(HighwayPostImporter())


@add_step
def similar_to_case(actor: Any, record: Any) -> Button | None:
    """Lead from a case to the solved technical cases of the vehicle's model."""
    vehicle = record.vehicle if isinstance(record, Case) else None
    return button_to_similar(actor, vehicle.model.code) if vehicle is not None else None


def open_cases(actor: Any) -> Card:
    """How many cases are not closed."""
    count = cases_for(actor).filter(status__in=LIVE).count()
    return Card(_("Open cases"), count, reverse("hotline:cases") + "?status=in:open,working,resolved", icon="headset")


def owed_callbacks(actor: Any) -> Card:
    """How many people are to be called, and how many of them are waiting too long."""
    rows = callbacks_for(actor).filter(status__in=OPEN)
    late = rows.filter(due_at__lt=now()).count()
    detail = _("%(count)s overdue") % {"count": late} if late else ""
    address = reverse("hotline:callbacks") + "?status=in:waiting,claimed"
    return Card(_("Callbacks"), rows.count(), address, detail=detail, tone="warn" if late else "", icon="phone")


def find_cases(actor: Any, text: str) -> list[Hit]:
    """Find cases by number, plate, VIN or the caller's exact number."""
    return [
        Hit(case.number, case.get_absolute_url(), f"{case.get_kind_display()} · {case.vehicle_label}", icon="headset")
        for case in search_cases(actor, text)[:5]
    ]


say(
    {
        "case.opened": _("Case opened"),
        "case.taken_over": _("Taken over by a station"),
        "case.taken_back": _("Taken back from the station"),
        "case.resolved": _("Rescue finished"),
        "case.question_solved": _("Technical question solved"),
        "case.closed": _("Case closed"),
        "case.phone_shown": _("Number looked at"),
        "case.position_shared": _("Position from the driver's phone"),
        "triage_script.drafted": _("Version drafted"),
        "triage_script.amended": _("Draft changed"),
        "triage_script.published": _("Published"),
        "triage_script.withdrawn": _("Withdrawn"),
        "call_policy.drafted": _("Drafted"),
        "call_policy.amended": _("Draft changed"),
        "call_policy.published": _("Published"),
        "call_policy.withdrawn": _("Draft withdrawn"),
        "article.drafted": _("Version drafted"),
        "article.amended": _("Draft changed"),
        "article.published": _("Published"),
        "article.replaced": _("Replaced by a newer version"),
        "article.retired": _("Taken out of use"),
        "position.asked": _("Position asked for"),
        "position.link_opened": _("Link opened"),
        "position.refused": _("Phone gives no position"),
        "position.shared": _("Position received"),
        "position.doubted": _("Far away or abroad: an agent is asked"),
        "position.decided": _("Agent has decided about the position"),
        "call.taken": _("Call taken"),
        "call.rang": _("It rang"),
        "call.answered": _("Call answered"),
        "call.ended": _("Call ended"),
        "call.missed": _("Call missed"),
        "call.corrected": _("Put right by a late word of the exchange"),
        "call.recorded": _("Recording ready"),
        "call.picked_up": _("Taken on the screen"),
        "call.recording_opened": _("Recording opened"),
        "callback.owed": _("Callback owed"),
        "callback.rang_again": _("The number has rung again"),
        "callback.withdrawn": _("Not needed any more"),
        "callback.claimed": _("Callback claimed"),
        "callback.claim_ran_out": _("Claim ran out"),
        "callback.released": _("Put back into the queue"),
        "callback.dialled": _("Dialled"),
        "callback.phone_shown": _("Number looked at"),
        "callback.called": _("Called"),
        "callback.in_vain": _("Called in vain"),
        "callback.given_up": _("Callback given up"),
        "callback.soon_due": _("Soon due"),
        "callback.became_late": _("Became late"),
        "case.reopened": _("The driver was not helped"),
        "extension.taken": _("Extension taken"),
        "extension.left": _("Extension left"),
        "highway_post.set": _("Highway post set"),
    }
)
label({"doubt": pgettext_lazy("position", "why it is asked"), "away_m": _("from the case (m)")})
label({"verdict": pgettext_lazy("position", "the agent's answer")})
label({"agent": _("Agent"), "because": _("Reason"), "call": _("Call"), "vehicle": _("Vehicle")})
spell({"because": Because, "doubt": Doubt, "verdict": Verdict})
cards.add(owed_callbacks, action="hotline.view", places=("office",))
cards.add(open_cases, action="hotline.view", places=("office",))
searches.add(kind=_("Case"), action="hotline.view", find=find_cases)
