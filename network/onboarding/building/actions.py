"""The image checklist (形象建设) begins with the confirmation; the office judges the photos of each item."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import last_minute_of, now
from common.deadlines.keep import set_deadline
from common.errors import Invalid, NotAllowed, WrongState
from common.history.record import record
from common.working_days.calendar import due_after_working_days
from network.onboarding.building.choices import BuildingError, ImageStatus
from network.onboarding.building.models import ImageItem, ImageSubmission
from network.onboarding.building.policies import policy_on
from network.onboarding.building.selectors import items_for, progress_of
from network.onboarding.building.turns import end_turn
from network.onboarding.choices import CandidateStatus
from network.onboarding.locks import lock_candidate
from network.onboarding.models import Candidate

IMAGE_DUE = "onboarding.image_due"


def begin_checklist(candidate: Candidate) -> list[ImageItem]:
    """Give a confirmed candidate the checklist of the rules in force, for its level; in the caller's transaction."""
    policy = policy_on(now())
    until = built_by(candidate)
    items = [
        ImageItem(
            candidate=candidate,
            place=place,
            code=rule.code,
            title_zh=rule.title_zh,
            title_en=rule.title_en,
            photos_needed=rule.photos,
            rules=policy.label,
            due_at=until,
        )
        for place, rule in enumerate(policy.items_for(candidate.level), start=1)
    ]
    created: list[ImageItem] = ImageItem.objects.bulk_create(items)
    for item in created:
        set_deadline(IMAGE_DUE, item.pk, until, step=item.turn)
    return created


@transaction.atomic
def accept_image(item_id: UUID, *, acting_user: Actor) -> ImageItem:
    """Accept the photos of an item. Raises WrongState unless photos wait to be judged."""
    acting_user.require("onboarding.judge")
    candidate, item = lock_item(item_id, acting_user)
    before = {"item": str(item), "image_status": item.status}
    _judge(candidate, item, acting_user, is_accepted=True)
    end_turn(item, IMAGE_DUE, ImageStatus.ACCEPTED, None)
    after = {"item": str(item), "image_status": item.status}
    record(candidate, "candidate.image_accepted", acting_user, before=before, after=after)
    if progress_of(candidate).is_done:
        record(candidate, "candidate.image_complete", acting_user)
    return item


@transaction.atomic
def reject_image(item_id: UUID, *, reason: str, acting_user: Actor) -> ImageItem:
    """Reject the photos of an item; the applicant reads the reason and sends new ones.

    Raises Invalid without a reason, WrongState unless photos wait to be judged.
    """
    acting_user.require("onboarding.judge")
    candidate, item = lock_item(item_id, acting_user)
    if not reason.strip():
        raise Invalid(_("Say what is missing: the applicant reads it."), code=BuildingError.REASON, field="reason")
    before = {"item": str(item), "image_status": item.status}
    _judge(candidate, item, acting_user, is_accepted=False, reason=reason.strip()[:500])
    mended_by = due_after_working_days(now(), policy_on(candidate.step_since).mend_days)
    end_turn(item, IMAGE_DUE, ImageStatus.REJECTED, max(mended_by, built_by(candidate)))
    after = {"item": str(item), "image_status": item.status}
    record(candidate, "candidate.image_rejected", acting_user, before=before, after=after, reason=reason.strip())
    return item


def hand_in(candidate: Candidate, item: ImageItem, words: str, sender: Actor | None = None) -> ImageSubmission:
    """Note that photos of a locked item came in; the office has to judge them by its limit. In the caller's transaction."""
    due_at = due_after_working_days(now(), policy_on(candidate.step_since).judge_days)
    end_turn(item, IMAGE_DUE, ImageStatus.SUBMITTED, due_at)
    attempt = item.submissions.count() + 1
    sent = {"sent_by": sender.id, "sent_by_name": sender.name} if sender else {}
    created: ImageSubmission = ImageSubmission.objects.create(
        item=item, attempt=attempt, words=words.strip()[:500], **sent
    )
    return created


def refuse_unfinished(candidate: Candidate) -> None:
    """Raise WrongState while an item of the image checklist is not accepted."""
    progress = progress_of(candidate)
    if not progress.is_done:
        message = _("The image checklist is not done: %(done)d of %(all)d items are accepted. The visit comes after.")
        raise WrongState(message % {"done": progress.accepted, "all": progress.total}, code=BuildingError.CHECKLIST)


def built_by(candidate: Candidate) -> datetime:
    """Return the moment by which the site is to be built."""
    return last_minute_of(candidate.build_until) if candidate.build_until else now()


def lock_item(item_id: UUID, actor: Actor) -> tuple[Candidate, ImageItem]:
    """Lock an item in sight and its candidate, the candidate first. Raises NotYours, WrongState once the site is accepted."""
    known: ImageItem = items_for(actor).get_or_404(item_id)
    candidate = lock_candidate(known.candidate_id, actor)
    if candidate.status != CandidateStatus.CONFIRMED:
        raise WrongState(status=candidate.status, wanted=str(CandidateStatus.CONFIRMED))
    item: ImageItem = items_for(actor).locked().get_or_404(item_id)
    return candidate, item


def _judge(candidate: Candidate, item: ImageItem, actor: Actor, *, is_accepted: bool, reason: str = "") -> None:
    """Write the judgement on what waits. Raises WrongState when nothing does."""
    waiting = item.submissions.filter(is_accepted__isnull=True).first()
    if item.status != ImageStatus.SUBMITTED or waiting is None:
        raise WrongState(_("No photos of this item wait to be judged."))
    if waiting.sent_by == actor.id:
        raise NotAllowed(
            _("Whoever sent photos in does not judge them. Ask a second person."), code=BuildingError.SAME_PERSON
        )
    waiting.judge(actor, is_accepted=is_accepted, reason=reason)
