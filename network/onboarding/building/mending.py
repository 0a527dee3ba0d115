"""Rectification that the applicant reports by the own link: photos and words of each item; the office accepts them or sends them back."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.errors import Invalid, WrongState
from common.files.store import store_picture
from common.history.record import record
from common.records import RecordQuerySet
from common.working_days.calendar import due_after_working_days
from network.onboarding.building.choices import PENDING, BuildingError, RectifyStatus
from network.onboarding.building.models import Rectification, RectificationReport
from network.onboarding.building.policies import policy_on
from network.onboarding.building.rectify import RECTIFY_DUE, RECTIFY_PHOTO, rectifications_for
from network.onboarding.building.selectors import photos_of, submissions_of
from network.onboarding.building.sending import Upload, digests_of, is_second_tap, refuse_photos, refuse_too_often
from network.onboarding.building.turns import end_turn
from network.onboarding.choices import CandidateStatus
from network.onboarding.locks import lock_candidate
from network.onboarding.models import Candidate


def take_report(candidate: Candidate, item: Rectification, photos: Sequence[Upload], words: str) -> bool:
    """Keep what the applicant sent for a locked item; the same photos once more (a second tap) stand once, which is what False says.

    Raises WrongState unless it is the applicant's turn, Invalid without words, for too few photos, no picture or one that was sent before.
    In the caller's transaction.
    """
    digests = digests_of(photos)
    if is_second_tap(item.reports, digests):
        return False
    _refuse_out_of_turn(candidate, item)
    said = words.strip()[:500]
    if not said:
        raise Invalid(_("Say what was done."), code=BuildingError.REASON, field="words")
    sent = [
        *Rectification.objects.filter(visit__candidate=candidate),
        *reports_of(candidate),
        *submissions_of(candidate),
    ]
    refuse_photos(digests, least=1, before=photos_of(sent))  # for the checklist, for an item of any visit, or just now
    report = RectificationReport.objects.create(item=item, attempt=item.reports.count() + 1, words=said)
    for name, content in photos:
        store_picture(content, subject_id=report.pk, kind=RECTIFY_PHOTO, name=name, station_id=None, uploaded_by=None)
    end_turn(
        item, RECTIFY_DUE, RectifyStatus.SENT, due_after_working_days(now(), policy_on(candidate.step_since).judge_days)
    )
    return True


@transaction.atomic
def accept_report(item_id: UUID, *, acting_user: Actor) -> Rectification:
    """Accept what the applicant reported; the office visits the item again by its own limit. Raises WrongState unless a report waits."""
    acting_user.require("onboarding.judge")
    candidate, item, report = _waiting(item_id, acting_user)
    report.judge(acting_user, is_accepted=True)
    due_at = due_after_working_days(now(), policy_on(candidate.step_since).revisit_days)
    told = {"words": report.words, "reported_at": report.created_at}
    end_turn(
        item,
        RECTIFY_DUE,
        RectifyStatus.DONE,
        due_at,
        accepted_by=acting_user.id,
        accepted_by_name=acting_user.name,
        **told,
    )
    after = {"item": item.title_zh, "rectify_status": item.status}
    record(candidate, "candidate.rectify_accepted", acting_user, after=after)
    return item


@transaction.atomic
def return_report(item_id: UUID, *, reason: str, acting_user: Actor) -> Rectification:
    """Send back what the applicant reported, who reads the reason and reports anew.

    Raises Invalid without a reason, WrongState unless a report waits.
    """
    acting_user.require("onboarding.judge")
    candidate, item, report = _waiting(item_id, acting_user)
    why = reason.strip()[:500]
    if not why:
        raise Invalid(_("Say what is missing: the applicant reads it."), code=BuildingError.REASON, field="reason")
    report.judge(acting_user, is_accepted=False, reason=why)
    policy = policy_on(candidate.step_since)
    first = due_after_working_days(item.created_at, policy.rectify_days)
    end_turn(item, RECTIFY_DUE, RectifyStatus.OPEN, max(first, due_after_working_days(now(), policy.mend_days)))
    after = {"item": item.title_zh, "rectify_status": item.status}
    record(candidate, "candidate.rectify_returned", acting_user, after=after, reason=why)
    return item


def pending_of(candidate: Candidate) -> list[Rectification]:
    """Return what a candidate has to put right before the next visit, or has reported since the last one; nothing once the site is accepted."""
    if candidate.status != CandidateStatus.CONFIRMED:
        return []
    return list(Rectification.objects.filter(visit__candidate=candidate, status__in=PENDING).order_by("place"))


def reports_of(candidate: Candidate) -> RecordQuerySet:
    """Return what was sent by the link for a candidate that the caller's gate has let through, the newest first."""
    rows: RecordQuerySet = RectificationReport.objects.filter(item__visit__candidate=candidate)
    return rows.order_by("-attempt")


def _refuse_out_of_turn(candidate: Candidate, item: Rectification) -> None:
    if candidate.status != CandidateStatus.CONFIRMED or item.status != RectifyStatus.OPEN:
        raise WrongState(_("This item is reported already, or the site is accepted."))
    refuse_too_often(item.reports)


def _waiting(item_id: UUID, actor: Actor) -> tuple[Candidate, Rectification, RectificationReport]:
    """Lock the item and its candidate, the candidate first. Raises WrongState when no report waits."""
    known: Rectification = rectifications_for(actor).get_or_404(item_id)
    candidate = lock_candidate(known.visit.candidate_id, actor)
    item: Rectification = Rectification.objects.locked().get_or_404(item_id)
    report: RectificationReport | None = item.reports.filter(is_accepted__isnull=True).first()
    if candidate.status != CandidateStatus.CONFIRMED or item.status != RectifyStatus.SENT or report is None:
        raise WrongState(_("No report of this item waits to be judged."))
    return candidate, item, report
