"""The board's switch of automatic mode, and why a rescue is left to a dispatcher."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.clock import now
from common.pages import ActPage, Button, Column, Crumb, ListPage, MomentColumn, RecordTable, Section
from network.dispatch.actions import pause_automatic, resume_automatic
from network.dispatch.board import pause_sentence, why_no_offer
from network.dispatch.choices import Held
from network.dispatch.filters import PauseFilter
from network.dispatch.models import AutomaticPause, Rescue
from network.dispatch.policies import pause_on
from network.dispatch.selectors import pauses_for


def switch_button(pause: AutomaticPause | None) -> Button:
    """Return the button that turns the switch over."""
    if pause is None:
        return Button(_("Automatic mode off"), "dispatch:pause", action="dispatch.offer", icon="hand-stop")
    return Button(_("Automatic mode on"), "dispatch:resume", "dispatch.offer", (pause.pk,), icon="player-play")


def held_section(rescue: Rescue) -> Section:
    """Return why the engine makes no offer by itself, and what may be done."""
    pause = pause_sentence(pause_on(now())) if rescue.held == Held.PAUSED else ""
    return Section(_("No automatic offer"), "dispatch/held.html", {"sentence": why_no_offer(rescue), "pause": pause})


class Switch(ActPage):
    """The base of both ways."""

    action = "dispatch.offer"
    lit = "dispatch:board"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the board."""
        return [Crumb(_("Live board"), reverse("dispatch:board"))]


class SwitchOff(Switch):
    """Automatic mode off for now."""

    title = _("Automatic mode off")
    reason = "required"
    submit_label = _("Switch off")
    success = _("Automatic mode is off.")
    explain = _(
        "No rescue is offered by itself until it is on again; after the time of the policy that happens by itself."
    )

    def perform(self, reason: str) -> str:
        """Switch it off."""
        pause_automatic(reason=reason, acting_user=self.actor)
        return reverse("dispatch:board")


class SwitchOn(Switch):
    """Automatic mode on again."""

    title = _("Automatic mode on")
    reason = "optional"
    submit_label = _("Switch on")
    success = _("Automatic mode is on.")
    explain = _("What the switch held back is offered at once.")

    def perform(self, reason: str) -> str:
        """Switch it on."""
        resume_automatic(self.kwargs["pk"], reason=reason, acting_user=self.actor)
        return reverse("dispatch:board")


class PauseTable(RecordTable):
    """When automatic mode was off, by whom, and why."""

    created_at = MomentColumn(verbose_name=_("Switched off"))
    reason = Column()
    ends_at = MomentColumn()
    ended_at = MomentColumn()

    class Meta(RecordTable.Meta):
        model = AutomaticPause
        fields = ("created_at", "begun_by_name", "reason", "ends_at", "ended_at", "ended_by_name")


class PauseList(ListPage):
    """All switches, newest first."""

    action = "dispatch.view"
    title = _("Automatic mode switched off")
    table_class = PauseTable
    filterset_class = PauseFilter
    empty = _("Automatic mode has never been switched off.")
    lit = "dispatch:board"

    def rows(self) -> QuerySet[Any]:
        """Return them through the gate."""
        return pauses_for(self.actor)
