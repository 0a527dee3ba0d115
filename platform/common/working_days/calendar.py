"""Counting in working days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from common.clock import business_zone
from common.working_days.models import AnnouncedYear, CalendarDay

LONGEST_HOLIDAY_DAYS = 20
CLOSE_OF_BUSINESS = time(18, 0)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The exceptions to Monday–Friday, as plain data: `{day: is_working}`."""

    exceptions: Mapping[date, bool]

    def is_working(self, day: date) -> bool:
        """Tell whether offices work on `day`."""
        return self.exceptions.get(day, day.weekday() < 5)

    def add(self, start: date, days: int) -> date:
        """Return the `days`-th working day after `start`; the day itself does not count."""
        day = start
        while days > 0:
            day += timedelta(days=1)
            days -= self.is_working(day)
        return day


def calendar_around(start: date, days: int) -> WorkingDays:
    """Load the exceptions that counting `days` working days from `start` can meet."""
    until = start + timedelta(days=2 * days + LONGEST_HOLIDAY_DAYS)
    rows = CalendarDay.objects.filter(day__range=(start, until)).values_list("day", "is_working")
    return WorkingDays(dict(rows))


def add_working_days(start: date, days: int) -> date:
    """Return the date `days` working days after `start`."""
    return calendar_around(start, days).add(start, days)


def due_after_working_days(moment: datetime, days: int) -> datetime:
    """Return the close of business, where the manufacturer is, `days` working days after `moment`."""
    zone = business_zone()
    day = add_working_days(moment.astimezone(zone).date(), days)
    return datetime.combine(day, CLOSE_OF_BUSINESS, tzinfo=zone)


def is_announced(year: int) -> bool:
    """Tell whether the year's holiday notice is in the table; when not, pages warn that make-up days may come."""
    return AnnouncedYear.objects.filter(year=year).exists()
