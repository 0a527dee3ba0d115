"""Asking the role above for more goodwill than one's own may grant; granting, refusing, taking back."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.actions.first_review import Reviewer, conclude, decide_lines, require_waiting
from billing.claims.actions.lease import end_lease
from billing.claims.choices import ClaimError, ClaimStatus, Section
from billing.claims.goodwill.choices import GoodwillError, GoodwillStatus
from billing.claims.goodwill.limits import highest_minor, is_above_limit, limit_minor, may_grant
from billing.claims.goodwill.models import GoodwillApproval
from billing.claims.goodwill.selectors import goodwill_for, may_decide
from billing.claims.locks import lock_claim, lock_lines
from billing.claims.models import Claim
from billing.claims.policies import LineDecision, match_decisions, require_stranger, require_within
from billing.policy.selectors import policy_of
from common.clock import now
from common.errors import Invalid, NotAllowed, WrongState
from common.history.record import record
from common.money import format_minor
from common.numbering.next_number import next_number


@transaction.atomic
def ask_for_goodwill(
    claim_id: UUID, *, decisions: Sequence[LineDecision], reason: str, acting_user: Actor, version: int | None = None
) -> GoodwillApproval:
    """Put a first review that gives more goodwill than the person may grant before the role above; the claim waits for it.

    Raises what `decide_first_review` raises, Invalid without a reason or when nobody may grant so much, WrongState when the person may
    decide alone.
    """
    acting_user.require("claims.first_review")
    claim = lock_claim(claim_id, acting_user)
    claim.expect_version(version)
    require_waiting(claim)
    require_stranger(claim, acting_user)
    end_lease(claim, acting_user)
    by_line = match_decisions(lines := lock_lines(claim), decisions)
    for line in lines:
        require_within(line, by_line[line.pk], line.claimed_minor, ClaimError.OVER_CLAIM)
    _require_asked_rightly(claim, decisions, reason, acting_user)
    approval = _create(claim, decisions, reason.strip(), acting_user)
    claim.move_to(ClaimStatus.AWAITING_APPROVAL)
    after = {"status": approval.status, "claim": claim.number, "asked_minor": approval.asked_minor}
    record(approval, "goodwill.asked", acting_user, after=after, reason=approval.reason)
    told = {"status": claim.status, "approval": approval.number}
    record(claim, "claim.goodwill_asked", acting_user, before={"status": ClaimStatus.SUBMITTED}, after=told)
    return approval


@transaction.atomic
def grant_goodwill(approval_id: UUID, *, acting_user: Actor, answer: str = "") -> GoodwillApproval:
    """Grant it: the reviewer's decisions are carried out as they were asked, and the claim goes on.

    Raises NotAllowed for whoever asked, or a role whose limit is too low; WrongState when it is decided.
    """
    claim, approval = _for_decision(approval_id, acting_user)
    _decide(approval, GoodwillStatus.GRANTED, "goodwill.granted", answer, acting_user)
    lines = lock_lines(claim)
    by_line = match_decisions(lines, decisions_of(approval))
    decide_lines(claim, lines, by_line)
    reviewer = Reviewer(approval.asked_by, approval.asked_name, Section.CLAIMS)
    conclude(claim, lines, acting_user, reviewer, goodwill_by=acting_user.id, goodwill_name=acting_user.name[:80])
    return approval


@transaction.atomic
def refuse_goodwill(approval_id: UUID, *, answer: str, acting_user: Actor) -> GoodwillApproval:
    """Refuse it, saying why: the claim waits for the first review again. Raises what `grant_goodwill` raises."""
    claim, approval = _for_decision(approval_id, acting_user)
    if not answer.strip():
        raise Invalid(_("Say why it is refused."), code=GoodwillError.INCOMPLETE, field="reason")
    _decide(approval, GoodwillStatus.REFUSED, "goodwill.refused", answer, acting_user)
    _back_to_review(claim, approval, "claim.goodwill_refused", acting_user)
    return approval


@transaction.atomic
def withdraw_goodwill(approval_id: UUID, *, acting_user: Actor, reason: str = "") -> GoodwillApproval:
    """Take a request back, one's own or a colleague's: the claim waits for the first review again."""
    acting_user.require("claims.first_review")
    claim, approval = _locked(approval_id, acting_user)
    before = {"status": approval.status}
    approval.move_to(GoodwillStatus.WITHDRAWN)
    after = {"status": approval.status, "claim": claim.number}
    record(approval, "goodwill.withdrawn", acting_user, before=before, after=after, reason=reason)
    _back_to_review(claim, approval, "claim.goodwill_withdrawn", acting_user)
    return approval


def decisions_of(approval: GoodwillApproval) -> list[LineDecision]:
    """Return the reviewer's word on each line."""
    return [LineDecision(**one) for one in approval.asked_lines]


