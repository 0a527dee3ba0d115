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


class PersonStatus(TextChoices):
    """Where somebody who is to fill a key post stands."""

    NAMED = "named", pgettext_lazy("key person", "To be examined")
    PASSED = "passed", pgettext_lazy("key person", "Passed")
    FAILED = "failed", pgettext_lazy("key person", "Failed, to be examined again")
    LEFT = "left", pgettext_lazy("key person", "No longer proposed")


P = PersonStatus
PERSON_MOVES: dict[PersonStatus, set[PersonStatus]] = {
    P.NAMED: {P.PASSED, P.FAILED, P.LEFT},
    P.FAILED: {P.PASSED, P.LEFT},
    P.PASSED: {P.LEFT},
    P.LEFT: set(),
}
TO_EXAMINE = (P.NAMED, P.FAILED)


class RectifyStatus(TextChoices):
    """Where something stands that failed at the acceptance visit (整改)."""

    OPEN = "open", pgettext_lazy("rectification", "To be put right")
    SENT = "sent", pgettext_lazy("rectification", "Reported by the applicant, to be judged")
    DONE = "done", pgettext_lazy("rectification", "Put right, to be visited")
    CLEARED = "cleared", pgettext_lazy("rectification", "In order")
    AGAIN = "again", pgettext_lazy("rectification", "Failed again")


R = RectifyStatus
RECTIFY_MOVES: dict[RectifyStatus, set[RectifyStatus]] = {
    R.OPEN: {R.SENT, R.DONE},
    R.SENT: {R.OPEN, R.DONE},
    R.DONE: {R.CLEARED, R.AGAIN},
    R.CLEARED: set(),
    R.AGAIN: set(),
}
PENDING = (R.OPEN, R.SENT, R.DONE)
UNMENDED = (R.OPEN, R.SENT)


class WeekStatus(TextChoices):
    """Where an item of the first week (开业首周) stands."""

    OPEN = "open", pgettext_lazy("first week", "Open")
    DONE = "done", pgettext_lazy("first week", "Done")


WEEK_MOVES: dict[WeekStatus, set[WeekStatus]] = {WeekStatus.OPEN: {WeekStatus.DONE}, WeekStatus.DONE: set()}


class WeekFact(TextChoices):
    """What the system can see by itself of a station's first week; an item with one ticks itself."""

    PEOPLE = "people", pgettext_lazy("first week", "Everybody invited has signed in")
    REPAIR = "repair", pgettext_lazy("first week", "First repair order")
    CLAIM = "claim", pgettext_lazy("first week", "First claim drafted")
    CREW = "crew", pgettext_lazy("first week", "A rescue crew on duty")
    STOCK = "stock", pgettext_lazy("first week", "Parts in stock")


class BuildingError(StrEnum):
    """Why a step was refused."""

    PHOTOS = "building.photos"
    REUSED = "building.reused"
    TOO_OFTEN = "building.too_often"
    REASON = "building.reason"
    CHECKLIST = "building.checklist"
    RULES = "building.rules"
    PERSON = "building.person"
    EXAM = "building.exam"
    POSTS = "building.posts"
    PUBLISHED = "building.published"
    RECTIFY = "building.rectify"
    SAME_PERSON = "building.same_person"
    SEEN = "building.seen"
    REGION = "building.region"
