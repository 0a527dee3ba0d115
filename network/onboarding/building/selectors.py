"""Which items of image checklists a person may see, how far each candidate is, and the candidate behind a link."""

from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import Count, Exists, OuterRef, Q

from accounts.actors import Actor
from common.errors import NotYours
from common.files.models import StoredFile
from common.pages.addresses import public_address
from common.records import RecordQuerySet
from network.onboarding.building.choices import ImageStatus
from network.onboarding.building.models import BuildingRules, ImageItem, ImageSubmission, Rectification
from network.onboarding.building.policies import Progress
from network.onboarding.choices import CandidateStatus
from network.onboarding.models import Candidate
from network.onboarding.selectors import candidates_for

LINK_SALT = "onboarding.building"
VALID_S = 365 * 24 * 3600
IMAGE_PHOTO = "image_photo"


def rules_for(actor: Actor) -> RecordQuerySet:
    """Return the versions of the building rules: head office's alone."""
    rows = BuildingRules.objects.all()
    return rows if actor.is_office and actor.may("onboarding.rules") else rows.none()


def items_for(actor: Actor) -> RecordQuerySet:
    """Return the items of the candidates in the person's sight."""
    return ImageItem.objects.filter(candidate__in=candidates_for(actor)).select_related("candidate")


def waiting_items(actor: Actor) -> RecordQuerySet:
    """Return the items whose photos wait to be judged, the most urgent first."""
    waiting = items_for(actor).filter(status=ImageStatus.SUBMITTED, candidate__status=CandidateStatus.CONFIRMED)
    return waiting.order_by("due_at")


def submissions_of(candidate: Candidate) -> RecordQuerySet:
    """Return what was sent in for a candidate, item by item, the newest first."""
    rows = ImageSubmission.objects.filter(item__candidate=candidate)
    return rows.order_by("item__place", "-attempt")


def photos_of(submissions: Any) -> RecordQuerySet:
    """Return the photos of these submissions, the oldest first."""
    return StoredFile.objects.filter(subject_id__in=[one.pk for one in submissions]).order_by("created_at")


def progress_of(candidate: Candidate) -> Progress:
    """Return how far the checklist of a candidate is."""
    return progress_by_candidate(Candidate.objects.filter(pk=candidate.pk)).get(candidate.pk, Progress())


def progress_by_candidate(candidates: Any) -> dict[UUID, Progress]:
    """Return how far the checklists of these candidates are, with one statement; a candidate without a list is left out."""
    counts = (
        ImageItem.objects.filter(candidate__in=candidates)
        .order_by()
        .values("candidate")
        .annotate(
            total=Count("pk"),
            accepted=Count("pk", filter=Q(status=ImageStatus.ACCEPTED)),
            waiting=Count("pk", filter=Q(status=ImageStatus.SUBMITTED)),
        )
    )
    return {row["candidate"]: Progress(row["total"], row["accepted"], row["waiting"]) for row in counts}


def with_progress(candidates: Any) -> RecordQuerySet:
    """Return these candidates with `image_total`, `image_accepted` and `image_waiting`, for lists of them."""
    rows: RecordQuerySet = candidates.annotate(
        image_total=Count("image_items"),
        image_accepted=Count("image_items", filter=Q(image_items__status=ImageStatus.ACCEPTED)),
        image_waiting=Count("image_items", filter=Q(image_items__status=ImageStatus.SUBMITTED)),
    )
    return rows


def progress_told(candidate: Any) -> Progress:
    """Return the progress that `with_progress` has read; for a candidate that came without, read it."""
    if not hasattr(candidate, "image_total"):
        return progress_of(candidate)
    return Progress(candidate.image_total, candidate.image_accepted, candidate.image_waiting)


def unfinished() -> Q:
    """Return the condition of waiting for the own image checklist."""
    rows = ImageItem.objects.filter(candidate=OuterRef("pk")).exclude(status=ImageStatus.ACCEPTED)
    return Q(status=CandidateStatus.CONFIRMED) & Q(Exists(rows))


def link_of(candidate: Candidate) -> str:
    """Return the address at which the applicant sends photos in. Whoever holds it can, so only the applicant is given it."""
    token = signing.dumps(str(candidate.pk), salt=LINK_SALT)
    return public_address("onboarding:building", token)


def key_of(token: str) -> UUID:
    """Return the candidate's key behind a link. Raises NotYours for a forged or old one."""
    try:
        return UUID(signing.loads(token, salt=LINK_SALT, max_age=VALID_S))
    except (signing.BadSignature, ValueError, AttributeError) as error:
        raise NotYours from error


def candidate_of(token: str) -> Candidate:
    """Return the candidate of a link, while it has a checklist or something to put right, and was not refused. Raises NotYours.

    The caller stands in head office's scope.
    """
    has_list = Exists(ImageItem.objects.filter(candidate=OuterRef("pk")))
    has_failed = Exists(Rectification.objects.filter(visit__candidate=OuterRef("pk")))
    rows = Candidate.objects.filter(Q(has_list) | Q(has_failed)).exclude(status=CandidateStatus.REJECTED)
    found: Candidate = rows.get_or_404(key_of(token))
    return found
