"""Filling the calendar from `chinese-calendar` (years it knows, with make-up days) and `holidays` (statutory days of later years)."""

from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar
import holidays

from common.working_days.models import AnnouncedYear, CalendarDay

SOURCE = "State Council notice (chinese-calendar)"


def seed_calendar(first_year: int, last_year: int) -> int:
    """Fill missing days of these years; edited days stay. Returns how many days were added."""
    rows = [row for year in range(first_year, last_year + 1) for row in _year(year)]
    known = set(CalendarDay.objects.filter(day__in=[row.day for row in rows]).values_list("day", flat=True))
    return len(CalendarDay.objects.bulk_create([row for row in rows if row.day not in known]))


def _year(year: int) -> list[CalendarDay]:
    try:
        rows = list(_announced(year))
    except NotImplementedError:  # what chinese-calendar raises for a year that was not announced when it was published
        return list(_statutory(year))
    AnnouncedYear.objects.get_or_create(year=year, defaults={"source": SOURCE})
    return rows


def _announced(year: int) -> Iterator[CalendarDay]:
    day = date(year, 1, 1)
    while day.year == year:
        is_working = chinese_calendar.is_workday(day)
        if is_working != (day.weekday() < 5):
            yield CalendarDay(day=day, is_working=is_working, name=chinese_calendar.get_holiday_detail(day)[1] or "")
        day += timedelta(days=1)


def _statutory(year: int) -> Iterator[CalendarDay]:
    for day, name in holidays.country_holidays("CN", years=year).items():
        if day.weekday() < 5:
            yield CalendarDay(day=day, is_working=False, name=name[:60])
