"""The demo's dice: one seed, so that every demo is the same, relative to today."""

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from common.clock import today

SEED = 20260101
SHANGHAI = ZoneInfo("Asia/Shanghai")
MONTHS_BACK = 18


def dice(what: str) -> random.Random:
    """Return a generator of its own for each subject, so that adding one does not change the others."""
    return random.Random(f"{SEED}/{what}")


def days_ago(days: int) -> date:
    """Return the date `days` days before today."""
    return today() - timedelta(days=days)


def moment(day: date, dice: random.Random, first_hour: int = 8, last_hour: int = 18) -> datetime:
    """Return a believable time of `day`, aware."""
    return datetime.combine(day, time(dice.randint(first_hour, last_hour - 1), dice.randint(0, 59)), tzinfo=SHANGHAI)
