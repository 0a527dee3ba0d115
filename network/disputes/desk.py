"""What disputes hang into the frame."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.pages import OFFICE, STATION, Button, Card, Hit, Task, cards, menu, say, searches, tasks
from common.pages.further import add_step
from common.pages.timeline import label, spell
from network.dispatch.models import Rescue
from network.disputes.choices import Channel, Origin, Side, Word
from network.disputes.models import ServiceDispute
from network.disputes.selectors import disputes_for, live_about, waiting
from network.hotline.choices import CaseKind
from network.hotline.models import Case
from tenants.workshop.choices import RepairStatus
from tenants.workshop.models import RepairOrder

BOTH = (OFFICE, STATION)
SHOWN = 5

menu.add(
    "hotline", pgettext_lazy("dispute", "Disputes"), "disputes:list", icon="scale", action="disputes.view", places=BOTH, order=37,
    words="服务纠纷 调解 争议 dispute mediation",
)  # fmt: skip
menu.add(
    "hotline_rules",
    _("Rules of mediation"),
    "disputes:rules",
    icon="adjustments",
    action="disputes.rules",
    order=35,
)


def waiting_card(actor: Any) -> Card:
    """What waits for this person: a statement, a proposal, an answer, a mediator."""
    rows = waiting(actor)
    first = list(rows[: SHOWN + 1])
    count = len(first) if len(first) <= SHOWN else rows.count()
    late = any(one.is_overdue for one in first)
    return Card(
        _("Disputes that wait for you"),
        number=count,
        url=reverse("disputes:list"),
        tone="bad" if late else "warn" if count else "good",
        icon="scale",
        rows=[Hit(str(one), one.get_absolute_url(), one.get_status_display()) for one in first[:SHOWN]],
        empty=_("Nothing waits for you here."),
    )


def to_do(actor: Any) -> list[Task]:
    """Return what this person has to do in disputes."""
    return [_task(one) for one in waiting(actor)[:20]]


def _task(one: ServiceDispute) -> Task:
    return Task(
        _("Dispute %(number)s: %(status)s") % {"number": one.number, "status": one.get_status_display()},
        one.get_absolute_url(),
        one.due_at,
        one.subject,
    )


@add_step
def open_from(actor: Any, record: Any) -> Button | None:
    """Offer to open a dispute from a complaint, a rescue that a station has served, or a repair that was begun; lead to it while one is live."""
    origin = _origin_of(record)
    if origin is None or not actor.may("disputes.view"):
        return None
    live = live_about(actor, origin, record.number)
    if live is not None:
        words = _("Dispute %(number)s") % {"number": live.number}
        return Button(words, live.get_absolute_url(), action="disputes.view", icon="scale")
    return _open(origin, record.number)


def _origin_of(record: Any) -> Origin | None:
    if isinstance(record, Rescue) and record.station_id and not record.is_open:
        return Origin.RESCUE
    if isinstance(record, Case) and record.kind == CaseKind.COMPLAINT:
        return Origin.CASE
    if isinstance(record, RepairOrder) and record.status not in (RepairStatus.RECEPTION, RepairStatus.CANCELLED):
        return Origin.REPAIR
    return None


def _open(origin: Origin, number: str) -> Button:
    known = urlencode({"origin": origin.value, "reference": number})
    return Button(_("Open a dispute"), f"{reverse('disputes:open')}?{known}", action="disputes.open", icon="scale")


def find_disputes(actor: Any, q: str) -> Sequence[Hit]:
    """Find disputes by their number, or that of the rescue, case or repair."""
    rows = disputes_for(actor)
    found = (rows.filter(number__icontains=q) | rows.filter(reference__iexact=q))[:4]
    return [Hit(str(one), one.get_absolute_url(), one.get_status_display()) for one in found]


cards.add(waiting_card, action="disputes.view", places=BOTH, order=40)
tasks.add(to_do, action="disputes.appoint", places=(OFFICE,), order=37)
tasks.add(to_do, action="disputes.answer", places=(STATION,), order=37)
searches.add(
    kind=pgettext_lazy("dispute", "Dispute"), find=find_disputes, action="disputes.view", places=BOTH, order=60
)
say(
    {
        "service_dispute.opened": _("Dispute opened"),
        "service_dispute.stated": _("Statement made"),
        "service_dispute.in_mediation": pgettext_lazy("dispute", "In mediation"),
        "service_dispute.mediator_appointed": _("Mediator appointed"),
        "service_dispute.proposed": _("Solution proposed"),
        "service_dispute.answered": _("Proposal answered"),
        "service_dispute.back_to_mediation": _("Proposal declined, back to the mediator"),
        "service_dispute.agreed": _("Both sides agree"),
        "service_dispute.carried_out": _("Reported as carried out"),
        "service_dispute.escalated": _("Escalated"),
        "service_dispute.settled": pgettext_lazy("dispute", "Settled"),
        "service_dispute.failed": pgettext_lazy("dispute", "Ended without agreement"),
        "service_dispute.withdrawn": pgettext_lazy("dispute", "Withdrawn"),
        "dispute_policy.drafted": _("Drafted"),
        "dispute_policy.amended": _("Draft changed"),
        "dispute_policy.published": _("Published"),
        "dispute_policy.withdrawn": _("Draft withdrawn"),
    }
)
label({"side": _("side"), "channel": _("how it came in"), "answer": _("answer")})
spell({"side": Side, "channel": Channel, "answer": Word})
