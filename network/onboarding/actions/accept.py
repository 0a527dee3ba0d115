"""现场验收: a scored visit with photos by service management; a failed one is followed by another."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from audit.inspections.actions import start_inspection
from audit.inspections.choices import Purpose
from audit.inspections.models import Inspection
from audit.inspections.selectors import inspections_for
from common.clock import now
from common.errors import Invalid, WrongState
from common.files.models import StoredFile
from common.history.record import record
from common.people import Process
from network.onboarding.actions.agree import refuse_selector
from network.onboarding.building.actions import refuse_unfinished
from network.onboarding.building.rectify import refuse_unmended, settle_rectification
from network.onboarding.choices import CandidateStatus, OnboardingError
from network.onboarding.locks import lock_candidate
from network.onboarding.models import Acceptance, Candidate
from network.onboarding.steps import expect_status, step_on

CHECKLIST = "ACCEPTANCE"


@transaction.atomic
def start_acceptance(candidate_id: UUID, *, acting_user: Actor) -> Acceptance:
    """Begin the visit to a site that is built. After a failed visit it is a repeated acceptance (复验) of what failed.

    Raises Invalid when the person selected this candidate, WrongState while the image checklist is not accepted, or a visit is under way or
    has passed, or something that failed is not reported as put right.
    """
    acting_user.require("onboarding.accept")
    candidate = lock_candidate(candidate_id, acting_user)
    expect_status(candidate, CandidateStatus.CONFIRMED)
    refuse_selector(candidate, acting_user)
    refuse_unfinished(candidate)
    earlier = latest_visit(candidate)
    if earlier is not None and not _has_failed(earlier, acting_user):
        raise WrongState(_("A visit is under way or has passed: finish it, or accept the candidate."))
    is_limited = refuse_unmended(candidate, acting_user)
    attempt = earlier.attempt + 1 if earlier else 1
    purpose = Purpose.ACCEPTANCE if attempt == 1 else Purpose.REACCEPTANCE
    inspection = start_inspection(
        purpose,
        candidate.pk,
        CHECKLIST,
        subject_label=f"{candidate.number} {candidate.name}",
        follows=_inspection_of(earlier, acting_user) if earlier is not None and is_limited else None,
        acting_user=acting_user,
    )
    visit: Acceptance = Acceptance.objects.create(
        candidate=candidate, attempt=attempt, inspection_id=inspection.pk, led_by=acting_user.id
    )
    after = {"visit": attempt, "inspection": inspection.number}
    record(candidate, "candidate.acceptance_started", acting_user, after=after)
    return visit


@transaction.atomic
def accept_candidate(candidate_id: UUID, *, acting_user: Actor) -> Candidate:
    """Accept the site on the strength of its visit: reported, passed, with photos.

    Raises Invalid when the visit is missing, not reported, failed or without a photo, and when the person selected the candidate.
    """
    acting_user.require("onboarding.accept")
    candidate = lock_candidate(candidate_id, acting_user)
    expect_status(candidate, CandidateStatus.CONFIRMED)
    refuse_selector(candidate, acting_user)
    visit = latest_visit(candidate)
    if visit is None:
        raise Invalid(_("Nobody has visited the site yet. Begin the acceptance visit."), code=OnboardingError.VISIT)
    inspection: Inspection = inspections_for(acting_user).get_or_404(visit.inspection_id)
    require_passed(inspection)
    settle_visit(visit, inspection, acting_user)
    before = {"status": candidate.status}
    step_on(candidate, CandidateStatus.ACCEPTED, accepted_by=acting_user.id, acceptance_percent=visit.percent)
    after = {"status": candidate.status, "acceptance_percent": visit.percent, "inspection": inspection.number}
    record(candidate, "candidate.accepted", acting_user, before=before, after=after)
    return candidate


def require_passed(inspection: Inspection) -> None:
    """Raise Invalid unless the visit was reported, passed and photographed."""
    if inspection.has_passed is None:
        raise Invalid(_("The visit is not reported yet. Finish it first."), code=OnboardingError.VISIT)
    if not inspection.has_passed:
        raise Invalid(_("The visit has failed. When the defects are mended, visit again."), code=OnboardingError.VISIT)
    if not StoredFile.objects.filter(subject_id=inspection.pk).exists():
        raise Invalid(_("The visit has no photo. An acceptance needs at least one."), code=OnboardingError.NO_PHOTO)


def settle_visit(visit: Acceptance, inspection: Inspection, actor: Actor | Process) -> None:
    """Copy the result of a reported visit; what failed is to be put right. Doing it again changes nothing."""
    if visit.finished_at is None and inspection.has_passed is not None:
        visit.change(
            passed=inspection.has_passed,
            percent=int(inspection.score or 0),
            finished_at=inspection.reported_at or now(),
        )
        settle_rectification(visit, inspection, actor)


def latest_visit(candidate: Candidate) -> Acceptance | None:
    """Return the last visit to the site."""
    found: Acceptance | None = candidate.acceptances.order_by("-attempt").first()
    return found


def _has_failed(visit: Acceptance, actor: Actor) -> bool:
    inspection = _inspection_of(visit, actor)
    settle_visit(visit, inspection, actor)
    return inspection.has_passed is False


def _inspection_of(visit: Acceptance, actor: Actor) -> Inspection:
    found: Inspection = inspections_for(actor).get_or_404(visit.inspection_id)
    return found
