"""What `billing.oldparts` tells a claim about the replaced part of one of its lines."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing.claims.choices import HELD_PART, OPEN_PART, ClaimError, ClaimStatus, Hold, OldPartState
from billing.claims.locks import lock_claim_of_line, lock_lines
from billing.claims.models import Claim, ClaimLine
from common.errors import WrongState
from common.history.record import record
from common.people import Person

BETWEEN_REVIEWS = (ClaimStatus.AWAITING_PARTS, ClaimStatus.FIRST_REVIEWED)


@transaction.atomic
def note_old_part(line_id: UUID, state: OldPartState, *, acting_user: Person, reason: str = "") -> Claim:
    """Write down what became of a line's old part; when none is awaited any more, the claim goes on to the final review.

    An overdue part holds its own line only: the others go on, as long as one of them is worth something. In a settled claim only a line
    that was held may change: checked at last, it is released for the final review. Called by the actions of `billing.oldparts`, which
    ask the role. Raises WrongState for any other line of a claim that is not between its reviews: it has to be reopened first.
    """
    claim = lock_claim_of_line(line_id)
    lines = lock_lines(claim)
    line = next(line for line in lines if line.pk == line_id)
    _require_open(claim, line)
    before = {"status": claim.status, "old_part": line.old_part_state}
    line.change(old_part_state=state)
    if claim.status == ClaimStatus.SETTLED:
        _release(claim, lines)
    else:
        _go_on(claim, lines)
    after = {"status": claim.status, "line": line.position, "part_number": line.part_number, "old_part": state}
    record(claim, f"claim.old_part_{state.value}", acting_user, before=before, after=after, reason=reason)
    return claim


def _require_open(claim: Claim, line: ClaimLine) -> None:
    is_held = claim.status == ClaimStatus.SETTLED and claim.hold != Hold.NONE and line.final_minor is None
    if claim.status not in BETWEEN_REVIEWS and not is_held:
        message = _("The claim of this part is not between its two reviews. Reopen it first.")
        raise WrongState(message, code=ClaimError.OLD_PART_OPEN, status=str(claim.status))


def _go_on(claim: Claim, lines: Sequence[ClaimLine]) -> None:
    is_awaited = any(line.old_part_state == OPEN_PART for line in lines)
    has_more = any(line.approved_minor and line.old_part_state != HELD_PART for line in lines)
    wanted = ClaimStatus.AWAITING_PARTS if is_awaited or not has_more else ClaimStatus.FIRST_REVIEWED
    if claim.status != wanted:
        claim.move_to(wanted)


def _release(claim: Claim, lines: Sequence[ClaimLine]) -> None:
    """Let a settled claim wait for the final review of the lines that were held, once one of them can be decided."""
    ready = [line for line in lines if line.final_minor is None and line.old_part_state not in (OPEN_PART, HELD_PART)]
    wanted = Hold.RELEASED if ready else Hold.OVERDUE
    if claim.hold != wanted:
        claim.change(hold=wanted)