def _require_asked_rightly(claim: Claim, decisions: Sequence[LineDecision], reason: str, actor: Actor) -> None:
    if not is_above_limit(claim, decisions, actor):
        message = _("This is within what your role may grant. Decide it yourself.")
        raise WrongState(message, code=GoodwillError.WITHIN_LIMIT)
    policy, total = policy_of(claim.policy), sum(decision.approved_minor for decision in decisions)
    if not may_grant(policy, total):
        sentence = now_("Nobody may grant so much by this policy; the highest limit is %(limit)s.")
        told = {"limit": format_minor(highest_minor(policy), claim.currency)}
        raise Invalid(sentence % told, code=GoodwillError.ABOVE_ALL, field="goodwill_reason")
    if not reason.strip():
        message = _("This is more than your role may grant. Say why the role above should grant it.")
        raise Invalid(message, code=GoodwillError.INCOMPLETE, field="goodwill_reason")


def _create(claim: Claim, decisions: Sequence[LineDecision], reason: str, actor: Actor) -> GoodwillApproval:
    limits = policy_of(claim.policy).goodwill.limits
    clause = next((line.clause for line in limits if line.role in actor.roles), policy_of(claim.policy).goodwill.clause)
    return GoodwillApproval.objects.create(
        number=next_number("GWA"),
        claim=claim,
        decisions=[_plain(decision) for decision in decisions],
        currency=claim.currency,
        claimed_minor=claim.claimed_minor,
        asked_minor=sum(decision.approved_minor for decision in decisions),
        limit_minor=limit_minor(claim, actor.roles) or 0,
        clause=clause,
        reason=reason,
        asked_by=actor.id,
        asked_name=actor.name[:80],
        asked_at=now(),
    )


def _plain(decision: LineDecision) -> dict[str, Any]:
    return {**asdict(decision), "line_id": str(decision.line_id)}


def _locked(approval_id: UUID, actor: Actor) -> tuple[Claim, GoodwillApproval]:
    """Lock the claim first, then the request, as every step on a claim does."""
    found: GoodwillApproval = goodwill_for(actor).get_or_404(approval_id)
    claim = lock_claim(found.claim_id, actor)
    approval: GoodwillApproval = goodwill_for(actor).locked().get_or_404(approval_id)
    return claim, approval


def _for_decision(approval_id: UUID, actor: Actor) -> tuple[Claim, GoodwillApproval]:
    actor.require("goodwill.approve")
    claim, approval = _locked(approval_id, actor)
    require_stranger(claim, actor)
    if actor.id == approval.asked_by:
        raise NotAllowed(_("You asked for it. Somebody of the role above decides."), code=GoodwillError.OWN_REQUEST)
    if not may_decide(approval, actor):
        message = _("It is more than your role may grant, too. Somebody with a higher limit decides.")
        raise NotAllowed(message, code=GoodwillError.LIMIT, rule="goodwill.limit")
    return claim, approval


def _decide(approval: GoodwillApproval, status: GoodwillStatus, verb: str, answer: str, actor: Actor) -> None:
    before = {"status": approval.status}
    approval.move_to(status, decided_by=actor.id, decided_name=actor.name[:80], decided_at=now(), answer=answer.strip())
    after = {"status": approval.status, "claim": approval.claim.number, "asked_minor": approval.asked_minor}
    record(approval, verb, actor, before=before, after=after, reason=approval.answer)


def _back_to_review(claim: Claim, approval: GoodwillApproval, verb: str, actor: Actor) -> None:
    before = {"status": claim.status}
    claim.move_to(ClaimStatus.SUBMITTED)
    record(claim, verb, actor, before=before, after={"status": claim.status, "approval": approval.number})
