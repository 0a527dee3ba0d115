"""The roster's pages: the week, kinds of shift, assigning, copying, one shift, swaps."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.clock import now, today
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
from common.pages.tables import show_moment
from common.text import Text
from network.duty.actions.roster import assign_shift, copy_week, remove_shift, set_shift_kind
from network.duty.actions.swaps import answer_swap, ask_swap, withdraw_swap
from network.duty.pages.roster_forms import AssignForm, CopyForm, KindForm, SwapForm
from network.duty.pages.roster_tables import KindFilter, KindTable
from network.duty.roster_models import Shift, Swap
from network.duty.roster_selectors import (
    DAYS,
    agents,
    asked_of,
    kinds_for,
    on_now,
    shifts_for,
    swaps_for,
    unsigned,
    week_of,
)

VIEW, PLAN, SWAP = "roster.view", "roster.plan", "roster.swap"
HOME = _("Duty roster")


def home() -> Crumb:
    """Return the way back to the week."""
    return Crumb(HOME, reverse("duty:roster"))


def day_of(text: str) -> date:
    """Return the day that an address names, else today."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today()


class Roster(Page):
    """A week: who is on when, where somebody is missing, and who is on now."""

    action = VIEW
    title = HOME
    template_name = "duty/roster.html"

    def page_buttons(self) -> Sequence[Button]:
        """Offer copying a week, and the kinds of shift."""
        return [
            Button(_("Handovers"), "duty:handovers", action=VIEW, icon="notes"),
            Button(_("Kinds of shift"), "duty:kinds", action=VIEW, icon="clock"),
            Button(_("Copy a week"), "duty:copy", action=PLAN, icon="copy"),
            Button(_("Assign a shift"), "duty:assign", action=PLAN, primary=True, icon="user-plus"),
        ]

    def context(self) -> dict[str, Any]:
        """Return the week that the address names."""
        week = week_of(self.actor, day_of(self.request.GET.get("day", "")))
        return {
            "week": week,
            "before": week.monday - timedelta(days=DAYS),
            "after": week.monday + timedelta(days=DAYS),
            "today": today(),
            "on_now": on_now(),
            "asked": list(asked_of(self.actor)),
            "unsigned": list(unsigned(self.actor)[:5]),
            "may_plan": self.actor.may(PLAN),
        }


class KindList(ListPage):
    """Kinds of shift."""

    action = VIEW
    title = _("Kinds of shift")
    table_class = KindTable
    filterset_class = KindFilter
    lit = "duty:roster"
    create = Button(_("Set a kind of shift"), "duty:set_kind", action=PLAN, primary=True, icon="plus")
    empty = _("No kind of shift yet. Set three that cover the day, then assign agents.")

    def rows(self) -> Any:
        """Return the kinds."""
        return kinds_for(self.actor)


class SetKind(FormPage):
    """Add a kind of shift; the same code again changes it."""

    action = PLAN
    title = _("Set a kind of shift")
    form_class = KindForm
    success = _("The kind of shift is set. Shifts that are planned keep their hours.")
    narrow = True
    lit = "duty:roster"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [home(), Crumb(_("Kinds of shift"), reverse("duty:kinds"))]

    def initial(self) -> dict[str, Any]:
        """Fill in the kind whose code the address names."""
        code = self.request.GET.get("code", "").replace("\0", "")
        kind = kinds_for(self.actor).filter(code=code).first()
        return {name: getattr(kind, name) for name in KindForm.base_fields} if kind else {}

    def perform(self, form: Any) -> str:
        """Set it."""
        given = dict(form.cleaned_data)
        set_shift_kind(given.pop("code"), acting_user=self.actor, **given)
        return reverse("duty:kinds")


class AgentsForm(FormPage):
    """A form that offers agents."""

    narrow = True
    lit = "duty:roster"

    def form_arguments(self) -> dict[str, Any]:
        """Give the agents."""
        return {"agents": [(one.pk, one.name) for one in agents() if one.pk != self.left_out()]}

    def left_out(self) -> Any:
        """Return who is not offered."""
        return None


class Assign(AgentsForm):
    """Put an agent on a shift."""

    action = PLAN
    title = _("Assign a shift")
    form_class = AssignForm
    success = _("The shift is assigned.")

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the week."""
        return [home()]

    def form_arguments(self) -> dict[str, Any]:
        """Give kinds and agents."""
        return super().form_arguments() | {"kinds": [(one.pk, str(one)) for one in kinds_for(self.actor)]}

    def initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"day": today()} | super().initial()

    def perform(self, form: Any) -> str:
        """Assign it."""
        given = form.cleaned_data
        shift = assign_shift(given["kind"], given["day"], given["agent"], acting_user=self.actor)
        return f"{reverse('duty:roster')}?day={shift.day}"


class CopyWeek(FormPage):
    """Copy one week to another."""

    action = PLAN
    title = _("Copy a week")
    form_class = CopyForm
    submit_label = _("Copy")
    success = ""
    explain = _("Who is on duty at that time already is left out, and named afterwards.")
    narrow = True
    lit = "duty:roster"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the week."""
        return [home()]

    def initial(self) -> dict[str, Any]:
        """Propose this week and the next."""
        return {"source": today(), "target": today() + timedelta(days=DAYS)} | super().initial()

    def perform(self, form: Any) -> str:
        """Copy, and say what was left out."""
        made, left = copy_week(form.cleaned_data["source"], form.cleaned_data["target"], acting_user=self.actor)
        words = ngettext("%(n)d shift copied.", "%(n)d shifts copied.", len(made)) % {"n": len(made)}
        messages.success(self.request, words)
        for sentence in left[:10]:
            messages.warning(self.request, sentence)
        return f"{reverse('duty:roster')}?day={form.cleaned_data['target']}"


