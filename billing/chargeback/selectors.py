"""Which chargebacks and contracts a person may see."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import BigIntegerField, Case, ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import Coalesce

from accounts.actors import Actor
from billing.chargeback.choices import ChargebackStatus, ReversalStatus
from billing.chargeback.models import Chargeback, LooseLine, ReceiptReversal, SupplierContract
from catalog.models import Supplier
from common.records import RecordQuerySet

DUE = Coalesce("resolved_minor", "amount_minor")
NOT_PAYABLE = (ChargebackStatus.RAISED, ChargebackStatus.DISPUTED)


def chargebacks_for(actor: Actor) -> RecordQuerySet:
    """Return a supplier's own chargebacks, or all for head office; a station sees none."""
    rows = Chargeback.objects.select_related("supplier")
    if actor.supplier_id is not None:
        return rows.filter(supplier_id=actor.supplier_id)
    return rows.select_related("station") if _at_office(actor) else rows.none()


def contracts_for(actor: Actor) -> RecordQuerySet:
    """Return a supplier's own contracts, or all for head office."""
    rows = SupplierContract.objects.select_related("supplier", "part", "component")
    if actor.supplier_id is not None:
        return rows.filter(supplier_id=actor.supplier_id)
    return rows if _at_office(actor) else rows.none()


def suppliers_for(actor: Actor) -> RecordQuerySet:
    """Return the suppliers whose statement the person may open: themselves, or all for head office."""
    rows = Supplier.objects.order_by("code")
    if actor.supplier_id is not None:
        return rows.filter(pk=actor.supplier_id)
    return rows if _at_office(actor) else rows.none()


def unanswered_of_lines(line_ids: Sequence[UUID]) -> Sequence[Chargeback]:
    """Return the chargebacks of claim lines that wait for an answer, are in dispute, or whose part is with the supplier."""
    waiting = Q(status__in=(ChargebackStatus.RAISED, ChargebackStatus.DISPUTED))
    away = Q(part_sent_at__isnull=False, part_back_at__isnull=True)
    return list(Chargeback.objects.filter(waiting | away, line_id__in=line_ids).order_by("number"))


def wanted_parts(actor: Actor) -> RecordQuerySet:
    """Return the chargebacks whose supplier has asked for the old part and has not got it, oldest request first."""
    waiting = (ChargebackStatus.RAISED, ChargebackStatus.DISPUTED)
    rows: RecordQuerySet = chargebacks_for(actor).filter(
        part_wanted_at__isnull=False, part_sent_at__isnull=True, status__in=waiting
    )
    return rows.order_by("part_wanted_at")


def loose_lines_for(actor: Actor) -> RecordQuerySet:
    """Return the work list "supplier unknown": head office's alone."""
    rows = LooseLine.objects.select_related("station")
    return rows if _at_office(actor) and actor.may("chargeback.view") else rows.none()


def payable_by(supplier_id: UUID, actor: Actor) -> RecordQuerySet:
    """Return what a supplier owes by now, and what it has in credit: answered or re-inspected, and not settled."""
    rows = chargebacks_for(actor).filter(supplier_id=supplier_id).exclude(status__in=NOT_PAYABLE)
    is_gone = When(status=ChargebackStatus.CANCELLED, then=Value(0))
    due = Case(is_gone, default=DUE, output_field=BigIntegerField())
    open_minor = ExpressionWrapper(due - F("paid_minor"), output_field=BigIntegerField())
    found: RecordQuerySet = rows.annotate(still=open_minor).exclude(still=0).order_by("created_at", "id")
    return found


def reversals_for(actor: Actor) -> RecordQuerySet:
    """Return the receipts that are, were or shall be taken back: finance's alone, a supplier sees what came of it."""
    rows: RecordQuerySet = ReceiptReversal.objects.select_related("chargeback__supplier", "receipt", "contra")
    return rows if _at_office(actor) and actor.may("chargeback.confirm") else rows.none()


def open_reversal_of(chargeback: Chargeback) -> ReceiptReversal | None:
    """Return the taking back that waits for a second person."""
    row: ReceiptReversal | None = chargeback.reversals.filter(status=ReversalStatus.REQUESTED).first()
    return row


def _at_office(actor: Actor) -> bool:
    return actor.is_office and bool(actor.roles)
