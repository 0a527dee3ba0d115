"""What the applicant does by the link: send the photos of an item. No sign-in, a signed address."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.errors import Invalid, NotYours, WrongState
from common.files.store import store_picture
from common.history.record import record
from common.scope import for_office
from network.onboarding.applications.public import APPLICANT
from network.onboarding.building.actions import hand_in
from network.onboarding.building.choices import TO_SEND, BuildingError
from network.onboarding.building.models import ImageItem
from network.onboarding.building.policies import MOST_ATTEMPTS, MOST_PHOTOS
from network.onboarding.building.selectors import IMAGE_PHOTO, key_of, photos_of, submissions_of
from network.onboarding.choices import CandidateStatus
from network.onboarding.models import Candidate

Upload = tuple[str, bytes]


def send_image(token: str, code: str, photos: Sequence[Upload], words: str = "") -> ImageItem:
    """Take in the photos of an item; the same ones once more (a second tap) stand once.

    Raises NotYours for the link or an item that is not on the list, Invalid for too few photos, no picture or one that was sent before,
    WrongState unless it is the applicant's turn.
    """
    digests = [hashlib.sha256(content).hexdigest() for _name, content in photos]
    with _locked(token) as candidate:
        item: ImageItem | None = candidate.image_items.filter(code=code).locked().first()
        if item is None:
            raise NotYours
        if _is_second_tap(item, digests):
            return item
        _refuse_out_of_turn(candidate, item)
        _refuse_photos(candidate, item, digests)
        submission = hand_in(candidate, item, words)
        for name, content in photos:
            store_picture(
                content, subject_id=submission.pk, kind=IMAGE_PHOTO, name=name, station_id=None, uploaded_by=None
            )
        after = {"item": str(item), "image_status": item.status, "photos": len(photos)}
        record(candidate, "candidate.image_sent", APPLICANT, after=after)
        return item


def _is_second_tap(item: ImageItem, digests: Sequence[str]) -> bool:
    waiting = item.submissions.filter(is_accepted__isnull=True)
    known = photos_of(waiting).values_list("source_sha256", flat=True)
    return bool(digests) and sorted(known) == sorted(digests)


def _refuse_out_of_turn(candidate: Candidate, item: ImageItem) -> None:
    """Raise WrongState unless the applicant may send photos of this item now."""
    if candidate.status != CandidateStatus.CONFIRMED:
        raise WrongState(_("Nothing can be sent any more: this step is over."))
    if item.status not in TO_SEND:
        raise WrongState(_("The photos of this item are with the office or accepted already."))
    if item.submissions.count() >= MOST_ATTEMPTS:
        raise WrongState(
            _("This link has been used too often. Call the regional office."), code=BuildingError.TOO_OFTEN
        )


def _refuse_photos(candidate: Candidate, item: ImageItem, digests: Sequence[str]) -> None:
    """Raise Invalid for too few or too many photos, and for one that was sent before."""
    if not item.photos_needed <= len(digests) <= MOST_PHOTOS:
        message = _("Send %(least)d to %(most)d photos of this item.")
        given = {"least": item.photos_needed, "most": MOST_PHOTOS}
        raise Invalid(message % given, code=BuildingError.PHOTOS, field="photos")
    sent = photos_of(submissions_of(candidate)).filter(source_sha256__in=digests)
    if len(set(digests)) < len(digests) or sent.exists():
        message = _("One of these photos was sent before. Take a new one: each shows the site as it is now.")
        raise Invalid(message, code=BuildingError.REUSED, field="photos")


@contextmanager
def _locked(token: str) -> Iterator[Candidate]:
    key = key_of(token)
    with for_office(), transaction.atomic():
        yield Candidate.objects.all().locked().get_or_404(key)
