"""What the applicant does by the link: send the photos of an item, report what was put right. No sign-in, a signed address."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction

from common.errors import NotYours
from common.history.record import record
from common.scope import for_office
from network.onboarding.applications.public import APPLICANT
from network.onboarding.building.choices import PENDING
from network.onboarding.building.mending import take_report
from network.onboarding.building.models import ImageItem, Rectification
from network.onboarding.building.selectors import key_of
from network.onboarding.building.sending import Upload, take_in
from network.onboarding.models import Candidate


def send_image(token: str, code: str, photos: Sequence[Upload], words: str = "") -> ImageItem:
    """Take in the photos of an item; the same ones once more (a second tap) stand once.

    Raises NotYours for the link or an item that is not on the list, Invalid for too few photos, no picture or one that was sent before,
    WrongState unless it is the applicant's turn.
    """
    with _locked(token) as candidate:
        item: ImageItem | None = candidate.image_items.filter(code=code).locked().first()
        if item is None:
            raise NotYours
        if take_in(candidate, item, photos, words):
            after = {"item": str(item), "image_status": item.status, "photos": len(photos)}
            record(candidate, "candidate.image_sent", APPLICANT, after=after)
        return item


def send_rectified(token: str, code: str, photos: Sequence[Upload], words: str) -> Rectification:
    """Take in that an item of the last visit was put right, with photos; the same ones once more (a second tap) stand once.

    Raises NotYours for the link or an item that is not to be put right, Invalid and WrongState as `take_report` does.
    """
    with _locked(token) as candidate:
        rows = Rectification.objects.filter(visit__candidate=candidate, code=code, status__in=PENDING)
        item: Rectification | None = rows.locked().first()
        if item is None:
            raise NotYours
        if take_report(candidate, item, photos, words):
            after = {"item": item.title_zh, "rectify_status": item.status, "photos": len(photos)}
            record(candidate, "candidate.rectify_sent", APPLICANT, after=after, reason=words.strip()[:500])
        return item


@contextmanager
def _locked(token: str) -> Iterator[Candidate]:
    key = key_of(token)
    with for_office(), transaction.atomic():
        yield Candidate.objects.all().locked().get_or_404(key)
