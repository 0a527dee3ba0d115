"""What chargebacks hang into the frame."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.chargeback.choices import ChargebackStatus, LooseStatus, ReversalStatus
from billing.chargeback.selectors import chargebacks_for, loose_lines_for, reversals_for
from billing.ledger.sources import only_corrected_in, source_page
from common.pages import OFFICE, SUPPLIER, Card, Hit, Task, cards, menu, say, searches, tasks
from common.pages.timeline import label

BOTH = (OFFICE, SUPPLIER)


def find_chargebacks(actor: Actor, q: str) -> list[Hit]:
    """Find chargebacks by number, claim, VIN or part."""
    rows = chargebacks_for(actor)
    found = rows.filter(number__icontains=q) | rows.filter(claim_number__icontains=q) | rows.filter(vin__icontains=q)
    return [Hit(row.number, row.get_absolute_url(), f"{row.part_name} · {row.vin}") for row in found[:6]]


def to_answer(actor: Actor) -> Card:
    """The supplier's home: what waits for an answer."""
    count = chargebacks_for(actor).filter(status=ChargebackStatus.RAISED).count()
    tone = "warn" if count else "good"
    return Card(
        _("Chargebacks to answer"),
        count,
        f"{reverse('chargeback:list')}?status=raised",
        tone=tone,
        icon="receipt-refund",
    )


def to_reinspect(actor: Actor) -> Card:
    """The final reviewer's home: disputes of suppliers."""
    count = chargebacks_for(actor).filter(status=ChargebackStatus.DISPUTED).count()
    return Card(
        _("Supplier disputes"),
        count,
        f"{reverse('chargeback:list')}?status=disputed",
        tone="warn" if count else "good",
        icon="microscope",
    )


def without_supplier(actor: Actor) -> Card:
    """The claims section's home: settled lines without a supplier."""
    count = loose_lines_for(actor).filter(status=LooseStatus.OPEN).count()
    tone = "warn" if count else "good"
    return Card(
        _("Supplier unknown"), count, f"{reverse('chargeback:loose_lines')}?status=open", tone=tone, icon="help"
    )


def to_take_back(actor: Actor) -> Card | None:
    """Finance's home: receipts that a second person shall take back."""
    waiting = reversals_for(actor).filter(status=ReversalStatus.REQUESTED).exclude(requested_by=actor.id).count()
    address = f"{reverse('chargeback:reversals')}?status=requested"
    return Card(_("Receipts to take back"), waiting, address, tone="warn", icon="arrow-back-up") if waiting else None


def answers_due(actor: Actor) -> list[Task]:
    """What a supplier has to answer by when."""
    rows = chargebacks_for(actor).filter(status=ChargebackStatus.RAISED).order_by("answer_due_at")[:5]
    text = gettext("Answer chargeback %(number)s")
    return [
        Task(text % {"number": row.number}, row.get_absolute_url(), row.answer_due_at, row.part_name) for row in rows
    ]


menu.add(
    "recovery",
    _("Chargebacks"),
    "chargeback:list",
    icon="receipt-refund",
    action="chargeback.view",
    places=BOTH,
    order=50,
    words="追偿",
)
menu.add(
    "recovery",
    _("Account statement"),
    "chargeback:own_statement",
    icon="file-invoice",
    action="chargeback.view",
    places=(SUPPLIER,),
    order=52,
)
menu.add(
    "recovery",
    _("Recovery"),
    "chargeback:recovery",
    icon="chart-bar",
    action="chargeback.view",
    order=54,
    words="追偿统计",
)
menu.add(
    "recovery",
    _("Supplier contracts"),
    "chargeback:contracts",
    icon="contract",
    action="chargeback.view",
    places=BOTH,
    order=56,
)
menu.add(
    "recovery",
    _("Supplier unknown"),
    "chargeback:loose_lines",
    icon="help",
    action="chargeback.agree",
    order=57,
    words="供应商待定",
)
cards.add(to_answer, action="chargeback.answer", places=(SUPPLIER,), order=10)
cards.add(to_reinspect, action="chargeback.resolve", places=(OFFICE,), order=40)
cards.add(to_take_back, action="chargeback.confirm", places=(OFFICE,), order=25)
cards.add(without_supplier, action="chargeback.agree", places=(OFFICE,), order=42)
tasks.add(answers_due, action="chargeback.answer", places=(SUPPLIER,))
searches.add(kind=_("Chargeback"), find=find_chargebacks, action="chargeback.view", places=BOTH, order=60)
label(
    {
        "part_wanted": _("part asked for"),
        "chargebacks": _("Chargebacks"),
        "due_minor": _("amount due"),
        "paid_minor": _("paid amount"),
        "bank_reference": _("bank reference"),
    }
)
source_page("chargeback", "chargeback:detail")
only_corrected_in(
    "chargeback",
    _("A charge is put right by its dispute or by reopening its claim, a receipt by taking it back there."),
)
say(
    {
        "chargeback.raised": _("Raised"),
        "chargeback.accepted": _("Accepted by the supplier"),
        "chargeback.accepted_by_limit": _("Accepted: the limit for an answer has passed"),
        "chargeback.disputed": _("Disputed by the supplier"),
        "chargeback.resolved": _("Re-inspected"),
        "chargeback.paid": _("Paid"),
        "chargeback.receipt_taken_back": _("Receipt taken back"),
        "chargeback.withdrawn": _("Withdrawn"),
        "chargeback.lowered": _("Lowered: another supplier's dispute of the same line"),
        "chargeback.part_asked_for": _("Old part asked for"),
        "chargeback.part_sent": _("Old part sent to the supplier"),
        "chargeback.part_came_back": _("Old part came back"),
        "receipt_reversal.requested": _("Asked to take the receipt back"),
        "receipt_reversal.confirmed": _("Receipt taken back"),
        "receipt_reversal.refused": _("Refused: the receipt stands"),
        "loose_line.noted": _("Supplier unknown"),
        "loose_line.charged": _("Charged to a supplier"),
        "loose_line.borne": _("Borne by the manufacturer"),
        "loose_line.forgotten": _("Claim reopened"),
        "contract.agreed": _("Agreed"),
    }
)
