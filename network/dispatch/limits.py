"""The one time limit that each open rescue is under, and the warning before it. Setting the next calls off the last, in the same transaction.

A warning is a deadline of its own kind beside the limit, for the same step: it never replaces the limit, and goes when the limit goes.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from common.clock import database_now
from common.deadlines.keep import call_off, set_deadline, set_deadlines
from common.deadlines.models import Deadline
from network.dispatch.choices import WARNING, Limit
from network.dispatch.models import Rescue
from network.dispatch.policies import Policy, policy_on

SHORTEST_S = 60  # nobody can act on a warning before a shorter limit
UNWARNED = frozenset({Limit.ESCALATE})


def put_under(
    rescue: Rescue,
    limit: Limit,
    seconds: float,
    *,
    after: datetime | None = None,
    warns: bool = True,
    policy: Policy | None = None,
) -> datetime:
    """Put the rescue under `limit`, `seconds` from now (or `after`), and under nothing else. Returns when it is due.

    Who has read the policy that is in force then hands it on.
    """
    rescue.change(**next_step(rescue))
    return begin_limit(rescue, limit, seconds, after=after, warns=warns, policy=policy)


def next_step(rescue: Rescue) -> dict[str, Any]:
    """Return what changes in a rescue with each limit, for who writes more of its row at the same time."""
    return {"limit_step": rescue.limit_step + 1, "warned_at": None}


def begin_limit(
    rescue: Rescue,
    limit: Limit,
    seconds: float,
    *,
    after: datetime | None = None,
    warns: bool = True,
    policy: Policy | None = None,
) -> datetime:
    """Do the same for a rescue whose row says already that this is its next step."""
    begin = (after or database_now()).astimezone(UTC)  # in any other zone adding is adding on the clock on the wall
    due_at = begin + timedelta(seconds=seconds)
    due: dict[str, datetime] = {limit: due_at}
    if warns and seconds >= SHORTEST_S and limit not in UNWARNED:
        due[WARNING] = begin + timedelta(seconds=seconds * (policy or policy_on(begin)).warn_share)
    call_off(rescue.pk)
    set_deadlines(due, rescue.pk, step=rescue.limit_step, station_id=rescue.station_id)
    return due_at


def begin_first_limit(rescue: Rescue, limit: Limit, moment: datetime) -> None:
    """Put a rescue that is being made under its first limit, which is due at once."""
    rescue.limit_step = 1
    set_deadline(limit, rescue.pk, moment, step=rescue.limit_step)


def release(rescue: Rescue) -> None:
    """The rescue is over: no limit any more."""
    call_off(rescue.pk)


def open_limit_of(rescue: Rescue) -> Deadline | None:
    """Return the limit that the rescue is under now."""
    rows = Deadline.objects.filter(subject_id=rescue.pk, kind__in=Limit.values, done_at__isnull=True)
    return rows.first()
