"""States of an item of the image checklist, and what can go wrong."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class ImageStatus(TextChoices):
    """Where an item of the image checklist stands."""

    OPEN = "open", pgettext_lazy("image item", "Photos missing")
    SUBMITTED = "submitted", pgettext_lazy("image item", "To be judged")
    REJECTED = "rejected", pgettext_lazy("image item", "To be mended")
    ACCEPTED = "accepted", pgettext_lazy("image item", "Accepted")


S = ImageStatus
IMAGE_MOVES: dict[ImageStatus, set[ImageStatus]] = {
    S.OPEN: {S.SUBMITTED},
    S.SUBMITTED: {S.ACCEPTED, S.REJECTED},
    S.REJECTED: {S.SUBMITTED},
    S.ACCEPTED: set(),
}
TO_SEND = (S.OPEN, S.REJECTED)


class BuildingError(StrEnum):
    """Why a step was refused."""

    PHOTOS = "building.photos"
    REUSED = "building.reused"
    TOO_OFTEN = "building.too_often"
    REASON = "building.reason"
    CHECKLIST = "building.checklist"
    RULES = "building.rules"
    PUBLISHED = "building.published"
    SAME_PERSON = "building.same_person"
