"""What the photos tell: used before, or taken at another time than the repair."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations

from django.utils.translation import gettext_lazy as _

from billing.claims.anomalies.facts import ClaimPicture, KnownPhoto, Photo
from billing.claims.anomalies.registry import Limits, Sign, detector
from billing.claims.anomalies.similarity import bits_apart


@detector(
    "photo.again",
    _("Photo used before"),
    _("Photo %(name)s was used before, on %(number)s of %(station)s (%(bits)d of 64 bits differ)."),
    weight=50,
    limits={"bits": 6},
)
def photo_again(picture: ClaimPicture, limits: Limits) -> Iterator[Sign]:
    """See a photo whose bytes, or whose look (turned or mirrored, too), another claim had already. The nearest pair is told."""
    pairs = [(_apart(photo, known), photo, known) for photo in picture.photos for known in picture.known_photos]
    likely = [pair for pair in pairs if pair[0] <= limits["bits"]]
    if likely:
        bits, photo, known = min(likely, key=lambda pair: pair[0])
        yield Sign({"name": photo.name, "number": known.number, "station": known.station, "bits": bits})


@detector(
    "photo.twice",
    _("One photo for two things"),
    _("Photo %(name)s shows the same as %(other)s, but they are to show two things (%(bits)d of 64 bits differ)."),
    weight=25,
    limits={"bits": 4},
)
def photo_twice(picture: ClaimPicture, limits: Limits) -> Iterator[Sign]:
    """See one photo that stands for two subjects of the same claim."""
    for one, other in combinations(picture.photos, 2):
        bits = _apart(one, other)
        if one.subject != other.subject and bits <= limits["bits"]:
            yield Sign({"name": other.name, "other": one.name, "bits": bits})
            return


def _apart(photo: Photo, known: Photo | KnownPhoto) -> int:
    """Return in how many bits two photos differ, as they are or with one of them turned; none when the bytes are the same."""
    if photo.sha256 == known.sha256:
        return 0
    return min(bits_apart(look, known.perceptual_hash) for look in (photo.perceptual_hash, *photo.turned))


@detector(
    "photo.other_time",
    _("Photo of another time"),
    _("Photo %(name)s was taken on %(taken_on)s, %(days)d days outside the repair (%(first)s to %(last)s)."),
    weight=15,
    limits={"days": 3},
)
def photo_of_another_time(picture: ClaimPicture, limits: Limits) -> Iterator[Sign]:
    """See a photo that was taken well before the failure or after the repair."""
    first = min(filter(None, (picture.failed_on, picture.started_on, picture.finished_on)))
    last = picture.finished_on
    slack = timedelta(days=limits["days"])
    for photo in picture.photos:
        if photo.taken_on and not first - slack <= photo.taken_on <= last + slack:
            days = (first - photo.taken_on).days if photo.taken_on < first else (photo.taken_on - last).days
            yield Sign({"name": photo.name, "taken_on": photo.taken_on, "days": days, "first": first, "last": last})
            return
