"""Row locks of documents and copies, in order of their keys. The rows come from the actor's gate."""

from uuid import UUID

from common.records import RecordQuerySet
from network.support.models import DocumentCopy, IssuedDocument


def lock_document(rows: RecordQuerySet, key: UUID) -> IssuedDocument:
    """Return the edition, locked. Raises NotYours."""
    document: IssuedDocument = rows.locked().get_or_404(key)
    return document


def lock_copy(rows: RecordQuerySet, key: UUID) -> DocumentCopy:
    """Return the copy, locked. Raises NotYours."""
    copy: DocumentCopy = rows.locked().get_or_404(key)
    return copy
