"""Which accounts, transactions and entries a person may see."""

from datetime import date

from django.db.models import DateField, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest

from accounts.actors import Actor
from billing.ledger.choices import CorrectionStatus
from billing.ledger.models import Account, Correction, Entry, Transaction
from common.records import RecordQuerySet

# For an account of which nothing is carried. Greatest and not Coalesce: that one is not leakproof, and would keep the day away from the index.
BEFORE_ALL = Value(date(1, 1, 1), output_field=DateField())


def accounts_for(actor: Actor) -> RecordQuerySet:
    """Return the accounts, each with its `balance_minor`: what was carried forward, and the entries since."""
    since = Entry.objects.filter(
        account=OuterRef("pk"), occurred_on__gt=Greatest(OuterRef("carried__until"), BEFORE_ALL)
    )
    sums = since.order_by().values("account").annotate(total=Sum("amount_minor"))
    owned = _owned(actor, Account.objects.select_related("station", "supplier"))
    rows: RecordQuerySet = owned.annotate(
        balance_minor=Coalesce(F("carried__amount_minor"), 0) + Coalesce(Subquery(sums.values("total")), 0)
    )
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
