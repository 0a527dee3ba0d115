"""What `billing.oldparts` tells a claim about the replaced part of one of its lines."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing.claims.choices import OPEN_PART, ClaimError, ClaimStatus, OldPartState
from billing.claims.locks import lock_claim_of_line, lock_lines
from billing.claims.models import Claim
from common.errors import WrongState
from common.history.record import record
from common.people import Person

BETWEEN_REVIEWS = (ClaimStatus.AWAITING_PARTS, ClaimStatus.FIRST_REVIEWED)


@transaction.atomic
def note_old_part(line_id: UUID, state: OldPartState, *, acting_user: Person, reason: str = "") -> Claim:
    """Write down what became of a line's old part; when none is awaited any more, the claim goes on to the final review.

    Called by the actions of `billing.oldparts`, which ask the role. Raises WrongState unless the claim stands between the two reviews:
    a settled one has to be reopened first.
    """
    claim = lock_claim_of_line(line_id)
    if claim.status not in BETWEEN_REVIEWS:
        message = _("The claim of this part is not between its two reviews. Reopen it first.")
        raise WrongState(message, code=ClaimError.OLD_PART_OPEN, status=str(claim.status))
    lines = lock_lines(claim)
    line = next(line for line in lines if line.pk == line_id)
    before = {"status": claim.status}
    line.change(old_part_state=state)
    _go_on(claim, awaited=any(other.old_part_state == OPEN_PART for other in lines))
    after = {"status": claim.status, "line": line.position, "part_number": line.part_number}
    record(claim, f"claim.old_part_{state.value}", acting_user, before=before, after=after, reason=reason)
    return claim


def _go_on(claim: Claim, *, awaited: bool) -> None:
    wanted = ClaimStatus.AWAITING_PARTS if awaited else ClaimStatus.FIRST_REVIEWED
    if claim.status != wanted:
        claim.move_to(wanted)
