"""Filing an appeal, taking it back, deciding it."""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.appeals.choices import ENDS, AppealError, AppealStatus
from billing.claims.appeals.effects import raise_claim
from billing.claims.appeals.selectors import appeal_until, appeals_for, given_minor, given_of, had_a_hand, is_decided
from billing.claims.goodwill.limits import require_goodwill_limit
from billing.claims.locks import lock_claim, lock_lines
from billing.claims.models import Appeal, Claim, ClaimLine
from billing.claims.once import back_once
from billing.claims.policies import LineDecision, match_decisions, require_may_finish
from common.clock import business_zone, database_now, now
from common.deadlines.keep import call_off
from common.errors import Invalid, NotAllowed, WrongState
from common.history.record import record
from common.money import format_minor
from common.numbering.next_number import next_number


@transaction.atomic
def file_appeal(claim_id: UUID, *, reason: str, acting_user: Actor) -> Appeal:
    """Ask once that another reviewer looks at the decision.

    Raises WrongState while nothing is decided, when the time is over (the database's clock), or after a first appeal; Invalid without a
    reason or when nothing was cut; NotAllowed for a station that is not active.
    """
    acting_user.require("appeals.file")
    claim = lock_claim(claim_id, acting_user)
    require_may_finish(claim.station)
    if not reason.strip():
        raise Invalid(_("Say why the decision is wrong."), code=AppealError.INCOMPLETE, field="reason")
    until = appeal_until(claim)
    if until is None:
        raise WrongState(_("There is no decision on this claim that cut anything."), code=AppealError.NOT_DECIDED)
    if database_now() >= until:
        sentence = now_("The time for an appeal ended on %(until)s.")
        told = until.astimezone(business_zone()).strftime("%Y-%m-%d %H:%M")
        raise WrongState(sentence % {"until": told}, code=AppealError.TOO_LATE, rule="appeal.period")
    try:
        with transaction.atomic():
            appeal = Appeal.objects.create(
                station_id=claim.station_id,
                claim=claim,
                number=next_number("APL"),
                reason=reason.strip(),
                due_at=until,
                filed_by=acting_user.id,
                filed_name=acting_user.name,
                filed_at=now(),
                first_reviewer_id=claim.first_reviewer_id,
                final_reviewer_id=claim.final_reviewer_id,
                currency=claim.currency,
                claimed_minor=claim.claimed_minor,
                decided_minor=given_minor(claim),
            )
    except IntegrityError as error:
        raise WrongState(_("This claim was appealed already. There is one appeal."), code=AppealError.ONCE) from error
    call_off(claim.pk, ENDS)
    after = {"appeal": appeal.number, "claimed_minor": claim.claimed_minor, "given_minor": appeal.decided_minor}
    record(claim, "claim.appealed", acting_user, after=after, reason=appeal.reason)
    return appeal


@transaction.atomic
def withdraw_appeal(appeal_id: UUID, *, acting_user: Actor, reason: str = "") -> Appeal:
    """Take the appeal back; there is no second one."""
    acting_user.require("appeals.file")
    claim, appeal = _locked(appeal_id, acting_user)
    appeal.move_to(AppealStatus.WITHDRAWN)
    record(claim, "claim.appeal_withdrawn", acting_user, after={"appeal": appeal.number}, reason=reason)
    return appeal


@transaction.atomic
def decide_appeal(
    appeal_id: UUID,
    *,
    decisions: Sequence[LineDecision],
    answer: str,
    acting_user: Actor,
    seen_minor: int | None = None,
) -> Appeal:
    """Decide each line anew: between what it is given now and what was claimed. More than that opens the claim's way again.

    Since the appeal was filed the claim may have changed: a supplier's dispute, or the final review. Then `seen_minor` tells that the person
    has seen what it is given now; without it the figure of the appeal has to stand still. Raises NotAllowed for whoever had a hand in the
    decision, WrongState when the appeal is decided or the claim is given something else than was seen, Invalid without an answer or for a
    line that gets less than it has.
    """
    acting_user.require("appeals.decide")
    claim, appeal = _locked(appeal_id, acting_user)
    if had_a_hand(appeal, acting_user) or acting_user.id in _hands_on(claim):
        message = _("You had a hand in this decision. Another reviewer decides the appeal.")
        raise NotAllowed(message, code=AppealError.SAME_PERSON)
    if appeal.status != AppealStatus.FILED:
        raise WrongState(status=str(appeal.status))
    standing = given_minor(claim)
    if not is_decided(claim) or standing != (appeal.decided_minor if seen_minor is None else seen_minor):
        raise WrongState(_changed(claim, standing), code=AppealError.NOT_DECIDED, given_minor=standing)
    if not answer.strip():
        raise Invalid(_("Tell the station why."), code=AppealError.INCOMPLETE, field="answer")
    lines = lock_lines(claim)
    claim_final_reviewer = claim.final_reviewer_id  # a granted appeal takes it off the claim
    by_line = match_decisions(lines, decisions)
    for line in lines:
        _require_not_less(line, by_line[line.pk])
    granted = sum(decision.approved_minor for decision in decisions)
    require_goodwill_limit(claim, decisions, acting_user)
    if granted > standing:
        with back_once(claim):
            raise_claim(claim, lines, by_line, appeal.number, acting_user)
    appeal.move_to(
        _outcome(appeal, standing, granted),
        standing_minor=standing,
        granted_minor=granted,
        final_reviewer_id=appeal.final_reviewer_id or claim_final_reviewer,
        decided_by=acting_user.id,
        decided_name=acting_user.name,
        decided_at=now(),
        answer=answer.strip(),
    )
    verb = "claim.appeal_denied" if appeal.status == AppealStatus.DENIED else "claim.appeal_granted"
    before = {"given_minor": standing}
    after = {"appeal": appeal.number, "status": claim.status, "given_minor": granted}
    record(claim, verb, acting_user, before=before, after=after, reason=appeal.answer)
    return appeal


def _outcome(appeal: Appeal, standing_minor: int, granted_minor: int) -> AppealStatus:
    """All that was claimed is granted, also when a re-inspection has given it meanwhile."""
    if granted_minor == appeal.claimed_minor:
        return AppealStatus.GRANTED
    return AppealStatus.DENIED if granted_minor == standing_minor else AppealStatus.PARTLY


def _hands_on(claim: Claim) -> set[UUID | None]:
    """Those who prepared the claim, and those who have decided it by now: the final review may have followed the appeal."""
    return {claim.appraiser_id, claim.prepared_by, claim.first_reviewer_id, claim.final_reviewer_id} - {None}


def _changed(claim: Claim, standing_minor: int) -> str:
    sentence = now_(
        "The claim was decided anew meanwhile and is given %(given)s now. Look at it again and decide by that figure."
    )
    return sentence % {"given": format_minor(standing_minor, claim.currency)}


def _locked(appeal_id: UUID, actor: Actor) -> tuple[Claim, Appeal]:
    """Lock the claim first, then its appeal, as every step on a claim does."""
    found: Appeal = appeals_for(actor).get_or_404(appeal_id)
    claim = lock_claim(found.claim_id, actor)
    appeal: Appeal = appeals_for(actor).locked().get_or_404(appeal_id)
    return claim, appeal


def _require_not_less(line: ClaimLine, decision: LineDecision) -> None:
    if not given_of(line) <= decision.approved_minor <= line.claimed_minor:
        sentence = now_("Line %(line)d: an appeal gives no less than before, and no more than was claimed.")
        field = f"line-{line.position}"
        raise Invalid(sentence % {"line": line.position}, code=AppealError.LESS_THAN_BEFORE, field=field)
