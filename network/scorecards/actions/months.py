"""The assessment of a month: computed in the background, published by a second person; a card computed again when its facts changed."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import database_now, end_of_day, today
from common.errors import Invalid, NotAllowed, WrongState
from common.history.record import record
from common.jobs.actions import start_job
from common.jobs.models import Job
from common.scope import for_office
from network.scorecards.actions.proposals import propose, renew_proposals
from network.scorecards.choices import AssessmentStatus, ScoreError
from network.scorecards.computing import compute_offices, computed_again, last_day, stations_to_assess, sums_of
from network.scorecards.jobs import COMPUTE
from network.scorecards.locks import hold_month, lock_assessment, lock_card
from network.scorecards.models import Assessment, ScoreCard
from network.scorecards.rulebook import BOOK
from network.scorecards.selectors import assessment_of, assessments_for, cards_for, standard_of_month

EARLIEST = 2000  # no network keeps facts of before


@transaction.atomic
def compute_month(month: date, *, acting_user: Actor) -> tuple[Assessment, Job]:
    """Begin to compute the cards of a month that is over, or compute them again as long as they are not published.

    Raises Invalid for a month that is not over or in which no station worked, WrongState once it is published or while it is being computed.
    """
    acting_user.require("scorecards.compute")
    first = month.replace(day=1)
    if first >= today().replace(day=1):
        raise Invalid(_("This month is not over yet."), code=ScoreError.MONTH, field="month")
    if first.year < EARLIEST or not stations_to_assess(last_day(first)):
        raise Invalid(_("No station was at work in this month."), code=ScoreError.MONTH, field="month")
    standard = standard_of_month(first)
    known = assessment_of(first)
    held = {"standard_label": standard.label, "values": BOOK.values_of(standard), "started_by_name": acting_user.name}
    if known is None:
        found = Assessment.objects.create(month=first, started_by_id=acting_user.id, **held)
    else:
        found = lock_assessment(assessments_for(acting_user), known.pk)
        if found.status == AssessmentStatus.PUBLISHED:
            raise WrongState(_("This month is published. Compute single cards again."), code=ScoreError.SHOWN)
        found.move_to(AssessmentStatus.COMPUTING, round=found.round + 1, started_by_id=acting_user.id, **held)
    subject = str(found)
    job = start_job(COMPUTE, {"assessment": str(found.pk)}, acting_user=acting_user, subject=subject, key=subject)
    after = {"month": subject, "standard_label": standard.label, "round": found.round}
    record(found, "assessment.started", acting_user, after=after)
    return found, job


@transaction.atomic
def publish_month(assessment_id: UUID, *, acting_user: Actor) -> Assessment:
    """Show stations their cards and begin the time to appeal. Raises NotAllowed for who computed it, WrongState unless it is computed."""
    acting_user.require("scorecards.publish")
    found = lock_assessment(assessments_for(acting_user), assessment_id)
    if found.started_by_id == acting_user.id:
        raise NotAllowed(_("Whoever had it computed can't publish it. Ask a second person."), code=ScoreError.PUBLISHER)
    before, moment = {"status": found.status}, database_now()
    until = end_of_day(today() + timedelta(days=found.standard.appeal_days))
    found.move_to(
        AssessmentStatus.PUBLISHED,
        published_by_id=acting_user.id,
        published_by_name=acting_user.name,
        published_at=moment,
        appeal_until=until,
    )
    ScoreCard.objects.filter(assessment=found).update(is_published=True)
    proposed = len(propose(acting_user))
    after = {"status": found.status, "month": str(found), "stations": found.stations, "appeal_until": until}
    after |= {"proposals": proposed}
    record(found, "assessment.published", acting_user, before=before, after=after)
    return found


@transaction.atomic
def recalculate_card(card_id: UUID, *, reason: str, acting_user: Actor) -> ScoreCard:
    """Compute a published card again from the facts as they are now, as its next edition; the one before stays.

    A figure that a granted appeal gave stands.

    Raises Invalid without a reason, WrongState for a card that is not published or not current, or when the facts say the same.
    """
    acting_user.require("scorecards.compute")
    hold_month(cards_for(acting_user).get_or_404(card_id).assessment_id)
    card = lock_card(cards_for(acting_user), card_id)
    if len(reason.strip()) < 2:
        raise Invalid(_("Say why in a few words."), code=ScoreError.TEXT, field="reason")
    standard = card.assessment.standard
    sums = sums_of([card.station_id], standard, card.month)[card.station_id]
    result = computed_again(card.lines, sums, standard)
    if result["lines"] == card.lines:
        raise WrongState(_("The facts say the same as before: nothing would change."), code=ScoreError.UNCHANGED)
    return next_edition(card, result, reason=reason.strip(), by=acting_user)


def next_edition(card: ScoreCard, result: dict[str, object], *, reason: str, by: Actor) -> ScoreCard:
    """Put the next edition in the place of a locked card whose month is held, rank the month anew and write its history. Raises WrongState."""
    if not card.is_current or not card.is_published:
        raise WrongState
    with for_office():
        card.change(is_current=False)
        made = ScoreCard(
            assessment=card.assessment,
            station=card.station,
            month=card.month,
            region=card.region,
            level=card.level,
            edition=card.edition + 1,
            is_published=True,
            reason=reason,
            made_by_name=by.name,
            **result,
        )
        made.save(force_insert=True)
        compute_offices(card.assessment)
        made.refresh_from_db()
        renew_proposals(card, made, by)
    before = {"points": card.points, "grade": card.grade, "edition": card.edition}
    after = {"points": made.points, "grade": made.grade, "edition": made.edition, "month": str(card.assessment)}
    record(made, "scorecard.recalculated", by, before=before, after=after, reason=reason)
    return made
