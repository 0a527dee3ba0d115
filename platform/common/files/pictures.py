"""Reading pictures: what they are, what their metadata says, what they look like. Nothing is stored here."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from math import isfinite
from typing import Any

from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from common.clock import business_zone, is_known
from common.errors import Invalid
from common.text import Text

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 50_000_000
LONGEST_SIDE_PX = 1600
MAX_DRAWING_BYTES = 500_000
THUMBNAIL_SIDE_PX = 320
EXIF_IFD, GPS_IFD = 0x8769, 0x8825
ORIENTATION = 0x0112
TAKEN, TAKEN_OFFSET = 0x9003, 0x9011
LATITUDE, LONGITUDE = (1, 2), (3, 4)


class FileError(StrEnum):
    """Why a file was refused."""

    TOO_LARGE = "file.too_large"
    EMPTY_DRAWING = "file.empty_drawing"
    NOT_A_PICTURE = "file.not_a_picture"
    TOO_MANY_PIXELS = "file.too_many_pixels"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture after re-encoding: upright JPEG bytes without metadata, and what the metadata said (position in WGS-84)."""

    content: bytes
    captured_at: datetime | None
    perceptual_hash: str
    lat: float | None = None
    lon: float | None = None


def read_picture(upload: bytes) -> Picture:
    """Check and re-encode an uploaded picture (JPEG, PNG or WebP; the content decides, not the name). Raises Invalid with a sentence."""
    if len(upload) > MAX_BYTES:
        raise _refused(FileError.TOO_LARGE, _("The file is larger than 15 MB. Send a smaller picture."))
    with _opened(upload) as image:
        exif = image.getexif()
        taken, where = _captured_at(exif), _position(exif)
        image.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
        plain = _upright(image, exif).convert("RGB")
    return Picture(_jpeg(plain, 85), taken, difference_hash(plain), *where)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a finger drew on a screen: a grey PNG without metadata, and the hash of what was sent."""

    content: bytes
    source_sha256: str


def read_drawing(upload: bytes) -> Drawing:
    """Check and re-encode a drawing, such as a signature, on white. Raises Invalid for another format, a large one, or an empty sheet."""
    if len(upload) > MAX_DRAWING_BYTES:
        raise _refused(FileError.TOO_LARGE, _("The drawing is too large. Draw it again."))
    with _opened(upload) as image:
        image.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
        sheet = Image.new("RGBA", image.size, "white")
        sheet.alpha_composite(image.convert("RGBA"))
        grey = sheet.convert("L")
    darkest, brightest = grey.getextrema()
    if darkest == brightest:
        raise _refused(FileError.EMPTY_DRAWING, _("The drawing is empty. Draw it again."))
    out = io.BytesIO()
    grey.save(out, "PNG", optimize=True)
    return Drawing(out.getvalue(), hashlib.sha256(upload).hexdigest())


def thumbnail_of(content: bytes) -> bytes:
    """Return a small JPEG of a stored picture."""
    with _opened(content) as image:
        image.thumbnail((THUMBNAIL_SIDE_PX, THUMBNAIL_SIDE_PX))
        return _jpeg(image.convert("RGB"), 80)


def difference_hash(image: Image.Image) -> str:
    """Return the 64-bit difference hash (dHash: 9×8 grey, each pixel brighter than its right neighbour) as 16 hex digits."""
    grey = image.convert("L").resize((9, 8))
    pixels = list(grey.getdata())
    bits = [pixels[row * 9 + column] > pixels[row * 9 + column + 1] for row in range(8) for column in range(8)]
    return f"{sum(bit << place for place, bit in enumerate(bits)):016x}"


TURNS = (
    Image.Transpose.ROTATE_90,
    Image.Transpose.ROTATE_180,
    Image.Transpose.ROTATE_270,
    Image.Transpose.FLIP_LEFT_RIGHT,
    Image.Transpose.FLIP_TOP_BOTTOM,
    Image.Transpose.TRANSPOSE,
    Image.Transpose.TRANSVERSE,
)
ENOUGH_PX = (256, 256)


def turned_hashes(content: bytes) -> tuple[str, ...]:
    """Return the difference hashes of a picture as it looks turned by quarters and in a mirror. Raises Invalid for what is no picture."""
    with _opened(content) as image:
        image.draft("L", ENOUGH_PX)  # a hash needs few pixels: the decoder leaves the others out
        grey = image.convert("L")
        return tuple(difference_hash(grey.transpose(turn)) for turn in TURNS)


@contextmanager
def _opened(upload: bytes) -> Iterator[Image.Image]:
    try:
        with Image.open(io.BytesIO(upload), formats=["JPEG", "PNG", "WEBP"]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise _refused(FileError.TOO_MANY_PIXELS, _("The picture has too many pixels. Send a smaller one."))
            yield image
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        sentence = _("This file is not a picture that we can read. Send a JPEG, PNG or WebP photo.")
        raise _refused(FileError.NOT_A_PICTURE, sentence) from error


def _refused(code: FileError, sentence: Text) -> Invalid:
    return Invalid(sentence, code=code, field="file")


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, comment=b"")  # a comment of the original would stay otherwise
    return out.getvalue()


UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _upright(image: Image.Image, exif: Image.Exif) -> Image.Image:
    """Return the picture as it was held. The metadata is read for this and never written anew: what a camera garbled there stops no photo."""
    told = exif.get(ORIENTATION)
    turn = UPRIGHT.get(told) if isinstance(told, int) else None
    return image if turn is None else image.transpose(turn)


def _captured_at(exif: Image.Exif) -> datetime | None:
    """Return when the shutter was released: cameras write local time, newer ones with its offset, the others are taken to be in our zone."""
    told = exif.get_ifd(EXIF_IFD)
    zone = _offset(str(told.get(TAKEN_OFFSET, ""))) or business_zone()
    try:
        taken = datetime.strptime(str(told.get(TAKEN)).strip("\0 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=zone)
    except ValueError:
        return None
    return taken if is_known(taken) else None


def _offset(text: str) -> timezone | None:
    sign, hours, minutes = text[:1], text[1:3], text[4:6]
    if sign not in ("+", "-") or not (hours.isdigit() and minutes.isdigit()) or int(hours) > 14 or int(minutes) > 59:
        return None
    apart = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-apart if sign == "-" else apart)


def _position(exif: Image.Exif) -> tuple[float | None, float | None]:
    told = exif.get_ifd(GPS_IFD)
    lat, lon = _degrees(told, *LATITUDE, limit=90), _degrees(told, *LONGITUDE, limit=180)
    return (None, None) if lat is None or lon is None else (lat, lon)


def _degrees(told: Any, side: int, value: int, *, limit: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in told[value])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    found = degrees + minutes / 60 + seconds / 3600
    if not isfinite(found) or not 0 <= found <= limit:
        return None
    return round(-found if str(told.get(side, "")).strip("\0 ") in ("S", "W") else found, 6)
