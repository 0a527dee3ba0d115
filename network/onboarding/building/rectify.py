"""Rectification (整改): what failed at the acceptance visit is put right and reported; the next visit (复验) judges only that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from audit.inspections.models import Inspection
from audit.inspections.policies import failed_items
from audit.inspections.selectors import items_of, scores_of
from common.clock import now
from common.deadlines.keep import call_off, set_deadline
from common.errors import Invalid, WrongState
from common.files.store import store_picture
from common.history.record import record
from common.people import Process
from common.records import RecordQuerySet
from common.working_days.calendar import due_after_working_days
from network.onboarding.building.choices import PENDING, UNMENDED, BuildingError, RectifyStatus
from network.onboarding.building.models import Rectification
from network.onboarding.building.policies import policy_on
from network.onboarding.building.sending import Upload
from network.onboarding.building.turns import end_turn
from network.onboarding.choices import CandidateStatus
from network.onboarding.locks import lock_candidate
from network.onboarding.models import Acceptance, Candidate
from network.onboarding.selectors import candidates_for

RECTIFY_DUE = "onboarding.rectify_due"
RECTIFY_SOON = "onboarding.rectify_soon"
RECTIFY_PHOTO = "rectify_photo"
REMINDED_BEFORE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Mending:
    """How far the rectification before the next visit is. Without any item nothing is asked."""

    total: int = 0
    reported: int = 0
    waiting: int = 0
    late: int = 0

    @property
    def is_done(self) -> bool:
        """Whether nothing of it stands in the way of the next visit."""
        return self.reported == self.total


def rectifications_for(actor: Actor) -> RecordQuerySet:
    """Return the rectification items of the candidates in sight."""
    rows = Rectification.objects.filter(visit__candidate__in=candidates_for(actor))
    return rows.select_related("visit", "visit__candidate")


def reports_to_judge(actor: Actor) -> RecordQuerySet:
    """Return the items that applicants reported by their link and nobody has judged, the most urgent first."""
    sent = rectifications_for(actor).filter(status=RectifyStatus.SENT)
    return sent.filter(visit__candidate__status=CandidateStatus.CONFIRMED).order_by("due_at")


def to_rectify(actor: Actor) -> RecordQuerySet:
    """Return the items that are still to be put right, the most urgent first."""
    open_rows = rectifications_for(actor).filter(status=RectifyStatus.OPEN)
    return open_rows.filter(visit__candidate__status=CandidateStatus.CONFIRMED).order_by("due_at")


def mending_of(candidates: Any) -> Mapping[UUID, Mending]:
    """Return how far the rectification of these candidates is, with one statement; one without pending items is left out."""
    counts = (
        Rectification.objects.filter(visit__candidate__in=candidates, status__in=PENDING)
        .order_by()
        .values("visit__candidate")
        .annotate(
            total=Count("pk"),
            reported=Count("pk", filter=Q(status=RectifyStatus.DONE)),
            waiting=Count("pk", filter=Q(status=RectifyStatus.SENT)),
            late=Count("pk", filter=Q(due_at__lt=Now())),
        )
    )
    return {
        one["visit__candidate"]: Mending(one["total"], one["reported"], one["waiting"], one["late"]) for one in counts
    }


def mending(candidate: Candidate) -> Mending:
    """Return how far the rectification of one candidate is."""
    return mending_of([candidate.pk]).get(candidate.pk, Mending())


def first_limit(candidate: Candidate) -> datetime | None:
    """Return until when the next item is to be put right; None when nothing is."""
    rows = Rectification.objects.filter(visit__candidate=candidate, status=RectifyStatus.OPEN).order_by("due_at")
    return rows.values_list("due_at", flat=True).first()


def unmended() -> Q:
    """Return the condition of having something that is not put right, or not judged yet."""
    rows = Rectification.objects.filter(visit__candidate=OuterRef("pk"), status__in=UNMENDED)
    return Q(status=CandidateStatus.CONFIRMED) & Q(Exists(rows))


def settle_rectification(visit: Acceptance, inspection: Inspection, actor: Actor | Process) -> None:
    """Close what this visit has judged again and, when it failed, begin the next round; in the caller's transaction."""
    failed = failed_items(inspection.template.pass_score, items_of(inspection.template_id), scores_of(inspection))
    codes = {one.code for one in failed} if not inspection.has_passed else set()
    pending = Rectification.objects.filter(visit__candidate=visit.candidate_id, status=RectifyStatus.DONE)
    for row in pending.locked():
        call_off(row.pk, RECTIFY_DUE)
        row.move_to(RectifyStatus.AGAIN if row.code in codes else RectifyStatus.CLEARED, due_at=None, overdue_at=None)
    if not inspection.has_passed:
        _begin(visit, inspection, failed, actor)


