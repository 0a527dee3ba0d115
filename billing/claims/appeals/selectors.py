"""Which appeals a person may see, and until when a decision may be appealed."""

from datetime import datetime, timedelta
from uuid import UUID

from accounts.actors import Actor
from billing.claims.appeals.choices import APPEALABLE, ENDS, AppealStatus
from billing.claims.models import Appeal, Claim, ClaimLine
from billing.policy.selectors import policy_of
from common.clock import business_zone, end_of_day, now
from common.deadlines.models import Deadline
from common.people import Person
from common.records import RecordQuerySet


def appeals_for(actor: Actor) -> RecordQuerySet:
    """Return a station's own; for head office all."""
    rows = Appeal.objects.select_related("station", "claim")
    if not actor.may("appeals.view"):
        return rows.none()
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id)
    return rows if actor.is_office else rows.none()


def waiting_appeals(actor: Actor) -> RecordQuerySet:
    """Return what waits for a decision and is not a review of one's own, oldest first."""
    rows = appeals_for(actor).filter(status=AppealStatus.FILED).exclude(first_reviewer_id=actor.id)
    found: RecordQuerySet = rows.exclude(final_reviewer_id=actor.id).order_by("filed_at", "id")
    return found


def appeal_of(claim: Claim) -> Appeal | None:
    """Return the claim's appeal, if there was one; the claim came through a gate."""
    return Appeal.objects.filter(claim=claim).first()


def decided_at(claim: Claim) -> datetime | None:
    """Return when the claim was last decided."""
    return claim.final_reviewed_at or claim.first_reviewed_at


def is_decided(claim: Claim) -> bool:
    """Whether a decision stands that an appeal can be about."""
    return claim.status in APPEALABLE and decided_at(claim) is not None


def given_of(line: ClaimLine) -> int:
    """Return what a line is given: the final amount where there is one."""
    return (line.approved_minor or 0) if line.final_minor is None else line.final_minor


def given_minor(claim: Claim) -> int:
    """Return what the decision gives: the final amount where there is one. A line that is held for its old part was not cut by that."""
    if claim.final_minor is None:
        return claim.approved_minor or 0
    return claim.final_minor + (_held_minor(claim) if claim.hold else 0)


def _held_minor(claim: Claim) -> int:
    held = ClaimLine.objects.filter(claim=claim, final_minor__isnull=True)
    return sum(line.approved_minor or 0 for line in held)


def appeal_until(claim: Claim) -> datetime | None:
    """Return the end of the period in which the station may appeal; None when there is no decision that cut anything."""
    decided = decided_at(claim)
    if decided is None or not is_decided(claim) or given_minor(claim) >= claim.claimed_minor:
        return None
    day = decided.astimezone(business_zone()).date()
    days = policy_of(claim.policy).limits.appeal_days
    return end_of_day(day + timedelta(days=days))


def may_appeal(claim: Claim) -> bool:
    """Whether the station may appeal now: something was cut, the time is not over, and there was no appeal."""
    until = appeal_until(claim)
    return until is not None and now() < until and appeal_of(claim) is None


def had_a_hand(appeal: Appeal, person: Person) -> bool:
    """Whether the person made the decision that is appealed, or filed the appeal."""
    return person.id in (appeal.first_reviewer_id, appeal.final_reviewer_id, appeal.filed_by)


def still_appealable(station_id: UUID) -> set[UUID]:
    """Return the claims of a station whose decision is appealed, or may be until its period is over. Head office's scope."""
    filed = Appeal.objects.filter(station_id=station_id, status=AppealStatus.FILED)
    periods = Deadline.objects.filter(kind=ENDS, station_id=station_id, done_at__isnull=True)
    return {*filed.values_list("claim_id", flat=True), *periods.values_list("subject_id", flat=True)}
