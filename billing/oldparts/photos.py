"""Photos of old parts, taken when they came in. Who asks has passed the gate of the part."""

from billing.oldparts.actions.check import PHOTO_KIND
from billing.oldparts.models import OldPart
from common.files.models import StoredFile
from common.records import RecordQuerySet


def photos_of(part: OldPart) -> RecordQuerySet:
    """Return the photos of a part, oldest first."""
    rows: RecordQuerySet = StoredFile.objects.filter(subject_id=part.pk, kind=PHOTO_KIND).order_by("created_at")
    return rows
