"""Taking files in and handing them out."""

import hashlib
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.errors import Invalid, WrongState
from common.files.models import StoredFile
from common.files.pictures import MAX_BYTES, FileError, read_picture
from common.ids import new_id

logger = logging.getLogger(__name__)

PDF, PDF_START = "application/pdf", b"%PDF-"


def store_picture(
    upload: bytes, *, subject_id: UUID, kind: str, name: str, station_id: UUID | None, uploaded_by: UUID | None
) -> StoredFile:
    """Re-encode and keep a picture of a record. Raises Invalid as `read_picture` does."""
    picture = read_picture(upload)
    return store_bytes(
        picture.content,
        subject_id=subject_id,
        kind=kind,
        name=f"{Path(name).stem[:80] or 'photo'}.jpg",
        content_type="image/jpeg",
        station_id=station_id,
        uploaded_by=uploaded_by,
        captured_at=picture.captured_at,
        captured_lat=picture.lat,
        captured_lon=picture.lon,
        source_sha256=hashlib.sha256(upload).hexdigest(),
        perceptual_hash=picture.perceptual_hash,
    )


def store_evidence(
    upload: bytes, *, subject_id: UUID, kind: str, name: str, station_id: UUID | None, uploaded_by: UUID | None
) -> StoredFile:
    """Keep a picture or a PDF document; the first bytes decide which, not the name. Raises Invalid for a document above 15 MB, or as
    `read_picture` does. A document is kept as it came: hand it out as a download only (`file_answer(..., shown=PICTURES)`)."""
    if not upload.startswith(PDF_START):
        return store_picture(
            upload, subject_id=subject_id, kind=kind, name=name, station_id=station_id, uploaded_by=uploaded_by
        )
    if len(upload) > MAX_BYTES:
        raise Invalid(_("The file is larger than 15 MB."), code=FileError.TOO_LARGE, field="file")
    return store_bytes(
        upload,
        subject_id=subject_id,
        kind=kind,
        name=f"{Path(name).stem[:80] or 'document'}.pdf",
        content_type=PDF,
        station_id=station_id,
        uploaded_by=uploaded_by,
        source_sha256=hashlib.sha256(upload).hexdigest(),
    )


def store_bytes(
    content: bytes, *, subject_id: UUID, kind: str, name: str, content_type: str, station_id: UUID | None, **facts: Any
) -> StoredFile:
    """Keep bytes that we made or have checked; `facts` are further fields of StoredFile."""
    digest = hashlib.sha256(content).hexdigest()
    key = new_id()
    path = Path(str(station_id or "office")) / digest[:2] / f"{key}{Path(name).suffix}"
    target = Path(settings.MEDIA_ROOT) / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return StoredFile.objects.create(
        id=key,
        subject_id=subject_id,
        kind=kind,
        name=name,
        content_type=content_type,
        size=len(content),
        sha256=digest,
        path=str(path),
        station_id=station_id,
        **facts,
    )


@dataclass(frozen=True, slots=True)
class Dropped:
    """What was taken away for good: how many files and bytes, and a line of JSON for each (kind, subject, day, size, SHA-256)."""

    files: int
    size: int
    manifest: bytes


def drop_stored(rows: QuerySet[StoredFile]) -> Dropped:
    """Delete files for good, bytes first: a transaction that fails leaves rows whose bytes are gone, and is done again. Names are not told."""
    lines, size = list[str](), 0
    keys = list[UUID]()
    for file in rows.order_by("created_at", "id").iterator():
        told = {
            "kind": file.kind, "subject": str(file.subject_id), "day": file.created_at.date().isoformat(), "size": file.size,
            "sha256": file.sha256,
        }  # fmt: skip
        lines.append(json.dumps(told, sort_keys=True))
        size += file.size
        keys.append(file.pk)
        (Path(settings.MEDIA_ROOT) / file.path).unlink(missing_ok=True)
    StoredFile.objects.filter(pk__in=keys).delete()
    return Dropped(len(lines), size, "\n".join(lines).encode())


def stray_files(station_id: UUID) -> list[Path]:
    """Return the files in a station's folder that no row knows: left by transactions that failed after their bytes were written."""
    root = Path(settings.MEDIA_ROOT)
    known = set(StoredFile.objects.filter(station_id=station_id).values_list("path", flat=True))
    found = (one for one in (root / str(station_id)).rglob("*") if one.is_file())
    return sorted(one for one in found if str(one.relative_to(root)) not in known)


def read_sound(file: StoredFile) -> bytes:
    """Return the bytes of a paper that proves something. Raises WrongState when they are lost, or not those that were stored."""
    content = read_for_reader(file)
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise WrongState(_("This file is not the one that was stored: its SHA-256 is another. Ask the administrator."))
    return content


def read_for_reader(file: StoredFile) -> bytes:
    """Return the bytes for somebody who asks for them. Raises WrongState when the store has lost them; the log tells whoever runs the server."""
    try:
        return read_stored(file)
    except FileNotFoundError as error:
        logger.exception("stored_file_lost", extra={"file": str(file.pk)})
        raise WrongState(
            _("This file is not in the store any more. Ask the administrator to bring it back from the backup.")
        ) from error


def read_stored(file: StoredFile) -> bytes:
    """Return the bytes of a stored file. Raises FileNotFoundError when the store has lost them."""
    return (Path(settings.MEDIA_ROOT) / file.path).read_bytes()
