"""Hour bands across midnight and across a change of the clock."""

from datetime import UTC, date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from network.duty.bands import Band, days_of, period_of
from network.duty.choices import DayKind

NIGHT = Band("night", time(22), time(6))
SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


def test_a_night_ends_the_next_morning() -> None:
    begin, end = NIGHT.window(date(2026, 12, 31), SHANGHAI)
    assert begin.astimezone(UTC).isoformat() == "2026-12-31T14:00:00+00:00"
    assert end.astimezone(UTC).isoformat() == "2026-12-31T22:00:00+00:00"


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 28), 7), (date(2026, 10, 24), 9), (date(2026, 6, 1), 8)])
def test_the_night_of_a_clock_change_is_shorter_or_longer(day: date, hours: int) -> None:
    begin, end = NIGHT.window(day, BERLIN)
    assert end.astimezone(UTC) - begin.astimezone(UTC) == timedelta(hours=hours)


@pytest.mark.parametrize("roll", [0, 1, 7 * 3600, 2**64 - 1, 123_456_789_123])
@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 10, 24), date(2026, 6, 1)])
def test_a_moment_lies_in_the_first_three_quarters(day: date, roll: int) -> None:
    begin, end = (one.timestamp() for one in NIGHT.window(day, BERLIN))
    assert begin <= NIGHT.moment(day, roll, BERLIN).timestamp() < begin + (end - begin) * 3 / 4 + 1


def test_weekend_bands_lie_on_days_off_make_up_days_excluded(db: None) -> None:
    band = Band("weekend", time(8), time(18), DayKind.RESTDAY)
    days = days_of(band, date(2026, 2, 9), date(2026, 2, 28))
    assert date(2026, 2, 17) in days  # Spring Festival
    assert date(2026, 2, 14) not in days  # a Saturday that is worked


@pytest.mark.parametrize(
    ("day", "period", "first", "last"),
    [
        (date(2026, 2, 14), "month", date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 12, 31), "month", date(2026, 12, 1), date(2026, 12, 31)),
        (date(2026, 3, 1), "week", date(2026, 2, 23), date(2026, 3, 1)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(day: date, period: str, first: date, last: date) -> None:
    assert period_of(day, period) == (first, last)
