"""Hour bands of the sampling plan and the moments that lie in them, in the manufacturer's zone, nights across midnight included."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from common.clock import business_zone
from common.working_days.calendar import calendar_around
from network.duty.choices import DayKind, Period


@dataclass(frozen=True, slots=True)
class Band:
    """Hours from `start` to before `end`; where `end` is not later than `start`, it is that of the next morning."""

    code: str
    start: time
    end: time
    days: DayKind = DayKind.ANY
    name_zh: str = ""
    name_en: str = ""

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Band":
        """Read a band as it stands in the plan."""
        start, end = (time.fromisoformat(row[name]) for name in ("start", "end"))
        return cls(row["code"], start, end, DayKind(row["days"]), row["name_zh"], row["name_en"])

    def window(self, day: date, zone: ZoneInfo | None = None) -> tuple[datetime, datetime]:
        """Return the aware moments at which the band begins and ends when it begins on `day`."""
        where = zone or business_zone()
        last = day if self.end > self.start else day + timedelta(days=1)
        return datetime.combine(day, self.start, tzinfo=where), datetime.combine(last, self.end, tzinfo=where)

    def moment(self, day: date, roll: int, zone: ZoneInfo | None = None) -> datetime:
        """Return a moment in the first three quarters of the window, so that there is time left to try again."""
        begin, end = (one.timestamp() for one in self.window(day, zone))
        seconds = int((end - begin) * 3 / 4) or 1
        where = zone or business_zone()
        return datetime.fromtimestamp(begin + roll % seconds, tz=where)


def period_of(day: date, period: str) -> tuple[date, date]:
    """Return the first and the last day of the period in which `day` lies."""
    if period == Period.WEEK:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def days_of(band: Band, first: date, last: date) -> Sequence[date]:
    """Return the days from `first` to `last` on which the band lies; all of them where no day is of its kind."""
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    if band.days is DayKind.ANY:
        return every
    calendar = calendar_around(first, len(every))
    fitting = [day for day in every if calendar.is_working(day) == (band.days is DayKind.WORKDAY)]
    return fitting or every
