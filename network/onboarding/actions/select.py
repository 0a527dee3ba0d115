"""初选 and 筹建确认: the regional office scores and selects, service management confirms."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now, today
from common.errors import Invalid
from common.history.record import record
from network.onboarding.building.actions import begin_checklist
from network.onboarding.building.people import begin_posts
from network.onboarding.choices import CandidateStatus, Level, OnboardingError
from network.onboarding.locks import lock_candidate
from network.onboarding.models import Candidate, Scorecard, Standard
from network.onboarding.policies import percent_of
from network.onboarding.selection.selectors import standard_at
from network.onboarding.steps import expect_status, step_on


@transaction.atomic
def select_candidate(
    candidate_id: UUID, *, points: Mapping[str, int], comment: str = "", acting_user: Actor
) -> Candidate:
    """Score a lead by the standard in force and select it (初选). `points` by criterion.

    Raises Invalid when a criterion lacks points or the total is below the pass mark: then it stays a lead, or is turned down.
    """
    acting_user.require("onboarding.select")
    candidate = lock_candidate(candidate_id, acting_user)
    expect_status(candidate, CandidateStatus.LEAD)
    standard = standard_at(now())
    percent = scored(points, standard)
    Scorecard.objects.create(
        candidate=candidate,
        standard=standard,
        points=dict(points),
        percent=percent,
        comment=comment,
        scored_by=acting_user.id,
    )
    before = {"status": candidate.status}
    step_on(candidate, CandidateStatus.SELECTED, selected_by=acting_user.id, score_percent=percent)
    after = {"status": candidate.status, "score_percent": percent, "standard": standard.label}
    record(candidate, "candidate.selected", acting_user, before=before, after=after, reason=comment)
    return candidate


def scored(points: Mapping[str, int], standard: Standard) -> int:
    """Return the per cent reached. Raises Invalid below the pass mark or when the scorecard is not complete."""
    try:
        percent = percent_of(points, standard.criteria)
    except ValueError as error:
        message = _("Give every criterion its points, none more than its most.")
        raise Invalid(message, code=OnboardingError.SCORES, field="points") from error
    if percent < standard.pass_percent:
        message = _(
            "%(percent)d %% is below the pass mark of %(mark)d %%. Improve the candidate first, or turn it down."
        )
        given = {"percent": percent, "mark": standard.pass_percent}
        raise Invalid(message % given, code=OnboardingError.BELOW_PASS, field="points", **given)
    return percent


@transaction.atomic
def confirm_candidate(
    candidate_id: UUID, *, build_until: date, level: str, comment: str = "", acting_user: Actor
) -> Candidate:
    """Confirm that the station may be built (筹建确认), at which level and by when; its lists begin. Raises Invalid for a past day."""
    acting_user.require("onboarding.confirm")
    candidate = lock_candidate(candidate_id, acting_user)
    expect_status(candidate, CandidateStatus.SELECTED)
    if build_until <= today():
        raise Invalid(
            _("Choose a day to come, by which the station is to be built."),
            code=OnboardingError.DATE,
            field="build_until",
        )
    if level not in Level.values:
        raise Invalid(_("Choose a level."), code=OnboardingError.DATE, field="level")
    before = {"status": candidate.status, "level": candidate.level}
    step_on(candidate, CandidateStatus.CONFIRMED, confirmed_by=acting_user.id, build_until=build_until, level=level)
    items = begin_checklist(candidate)
    begin_posts(candidate)
    after = {"status": candidate.status, "level": level, "build_until": build_until, "image_items": len(items)}
    record(candidate, "candidate.confirmed", acting_user, before=before, after=after, reason=comment)
    return candidate