class ShiftPage(Page):
    """What pages of one shift share."""

    lit = "duty:roster"

    @cached_property
    def shift(self) -> Shift:
        """Return the shift. Raises NotYours."""
        found: Shift = shifts_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the week and the shift."""
        return [home(), Crumb(str(self.shift), self.shift.get_absolute_url())]

    def subtitle(self) -> Text:
        """Return who is on."""
        return f"{self.shift.agent_name} · {show_moment(self.shift.begins_at)} – {show_moment(self.shift.ends_at)}"


class ShiftDetail(DetailPage):
    """One shift: hours, agent, swaps, handover."""

    action = VIEW
    status_field: ClassVar[str] = ""
    lit = "duty:roster"

    def record(self) -> Any:
        """Return the shift."""
        return shifts_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the week."""
        return [home()]

    def facts(self, shift: Shift) -> Sequence[Fact]:
        """Return hours and agent."""
        handover = getattr(shift, "handover", None)
        return [
            Fact(_("agent"), shift.agent_name),
            Fact(_("begins"), show_moment(shift.begins_at)),
            Fact(_("ends"), show_moment(shift.ends_at)),
            Fact(_("handover"), _("written") if handover else "", url=handover.get_absolute_url() if handover else ""),
        ]

    def sections(self, shift: Shift) -> Sequence[Section]:
        """Return the swaps."""
        swaps = list(swaps_for(self.actor).filter(shift=shift))
        context = {"swaps": swaps, "me": self.actor.id}
        return [Section(_("Swaps"), "duty/swaps.html", context, count=len(swaps))]

    def buttons(self, shift: Shift) -> Sequence[Button]:
        """Offer what may be done before it begins, or at its end."""
        key, mine, to_come = (shift.pk,), shift.agent_id == self.actor.id, shift.begins_at > now()
        found = []
        if to_come:
            found.append(Button(_("Take off the roster"), "duty:remove", action=PLAN, args=key, danger=True))
        if to_come and mine:
            found.append(Button(_("Ask for a swap"), "duty:ask_swap", action=SWAP, args=key, icon="arrows-exchange"))
        if mine and not to_come and not hasattr(shift, "handover"):
            found.append(
                Button(_("Write the handover"), "duty:write", action=SWAP, args=key, primary=True, icon="notes")
            )
        return found


class Remove(ShiftPage, ActPage):
    """Take a shift off the roster."""

    action = PLAN
    title = _("Take off the roster")
    reason = "required"
    danger = True

    def perform(self, reason: str) -> str:
        """Take it off."""
        shift = remove_shift(self.shift.pk, reason=reason, acting_user=self.actor)
        return f"{reverse('duty:roster')}?day={shift.day}"


class AskSwap(ShiftPage, AgentsForm):
    """Ask a colleague to take one's shift."""

    action = SWAP
    title = _("Ask for a swap")
    form_class = SwapForm
    submit_label = _("Ask")
    success = _("The colleague is asked. Nothing changes until they consent.")

    def left_out(self) -> Any:
        """Nobody asks oneself."""
        return self.actor.id

    def form_arguments(self) -> dict[str, Any]:
        """Give the colleagues and their shifts to come."""
        rows = shifts_for(self.actor).filter(begins_at__gt=now()).exclude(agent_id=self.actor.id)[:60]
        return super().form_arguments() | {"shifts": [(one.pk, f"{one} {one.agent_name}") for one in rows]}

    def perform(self, form: Any) -> str:
        """Ask."""
        given = form.cleaned_data
        swap = ask_swap(
            self.shift.pk,
            given["colleague"],
            against_id=given["against"],
            reason=given["reason"],
            acting_user=self.actor,
        )
        return swap.get_absolute_url()


class SwapPage(ActPage):
    """A step of one swap."""

    action = SWAP
    lit = "duty:roster"

    @cached_property
    def swap(self) -> Swap:
        """Return the swap. Raises NotYours."""
        found: Swap = swaps_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the shift."""
        return [home(), Crumb(str(self.swap.shift), self.swap.get_absolute_url())]

    def subtitle(self) -> Text:
        """Return who gives what to whom."""
        return str(self.swap)


class Agree(SwapPage):
    """Consent."""

    title = _("Agree to the swap")

    def perform(self, reason: str) -> str:
        """Consent."""
        return answer_swap(self.swap.pk, agrees=True, acting_user=self.actor).get_absolute_url()


class Decline(SwapPage):
    """Say no."""

    title = _("Decline the swap")

    def perform(self, reason: str) -> str:
        """Decline."""
        return answer_swap(self.swap.pk, agrees=False, acting_user=self.actor).get_absolute_url()


class Withdraw(SwapPage):
    """Take the question back."""

    title = _("Take the question back")

    def perform(self, reason: str) -> str:
        """Withdraw."""
        return withdraw_swap(self.swap.pk, acting_user=self.actor).get_absolute_url()
