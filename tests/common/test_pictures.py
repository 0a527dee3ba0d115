"""What is read from a picture: the hour and place of the shutter, what it shows, and what is not taken at all."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from PIL import Image

from common.errors import Invalid
from common.files import pictures
from common.files.pictures import TURNS, FileError, read_picture, thumbnail_of, turned_hashes
from tests.builders.pictures import a_photo


def test_the_hour_is_the_cameras_with_its_offset() -> None:
    read = read_picture(a_photo(taken="2026:05:04 10:00:00", offset="+05:00"))
    assert read.captured_at == datetime(2026, 5, 4, 5, tzinfo=UTC)


def test_an_hour_without_offset_is_an_hour_here() -> None:
    assert read_picture(a_photo(taken="2026:05:04 10:00:00")).captured_at == datetime(2026, 5, 4, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong", ["0000:00:00 00:00:00", "0001:01:01 00:00:00", "9999:12:31 23:59:59", "yesterday", ""]
)
def test_an_hour_that_is_none_is_left_out(wrong: str) -> None:
    assert read_picture(a_photo(taken=wrong)).captured_at is None


def test_the_place_is_read_in_degrees() -> None:
    read = read_picture(a_photo(place=(31.230_000, -121.530_000)))
    assert (read.lat, read.lon) == (pytest.approx(31.23, abs=1e-5), pytest.approx(-121.53, abs=1e-5))


def test_a_place_off_the_globe_is_left_out() -> None:
    read = read_picture(a_photo(place=(95.0, 10.0)))
    assert (read.lat, read.lon) == (None, None)


def test_a_picture_is_turned_upright_and_loses_its_metadata() -> None:
    with Image.open(io.BytesIO(read_picture(a_photo(size=(40, 20), orientation=6)).content)) as image:
        assert image.size == (20, 40)
        assert not dict(image.getexif())


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(2, (7, 0)), (3, (7, 3)), (4, (0, 3)), (5, (0, 0)), (6, (3, 0)), (7, (3, 7)), (8, (0, 7))],
)
def test_each_way_to_hold_a_camera_is_turned_upright(orientation: int, corner: tuple[int, int]) -> None:
    scene = Image.new("RGB", (8 * 8, 4 * 8))
    scene.paste((255, 255, 255), (0, 0, 8, 8))
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0112] = orientation
    scene.save(out, "PNG", exif=exif)
    with Image.open(io.BytesIO(read_picture(out.getvalue()).content)) as image:
        assert image.getpixel((corner[0] * 8 + 4, corner[1] * 8 + 4)) > (200, 200, 200)


def test_metadata_that_a_camera_garbled_stops_no_photo() -> None:
    tag = b"\x01\x1a\x00\x05"  # the resolution, said to be two numbers
    whole = a_photo(size=(40, 20), orientation=6, resolution=72.0)
    assert tag in whole
    with Image.open(io.BytesIO(read_picture(whole.replace(tag, b"\x01\x1a\x00\x02")).content)) as image:
        assert image.size == (20, 40)


def test_what_the_camera_wrote_beside_the_picture_is_gone() -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG", comment=b"<script>13812345678</script>")
    assert b"13812345678" not in read_picture(out.getvalue()).content


def test_the_same_scene_looks_alike_smaller_and_compressed() -> None:
    whole = a_photo(size=(800, 600), quality=95)
    small = a_photo(size=(400, 300), quality=60)
    other = a_photo(size=(800, 600), scene=7)
    one, two, three = (int(read_picture(one).perceptual_hash, 16) for one in (whole, small, other))
    assert (one ^ two).bit_count() <= 4
    assert (one ^ three).bit_count() > 10


def test_a_big_picture_is_made_smaller() -> None:
    with Image.open(io.BytesIO(read_picture(a_photo(size=(3000, 1000))).content)) as image:
        assert max(image.size) == 1600
    with Image.open(io.BytesIO(thumbnail_of(a_photo(size=(3000, 1000))))) as image:
        assert max(image.size) == 320


@pytest.mark.parametrize(
    ("limit", "value", "code"),
    [("MAX_BYTES", 10, FileError.TOO_LARGE), ("MAX_PIXELS", 10, FileError.TOO_MANY_PIXELS)],
)
def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch, limit: str, value: int, code: Any) -> None:
    monkeypatch.setattr(pictures, limit, value)
    with pytest.raises(Invalid) as caught:
        read_picture(a_photo())
    assert caught.value.code == code


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"\xff\xd8\xff\xe0broken", b"%PDF-1.7"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        read_picture(content)
    assert caught.value.code == FileError.NOT_A_PICTURE


def test_a_picture_that_is_cut_off_is_refused() -> None:
    with pytest.raises(Invalid):
        read_picture(a_photo(size=(400, 300))[:900])


def test_a_picture_that_was_turned_or_mirrored_looks_like_itself() -> None:
    scene = read_picture(a_photo(size=(800, 600), scene=7))
    upright = Image.open(io.BytesIO(scene.content))
    for turn in TURNS:
        out = io.BytesIO()
        upright.transpose(turn).save(out, "JPEG", quality=60)
        again = read_picture(out.getvalue())

        assert bits_apart(scene.perceptual_hash, again.perceptual_hash) > 6
        assert min(bits_apart(scene.perceptual_hash, look) for look in turned_hashes(again.content)) <= 4


def bits_apart(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()
