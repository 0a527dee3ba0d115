"""What time it is: the database's clock for anything that is decided, the process's for display."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone


def now() -> datetime:
    """Return the process's time, aware, in UTC. For display and for rows whose order nothing depends on."""
    return timezone.now()


def database_now() -> datetime:
    """Return the database's wall clock (not the transaction's start), which all machines share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment.astimezone(UTC)


def business_zone() -> ZoneInfo:
    """Return the zone in which the manufacturer counts days."""
    return ZoneInfo(settings.BUSINESS_TIME_ZONE)


KNOWN_YEARS = range(1900, 2200)


def is_known(moment: date) -> bool:
    """Tell whether a day or moment that somebody told us lies in years of ours: beyond them it can't be shown in every zone, nor counted from."""
    return moment.year in KNOWN_YEARS


def today() -> date:
    """Return today's date where the manufacturer is."""
    return now().astimezone(business_zone()).date()


def end_of_day(day: date) -> datetime:
    """Return the first moment after `day` where the manufacturer is."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=business_zone())


def last_minute_of(day: date) -> datetime:
    """Return the last minute of `day` where the manufacturer is: a limit that readers, who see its date alone, take for that day."""
    return end_of_day(day) - timedelta(minutes=1)
