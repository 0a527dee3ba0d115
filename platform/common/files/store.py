"""Taking files in and handing them out."""

import hashlib
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from common.errors import Invalid
from common.files.models import StoredFile
from common.ids import new_id

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 50_000_000
LONGEST_SIDE_PX = 1600
EXIF_TAKEN = 36867
EXIF_IFD = 0x8769


class FileError(StrEnum):
    """Why a file was refused."""

    TOO_LARGE = "file.too_large"
    NOT_A_PICTURE = "file.not_a_picture"
    TOO_MANY_PIXELS = "file.too_many_pixels"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture after re-encoding: JPEG bytes without metadata, and what the metadata said."""

    content: bytes
    captured_at: datetime | None
    perceptual_hash: str


def read_picture(upload: bytes) -> Picture:
    """Check and re-encode an uploaded picture (JPEG, PNG or WebP; the content decides, not the name). Raises Invalid with a sentence."""
    if len(upload) > MAX_BYTES:
        raise Invalid(
            _("The file is larger than 15 MB. Send a smaller picture."), code=FileError.TOO_LARGE, field="file"
        )
    try:
        with Image.open(io.BytesIO(upload), formats=["JPEG", "PNG", "WEBP"]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Invalid(
                    _("The picture has too many pixels. Send a smaller one."),
                    code=FileError.TOO_MANY_PIXELS,
                    field="file",
                )
            captured = _captured_at(image)
            image.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
            plain = image.convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Invalid(
            _("This file is not a picture that we can read. Send a JPEG, PNG or WebP photo."),
            code=FileError.NOT_A_PICTURE,
            field="file",
        ) from error
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=85)
    return Picture(out.getvalue(), captured, difference_hash(plain))


def difference_hash(image: Image.Image) -> str:
    """Return the 64-bit difference hash (dHash: 9×8 grey, each pixel brighter than its right neighbour) as 16 hex digits."""
    grey = image.convert("L").resize((9, 8))
    pixels = list(grey.getdata())
    bits = [pixels[row * 9 + column] > pixels[row * 9 + column + 1] for row in range(8) for column in range(8)]
    return f"{sum(bit << place for place, bit in enumerate(bits)):016x}"


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


def _captured_at(image: Image.Image) -> datetime | None:
    text = image.getexif().get_ifd(EXIF_IFD).get(EXIF_TAKEN)
    try:
        return datetime.strptime(str(text), "%Y:%m:%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
