"""Filing an appeal, taking it back, deciding it."""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.appeals.choices import AppealError, AppealStatus
from billing.claims.appeals.effects import raise_claim
from billing.claims.appeals.selectors import appeal_until, appeals_for, given_minor, had_a_hand
from billing.claims.goodwill.limits import require_goodwill_limit
from billing.claims.locks import lock_claim, lock_lines
from billing.claims.models import Appeal, Claim, ClaimLine
from billing.claims.once import back_once
from billing.claims.policies import LineDecision, match_decisions, require_active
from common.clock import business_zone, database_now, now
from common.deadlines.keep import call_off
from common.errors import Invalid, NotAllowed, WrongState
from common.history.record import record
from common.numbering.next_number import next_number

ENDS = "claim.appeal_ends"


@transaction.atomic
def file_appeal(claim_id: UUID, *, reason: str, acting_user: Actor) -> Appeal:
    """Ask once that another reviewer looks at the decision.

    Raises WrongState while nothing is decided, when the time is over (the database's clock), or after a first appeal; Invalid without a
    reason or when nothing was cut; NotAllowed for a station that is not active.
    """
    acting_user.require("appeals.file")
    claim = lock_claim(claim_id, acting_user)
    require_active(claim.station)
    if not reason.strip():
        raise Invalid(_("Say why the decision is wrong."), code=AppealError.INCOMPLETE, field="reason")
    until = appeal_until(claim)
    if until is None or claim.first_reviewer_id is None:
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
def decide_appeal(appeal_id: UUID, *, decisions: Sequence[LineDecision], answer: str, acting_user: Actor) -> Appeal:
    """Decide each line anew: between what it was given and what was claimed. More than before opens the claim's way again.

    Raises NotAllowed for whoever made the decision, WrongState when it is decided or the claim has moved on meanwhile, Invalid without an
    answer or for a line that gets less than before.
    """
    acting_user.require("appeals.decide")
    claim, appeal = _locked(appeal_id, acting_user)
    if had_a_hand(appeal, acting_user) or acting_user.id in (claim.appraiser_id, claim.prepared_by):
        message = _("You had a hand in this decision. Another reviewer decides the appeal.")
        raise NotAllowed(message, code=AppealError.SAME_PERSON)
    if appeal.status != AppealStatus.FILED:
        raise WrongState(status=str(appeal.status))
    if appeal_until(claim) is None or given_minor(claim) != appeal.decided_minor:
        raise WrongState(_("The claim was decided anew meanwhile. Look at it again."), code=AppealError.NOT_DECIDED)
    if not answer.strip():
        raise Invalid(_("Tell the station why."), code=AppealError.INCOMPLETE, field="answer")
    lines = lock_lines(claim)
    by_line = match_decisions(lines, decisions)
    for line in lines:
        _require_not_less(line, by_line[line.pk])
    granted = sum(decision.approved_minor for decision in decisions)
    require_goodwill_limit(claim, decisions, acting_user)
    if granted > appeal.decided_minor:
        with back_once(claim):
            raise_claim(claim, lines, by_line, appeal.number, acting_user)
    appeal.move_to(
        _outcome(appeal, granted),
        granted_minor=granted,
        decided_by=acting_user.id,
        decided_name=acting_user.name,
        decided_at=now(),
        answer=answer.strip(),
    )
    verb = "claim.appeal_denied" if appeal.status == AppealStatus.DENIED else "claim.appeal_granted"
    before = {"given_minor": appeal.decided_minor}
    after = {"appeal": appeal.number, "status": claim.status, "given_minor": granted}
    record(claim, verb, acting_user, before=before, after=after, reason=appeal.answer)
    return appeal


def _outcome(appeal: Appeal, granted_minor: int) -> AppealStatus:
    if granted_minor == appeal.decided_minor:
        return AppealStatus.DENIED
    return AppealStatus.GRANTED if granted_minor == appeal.claimed_minor else AppealStatus.PARTLY


def _locked(appeal_id: UUID, actor: Actor) -> tuple[Claim, Appeal]:
    """Lock the claim first, then its appeal, as every step on a claim does."""
    found: Appeal = appeals_for(actor).get_or_404(appeal_id)
    claim = lock_claim(found.claim_id, actor)
    appeal: Appeal = appeals_for(actor).locked().get_or_404(appeal_id)
    return claim, appeal


def _require_not_less(line: ClaimLine, decision: LineDecision) -> None:
    given = (line.approved_minor or 0) if line.final_minor is None else line.final_minor
    if not given <= decision.approved_minor <= line.claimed_minor:
        sentence = now_("Line %(line)d: an appeal gives no less than before, and no more than was claimed.")
        field = f"line-{line.position}"
        raise Invalid(sentence % {"line": line.position}, code=AppealError.LESS_THAN_BEFORE, field=field)
