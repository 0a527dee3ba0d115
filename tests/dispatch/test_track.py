"""How far the crew drove: spikes cut, gaps filled, standing still is no driving."""

from datetime import UTC, datetime, timedelta

import pytest

from network.dispatch.track import Fix, measure, picture_of

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
NORTH_M = 111_195  # a degree of latitude on the sphere


def fixes(*metres, every_s=15, lon=121.0):
    """Return a drive north: metres from the start, one fix each 15 s."""
    return [
        Fix(START + timedelta(seconds=every_s * number), 31 + metre / NORTH_M, lon, 10.0)
        for number, metre in enumerate(metres)
    ]


def test_a_straight_drive_is_measured_to_the_metre():
    assert measure(fixes(0, 300, 600, 900), 1.3).distance_m == pytest.approx(900, abs=2)


def test_one_spike_is_cut():
    track = measure(fixes(0, 300, 60_000, 900, 1_200), 1.3)
    assert (track.distance_m, track.cut) == (pytest.approx(1_200, abs=2), 1)


def test_a_wrong_first_fix_does_not_cost_the_whole_track():
    assert measure(fixes(90_000, 0, 300, 600, 900), 1.3).distance_m == pytest.approx(900, abs=2)


def test_a_gap_is_filled_with_the_detour():
    drive = fixes(0, 300)
    later = Fix(START + timedelta(minutes=10), 31 + 8_300 / NORTH_M, 121.0, 10.0)
    track = measure([*drive, later], 1.3)
    assert track.filled_m == pytest.approx(8_000 * 1.3, abs=5)
    assert track.distance_m == pytest.approx(300 + 8_000 * 1.3, abs=5)


def test_standing_still_adds_nothing():
    trembling = fixes(0, 300, 305, 298, 303, 301, 299, 302, 306, 300, 600)
    assert measure(trembling, 1.3).distance_m == pytest.approx(600, abs=3)


def test_the_order_of_arrival_does_not_matter():
    drive = fixes(0, 300, 600, 900)
    assert measure(drive[::-1], 1.3) == measure(drive, 1.3)


def test_a_fix_without_accuracy_to_speak_of_is_dropped():
    bad = Fix(START + timedelta(seconds=20), 31.01, 121.0, 900.0)
    assert measure([*fixes(0, 300, 600), bad], 1.3).distance_m == pytest.approx(600, abs=2)


def test_no_track_is_no_distance():
    assert measure([], 1.3).distance_m == 0


def adds_up(picture):
    return abs(picture.raw_m - picture.cut_m + picture.added_m - picture.track.distance_m) <= 2


def test_the_picture_names_the_spike_and_what_it_added():
    picture = picture_of(fixes(0, 300, 60_000, 900, 1_200), 1.3)
    assert len(picture.spikes) == 1 and not any(one.is_filled for one in picture.pieces)
    assert picture.cut_m == pytest.approx(2 * 59_400, abs=1_500)
    assert adds_up(picture)


def test_the_picture_shows_a_gap_as_a_piece_of_its_own():
    drive = fixes(0, 300)
    later = [
        Fix(START + timedelta(minutes=10, seconds=15 * n), 31 + (8_300 + 300 * n) / NORTH_M, 121.0, 10.0)
        for n in (0, 1)
    ]
    picture = picture_of([*drive, *later], 1.3)
    assert [one.is_filled for one in picture.pieces] == [False, True, False]
    assert picture.added_m == pytest.approx(8_000 * 0.3, abs=5)
    assert adds_up(picture)


def test_trembling_on_the_spot_is_no_spike():
    picture = picture_of(fixes(0, 300, 305, 298, 303, 600), 1.3)
    assert picture.spikes == () and picture.cut_m > 0
    assert adds_up(picture)


def test_a_wrong_first_fix_is_a_spike():
    assert [one.lat for one in picture_of(fixes(90_000, 0, 300, 600, 900), 1.3).spikes] == [31 + 90_000 / NORTH_M]


def test_nothing_makes_an_empty_picture():
    picture = picture_of([], 1.3)
    assert (picture.raw_m, picture.pieces, picture.spikes) == (0, (), ())
