"""Photos of an item of the image checklist come in: by the applicant's link, or through the office that was handed them otherwise."""

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.errors import Invalid, WrongState
from common.files.store import store_picture
from common.history.record import record
from common.records import RecordQuerySet
from network.onboarding.building.actions import hand_in, lock_item
from network.onboarding.building.choices import TO_SEND, BuildingError
from network.onboarding.building.models import ImageItem
from network.onboarding.building.policies import MOST_ATTEMPTS, MOST_PHOTOS
from network.onboarding.building.selectors import IMAGE_PHOTO, photos_of, submissions_of
from network.onboarding.choices import CandidateStatus
from network.onboarding.models import Candidate

Upload = tuple[str, bytes]


@transaction.atomic
def send_image_for(item_id: UUID, *, photos: Sequence[Upload], words: str = "", acting_user: Actor) -> ImageItem:
    """Send in what the applicant handed to the office by mail or on a visit. Somebody else judges it: the database keeps that.

    Raises Invalid for too few photos, no picture or one that was sent before, WrongState unless photos of this item are missing.
    """
    acting_user.require("onboarding.propose")
    candidate, item = lock_item(item_id, acting_user)
    if take_in(candidate, item, photos, words, acting_user):
        after = {"item": str(item), "image_status": item.status, "photos": len(photos)}
        record(candidate, "candidate.image_sent", acting_user, after=after)
    return item


def take_in(
    candidate: Candidate, item: ImageItem, photos: Sequence[Upload], words: str, sender: Actor | None = None
) -> bool:
    """Keep the photos of a locked item; the same ones once more (a second tap) stand once, which is what False says.

    Raises Invalid and WrongState as `send_image_for` does. In the caller's transaction.
    """
    digests = digests_of(photos)
    if is_second_tap(item.submissions, digests):
        return False
    _refuse_out_of_turn(candidate, item)
    refuse_photos(digests, least=item.photos_needed, before=photos_of(submissions_of(candidate)))
    submission = hand_in(candidate, item, words, sender)
    by = sender.id if sender else None
    for name, content in photos:
        store_picture(content, subject_id=submission.pk, kind=IMAGE_PHOTO, name=name, station_id=None, uploaded_by=by)
    return True


def digests_of(photos: Sequence[Upload]) -> list[str]:
    """Return what tells one photo from another, whatever its name."""
    return [hashlib.sha256(content).hexdigest() for _name, content in photos]


def is_second_tap(tries: Any, digests: Sequence[str]) -> bool:
    """Tell whether just these photos wait to be judged already: the one of `tries` of an item that nobody has judged has them."""
    known = photos_of(tries.filter(is_accepted__isnull=True)).values_list("source_sha256", flat=True)
    return bool(digests) and sorted(known) == sorted(digests)


def refuse_too_often(tries: Any) -> None:
    """Raise WrongState when an item has as many tries as one link may have."""
    if tries.count() >= MOST_ATTEMPTS:
        raise WrongState(
            _("This link has been used too often. Call the regional office."), code=BuildingError.TOO_OFTEN
        )


def refuse_photos(digests: Sequence[str], *, least: int, before: RecordQuerySet) -> None:
    """Raise Invalid for too few or too many photos, for one that was sent twice, or is among those that came `before`."""
    if not least <= len(digests) <= MOST_PHOTOS:
        message = _("Send %(least)d to %(most)d photos of this item.")
        given = {"least": least, "most": MOST_PHOTOS}
        raise Invalid(message % given, code=BuildingError.PHOTOS, field="photos")
    if len(set(digests)) < len(digests) or before.filter(source_sha256__in=digests).exists():
        message = _("One of these photos was sent before. Take a new one: each shows the site as it is now.")
        raise Invalid(message, code=BuildingError.REUSED, field="photos")


def _refuse_out_of_turn(candidate: Candidate, item: ImageItem) -> None:
    """Raise WrongState unless the applicant may send photos of this item now."""
    if candidate.status != CandidateStatus.CONFIRMED:
        raise WrongState(_("Nothing can be sent any more: this step is over."))
    if item.status not in TO_SEND:
        raise WrongState(_("The photos of this item are with the office or accepted already."))
    refuse_too_often(item.submissions)
