"""Files that belong to documents, answers and papers: pictures, PDF and office files, told by their first bytes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.errors import Invalid, NotYours
from common.files.models import StoredFile
from common.files.pictures import MAX_BYTES, FileError
from common.files.store import store_bytes, store_picture
from common.scope import for_office
from network.support.choices import SupportError

MOST = 10
ATTACHMENT, LITERATURE = "support.document", "support.literature"
OFFICE = "application/vnd.openxmlformats-officedocument."
ENDINGS = {
    ".pdf": (b"%PDF-", "application/pdf"),
    ".docx": (b"PK\x03\x04", f"{OFFICE}wordprocessingml.document"),
    ".xlsx": (b"PK\x03\x04", f"{OFFICE}spreadsheetml.sheet"),
    ".pptx": (b"PK\x03\x04", f"{OFFICE}presentationml.presentation"),
}
Upload = tuple[str, bytes]


def keep_files(
    uploads: Sequence[Upload], *, subject_id: UUID, kind: str, station_id: UUID | None, actor: Actor
) -> list[StoredFile]:
    """Keep what was sent. Raises Invalid for a file that is too large, or neither a picture nor PDF, DOCX, XLSX or PPTX."""
    held = StoredFile.objects.filter(subject_id=subject_id, kind=kind).count()
    if held + len(uploads) > MOST:
        raise Invalid(_("At most %(most)d files.") % {"most": MOST}, code=SupportError.FILE, field="files")
    return [_keep(name, content, subject_id, kind, station_id, actor) for name, content in uploads]


def _keep(name: str, content: bytes, subject_id: UUID, kind: str, station_id: UUID | None, actor: Actor) -> StoredFile:
    ending = Path(name).suffix.lower()
    start, content_type = ENDINGS.get(ending, (b"", ""))
    if not content_type:
        return store_picture(
            content, subject_id=subject_id, kind=kind, name=name, station_id=station_id, uploaded_by=actor.id
        )
    if len(content) > MAX_BYTES:
        raise Invalid(_("The file is larger than 15 MB."), code=FileError.TOO_LARGE, field="files")
    if not content.startswith(start):
        raise Invalid(_("%(name)s is not what its name says.") % {"name": name}, code=SupportError.FILE, field="files")
    return store_bytes(
        content,
        subject_id=subject_id,
        kind=kind,
        name=f"{Path(name).stem[:120]}{ending}",
        content_type=content_type,
        station_id=station_id,
        uploaded_by=actor.id,
    )


def files_of(subject_id: UUID, kind: str) -> list[StoredFile]:
    """Return the files of a record that the reader's gate has let through. Head office's own lie outside a station's scope, hence the wider one."""
    with for_office():
        return list(StoredFile.objects.filter(subject_id=subject_id, kind=kind).order_by("created_at"))


def file_of(subject_id: UUID, kind: str, key: UUID) -> StoredFile:
    """Return one of them. Raises NotYours."""
    found = next((one for one in files_of(subject_id, kind) if one.pk == key), None)
    if found is None:
        raise NotYours
    return found


def attached_to(document: Any) -> tuple[UUID, str]:
    """Return which record and kind hold a document's files: its own, or those of the edition of the library that it sends."""
    return (document.literature_id, LITERATURE) if document.literature_id else (document.pk, ATTACHMENT)
