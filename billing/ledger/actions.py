"""What people do in the ledger: correct a transaction, in two persons. Everything else is posted by the rooms above (`posting.post`)."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.ledger.choices import CorrectionStatus, LedgerError
from billing.ledger.locks import lock_correction
from billing.ledger.models import Correction, Transaction
from billing.ledger.posting import reverse
from billing.ledger.selectors import transactions_for
from billing.ledger.sources import corrected_in
from common.errors import Invalid, NotAllowed, WrongState
from common.history.record import record

_ASKED = _("A correction was asked for already. A second person decides it.")


@transaction.atomic
def request_correction(transaction_id: UUID, *, acting_user: Actor, reason: str) -> Correction:
    """Ask that a transaction be taken back by contra entries; a second person posts them. Raises WrongState when that was asked already."""
    acting_user.require("ledger.correct")
    _require_text(reason, "reason")
    original: Transaction = transactions_for(acting_user).get_or_404(transaction_id)
    _require_correctable(original)
    correction = _ask(original, reason, acting_user)
    said = {"status": correction.status, "transaction": original.public_id, "description": original.description}
    record(correction, "correction.requested", acting_user, after=said, reason=reason)
    return correction


@transaction.atomic
def approve_correction(correction_id: UUID, *, acting_user: Actor) -> Correction:
    """Post the contra entries, dated today: they show on the next statement. Raises NotAllowed for the person who asked."""
    acting_user.require("ledger.approve")
    correction = lock_correction(correction_id, acting_user)
    _require_other_person(correction, acting_user)
    _require_open(correction)
    contra = reverse(correction.original, correction.reason, acting_user=acting_user)
    _decide(correction, CorrectionStatus.POSTED, acting_user, contra=contra)
    said = {"status": correction.status, "contra": contra.public_id}
    record(correction, "correction.posted", acting_user, before={"status": "requested"}, after=said)
    return correction


@transaction.atomic
def refuse_correction(correction_id: UUID, *, acting_user: Actor, reason: str) -> Correction:
    """Refuse it with a reason; it may be asked again. Raises NotAllowed for the person who asked."""
    acting_user.require("ledger.approve")
    _require_text(reason, "reason")
    correction = lock_correction(correction_id, acting_user)
    _require_other_person(correction, acting_user)
    _require_open(correction)
    _decide(correction, CorrectionStatus.REFUSED, acting_user, answer=reason[:500])
    said = {"status": correction.status}
    record(correction, "correction.refused", acting_user, before={"status": "requested"}, after=said, reason=reason)
    return correction


def _ask(original: Transaction, reason: str, actor: Actor) -> Correction:
    """Write the request down; the constraint lets one of two who ask at the same moment through."""
    row = Correction(original=original, reason=reason, requested_by=actor.id, requested_by_name=actor.name)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise WrongState(_ASKED, code=LedgerError.REVERSED) from error
    return row


def _decide(correction: Correction, status: CorrectionStatus, actor: Actor, **values: object) -> None:
    correction.move_to(status, decided_by=actor.id, decided_by_name=actor.name, **values)


def _require_correctable(original: Transaction) -> None:
    if (elsewhere := corrected_in(original)) is not None:
        raise Invalid(elsewhere, code=LedgerError.OWNED)
    if original.reverses_id is not None:
        raise WrongState(_("This is a correction itself. Post what is right afresh."), code=LedgerError.IS_REVERSAL)
    if Transaction.objects.filter(reverses=original).exists():
        raise WrongState(_("This transaction was corrected already."), code=LedgerError.REVERSED)
    if Correction.objects.filter(original=original, status=CorrectionStatus.REQUESTED).exists():
        raise WrongState(_ASKED, code=LedgerError.REVERSED)


def _require_other_person(correction: Correction, actor: Actor) -> None:
    if correction.requested_by == actor.id:
        raise NotAllowed(
            _("You asked for this correction yourself. Another person has to decide it."), code=LedgerError.SAME_PERSON
        )


def _require_open(correction: Correction) -> None:
    if correction.status != CorrectionStatus.REQUESTED:
        raise WrongState(status=str(correction.status))


def _require_text(text: str, field: str) -> None:
    if not text.strip():
        raise Invalid(_("Say why: the reason stays with the correction."), field=field)
