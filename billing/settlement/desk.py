"""What settlement hangs into the frame."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.actors import Actor
from billing.ledger.sources import only_corrected_in, source_page
from billing.settlement.choices import StatementStatus
from billing.settlement.invoicing.choices import InvoiceStatus
from billing.settlement.models import OffsetConfirmation
from billing.settlement.offsets.choices import OffsetStatus, Party
from billing.settlement.offsets.policies import parties_of
from billing.settlement.payments.choices import BatchStatus
from billing.settlement.selectors import batches_for, invoices_for, offsets_for, statements_for
from common.pages import OFFICE, STATION, Card, Hit, cards, menu, say, searches
from common.pages.timeline import label, spell

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


def invoices_to_check(actor: Actor) -> Card | None:
    """Finance's home: invoices that the stations entered."""
    count = invoices_for(actor).filter(status=InvoiceStatus.SUBMITTED).count()
    address = f"{reverse('settlement:invoices')}?status=submitted"
    return Card(_("Invoices to check"), count, address, tone="info", icon="receipt-tax") if count else None


def batches_to_release(actor: Actor) -> Card | None:
    """The second person's home: batches that somebody else made."""
    count = batches_for(actor).filter(status=BatchStatus.DRAFT).exclude(made_by=actor.id).count()
    address = f"{reverse('settlement:batches')}?status=draft"
    return Card(_("Payment batches to release"), count, address, tone="warn", icon="building-bank") if count else None


def offsets_to_confirm(actor: Actor) -> Card | None:
    """Each party's home: offsets that wait for its word."""
    spoken = OffsetConfirmation.objects.filter(party__in=parties_of(actor)).values("offset_id")
    count = offsets_for(actor).filter(status=OffsetStatus.REQUESTED).exclude(pk__in=spoken).count()
    address = f"{reverse('settlement:offsets')}?status=requested"
    return Card(_("Offsets to confirm"), count, address, tone="warn", icon="arrows-exchange") if count else None


def find_invoices(actor: Actor, q: str) -> list[Hit]:
    """Find invoices by their number."""
    found = invoices_for(actor).filter(number__startswith=q)[:6] if q.isdecimal() else []
    return [Hit(row.number, row.get_absolute_url(), str(row.station)) for row in found]


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
    "billing", _("Service invoices"), "settlement:invoices", icon="receipt-tax", action="invoices.view", places=BOTH, order=61,
    words="发票 数电票",
)  # fmt: skip
menu.add(
    "billing", _("Offsets"), "settlement:offsets", icon="arrows-exchange", action="offsets.view", places=BOTH, order=62,
    words="抵扣",
)  # fmt: skip
menu.add(
    "billing", _("Debts"), "settlement:debts", icon="scale-outline", action="debts.view", places=BOTH, order=63,
    words="购件 购车 欠款 应收账款",
)  # fmt: skip
menu.add(
    "billing", _("Payment batches"), "settlement:batches", icon="building-bank", action="settlement.release", order=64,
    words="付款批次 银行文件",
)  # fmt: skip
menu.add(
    "billing", _("Bank details"), "settlement:bank_details_list", icon="credit-card", action="bankdetails.view", places=BOTH,
    order=65, words="开户行 账号",
)  # fmt: skip
menu.add(
    "billing", _("Closing checklist"), "settlement:checklist", icon="list-check", action="settlement.close", order=66,
    words="月结 关账",
)  # fmt: skip
menu.add(
    "billing",
    _("Reconciliation"),
    "settlement:reconciliation",
    icon="zoom-money",
    action="settlement.close",
    order=67,
    words="对账",
)
cards.add(to_confirm, action="settlement.answer", places=(STATION,), order=40)
cards.add(to_settle, action="settlement.close", places=(OFFICE,), order=20)
cards.add(invoices_to_check, action="invoices.check", places=(OFFICE,), order=21)
cards.add(batches_to_release, action="settlement.release", places=(OFFICE,), order=22)
cards.add(offsets_to_confirm, action="offsets.confirm", places=BOTH, order=23)
searches.add(kind=_("Statement"), find=find_statements, action="settlement.view", places=BOTH, order=70)
searches.add(kind=_("Invoice"), find=find_invoices, action="invoices.view", places=BOTH, order=71)
label(
    {
        "month": _("month"),
        "opening_minor": _("Opening balance"),
        "closing_minor": _("closing balance"),
        "paid_minor": _("paid amount"),
        "bank_reference": _("bank reference"),
        "payment": _("payment"),
        "payments": _("payments"),
        "party": _("party"),
        "confirmations": _("confirmations"),
        "statement": _("statement"),
        "entry": _("entry"),
        "total_minor": _("Total"),
        "accepted": pgettext_lazy("payment", "accepted"),
        "rejected": pgettext_lazy("payment", "rejected"),
        "file": _("file"),
        "file_sha256": _("check sum of the bank file"),
        "debt": _("debt"),
        "document": _("document number"),
        "company": _("company"),
        "account": _("account number"),
    }
)
source_page("payment", "settlement:detail")
source_page("bank", "settlement:detail")
source_page("offset", "settlement:offset")
source_page("claim", "claims:detail")
source_page("violation", "violations:violation")
only_corrected_in("payment", _("Only the bank's answer opens a payment again."))
only_corrected_in("bank", _("Only the bank's answer opens a payment again."))
say(
    {
        "statement.issued": pgettext_lazy("statement", "Issued"),
        "statement.confirmed": _("Confirmed by the station"),
        "statement.disputed": _("Disputed by the station"),
        "statement.dispute_answered": _("All disputes answered"),
        "statement.collected": _("Collected for payment"),
        "statement.payment_dropped": _("Taken out of the payment batch"),
        "statement.payment_rejected": _("Rejected by the bank"),
        "statement.paid": _("Paid"),
        "statement.carried_forward": _("Carried forward"),
        "dispute.raised": _("Disputed by the station"),
        "dispute.answered": _("Dispute answered"),
        "invoice.entered": _("Invoice entered"),
        "invoice.accepted": _("Invoice accepted"),
        "invoice.refused": _("Invoice refused"),
        "invoice.withdrawn": _("Invoice withdrawn"),
        "bank_details.proposed": _("Bank details proposed"),
        "bank_details.called_back": _("Station called back"),
        "bank_details.approved": _("Bank details approved"),
        "bank_details.refused": _("Bank details refused"),
        "bank_details.ended": _("Bank details ended"),
        "receivable.booked": _("Delivery booked"),
        "offset.requested": _("Offset asked for"),
        "offset.confirmed": _("Confirmed by a party"),
        "offset.refused": _("Refused by a party"),
        "offset.withdrawn": pgettext_lazy("offset", "Withdrawn"),
        "offset.expired": _("Not confirmed in time"),
        "batch.collected": _("Batch made"),
        "batch.payment_dropped": _("Payment taken out"),
        "batch.cancelled": _("Batch cancelled"),
        "batch.released": _("Batch released"),
        "batch.answered": _("The bank answered"),
    }
)
spell({"party": Party})
