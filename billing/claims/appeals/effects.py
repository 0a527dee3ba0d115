"""What a granted appeal does to the claim. Part of the appeal's transaction."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from accounts.actors import Actor
from billing.claims.choices import OPEN_PART, ClaimStatus, OldPartState
from billing.claims.models import Claim, ClaimLine
from billing.claims.paying import take_back
from billing.claims.policies import LineDecision, part_state_after_review
from billing.policy.selectors import policy_of

NO_FINAL = {
    "hold": "",
    "dispute_id": None,
    "final_minor": None,
    "final_reviewer_id": None,
    "final_reviewer_name": "",
    "final_reviewed_at": None,
    "final_section": "",
}


def raise_claim(
    claim: Claim, lines: Sequence[ClaimLine], decisions: Mapping[UUID, LineDecision], number: str, actor: Actor
) -> None:
    """Give the lines what the appeal gave them. What was settled is taken back from the ledger; the final review follows anew."""
    was_settled = claim.status == ClaimStatus.SETTLED
    if was_settled:
        take_back(claim, lines, number, actor)
    policy = policy_of(claim.policy)
    for line in lines:
        approved = _approved(line, decisions[line.pk])
        is_whole = approved == line.claimed_minor
        reason_code, comment = ("", "") if is_whole else _why_less(line)
        line.change(
            approved_minor=approved,
            final_minor=None,
            final_reason_code="",
            final_comment="",
            dispute_id=None,
            reason_code=reason_code,
            comment=decisions[line.pk].comment or comment,
            old_part_state=part_state_after_review(claim, line, approved, policy),
        )
    approved_minor = sum(line.approved_minor or 0 for line in lines)
    values = {"round": claim.round + was_settled, "approved_minor": approved_minor, **NO_FINAL}
    wanted = _next_status(lines)
    if was_settled:
        claim.move_to(ClaimStatus.FIRST_REVIEWED, **values)
        values = {}
    if claim.status == wanted:
        claim.change(**values)
    else:
        claim.move_to(wanted, **values)


def _approved(line: ClaimLine, decision: LineDecision) -> int:
    """What the next final review may give at most. What a re-inspection has found stands, unless the appeal gives more."""
    if line.dispute_id is not None:
        return decision.approved_minor
    return max(line.approved_minor or 0, decision.approved_minor)


def _why_less(line: ClaimLine) -> tuple[str, str]:
    """The reason of the first review, or of the re-inspection that lowered the line after it."""
    if line.reason_code or line.dispute_id is None:
        return line.reason_code, line.comment
    return line.final_reason_code, line.final_comment


def _next_status(lines: Sequence[ClaimLine]) -> ClaimStatus:
    awaited = any(OldPartState(line.old_part_state) == OPEN_PART for line in lines)
    return ClaimStatus.AWAITING_PARTS if awaited else ClaimStatus.FIRST_REVIEWED