def _begin(visit: Acceptance, inspection: Inspection, failed: Sequence[Any], actor: Actor | Process) -> None:
    policy, moment, scores = policy_on(visit.candidate.step_since), now(), scores_of(inspection)
    due_at = due_after_working_days(moment, policy.rectify_days)
    rows = [
        Rectification(
            visit=visit,
            place=place,
            code=item.code,
            title_zh=item.name_zh,
            title_en=item.name_en,
            found=scores[item.pk].note,
            rules=policy.label,
            due_at=due_at,
        )
        for place, item in enumerate(failed, start=1)
    ]
    for row in Rectification.objects.bulk_create(rows):
        set_deadline(RECTIFY_DUE, row.pk, due_at, step=row.turn)
    set_deadline(RECTIFY_SOON, visit.pk, max(moment, due_at - REMINDED_BEFORE))
    after = {"visit": visit.attempt, "rectifications": len(rows), "due": due_at}
    record(visit.candidate, "candidate.rectification_begun", actor, after=after)


@transaction.atomic
def report_rectified(item_id: UUID, *, words: str, photos: Sequence[Upload] = (), acting_user: Actor) -> Rectification:
    """Report an item as put right, with words and photos. The office visits it again by its own limit.

    Raises Invalid without words, WrongState unless the item is to be put right.
    """
    acting_user.require("onboarding.propose")
    known: Rectification = rectifications_for(acting_user).get_or_404(item_id)
    candidate = lock_candidate(known.visit.candidate_id, acting_user)
    item: Rectification = Rectification.objects.locked().get_or_404(item_id)
    if candidate.status != CandidateStatus.CONFIRMED or item.status != RectifyStatus.OPEN:
        raise WrongState(_("This item is reported already, or the site is accepted."))
    said = words.strip()[:500]
    if not said:
        raise Invalid(_("Say what was done."), code=BuildingError.REASON, field="words")
    due_at = due_after_working_days(now(), policy_on(candidate.step_since).revisit_days)
    reporter = {"reported_by": acting_user.id, "reported_by_name": acting_user.name, "reported_at": now()}
    end_turn(item, RECTIFY_DUE, RectifyStatus.DONE, due_at, words=said, **reporter)
    for name, content in photos:
        store_picture(
            content, subject_id=item.pk, kind=RECTIFY_PHOTO, name=name, station_id=None, uploaded_by=acting_user.id
        )
    after = {"item": item.title_zh, "rectify_status": item.status, "photos": len(photos)}
    record(candidate, "candidate.rectified", acting_user, after=after, reason=said)
    return item


def refuse_unmended(candidate: Candidate, visitor: Actor) -> bool:
    """Tell whether the next visit is limited to what failed. Raises WrongState while something is not reported as put right,
    Invalid when the visitor reported it: nobody judges what they brought."""
    state = mending(candidate)
    if not state.is_done:
        message = _("Rectification: %(done)d of %(all)d items are put right. The repeated acceptance comes after.")
        raise WrongState(message % {"done": state.reported, "all": state.total}, code=BuildingError.RECTIFY)
    reported = Rectification.objects.filter(visit__candidate=candidate, status=RectifyStatus.DONE)
    if reported.filter(reported_by=visitor.id).exists():
        message = _("You reported an item as put right. Somebody else visits it again.")
        raise Invalid(message, code=BuildingError.SAME_PERSON)
    return state.total > 0
