"""First review by the claims section: line by line, returned with a question, or rejected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.actions.lease import end_lease
from billing.claims.adjudication import judge_claim, verdict_of
from billing.claims.choices import OPEN_PART, ClaimError, ClaimStatus, Outcome, Reason, Section
from billing.claims.goodwill.limits import require_goodwill_limit
from billing.claims.locks import lock_claim, lock_lines
from billing.claims.models import Claim, ClaimLine
from billing.claims.policies import (
    LineDecision,
    match_decisions,
    part_state_after_review,
    require_stranger,
    require_within,
    section_of,
)
from billing.claims.rules import RULES, Verdict
from billing.claims.rules.judging import suggestion_for
from billing.policy.policies import Policy
from billing.policy.selectors import policy_of
from common.clock import business_zone, now, today
from common.errors import Invalid, WrongState
from common.history.record import record
from common.people import Process


@transaction.atomic
def decide_first_review(
    claim_id: UUID, *, decisions: Sequence[LineDecision], acting_user: Actor, version: int | None = None
) -> Claim:
    """Decide each line. Afterwards the claim waits for its old parts or the final review; with nothing approved it is rejected.

    Raises WrongState unless it waits for the first review, NotAllowed for somebody who had a hand in it, Invalid for a decision above
    the claim, a cut without a reason, or lines that are not decided exactly once. While somebody else has the claim before them it is
    WrongState too (`claim.taken`).
    """
    acting_user.require("claims.first_review")
    claim = lock_claim(claim_id, acting_user)
    claim.expect_version(version)
    require_waiting(claim)
    require_stranger(claim, acting_user)
    end_lease(claim, acting_user)
    lines = lock_lines(claim)
    by_line = match_decisions(lines, decisions)
    require_goodwill_limit(claim, decisions, acting_user)
    decide_lines(claim, lines, by_line)
    return conclude(claim, lines, acting_user, Reviewer(acting_user.id, acting_user.name, section_of(acting_user)))


@transaction.atomic
def accept_suggestion(claim_id: UUID, *, acting_user: Actor) -> Claim:
    """Decide as the rules suggest. Raises WrongState when a rule asks a person to look closely: then somebody has to."""
    acting_user.require("claims.first_review")
    claim = lock_claim(claim_id, acting_user)
    lines = lock_lines(claim)
    verdicts = [verdict_of(reason) for reason in claim.reasons.all()]
    if any(verdict.outcome == Outcome.REFER for verdict in verdicts):
        raise WrongState(_("The rules ask for a close look at this claim. Open it and decide line by line."))
    decisions = [suggested_decision(line, verdicts) for line in lines]
    return decide_first_review(claim_id, decisions=decisions, acting_user=acting_user)


@transaction.atomic
def approve_clean(claim_id: UUID, *, acting_user: Actor) -> Claim:
    """Approve in full a claim about which nothing is wrong: the rules are asked again here and now, whatever they said when it came.

    Raises WrongState (`claim.not_clean`) when one of them objects, the amount is above the policy's limit, or an anomaly is open.
    """
    acting_user.require("claims.first_review")
    claim = lock_claim(claim_id, acting_user)
    lines = lock_lines(claim)
    if claim.risk or not judge_claim(claim, lines, handed_in_on(claim)).is_clean:
        message = _("There is something to look at in this claim. Open it and decide line by line.")
        raise WrongState(message, code=ClaimError.NOT_CLEAN)
    decisions = [LineDecision(line.pk, line.claimed_minor) for line in lines]
    return decide_first_review(claim_id, decisions=decisions, acting_user=acting_user)


def handed_in_on(claim: Claim) -> date:
    """Return the day on which it was handed in: how long it waited here is not the station's fault."""
    return claim.submitted_at.astimezone(business_zone()).date() if claim.submitted_at else today()


def approve_by_rule(claim: Claim, lines: Sequence[ClaimLine], actor: Process, *, clause: str) -> Claim:
    """Approve all that is claimed, in the caller's transaction: no person decides, so none is named as reviewer; history names the rule.

    The claims section answers for it: the final review is another section's, as after a person's first review.
    """
    policy = policy_of(claim.policy)
    for line in lines:
        _decide(claim, line, LineDecision(line.pk, line.claimed_minor), policy)
    before = {"status": claim.status}
    claim.move_to(
        _next_status(lines, claim.claimed_minor),
        approved_minor=claim.claimed_minor,
        first_reviewer_id=None,
        first_reviewer_name=actor.name,
        first_reviewed_at=now(),
        first_section=Section.CLAIMS,
        is_clean=True,
        by_rule=True,
    )
    after = {"status": claim.status, "claimed_minor": claim.claimed_minor, "approved_minor": claim.claimed_minor}
    rule = {"policy_label": claim.policy_label, "clause": clause, "by_rule": True}
    record(claim, "claim.first_reviewed", actor, before=before, after=after | rule)
    return claim


