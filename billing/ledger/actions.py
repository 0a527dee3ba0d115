"""What people do in the ledger: correct a transaction. Everything else is posted by the rooms above (`posting.post`)."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.ledger.choices import LedgerError
from billing.ledger.models import Transaction
from billing.ledger.posting import reverse
from billing.ledger.selectors import transactions_for
from common.errors import Invalid, WrongState
from common.history.record import record


@transaction.atomic
def correct_transaction(transaction_id: UUID, *, acting_user: Actor, reason: str) -> Transaction:
    """Post the contra entries of a transaction; returns the correction. Raises WrongState when that was done already."""
    acting_user.require("ledger.correct")
    original: Transaction = transactions_for(acting_user).get_or_404(transaction_id)
    if not reason.strip():
        raise Invalid(_("Say why: the reason stays with the correction."), field="reason")
    if Transaction.objects.filter(reverses=original).exists():
        raise WrongState(_("This transaction was corrected already."), code=LedgerError.REVERSED)
    contra = reverse(original, reason, acting_user=acting_user)
    record(original, "transaction.corrected", acting_user, after={"correction": contra.public_id}, reason=reason)
    return contra
