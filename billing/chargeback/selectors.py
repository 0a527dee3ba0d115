"""Which chargebacks and contracts a person may see."""

from accounts.actors import Actor
from billing.chargeback.models import Chargeback, SupplierContract
from catalog.models import Supplier
from common.records import RecordQuerySet


def chargebacks_for(actor: Actor) -> RecordQuerySet:
    """Return a supplier's own chargebacks, or all for head office; a station sees none."""
    rows = Chargeback.objects.select_related("supplier")
    if actor.is_supplier:
        return rows.filter(supplier_id=actor.supplier_id)
    return rows.select_related("station") if _at_office(actor) else rows.none()


def contracts_for(actor: Actor) -> RecordQuerySet:
    """Return a supplier's own contracts, or all for head office."""
    rows = SupplierContract.objects.select_related("supplier", "part", "component")
    if actor.is_supplier:
        return rows.filter(supplier_id=actor.supplier_id)
    return rows if _at_office(actor) else rows.none()


def suppliers_for(actor: Actor) -> RecordQuerySet:
    """Return the suppliers whose statement the person may open: themselves, or all for head office."""
    rows = Supplier.objects.order_by("code")
    if actor.is_supplier:
        return rows.filter(pk=actor.supplier_id)
    return rows if _at_office(actor) else rows.none()


def _at_office(actor: Actor) -> bool:
    return actor.is_office and bool(actor.roles)
