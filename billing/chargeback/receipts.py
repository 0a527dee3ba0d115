"""Which receipts of suppliers stand: they are read in the ledger, where a receipt that was taken back has its contra entries."""

from collections.abc import Iterable

from accounts.actors import Actor
from billing.chargeback.models import Chargeback
from billing.chargeback.selectors import chargebacks_for
from billing.ledger.models import Transaction

AT_ONCE = 500  # as many as one receipt may settle


def last_receipt(chargeback: Chargeback) -> Transaction | None:
    """Return the last receipt of a chargeback that was not taken back, or None."""
    key = f"chargeback:{chargeback.pk}:paid:"
    rows = Transaction.objects.filter(reference=chargeback.pk, business_key__startswith=key, reversal__isnull=True)
    return _last(rows)


def bank_reference_of(receipt: Transaction, chargeback: Chargeback) -> str:
    """Return what the bank called a receipt: its text is the chargeback's number and this."""
    return receipt.description.removeprefix(f"{chargeback.number} ")


def of_the_same_receipt(chargeback: Chargeback, receipt: Transaction, actor: Actor) -> list[Chargeback]:
    """Return the supplier's other chargebacks whose last receipt has the same reference of the bank."""
    ends = f" {bank_reference_of(receipt, chargeback)}"
    alike = Transaction.objects.filter(
        supplier_id=chargeback.supplier_id,
        business_key__startswith="chargeback:",
        business_key__contains=":paid:",
        description__endswith=ends,
        reversal__isnull=True,
    ).exclude(reference=chargeback.pk)
    keys = list(alike.order_by("-id").values_list("reference", flat=True)[:AT_ONCE])
    rows = {row.pk: row for row in chargebacks_for(actor).filter(pk__in=keys).order_by("number")}
    last = _last_by_chargeback(rows)
    return [row for key, row in rows.items() if bank_reference_of(last[key], row) == ends[1:]]


def _last_by_chargeback(keys: Iterable[object]) -> dict[object, Transaction]:
    standing = Transaction.objects.filter(
        reference__in=list(keys), business_key__contains=":paid:", reversal__isnull=True
    )
    found: dict[object, Transaction] = {}
    for row in sorted(standing, key=step_of):
        found[row.reference] = row
    return found


def _last(rows: Iterable[Transaction]) -> Transaction | None:
    return max(rows, key=step_of, default=None)


def step_of(receipt: Transaction) -> int:
    """The version of the chargeback at which it was booked, the last word of its key: later is higher."""
    return int(receipt.business_key.rpartition(":")[2])
