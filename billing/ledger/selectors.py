"""Which accounts, transactions and entries a person may see."""

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.actors import Actor
from billing.ledger.choices import CorrectionStatus
from billing.ledger.models import Account, Correction, Entry, Transaction
from common.records import RecordQuerySet


def accounts_for(actor: Actor) -> RecordQuerySet:
    """Return the accounts, each with its `balance_minor`."""
    sums = Entry.objects.filter(account=OuterRef("pk")).order_by().values("account").annotate(total=Sum("amount_minor"))
    owned = _owned(actor, Account.objects.select_related("station", "supplier"))
    rows: RecordQuerySet = owned.annotate(balance_minor=Coalesce(Subquery(sums.values("total")), 0))
    return rows


def transactions_for(actor: Actor) -> RecordQuerySet:
    """Return the transactions; of one that concerns several parties a station sees its entries, not the transaction."""
    return _owned(actor, Transaction.objects.select_related("station", "supplier"))


def entries_for(actor: Actor) -> RecordQuerySet:
    """Return the entries on the accounts that the person may see."""
    return _owned(actor, Entry.objects.select_related("transaction", "account__station", "account__supplier"))


def corrections_for(actor: Actor) -> RecordQuerySet:
    """Return the corrections, for head office alone: a station sees the contra entries, not who asked for them."""
    rows: RecordQuerySet = Correction.objects.select_related("original", "contra")
    return rows if actor.is_office and actor.roles else rows.none()


def open_correction_of(transaction: Transaction) -> Correction | None:
    """Return the correction that waits for a second person."""
    return transaction.corrections.filter(status=CorrectionStatus.REQUESTED).first()


def entries_of(transaction: Transaction) -> QuerySet[Entry]:
    """Return a transaction's entries in their order."""
    return transaction.entries.select_related("account__station", "account__supplier").order_by("line")


def _owned(actor: Actor, rows: RecordQuerySet) -> RecordQuerySet:
    """Return an owner's rows, or all for head office. Somebody without a place has none: a missing key never matches office rows."""
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id)
    if actor.supplier_id is not None:
        return rows.filter(supplier_id=actor.supplier_id)
    return rows if actor.is_office and actor.roles else rows.none()
