"""What the ledger hangs into the frame."""

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.ledger.selectors import transactions_for
from common.pages import Hit, menu, say, searches


def find_transactions(actor: Actor, q: str) -> list[Hit]:
    """Find transactions by the number of the record behind them."""
    rows = transactions_for(actor).filter(description__icontains=q)[:6]
    return [Hit(row.description, row.get_absolute_url(), row.get_kind_display()) for row in rows]


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
say({"transaction.corrected": _("Corrected by contra entries")})
