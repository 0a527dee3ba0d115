"""What violations hang into the frame."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.actors import Actor
from audit.violations.models import Violation
from audit.violations.selectors import violations_for, waiting
from common.pages import OFFICE, STATION, Card, Hit, Task, cards, menu, say, searches, tasks
from common.pages.timeline import label

BOTH = (OFFICE, STATION)
SHOWN = 5
STEPS = ("violations.investigate", "violations.decide", "violations.hear", "violations.appeal")


def waiting_card(actor: Actor) -> Card:
    """Show what waits for this person: an investigation, a decision, a hearing; at a station what it may appeal."""
    rows = waiting(actor) if any(actor.may(step) for step in STEPS) else violations_for(actor)
    first = list(rows[: SHOWN + 1])
    count = len(first) if len(first) <= SHOWN else rows.count()
    late = sum(row.is_overdue for row in first)
    return Card(
        _("Violations"),
        number=count,
        url=reverse("violations:list"),
        tone="bad" if late else "warn" if count else "good",
        icon="gavel",
        rows=[
            Hit(f"{row.number} {row.station}", row.get_absolute_url(), row.get_status_display())
            for row in first[:SHOWN]
        ],
        empty=_("Nothing waits for you here."),
    )


def notices(actor: Actor) -> list[Task]:
    """Return a task for each penalty that the station may still appeal."""
    return [_task(row) for row in waiting(actor)[:20]]


def _task(row: Violation) -> Task:
    title = _("Read the notice of penalty %(number)s") % {"number": row.number}
    return Task(title, row.get_absolute_url(), row.appeal_until, str(row.offence))


def find_violations(actor: Actor, q: str) -> Sequence[Hit]:
    """Find violations by number or station."""
    rows = violations_for(actor)
    found = (rows.filter(number__icontains=q) | rows.filter(station__code__iexact=q))[:4]
    return [Hit(f"{row.number} {row.station}", row.get_absolute_url(), row.get_status_display()) for row in found]


menu.add(
    "audit", _("Violations"), "violations:list", icon="gavel", action="violations.view", places=BOTH, order=35,
    words="违规 处罚 考核 申诉 violation penalty",
)  # fmt: skip
menu.add(
    "audit", _("Offences and penalties"), "violations:offences", icon="book", action="violations.view", places=BOTH, order=60,
    words="违规条款 罚款 扣分 offence",
)  # fmt: skip
cards.add(waiting_card, action="violations.view", places=BOTH, order=48)
tasks.add(notices, action="violations.appeal", places=(STATION,), order=42)
searches.add(kind=_("Violation"), find=find_violations, action="violations.view", places=BOTH, order=56)
say(
    {
        "violation.reported": pgettext_lazy("violation", "Reported"),
        "violation.investigated": _("Under investigation"),
        "violation.submitted": _("Report submitted"),
        "violation.overdue": _("Report overdue"),
        "violation.sent_back": _("Sent back"),
        "violation.decided": _("Penalty fixed"),
        "violation.dismissed": pgettext_lazy("violation", "Dismissed"),
        "violation.appealed": pgettext_lazy("violation", "Appealed"),
        "violation.lifted": _("Penalty lifted"),
        "violation.final": pgettext_lazy("violation", "Final"),
        "offence.added": _("Clause added"),
        "offence.changed": _("Clause changed"),
    }
)
label({"photos": _("pictures")})
