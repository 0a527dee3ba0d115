"""Which chargebacks and contracts a person may see."""

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from accounts.actors import Actor
from billing.chargeback.choices import ChargebackStatus
from billing.chargeback.models import Chargeback, LooseLine, SupplierContract
from catalog.models import Supplier
from common.records import RecordQuerySet


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


def loose_lines_for(actor: Actor) -> RecordQuerySet:
    """Return the work list "supplier unknown": head office's alone."""
    rows = LooseLine.objects.select_related("station")
    return rows if _at_office(actor) and actor.may("chargeback.view") else rows.none()


def recovery_for(actor: Actor) -> RecordQuerySet:
    """Return the suppliers that were ever charged, each with `count`, `charged_minor`, `standing_minor`, `paid_minor` and `rate`.

    The recovery rate is what still stands (accepted, not yet answered, or upheld on re-inspection) of what was charged, in percent.
    """
    due = Coalesce("chargebacks__resolved_minor", "chargebacks__amount_minor")
    standing = ~Q(chargebacks__status=ChargebackStatus.CANCELLED)
    rows: RecordQuerySet = (
        suppliers_for(actor)
        .annotate(
            count=Count("chargebacks"),
            charged_minor=Coalesce(Sum("chargebacks__amount_minor"), 0),
            standing_minor=Coalesce(Sum(due, filter=standing), 0),
            paid_minor=Coalesce(Sum(due, filter=Q(chargebacks__status=ChargebackStatus.PAID)), 0),
        )
        .filter(count__gt=0)
        .annotate(rate=F("standing_minor") * 100 / F("charged_minor"))
    )
    return rows


def _at_office(actor: Actor) -> bool:
    return actor.is_office and bool(actor.roles)
