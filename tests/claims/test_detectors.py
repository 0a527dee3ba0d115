"""Each detector on its own: plain facts in, a sign or silence out. A new detector gets a line in each table."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from billing.claims.anomalies import DETECTORS, Setting, detect, sentence_of
from billing.claims.anomalies.facts import ClaimPicture, KnownPhoto, Line, OtherClaim, Peers, Photo
from billing.claims.anomalies.similarity import (
    alike_percent,
    bits_apart,
    near_words,
    says_something,
    stands_out,
    words_of,
)
from billing.claims.anomalies.standstills import Standstill

DAY = date(2026, 6, 10)
HASH = "00ff00ff00ff00ff"
WORDS = "发动机动力不足，水温偏高 水泵轴封老化渗漏"
PUMP = Line(1, part_number="612600", component_code="ENG", is_causal=True)
OTHER = OtherClaim("CLM-1", DAY - timedelta(days=10), 29_000, frozenset({"ENG-001"}), frozenset({"612600"}), WORDS)
PHOTO = Photo("a" * 64, HASH, DAY, "pump.jpg")
PEERS = (100_000, 110_000, 105_000, 98_000, 102_000)


def picture(**facts: Any) -> ClaimPicture:
    usual = {"number": "CLM-2", "finished_on": DAY, "started_on": DAY, "mileage_km": 30_000, "lines": (PUMP,)}
    return ClaimPicture(**(usual | facts))


def other(**facts: Any) -> tuple[OtherClaim, ...]:
    usual = {name: getattr(OTHER, name) for name in OtherClaim.__slots__}
    return (OtherClaim(**(usual | facts)),)


def labour(hours: str, norm: str | None = "2.0") -> ClaimPicture:
    standard = Decimal(norm) if norm else None
    return picture(lines=(Line(3, operation_code="ENG-001", hours=Decimal(hours), standard_hours=standard),))


def drive(km: int, tracked_km: int | None, **facts: Any) -> ClaimPicture:
    tracked = tracked_km * 1000 if tracked_km is not None else None
    return picture(lines=(Line(1, outbound_m=km * 1000),), tracked_m=tracked, **facts)


def peers(own: int, claims: int = 20, others: tuple[int, ...] = PEERS) -> ClaimPicture:
    return picture(peers=(Peers("ENG", claims, own, others),))


def photo(known: KnownPhoto | None = None, **facts: Any) -> ClaimPicture:
    one = Photo(**({name: getattr(PHOTO, name) for name in Photo.__slots__} | facts))
    return picture(photos=(one,), known_photos=(known,) if known else ())


def two_photos(subject: str) -> ClaimPicture:
    """Return a claim with a photo of the odometer, and nearly the same one of `subject`."""
    anew = Photo("c" * 64, "00ff00ff00ff00fe", DAY, "anew.jpg", subject=subject)
    return picture(photos=(replace(PHOTO, subject="odometer"), anew))


def batch(built_on: date | None, *windows: tuple[date | None, date | None]) -> ClaimPicture:
    return picture(built_on=built_on, lines=(Line(2, part_number="612600", is_causal=True, batches=windows),))


WINDOW = (date(2025, 1, 1), date(2025, 6, 30))
STILL = Standstill("ORD-1", DAY - timedelta(days=1))
OBJECTS = [
    # detector, facts, line, words of the sentence
    ("claim.similar", picture(others=(OTHER,)), 0, "CLM-1"),
    ("claim.similar", picture(text=WORDS + "。", others=other(parts=frozenset())), 0, "97 % alike"),
    ("part.too_soon", picture(others=other(finished_on=DAY - timedelta(days=170), mileage_km=15_000)), 1, "170 days"),
    ("serial.again", picture(lines=(Line(4, old_serial="SN1"),), serials={"SN1": "CLM-9"}), 4, "SN1"),
    ("mileage.back", picture(others=other(mileage_km=30_500)), 0, "30500"),
    ("mileage.back", picture(others=other(mileage_km=20_000, finished_on=DAY + timedelta(days=3))), 0, "20000"),
    ("photo.again", photo(KnownPhoto("CLM-7", "SHA01", PHOTO.sha256)), 0, "0 of 64"),
    ("photo.again", photo(KnownPhoto("CLM-7", "SHA01", "b" * 64, "00ff00ff00ff00f0")), 0, "4 of 64"),
    ("photo.other_time", photo(taken_on=DAY - timedelta(days=40)), 0, "40 days"),
    (
        "photo.again",
        photo(KnownPhoto("CLM-7", "SHA01", "b" * 64, "f0f0f0f0f0f0f0f0"), turned=("f0f0f0f0f0f0f0f1",)),
        0,
        "1 of 64",
    ),
    ("photo.twice", two_photos("failed_part"), 0, "1 of 64"),
    ("labour.above_norm", labour("3.0"), 3, "50 % more"),
    ("cost.above_peers", peers(180_000), 0, "76 % more"),
    ("outbound.over_track", drive(60, 45), 1, "33 % more"),
    ("outbound.detour", drive(60, 60, expected_m=40_000, is_outbound=True), 0, "50 % more"),
    ("repair.closed_day", picture(closed={DAY: "Dragon Boat Festival"}), 0, "Dragon Boat"),
    ("repair.suspended", picture(standstill=STILL), 0, f"{STILL.since} to …"),
    ("repair.suspended", picture(standstill=replace(STILL, until=DAY)), 0, f"to {DAY}"),
    ("batch.outside", batch(date(2025, 7, 1), WINDOW), 2, "2025-07-01"),
]
SILENT = [
    ("claim.similar", picture()),
    ("claim.similar", picture(others=other(finished_on=DAY - timedelta(days=31)))),
    ("claim.similar", picture(text="后桥异响", others=other(parts=frozenset()))),
    ("part.too_soon", picture(others=other(finished_on=DAY - timedelta(days=181)))),
    ("part.too_soon", picture(others=other(mileage_km=5_000))),
    ("part.too_soon", picture(lines=(Line(1),), others=other(parts=frozenset({""})))),
    ("serial.again", picture(lines=(Line(4, old_serial="SN2"),), serials={"SN1": "CLM-9"})),
    ("mileage.back", picture(others=other(mileage_km=30_100))),
    ("mileage.back", picture(mileage_km=None, others=(OTHER,))),
    ("mileage.back", picture(others=other(mileage_km=40_000, finished_on=DAY + timedelta(days=9)))),
    ("photo.again", photo(KnownPhoto("CLM-7", "SHA01", "b" * 64, "00ff00ff00ff0f00"))),
    ("photo.again", photo(KnownPhoto("CLM-7", "SHA01", "b" * 64))),
    ("photo.other_time", photo(taken_on=DAY - timedelta(days=3))),
    ("photo.other_time", photo(taken_on=None)),
    ("photo.twice", two_photos("odometer")),
    ("photo.twice", photo()),
    ("labour.above_norm", labour("2.4")),
    ("labour.above_norm", labour("9.0", norm=None)),
    ("cost.above_peers", peers(180_000, claims=7)),
    ("cost.above_peers", peers(180_000, others=PEERS[:4])),
    ("cost.above_peers", peers(120_000)),
    ("cost.above_peers", peers(180_000, others=(60_000, 300_000, 100_000, 20_000, 260_000))),
    ("outbound.over_track", drive(49, 45)),
    ("outbound.over_track", drive(49, None)),
    ("outbound.detour", drive(60, 60, expected_m=40_000)),
    ("outbound.detour", drive(60, 60, expected_m=50_000, is_outbound=True)),
    ("repair.closed_day", picture(closed={DAY - timedelta(days=1): "Dragon Boat Festival"})),
    ("repair.closed_day", picture(closed={DAY: "Dragon Boat Festival"}, is_outbound=True)),
    ("repair.suspended", picture()),
    ("repair.suspended", picture(standstill=replace(STILL, since=DAY))),
    ("batch.outside", batch(date(2025, 6, 30), WINDOW)),
    ("batch.outside", batch(date(2030, 1, 1), WINDOW, (date(2029, 1, 1), None))),
    ("batch.outside", batch(None, WINDOW)),
]


@pytest.mark.parametrize(("kind", "facts", "position", "words"), OBJECTS)
def test_it_sees(kind: str, facts: ClaimPicture, position: int, words: str) -> None:
    found = [one for one in detect(facts, {}) if one.kind == kind]
    assert [(one.position, one.weight) for one in found] == [(position, DETECTORS[kind].weight)]
    with translation.override("en"):
        assert words in sentence_of(kind, found[0].params)


@pytest.mark.parametrize(("kind", "facts"), SILENT)
def test_it_is_silent(kind: str, facts: ClaimPicture) -> None:
    assert [one for one in detect(facts, {}) if one.kind == kind] == []


def test_every_detector_has_a_case_of_each_kind() -> None:
    assert {row[0] for row in OBJECTS} == {row[0] for row in SILENT} == set(DETECTORS)


def test_the_table_switches_off_and_sets_limits() -> None:
    late = picture(others=other(finished_on=DAY - timedelta(days=31)))
    assert detect(late, {code: Setting(0) for code in DETECTORS}) == []
    settings = {code: Setting(0) for code in DETECTORS} | {"claim.similar": Setting(7, {"days": 31})}
    assert [(one.kind, one.weight) for one in detect(late, settings)] == [("claim.similar", 7)]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(("kind", "facts", "position", "words"), OBJECTS)
def test_every_sentence_can_be_said(kind: str, facts: ClaimPicture, position: int, words: str, language: str) -> None:
    with translation.override(language):
        said = [sentence_of(one.kind, one.params) for one in detect(facts, {}) if one.kind == kind]
    assert said and "%(" not in said[0]


def test_nearly_equal_peers_do_not_make_a_small_difference_large() -> None:
    assert stands_out(1_030, [1_000] * 9) == (1_000, pytest.approx(0.4047))


def test_texts_need_no_spaces_to_be_alike() -> None:
    assert alike_percent("水泵 漏水", "水泵漏水") == 100
    assert alike_percent("水泵漏水", "后桥异响") == alike_percent("", "") == 0


@given(st.integers(0, 2**64 - 1), st.sets(st.integers(0, 63), max_size=7))
def test_the_words_find_every_picture_within_seven_bits(value: int, flipped: set[int]) -> None:
    """The promise of the search: whatever seven bits differ, one of the 68 words is shared."""
    other_value = value
    for bit in flipped:
        other_value ^= 1 << bit
    one, two = f"{value:016x}", f"{other_value:016x}"
    assert set(near_words(one)) & set(words_of(two))
    if says_something(one) and says_something(two):
        assert bits_apart(one, two) == len(flipped)


def test_evenly_dark_pictures_are_not_alike() -> None:
    assert bits_apart("0000000000000000", "0000000000000000") == 64
