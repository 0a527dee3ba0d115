"""Photos with what a camera writes into them."""

import io
from random import Random

from PIL import Image, ImageDraw

EXIF_IFD, GPS_IFD = 0x8769, 0x8825


def a_photo(
    *,
    size: tuple[int, int] = (64, 48),
    scene: int = 1,
    taken: str = "",
    offset: str = "",
    place: tuple[float, float] | None = None,
    orientation: int = 1,
    quality: int = 90,
    resolution: float | None = None,
) -> bytes:
    """Return a JPEG that shows `scene`; `taken` and `offset` are EXIF texts, `place` is (lat, lon)."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    if resolution is not None:
        exif[0x011A] = resolution
    if taken:
        exif.get_ifd(EXIF_IFD)[0x9003] = taken
    if offset:
        exif.get_ifd(EXIF_IFD)[0x9011] = offset
    if place:
        lat, lon = place
        exif.get_ifd(GPS_IFD).update(
            {1: "N" if lat >= 0 else "S", 2: _sexagesimal(lat), 3: "E" if lon >= 0 else "W", 4: _sexagesimal(lon)}
        )
    out = io.BytesIO()
    _scene(size, scene).save(out, "JPEG", quality=quality, exif=exif)
    return out.getvalue()


def _sexagesimal(value: float) -> tuple[float, float, float]:
    minutes, seconds = divmod(abs(value) * 3600, 60)
    degrees, minutes = divmod(minutes, 60)
    return degrees, minutes, round(seconds, 4)


def _scene(size: tuple[int, int], scene: int) -> Image.Image:
    image, roll = Image.new("RGB", size, (90, 90, 90)), Random(scene)
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        left, top, shade = roll.random(), roll.random(), roll.randrange(256)
        box = [left * size[0], top * size[1], (left + 0.3) * size[0], (top + 0.3) * size[1]]
        draw.rectangle(box, fill=(shade, shade, shade))
    return image


def a_pdf() -> bytes:
    """Return a small PDF document."""
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
