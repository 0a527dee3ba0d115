"""What must hold before a step on a claim, each with the sentence for the person who is refused. Nothing here writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.roles import Role
from billing.claims.choices import (
    FAILED_PARTS,
    HELD_PART,
    OPEN_PART,
    ClaimError,
    ClaimStatus,
    ClaimType,
    Hold,
    LineKind,
    OldPartState,
    Section,
)
from billing.claims.models import Claim, ClaimLine
from billing.policy.choices import OldPartAction
from billing.policy.policies import OldPartRule, Policy
from common.errors import Invalid, NotAllowed, WrongState
from tenants.registry.models import Station


@dataclass(frozen=True, slots=True)
class LineDecision:
    """What a reviewer gives for one line. A reason code is needed when it is less than what came in."""

    line_id: UUID
    approved_minor: int
    reason_code: str = ""
    comment: str = ""


def require_active(station: Station) -> None:
    """Raise NotAllowed for a station that may make no new claims: suspended, withdrawn or closed."""
    _require(station, allowed=station.takes_claims)


def require_done_in_time(station: Station, done_on: date) -> None:
    """Raise NotAllowed for work that was finished after the station was suspended or withdrawn."""
    _require(station, allowed=station.covers(done_on))


def require_may_finish(station: Station) -> None:
    """Raise NotAllowed for a station whose claims that were begun may not go on either. A withdrawal lets them come to their end."""
    _require(station, allowed=station.finishes_claims)


def _require(station: Station, *, allowed: bool) -> None:
    if not allowed:
        sentence = now_("The station is not active (%(status)s), so no claim can be made.")
        raise NotAllowed(
            sentence % {"status": station.get_status_display()},  # type: ignore[attr-defined]
            code=ClaimError.STATION_CLOSED,
            rule="station.not_active",
        )


def require_complete(claim: Claim, lines: Sequence[ClaimLine], today: date) -> None:
    """Raise Invalid unless the claim holds the minimum record: lines, what failed and why, dates that are not in the future."""
    if not lines:
        raise Invalid(_("A claim needs at least one line."), code=ClaimError.NO_LINES, field="lines")
    for name in ("complaint", "cause", "correction"):
        if claim.type != ClaimType.OUTBOUND_RESCUE and not getattr(claim, name).strip():
            message = _("Say what was complained about, what caused it and how it was put right.")
            raise Invalid(message, code=ClaimError.INCOMPLETE, field=name)
    if max(claim.repair_finished_on, claim.failed_on or claim.repair_finished_on) > today:
        message = _("The repair or failure date lies in the future. Correct it.")
        raise Invalid(message, code=ClaimError.FUTURE_DATE, field="failed_on")


def require_stranger(claim: Claim, actor: Actor) -> None:
    """Raise NotAllowed when the reviewer prepared or appraised the claim."""
    if actor.id in (claim.prepared_by, claim.appraiser_id):
        raise NotAllowed(_("You had a hand in this claim, so you can't review it."), code=ClaimError.OWN_CLAIM)


def section_of(actor: Actor) -> Section:
    """Return the section for which the person reviews: whoever may make first reviews belongs to the claims section."""
    return Section.CLAIMS if actor.has(Role.CLAIMS_REVIEWER) else Section.INSPECTION


def require_second_reviewer(claim: Claim, actor: Actor) -> None:
    """Raise NotAllowed when the final reviewer made the first review, or belongs to its section (separation of duties 1)."""
    require_stranger(claim, actor)
    if actor.id == claim.first_reviewer_id:
        raise NotAllowed(
            _("You made the first review. The final review is another person's, of another section."),
            code=ClaimError.SAME_PERSON,
        )
    if actor.id == claim.goodwill_by:
        raise NotAllowed(
            _("You approved its goodwill. The final review is another person's."), code=ClaimError.SAME_PERSON
        )
    if section_of(actor) == claim.first_section:
        raise NotAllowed(
            _("Your section made the first review. The final review is another section's."),
            code=ClaimError.SAME_SECTION,
        )


def open_lines(claim: Claim, lines: Sequence[ClaimLine]) -> list[ClaimLine]:
    """Return the lines that the final review may decide now: all but those held for an overdue part; of a settled claim, those released."""
    if claim.status == ClaimStatus.FIRST_REVIEWED:
        return [line for line in lines if line.old_part_state != HELD_PART]
    if claim.status == ClaimStatus.SETTLED and claim.hold == Hold.RELEASED:
        waiting = (OPEN_PART, HELD_PART)
        return [line for line in lines if line.final_minor is None and line.old_part_state not in waiting]
    return []


def require_not_held(lines: Sequence[ClaimLine], decisions: Sequence[LineDecision]) -> None:
    """Raise WrongState when a decision names a line that is held for its overdue part."""
    named = {decision.line_id for decision in decisions}
    held = [line for line in lines if line.pk in named and line.old_part_state == HELD_PART]
    if held:
        sentence = now_(
            "Line %(line)d is held: its old part is overdue. Leave it out; it is decided when the part is here."
        )
        raise WrongState(sentence % {"line": held[0].position}, code=ClaimError.LINE_HELD)


def require_parts_checked(lines: Sequence[ClaimLine]) -> None:
    """Raise WrongState while an old part is awaited."""
    if any(line.old_part_state == OPEN_PART for line in lines):
        raise WrongState(_("An old part of this claim has not been checked yet."), code=ClaimError.OLD_PART_OPEN)


def match_decisions(lines: Sequence[ClaimLine], decisions: Sequence[LineDecision]) -> dict[UUID, LineDecision]:
    """Return the decisions by line. Raises Invalid unless there is exactly one for each line of the claim."""
    by_line = {decision.line_id: decision for decision in decisions}
    known = {line.pk for line in lines}
    if unknown := set(by_line) - known:
        raise Invalid(
            _("A decision names a line that this claim does not have."),
            code=ClaimError.UNKNOWN_LINE,
            lines=len(unknown),
        )
    if known - set(by_line) or len(by_line) != len(decisions):
        raise Invalid(_("Decide each line exactly once."), code=ClaimError.UNDECIDED_LINE)
    return by_line


def require_within(line: ClaimLine, decision: LineDecision, limit_minor: int, code: ClaimError) -> None:
    """Raise Invalid when a decision gives more than `limit_minor`, less than nothing, or less without a reason."""
    if not 0 <= decision.approved_minor <= limit_minor:
        sentence = now_("Line %(line)d: at most what came in, and not less than nothing.")
        raise Invalid(sentence % {"line": line.position}, code=code, field=f"line-{line.position}")
    if decision.approved_minor < limit_minor and not decision.reason_code:
        sentence = now_("Line %(line)d: give a reason for the cut.")
        raise Invalid(sentence % {"line": line.position}, code=ClaimError.REASON_MISSING, field=f"line-{line.position}")


def require_unpaid_without_part(line: ClaimLine, decision: LineDecision) -> None:
    """Raise Invalid when a line would be paid whose old part was refused or never came."""
    if line.old_part_state in FAILED_PARTS and decision.approved_minor > 0:
        sentence = now_("Line %(line)d: its old part was refused or is missing, so it can't be paid.")
        raise Invalid(
            sentence % {"line": line.position}, code=ClaimError.OLD_PART_FAILED, field=f"line-{line.position}"
        )


def old_part_rule(claim: Claim, line: ClaimLine, approved_minor: int, policy: Policy) -> OldPartRule:
    """Return what the policy wants done with the replaced part of a line."""
    return policy.old_part_rule(
        part_number=line.part_number,
        component=line.component_code,
        claim_type=claim.type,
        station_code=claim.station.code,
        value_minor=approved_minor,
    )


STATE_BY_ACTION = {
    OldPartAction.RETURN: OldPartState.AWAITED,
    OldPartAction.RETAIN: OldPartState.RETAINED,
    OldPartAction.WAIVE: OldPartState.NOT_REQUIRED,
}
NOT_CHECKED = (OldPartState.NOT_REQUIRED, OldPartState.AWAITED, OldPartState.RETAINED)


def part_state_after_review(claim: Claim, line: ClaimLine, approved_minor: int, policy: Policy) -> OldPartState:
    """Return what becomes of the old part when so much of the line is approved; what was checked already stays."""
    if line.old_part_state not in NOT_CHECKED:
        return OldPartState(line.old_part_state)
    if line.kind != LineKind.PART or not line.is_causal or not approved_minor:
        return OldPartState.NOT_REQUIRED
    return STATE_BY_ACTION[old_part_rule(claim, line, approved_minor, policy).action]
