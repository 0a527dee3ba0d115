"""Final review by the inspection section, after the old parts were checked; and reopening what was decided."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.appeals.choices import AppealError, AppealStatus
from billing.claims.choices import OPEN_PART, REOPENS_TO, ClaimError, ClaimStatus, Hold
from billing.claims.locks import lock_claim, lock_lines
from billing.claims.models import Appeal, Claim, ClaimLine
from billing.claims.once import back_once
from billing.claims.paying import pay, take_back
from billing.claims.policies import (
    LineDecision,
    match_decisions,
    open_lines,
    require_not_held,
    require_parts_checked,
    require_second_reviewer,
    require_unpaid_without_part,
    require_within,
    section_of,
)
from common.clock import now
from common.errors import Invalid, WrongState
from common.history.record import record

NO_FINAL: dict[str, Any] = {
    "final_minor": None,
    "final_reviewer_id": None,
    "final_reviewer_name": "",
    "final_reviewed_at": None,
    "final_section": "",
    "hold": Hold.NONE,
}


@transaction.atomic
def decide_final_review(
    claim_id: UUID, *, decisions: Sequence[LineDecision], acting_user: Actor, version: int | None = None
) -> Claim:
    """Decide each open line for good: post to the ledger and charge the suppliers, all in this transaction.

    `approved_minor` of a decision is the final amount, at most what the first review gave. A line whose old part is overdue is held: it
    gets no decision now and is decided by calling this again once its part was checked. Raises WrongState unless all other parts are
    checked, NotAllowed for the first reviewer and the first reviewer's section, Invalid as `decide_first_review` does.
    """
    acting_user.require("claims.final_review")
    claim = lock_claim(claim_id, acting_user)
    claim.expect_version(version)
    lines = lock_lines(claim)
    is_rest = claim.status == ClaimStatus.SETTLED
    if not is_rest:
        require_parts_checked(lines)
    chosen = open_lines(claim, lines)
    if not chosen:
        raise WrongState(status=str(claim.status))
    require_second_reviewer(claim, acting_user)
    require_not_held(lines, decisions)
    by_line = match_decisions(chosen, decisions)
    for line in chosen:
        _decide(line, by_line[line.pk])
    if is_rest:
        _conclude_rest(claim, lines, chosen, acting_user)
    else:
        _conclude(claim, lines, acting_user)
    if claim.status == ClaimStatus.SETTLED:
        pay(claim, chosen, acting_user, is_rest=is_rest)
    return claim


@transaction.atomic
def reopen_claim(claim_id: UUID, *, reason: str, acting_user: Actor) -> Claim:
    """Take a decision back. A settled claim returns to the final review, with contra entries; any other to the first.

    What a supplier has paid for it is its credit. Raises WrongState for a claim that is not decided, or whose appeal waits for an answer.
    """
    acting_user.require("claims.reopen")
    claim = lock_claim(claim_id, acting_user)
    if claim.status not in REOPENS_TO:
        raise WrongState(status=str(claim.status))
    _require_no_open_appeal(claim)
    if not reason.strip():
        raise Invalid(_("Say why it is reopened."), code=ClaimError.REASON_MISSING, field="reason")
    before = {"status": claim.status, "approved_minor": claim.approved_minor, "final_minor": claim.final_minor}
    lines = lock_lines(claim)
    if claim.status == ClaimStatus.SETTLED:
        take_back(claim, lines, reason, acting_user)
        _reopen_for_final(claim, lines)
    else:
        with back_once(claim):
            reopen_for_first(claim, lines)
    record(claim, "claim.reopened", acting_user, before=before, after={"status": claim.status}, reason=reason)
    return claim


def _require_no_open_appeal(claim: Claim) -> None:
    """An appeal is about the decision that stands; with that taken back nobody could answer it any more."""
    appeal = Appeal.objects.filter(claim=claim, status=AppealStatus.FILED).first()
    if appeal is not None:
        sentence = now_("The station has appealed against this decision (%(number)s). Answer the appeal first.")
        raise WrongState(sentence % {"number": appeal.number}, code=AppealError.OPEN)


def _decide(line: ClaimLine, decision: LineDecision) -> None:
    require_within(line, decision, line.approved_minor or 0, ClaimError.OVER_APPROVAL)
    require_unpaid_without_part(line, decision)
    line.change(
        final_minor=decision.approved_minor, final_reason_code=decision.reason_code, final_comment=decision.comment
    )


def _conclude(claim: Claim, lines: Sequence[ClaimLine], actor: Actor) -> None:
    final, is_held = _total(lines), any(line.final_minor is None for line in lines)
    before = {"status": claim.status}
    claim.move_to(
        ClaimStatus.SETTLED if final or is_held else ClaimStatus.REJECTED,
        final_minor=final,
        final_reviewer_id=actor.id,
        final_reviewer_name=actor.name,
        final_reviewed_at=now(),
        final_section=section_of(actor),
        hold=Hold.OVERDUE if is_held else Hold.NONE,
    )
    after = {
        "status": claim.status,
        "claimed_minor": claim.claimed_minor,
        "approved_minor": claim.approved_minor,
        "final_minor": final,
        "currency": claim.currency,
        "station_id": claim.station_id,
        "number": claim.number,
    }
    verb = "claim.final_reviewed" if claim.status == ClaimStatus.SETTLED else "claim.rejected"
    record(claim, verb, actor, before=before, after=after)


def _conclude_rest(claim: Claim, lines: Sequence[ClaimLine], chosen: Sequence[ClaimLine], actor: Actor) -> None:
    """Add lines that were held to a claim that was settled without them."""
    before = {"final_minor": claim.final_minor, "hold": claim.hold}
    is_held = any(line.final_minor is None for line in lines)
    claim.change(
        final_minor=_total(lines),
        final_reviewer_id=actor.id,
        final_reviewer_name=actor.name,
        final_reviewed_at=now(),
        final_section=section_of(actor),
        hold=Hold.OVERDUE if is_held else Hold.NONE,
    )
    after = {"final_minor": claim.final_minor, "hold": claim.hold, "lines": [line.position for line in chosen]}
    record(claim, "claim.held_lines_decided", actor, before=before, after=after)


def _total(lines: Sequence[ClaimLine]) -> int:
    return sum(line.final_minor or 0 for line in lines)


def _reopen_for_final(claim: Claim, lines: Sequence[ClaimLine]) -> None:
    for line in lines:
        line.change(final_minor=None, final_reason_code="", final_comment="", dispute_id=None)
    claim.move_to(ClaimStatus.FIRST_REVIEWED, round=claim.round + 1, dispute_id=None, **NO_FINAL)
    if any(line.old_part_state == OPEN_PART for line in lines):
        claim.move_to(ClaimStatus.AWAITING_PARTS)


def reopen_for_first(claim: Claim, lines: Sequence[ClaimLine]) -> None:
    """Take the first review back, in the caller's transaction: a person decides it anew."""
    for line in lines:
        line.change(approved_minor=None, final_minor=None, reason_code="", final_reason_code="")
    claim.move_to(
        ClaimStatus.SUBMITTED,
        round=claim.round + 1,
        approved_minor=None,
        first_reviewer_id=None,
        first_reviewer_name="",
        first_reviewed_at=None,
        first_section="",
        goodwill_by=None,
        goodwill_name="",
        by_rule=False,
        **NO_FINAL,
    )
