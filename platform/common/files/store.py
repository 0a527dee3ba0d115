"""Taking files in and handing them out."""

import hashlib
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from common.files.models import StoredFile
from common.files.pictures import read_picture
from common.ids import new_id


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


def read_stored(file: StoredFile) -> bytes:
    """Return the bytes of a stored file."""
    return (Path(settings.MEDIA_ROOT) / file.path).read_bytes()
