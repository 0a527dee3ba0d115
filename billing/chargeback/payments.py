"""What suppliers pay: one chargeback, or several at once, netted with what they paid too much. A receipt is taken back in `reversals.py`."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.chargeback.choices import ChargebackError, ChargebackStatus
from billing.chargeback.locks import lock_chargeback, lock_chargebacks
from billing.chargeback.models import Chargeback
from billing.ledger.choices import AccountKind
from billing.ledger.posting import account, credit, debit, post
from common.clock import today
from common.errors import Invalid, NotYours
from common.history.record import record

PAYABLE = (
    ChargebackStatus.ACCEPTED,
    ChargebackStatus.RESOLVED,
    ChargebackStatus.PAID,
    ChargebackStatus.UNPAID,
    ChargebackStatus.CANCELLED,
)


@transaction.atomic
def book_payment(chargeback_id: UUID, *, acting_user: Actor, bank_reference: str) -> Chargeback:
    """The supplier has paid what is due. Raises Invalid when nothing is due, WrongState when it was not accepted yet."""
    acting_user.require("chargeback.pay")
    chargeback = lock_chargeback(chargeback_id, acting_user)
    if chargeback.open_minor <= 0:
        raise Invalid(_("Nothing is due on this chargeback."), code=ChargebackError.NOTHING_DUE)
    return _book(chargeback, bank_reference, acting_user)


@transaction.atomic
def book_payments(chargeback_ids: Sequence[UUID], *, acting_user: Actor, bank_reference: str) -> int:
    """Book one receipt for several chargebacks of a supplier, less what it has in credit; returns the net amount that the bank got.

    Raises NotYours when one is out of sight or of another supplier, Invalid when nothing is due or credit exceeds debt.
    """
    acting_user.require("chargeback.pay")
    rows = lock_chargebacks(chargeback_ids, acting_user)
    if len(rows) != len(set(chargeback_ids)) or len({row.supplier_id for row in rows}) > 1:
        raise NotYours()
    due = [row for row in rows if row.status in PAYABLE and row.open_minor]
    net = sum(row.open_minor for row in due)
    if not due or net < 0:
        code = ChargebackError.NEGATIVE_NET if due else ChargebackError.NOTHING_DUE
        raise Invalid(_("What was chosen comes to nothing due: choose further chargebacks."), code=code)
    for row in due:
        _book(row, bank_reference, acting_user)
    return net


def _book(chargeback: Chargeback, bank_reference: str, acting_user: Actor) -> Chargeback:
    """Settle what is open; a credit (below zero) is used up by the same receipt."""
    before = {"status": chargeback.status, "paid_minor": chargeback.paid_minor}
    minor, paid = chargeback.open_minor, chargeback.paid_minor + chargeback.open_minor
    if chargeback.status in (ChargebackStatus.PAID, ChargebackStatus.CANCELLED):
        chargeback.change(paid_minor=paid)
    else:
        chargeback.move_to(ChargebackStatus.PAID, paid_minor=paid)
    receivable = account(AccountKind.SUPPLIER_RECEIVABLE, chargeback.supplier_id, chargeback.currency)
    post(
        f"chargeback:{chargeback.pk}:paid:{chargeback.version}",
        today(),
        f"{chargeback.number} {bank_reference}",  # `receipts.of_the_same_receipt` reads it
        [debit(AccountKind.BANK, minor, chargeback.currency), credit(receivable, minor, chargeback.currency)],
        reference=chargeback.pk,
        acting_user=acting_user,
    )
    said = {"status": chargeback.status, "paid_minor": paid, "bank_reference": bank_reference}
    record(chargeback, "chargeback.paid", acting_user, before=before, after=said)
    return chargeback
