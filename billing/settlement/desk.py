"""What settlement hangs into the frame."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.actors import Actor
from billing.ledger.sources import source_page
from billing.settlement.choices import StatementStatus
from billing.settlement.selectors import statements_for
from common.pages import OFFICE, STATION, Card, Hit, cards, menu, say, searches
from common.pages.timeline import label

BOTH = (OFFICE, STATION)


def find_statements(actor: Actor, q: str) -> list[Hit]:
    """Find statements by number or station."""
    rows = statements_for(actor)
    found = rows.filter(number__icontains=q) | rows.filter(station__code__iexact=q)
    return [Hit(row.number, row.get_absolute_url(), f"{row.station} · {row.month}") for row in found[:6]]


def to_confirm(actor: Actor) -> Card:
    """The station's home: statements that wait for its word."""
    count = statements_for(actor).filter(status=StatementStatus.ISSUED).count()
    address = f"{reverse('settlement:list')}?status=issued"
    return Card(_("Statements to confirm"), count, address, tone="warn" if count else "good", icon="file-invoice")


def to_settle(actor: Actor) -> Card:
    """Finance's home: disputes to answer and statements to pay."""
    waiting = [StatementStatus.DISPUTED, StatementStatus.CONFIRMED]
    count = statements_for(actor).filter(status__in=waiting).count()
    address = f"{reverse('settlement:list')}?status=disputed&status=confirmed"
    return Card(_("Statements to answer or pay"), count, address, tone="info" if count else "good", icon="file-invoice")


menu.add(
    "billing",
    _("Statements"),
    "settlement:list",
    icon="file-invoice",
    action="settlement.view",
    places=BOTH,
    order=60,
    words="结算单",
)
menu.add(
    "billing",
    _("Reconciliation"),
    "settlement:reconciliation",
    icon="zoom-money",
    action="settlement.close",
    order=64,
    words="对账",
)
cards.add(to_confirm, action="settlement.answer", places=(STATION,), order=40)
cards.add(to_settle, action="settlement.close", places=(OFFICE,), order=20)
searches.add(kind=_("Statement"), find=find_statements, action="settlement.view", places=BOTH, order=70)
label(
    {
        "month": _("month"),
        "opening_minor": _("Opening balance"),
        "closing_minor": _("closing balance"),
        "paid_minor": _("paid amount"),
        "bank_reference": _("bank reference"),
    }
)
source_page("payment", "settlement:detail")
source_page("claim", "claims:detail")
say(
    {
        "statement.issued": pgettext_lazy("statement", "Issued"),
        "statement.confirmed": _("Confirmed by the station"),
        "statement.disputed": _("Disputed by the station"),
        "statement.dispute_answered": _("Dispute answered"),
        "statement.paid": _("Paid"),
        "statement.carried_forward": _("Carried forward"),
    }
)
