"""A supplier's dispute flows back: the re-inspection of the old part changes a settled line, by contra entries."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.choices import ClaimError, ClaimStatus, Reason
from billing.claims.locks import lock_claim_of_line, lock_lines
from billing.claims.models import Claim
from billing.claims.paying import is_corrected, pay_difference
from billing.claims.policies import require_second_reviewer
from common.errors import Invalid, WrongState
from common.history.record import record


@transaction.atomic
def amend_by_dispute(line_id: UUID, *, final_minor: int, dispute_id: UUID, reason: str, acting_user: Actor) -> Claim:
    """Set a settled line to what the re-inspection found: lower, or higher (up to the claim, above the first review, too).

    Called by `billing.oldparts` with the key of the disputed chargeback. The difference is posted, the totals follow. Raises WrongState
    unless the line is settled, or when finance took its posting back; Invalid above what was claimed, NotAllowed for the first reviewer and
    the first reviewer's section.
    """
    acting_user.require("claims.final_review")
    claim = lock_claim_of_line(line_id)
    lines = lock_lines(claim)
    line = next(line for line in lines if line.pk == line_id)
    if claim.status != ClaimStatus.SETTLED or line.final_minor is None:
        raise WrongState(
            _("The line of this dispute is not settled."), code=ClaimError.LINE_OPEN, status=str(claim.status)
        )
    require_second_reviewer(claim, acting_user)
    change = final_minor - line.final_minor
    if not change:
        return claim
    if is_corrected(claim):  # before the amount: no other one would do
        message = _("Finance took back what this claim posted. Reopen the claim and decide it anew.")
        raise WrongState(message, code=ClaimError.CORRECTED, status=str(claim.status))
    if not 0 <= final_minor <= line.claimed_minor:
        raise Invalid(
            _("Give an amount between zero and what was claimed."), code=ClaimError.OVER_CLAIM, field="final_minor"
        )
    before = {"line": line.position, "line_final_minor": line.final_minor, "final_minor": claim.final_minor}
    line.change(
        final_minor=final_minor,
        final_reason_code=Reason.REINSPECTION if final_minor < (line.approved_minor or 0) else "",
        final_comment=reason[:300],
        dispute_id=dispute_id,
    )
    claim.change(final_minor=(claim.final_minor or 0) + change, dispute_id=dispute_id)
    pay_difference(claim, line, change, step=dispute_id, reason=reason, actor=acting_user)
    after = {"line": line.position, "line_final_minor": final_minor, "final_minor": claim.final_minor}
    record(claim, "claim.amended", acting_user, before=before, after=after, reason=reason)
    return claim
