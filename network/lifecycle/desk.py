"""What lifecycle hangs into the frame: menu, cards, things to do, buttons of a station's page, words of the timeline."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.pages import OFFICE, STATION, Button, Card, Task, cards, menu, say, tasks
from common.pages.timeline import label
from network.lifecycle.choices import WAITING, ChangeStatus
from network.lifecycle.selectors import changes_for
from tenants.registry.models import Station
from tenants.registry.pages.hooks import add_buttons

TURNS = {ChangeStatus.REQUESTED: "changes.check", ChangeStatus.CHECKED: "changes.approve"}

menu.add(
    "network", _("Station changes"), "lifecycle:changes", icon="edit", action="changes.view", places=(OFFICE,), order=26,
    words="信息变更 地址 法人 搬迁 续签 change address owner renewal",
)  # fmt: skip
menu.add(
    "admin", _("Station changes"), "lifecycle:changes", icon="edit", action="changes.view", places=(STATION,), order=6,
    words="信息变更 地址 法人 搬迁 续签 change address owner renewal",
)  # fmt: skip
say(
    {
        "station.changed": _("Station's facts changed"),
        "station_change.requested": _("Change requested"),
        "station_change.evidence_added": _("Paper added"),
        "station_change.checked": _("Checked by the regional office"),
        "station_change.approved": _("Approved by head office"),
        "station_change.applied": _("Change in force"),
        "station_change.refused": _("Change refused"),
        "station_change.taken_back": _("Change taken back"),
        "station_change.overdue": _("Change overdue"),
    }
)
label({"papers": _("Papers"), "change": _("Station change")})


def station_buttons(actor: Any, station: Station) -> Sequence[Button]:
    """Lead from a station's page to its changes, and to asking for one."""
    if actor.is_station:
        return [Button(_("Station changes"), "lifecycle:changes", "changes.view")]
    address = f"{reverse('lifecycle:changes')}?q={station.code}"
    return [
        Button(_("Station changes"), address, "changes.view"),
        Button(_("Ask for a change"), "lifecycle:choose", "changes.request", (station.pk,)),
    ]


def my_turns(actor: Any) -> list[Task]:
    """Return the changes whose next step falls to the actor, the most urgent first."""
    mine = [status for status, action in TURNS.items() if actor.may(action)]
    rows = changes_for(actor).filter(status__in=mine).exclude(requested_by_id=actor.id).order_by("due_at")
    return [Task(str(one), one.get_absolute_url(), one.due_at, str(one.station)) for one in rows[:8]]


def late_card(actor: Any) -> Card | None:
    """Return how many changes are late, if any."""
    count = changes_for(actor).filter(status__in=WAITING, late_at__isnull=False).count()
    address = f"{reverse('lifecycle:changes')}?late=true"
    return Card(_("Changes overdue"), count, address, tone="warn", icon="edit") if count else None


add_buttons(station_buttons)
tasks.add(my_turns, action="changes.view", places=(OFFICE,), order=32)
cards.add(late_card, action="changes.view", places=(OFFICE,), order=62)
