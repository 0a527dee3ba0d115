"""What the ledger hangs into the frame."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.ledger.choices import CorrectionStatus
from billing.ledger.selectors import corrections_for, transactions_for
from common.pages import OFFICE, Card, Hit, cards, menu, say, searches
from common.pages.timeline import label


def find_transactions(actor: Actor, q: str) -> list[Hit]:
    """Find transactions by the number of the record behind them."""
    rows = transactions_for(actor).filter(description__icontains=q)[:6]
    return [Hit(row.description, row.get_absolute_url(), row.get_kind_display()) for row in rows]


def to_decide(actor: Actor) -> Card | None:
    """Finance's home: corrections that wait for a second person."""
    count = corrections_for(actor).filter(status=CorrectionStatus.REQUESTED).exclude(requested_by=actor.id).count()
    address = f"{reverse('ledger:corrections')}?status=requested"
    return Card(_("Corrections to decide"), count, address, tone="warn", icon="arrow-back-up") if count else None


cards.add(to_decide, action="ledger.approve", places=(OFFICE,), order=24)
menu.add(
    "billing",
    _("Ledger"),
    "ledger:transactions",
    icon="book-2",
    action="ledger.view",
    order=70,
    words="台账 总账 ledger",
)
menu.add("billing", _("Accounts"), "ledger:accounts", icon="scale", action="ledger.view", order=72)
searches.add(kind=_("Transaction"), find=find_transactions, action="ledger.view", order=80)
label({"contra": _("contra entries"), "transaction": _("transaction"), "description": _("description")})
say(
    {
        "correction.requested": _("Correction asked for"),
        "correction.posted": _("Corrected by contra entries"),
        "correction.refused": _("Correction refused"),
    }
)
