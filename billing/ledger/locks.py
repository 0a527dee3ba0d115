"""Row locks of the ledger: of corrections alone, since transactions and entries never change."""

from uuid import UUID

from accounts.actors import Actor
from billing.ledger.models import Correction
from billing.ledger.selectors import corrections_for


def lock_correction(correction_id: UUID, actor: Actor) -> Correction:
    """Return the correction under a lock, through the actor's gate. Raises NotYours."""
    row: Correction = corrections_for(actor).locked().get_or_404(correction_id)
    return row
