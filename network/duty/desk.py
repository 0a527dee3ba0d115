"""What duty hangs into the frame."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.clock import now, today
from common.pages import OFFICE, STATION, Card, Hit, Task, cards, menu, say, searches, tasks
from common.pages.tables import show_moment
from common.pages.timeline import label
from network.duty.roster_selectors import asked_of, current_shift, on_now, to_sign
from network.duty.selectors import checks_for, due_now, figures, waiting_appeals
from network.hotline.on_duty import on_duty

BOTH = (OFFICE, STATION)

menu.add(
    "hotline", _("Duty roster"), "duty:roster", icon="calendar", action="roster.view", order=18, key="r",
    words="值班排班 交接班 handover",
)  # fmt: skip
menu.add(
    "duty", _("Duty-phone checks"), "duty:checks", icon="phone-call", action="dutychecks.view", places=BOTH, order=20,
    words="值班电话抽查 mystery call",
)  # fmt: skip
menu.add("duty", _("Caller's sheet"), "duty:sheet", icon="list-check", action="dutychecks.call", order=10)
menu.add("duty", _("Draws"), "duty:draws", icon="arrows-shuffle", action="dutychecks.draw", order=40)
menu.add("duty", _("Duty phones of the offices"), "duty:phones", icon="phone", action="dutychecks.view", order=45)
menu.add("duty", _("Sampling plan"), "duty:plans", icon="adjustments", action="dutychecks.view", places=BOTH, order=50)
menu.add(
    "duty", _("Pass rate of duty-phone checks"), "duty:figures", icon="chart-bar", action="dutychecks.view", places=BOTH, order=30,
    words="值班电话抽查合格率",
)  # fmt: skip


def on_duty_card(actor: Any) -> Card:
    """Who answers the hotline now, and until when."""
    rows = on_now()
    return Card(
        _("On duty now"),
        url=reverse("duty:roster"),
        icon="headset",
        tone="good" if rows else "bad",
        rows=[Hit(one.agent_name, one.get_absolute_url(), show_moment(one.ends_at)) for one in rows[:5]],
        empty=_("Nobody is on duty now."),
    )


def to_hand_over(actor: Any) -> list[Task]:
    """Return what the roster wants of this person: a handover to write, one to sign for, a swap to answer."""
    found = []
    shift = current_shift(actor)
    if shift is not None and shift.ends_at - timedelta(hours=1) <= now():
        url = reverse("duty:write", args=[shift.pk])
        found.append(Task(_("Write the handover of %(shift)s") % {"shift": shift}, url, shift.ends_at))
    found += [
        Task(_("Sign for the handover of %(shift)s") % {"shift": one}, one.get_absolute_url(), one.created_at)
        for one in to_sign(actor)[:5]
    ]
    found += [
        Task(_("Answer the swap: %(swap)s") % {"swap": one}, one.get_absolute_url(), one.shift.begins_at)
        for one in asked_of(actor)[:5]
    ]
    return found


def due_card(actor: Any) -> Card:
    """How many duty phones are to be called now."""
    count = due_now(actor).count()
    return Card(
        _("Duty phones to call now"), count, reverse("duty:sheet"), icon="phone-call", tone="warn" if count else "good"
    )


def appeals_card(actor: Any) -> Card:
    """The appeals that wait for a decision."""
    rows = waiting_appeals(actor)
    return Card(
        _("Appeals on duty-phone checks"),
        rows.count(),
        f"{reverse('duty:checks')}?status=appealed",
        icon="scale",
        rows=[Hit(f"{one.number} {one.place}", one.get_absolute_url()) for one in rows[:5]],
        empty=_("No appeal is waiting."),
    )


def rate_card(actor: Any) -> Card:
    """This month's pass rate."""
    rows = figures(actor, today(), "region")
    checks, passed = (sum(row[name] for row in rows) for name in ("checks", "passed"))
    rate = f"{100 * passed / checks:.0f} %" if checks else "–"
    detail = _("%(passed)d of %(checks)d this month") % {"passed": passed, "checks": checks}
    return Card(_("Duty-phone checks passed"), rate, reverse("duty:figures"), detail=detail, icon="chart-bar")


def to_call(actor: Any) -> list[Task]:
    """Return a task for the next duty phone to call."""
    first = due_now(actor).first()
    return [Task(_("Call a duty phone"), reverse("duty:sheet"), first.call_until)] if first else []


def to_decide(actor: Any) -> list[Task]:
    """Return a task for each appeal that the person may decide."""
    rows = [one for one in waiting_appeals(actor)[:20] if actor.id not in (one.caller_id, one.appealed_by_id)]
    return [Task(_("Decide the appeal on %(number)s") % {"number": one.number}, one.get_absolute_url()) for one in rows]


def find_checks(actor: Any, q: str) -> Sequence[Hit]:
    """Find checks by number or station."""
    rows = checks_for(actor)
    found = (rows.filter(number__icontains=q) | rows.filter(station__name__icontains=q))[:4]
    return [Hit(f"{one.number} {one.place}", one.get_absolute_url(), one.get_status_display()) for one in found]


cards.add(on_duty_card, action="roster.view", places=(OFFICE,), order=41)
on_duty.add(on_duty_card, action="roster.view", places=(OFFICE,))
tasks.add(to_hand_over, action="roster.swap", places=(OFFICE,), order=40)
cards.add(due_card, action="dutychecks.call", places=(OFFICE,), order=42)
cards.add(appeals_card, action="dutychecks.decide", places=(OFFICE,), order=46)
cards.add(rate_card, action="dutychecks.view", places=BOTH, order=60)
tasks.add(to_call, action="dutychecks.call", places=(OFFICE,), order=45)
tasks.add(to_decide, action="dutychecks.decide", places=(OFFICE,), order=46)
searches.add(kind=_("Duty-phone check"), find=find_checks, action="dutychecks.view", places=BOTH, order=60)
say(
    {
        "shift_kind.set": _("Kind of shift set"),
        "shift.assigned": _("Assigned"),
        "shift.removed": _("Taken off the roster"),
        "shift.swapped": _("Swapped"),
        "shift.handover_missing": _("Handover not written in time"),
        "swap.asked": _("Swap asked for"),
        "swap.answered": _("Swap answered"),
        "swap.withdrawn": _("Question taken back"),
        "handover.written": _("Handover written"),
        "handover.signed": _("Signed for"),
        "handover.left_unsigned": _("Not signed for in time"),
        "office_phone.set": _("Duty phone set"),
        "duty_plan.issued": _("Issued"),
        "duty_draw.drawn": _("Checks drawn"),
        "duty_check.taken": _("Taken, number shown"),
        "duty_check.given_back": _("Given back to the sheet, nothing was written down"),
        "duty_check.tried": _("Not reached, to be called again"),
        "duty_check.scored": pgettext_lazy("duty check", "Scored"),
        "duty_check.missed": pgettext_lazy("duty check", "Not called in its hours"),
        "duty_check.appealed": pgettext_lazy("duty check", "Appealed"),
        "duty_check.appeal_decided": _("Appeal decided"),
    }
)
label(
    {
        "open": _("open items"),
        "shown": _("number shown"),
        "offices": _("calls to regional offices"),
        "pictures": _("pictures"),
        "checked_on": _("checked on"),
        "signs": _("signs for the risk list"),
    }
)
