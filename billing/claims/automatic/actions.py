"""Settling a clean claim by rule, and checking one that was drawn."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.actors import Actor
from billing.claims.actions.final_review import reopen_for_first
from billing.claims.actions.first_review import approve_by_rule, handed_in_on
from billing.claims.adjudication import judge_claim
from billing.claims.automatic.choices import Verdict
from billing.claims.automatic.drawing import is_drawn
from billing.claims.automatic.locks import lock_sample
from billing.claims.automatic.models import SampledClaim
from billing.claims.choices import ClaimError, ClaimStatus, Reason
from billing.claims.locks import lock_claim, lock_for_watch, lock_lines
from billing.claims.models import Claim, ClaimLine
from billing.claims.policies import require_stranger
from billing.claims.rules import RULES
from billing.policy.selectors import policy_of
from common.clock import now
from common.errors import Invalid, WrongState
from common.history.record import record
from common.people import Process

RULE = Process(gettext_noop("Automatic first review"))
BETWEEN_REVIEWS = (ClaimStatus.AWAITING_PARTS, ClaimStatus.FIRST_REVIEWED)


@transaction.atomic
def settle_by_rule(claim_id: UUID) -> bool:
    """Make the first review of a clean claim by rule, as far as its policy allows, and draw the sample. False when a person has to.

    A person has to when the type is not one that the policy settles by rule, a rule objects, the amount is above the limit, the detectors
    have flagged it, or a person has had a hand in it already (a question, a reopening). Done again, it changes nothing.
    """
    claim = lock_for_watch(claim_id)
    return settle(claim, lock_lines(claim))


def settle(claim: Claim, lines: Sequence[ClaimLine]) -> bool:
    """Do the same with a claim and lines that the caller has locked, in its transaction."""
    limits = policy_of(claim.policy).limits
    if claim.status != ClaimStatus.SUBMITTED or claim.type not in limits.automatic_types:
        return False
    if claim.risk or claim.question or claim.round > 1 or not claim.claimed_minor:
        return False
    if not judge_claim(claim, lines, handed_in_on(claim)).is_clean:
        return False
    approve_by_rule(claim, lines, RULE, clause=limits.automatic_clause)
    if is_drawn(claim.pk, claim.round, limits.automatic_sample_percent):
        _draw(claim, limits.automatic_clause)
    return True


@transaction.atomic
def check_sample(
    sample_id: UUID,
    *,
    is_right: bool,
    acting_user: Actor,
    reason_code: str = "",
    missed_rule: str = "",
    comment: str = "",
) -> SampledClaim:
    """Say whether a drawn claim was decided rightly. A wrong one that is not settled yet goes back to the first review, to a person.

    Raises WrongState when it was checked already, NotAllowed for whoever prepared or appraised the claim, Invalid without a reason.
    """
    acting_user.require("claims.check_samples")
    sample = lock_sample(sample_id, acting_user)
    claim = lock_claim(sample.claim_id, acting_user)
    require_stranger(claim, acting_user)
    if sample.status != Verdict.OPEN:
        raise WrongState(status=str(sample.status))
    if not is_right and reason_code not in Reason.values:
        raise Invalid(_("Say what was wrong."), code=ClaimError.REASON_MISSING, field="reason_code")
    if missed_rule and missed_rule not in RULES:
        raise Invalid(_("There is no such rule."), field="missed_rule")
    sample.move_to(
        Verdict.OK if is_right else Verdict.WRONG,
        reason_code="" if is_right else reason_code,
        missed_rule="" if is_right else missed_rule,
        comment=comment.strip(),
        checked_by=acting_user.id,
        checked_by_name=acting_user.name,
        checked_at=now(),
    )
    if not is_right and claim.status in BETWEEN_REVIEWS and claim.round == sample.round:
        _back_to_a_person(claim, acting_user, comment)
    after = {"verdict": sample.status, "reason_code": sample.reason_code, "rule": sample.missed_rule}
    record(sample, "sample.checked", acting_user, before={"verdict": Verdict.OPEN}, after=after, reason=sample.comment)
    return sample


def _draw(claim: Claim, clause: str) -> None:
    sample = SampledClaim.objects.create(
        claim=claim,
        station_id=claim.station_id,
        round=claim.round,
        policy_label=claim.policy_label,
        clause=clause,
        amount_minor=claim.approved_minor or 0,
        currency=claim.currency,
        appraiser_id=claim.appraiser_id,
    )
    record(sample, "sample.drawn", RULE, after={"policy": claim.policy_label, "clause": clause})


def _back_to_a_person(claim: Claim, actor: Actor, comment: str) -> None:
    before = {"status": claim.status, "approved_minor": claim.approved_minor}
    reopen_for_first(claim, lock_lines(claim))
    reason = comment.strip() or str(_("The check of a decision by rule found it wrong."))
    record(claim, "claim.reopened", actor, before=before, after={"status": claim.status}, reason=reason)
