"""The one time limit that each open rescue is under, and the warning before it. Setting the next calls off the last, in the same transaction.

A warning is a deadline of its own kind beside the limit, for the same step: it never replaces the limit, and goes when the limit goes.
"""

from datetime import UTC, datetime, timedelta

from common.clock import database_now
from common.deadlines.keep import call_off, set_deadline
from common.deadlines.models import Deadline
from network.dispatch.choices import WARNING, Limit
from network.dispatch.models import Rescue
from network.dispatch.policies import policy_on

SHORTEST_S = 60  # nobody can act on a warning before a shorter limit
UNWARNED = frozenset({Limit.ESCALATE})


def put_under(
    rescue: Rescue, limit: Limit, seconds: float, *, after: datetime | None = None, warns: bool = True
) -> datetime:
    """Put the rescue under `limit`, `seconds` from now (or `after`), and under nothing else. Returns when it is due."""
    begin = (after or database_now()).astimezone(UTC)  # in any other zone adding is adding on the clock on the wall
    due_at = begin + timedelta(seconds=seconds)
    call_off(rescue.pk)
    rescue.change(limit_step=rescue.limit_step + 1, warned_at=None)
    set_deadline(limit, rescue.pk, due_at, step=rescue.limit_step, station_id=rescue.station_id)
    if warns and seconds >= SHORTEST_S and limit not in UNWARNED:
        warn_at = begin + timedelta(seconds=seconds * policy_on(begin).warn_share)
        set_deadline(WARNING, rescue.pk, warn_at, step=rescue.limit_step, station_id=rescue.station_id)
    return due_at


def release(rescue: Rescue) -> None:
    """The rescue is over: no limit any more."""
    call_off(rescue.pk)


def open_limit_of(rescue: Rescue) -> Deadline | None:
    """Return the limit that the rescue is under now."""
    rows = Deadline.objects.filter(subject_id=rescue.pk, kind__in=Limit.values, done_at__isnull=True)
    return rows.first()
