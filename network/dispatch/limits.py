"""The one time limit that each open rescue is under. Setting the next calls off the last, in the same transaction."""

from datetime import datetime, timedelta

from common.clock import database_now
from common.deadlines.keep import call_off, set_deadline
from network.dispatch.choices import Limit
from network.dispatch.models import Rescue


def put_under(rescue: Rescue, limit: Limit, seconds: float, *, after: datetime | None = None) -> datetime:
    """Put the rescue under `limit`, `seconds` from now (or `after`), and under nothing else. Returns when it is due."""
    due_at = (after or database_now()) + timedelta(seconds=seconds)
    call_off(rescue.pk)
    rescue.change(limit_step=rescue.limit_step + 1)
    set_deadline(limit, rescue.pk, due_at, step=rescue.limit_step, station_id=rescue.station_id)
    return due_at


def release(rescue: Rescue) -> None:
    """The rescue is over: no limit any more."""
    call_off(rescue.pk)