def suggested_decision(line: ClaimLine, verdicts: Sequence[Verdict]) -> LineDecision:
    """Return what the rules suggest for a line, with the reason that belongs to the first rule that cut it."""
    about = [verdict for verdict in verdicts if verdict.line in (None, line.pk)]
    left = suggestion_for(about, line.pk, line.claimed_minor)
    cutting = [verdict for verdict in about if verdict.outcome in (Outcome.CUT, Outcome.REJECT)]
    reason = next((RULES[verdict.rule].reason for verdict in cutting if verdict.rule in RULES), Reason.OTHER)
    return LineDecision(line.pk, left, reason if left < line.claimed_minor else "")


@transaction.atomic
def return_claim(claim_id: UUID, *, question: str, acting_user: Actor) -> Claim:
    """Send the claim back to its station with a question. Raises WrongState unless it waits for the first review."""
    acting_user.require("claims.first_review")
    claim = lock_claim(claim_id, acting_user)
    require_stranger(claim, acting_user)
    end_lease(claim, acting_user)
    if not question.strip():
        raise Invalid(_("Ask a question that the station can answer."), code=ClaimError.INCOMPLETE, field="question")
    before = {"status": claim.status}
    claim.move_to(ClaimStatus.RETURNED, question=question.strip(), answer="")
    record(claim, "claim.returned", acting_user, before=before, after={"status": claim.status}, reason=claim.question)
    return claim


@transaction.atomic
def reject_claim(claim_id: UUID, *, reason_code: str, comment: str, acting_user: Actor) -> Claim:
    """Reject the whole claim in the first review: every line gets nothing, for one reason."""
    acting_user.require("claims.first_review")
    claim = lock_claim(claim_id, acting_user)
    decisions = [LineDecision(line.pk, 0, reason_code, comment) for line in lock_lines(claim)]
    return decide_first_review(claim_id, decisions=decisions, acting_user=acting_user)


def require_waiting(claim: Claim) -> None:
    """Raise WrongState unless the claim waits for the first review."""
    if claim.status != ClaimStatus.SUBMITTED:
        raise WrongState(status=str(claim.status))


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who made a first review, and for which section."""

    id: UUID
    name: str
    section: Section


def decide_lines(claim: Claim, lines: Sequence[ClaimLine], by_line: Mapping[UUID, LineDecision]) -> None:
    """Write what each line gets, in the caller's transaction."""
    policy = policy_of(claim.policy)
    for line in lines:
        _decide(claim, line, by_line[line.pk], policy)


def _decide(claim: Claim, line: ClaimLine, decision: LineDecision, policy: Policy) -> None:
    require_within(line, decision, line.claimed_minor, ClaimError.OVER_CLAIM)
    line.change(
        approved_minor=decision.approved_minor,
        final_minor=None,
        reason_code=decision.reason_code,
        comment=decision.comment,
        old_part_state=part_state_after_review(claim, line, decision.approved_minor, policy),
    )


def conclude(
    claim: Claim, lines: Sequence[ClaimLine], actor: Actor, reviewer: Reviewer, **approved_by: UUID | str
) -> Claim:
    """End the first review that `reviewer` made, in the caller's transaction; `actor` is who acts now."""
    approved = sum(line.approved_minor or 0 for line in lines)
    before = {"status": claim.status}
    claim.move_to(
        _next_status(lines, approved),
        approved_minor=approved,
        final_minor=None,
        first_reviewer_id=reviewer.id,
        first_reviewer_name=reviewer.name,
        first_reviewed_at=now(),
        first_section=reviewer.section,
        **approved_by,
    )
    verb = "claim.rejected" if claim.status == ClaimStatus.REJECTED else "claim.first_reviewed"
    after = {"status": claim.status, "claimed_minor": claim.claimed_minor, "approved_minor": approved}
    record(claim, verb, actor, before=before, after=after)
    return claim


def _next_status(lines: Sequence[ClaimLine], approved_minor: int) -> ClaimStatus:
    if approved_minor == 0:
        return ClaimStatus.REJECTED
    awaited = any(line.old_part_state == OPEN_PART for line in lines)
    return ClaimStatus.AWAITING_PARTS if awaited else ClaimStatus.FIRST_REVIEWED
