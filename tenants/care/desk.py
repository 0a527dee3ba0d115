"""What customer care hangs into the frame."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.pages import STATION, Card, Task, cards, menu, say, tasks
from common.pages.timeline import label, spell
from tenants.care.choices import Outcome
from tenants.care.selectors import due_list, overdue

HERE = (STATION,)
SOON = timedelta(days=4)

menu.add(
    "workshop",
    _("Follow-up calls"),
    "care:follow_ups",
    icon="phone-call",
    action="care.view",
    places=HERE,
    order=30,
    key="f",
)
say(
    {
        "follow_up.planned": _("Call planned"),
        "follow_up.done": _("Customer called"),
        "follow_up.not_reached": _("Customer not reached"),
        "follow_up.overdue": _("Call is overdue"),
    }
)
label({"order": _("Repair order"), "outcome": _("How it ended")})


def calls_due(actor: Actor) -> Card:
    """Count the calls that are owed, and those that are late."""
    late = overdue(actor).count()
    detail = _("%(n)d overdue") % {"n": late} if late else ""
    url = reverse("care:follow_ups") + "?status=planned"
    return Card(_("Follow-up calls due"), due_list(actor).count(), url, detail, "warn" if late else "", "phone-call")


def next_calls(actor: Actor) -> list[Task]:
    """Return the calls that come next."""
    return [
        Task(
            _("Call %(name)s about %(plate)s") % {"name": row.customer_name, "plate": row.plate},
            row.get_absolute_url(),
            row.due_at,
        )
        for row in due_list(actor).filter(due_at__lt=now() + SOON)[:5]
    ]


cards.add(calls_due, action="care.view", places=HERE, order=30)
tasks.add(next_calls, action="care.call", places=HERE, order=30)
spell({"outcome": Outcome})
