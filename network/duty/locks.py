"""Row locks of duty, in order of their keys. The rows come from the actor's gate."""

from collections.abc import Sequence
from uuid import UUID

from accounts.models import User
from common.records import RecordQuerySet, lock_all
from network.duty.models import DutyCheck
from network.duty.roster_models import Shift, Swap


def lock_check(rows: RecordQuerySet, key: UUID) -> DutyCheck:
    """Return the check, locked until the transaction ends. Raises NotYours."""
    check: DutyCheck = rows.locked().get_or_404(key)
    return check


def lock_first(rows: RecordQuerySet) -> DutyCheck | None:
    """Return the first check of the rows that nobody else holds, locked; None when there is none."""
    found: DutyCheck | None = rows.select_for_update(no_key=True, skip_locked=True, of=("self",)).first()
    return found


def lock_shift(rows: RecordQuerySet, key: UUID) -> Shift:
    """Return the shift, locked until the transaction ends. Raises NotYours."""
    shift: Shift = rows.locked().get_or_404(key)
    return shift


def lock_shifts(rows: RecordQuerySet, keys: Sequence[UUID]) -> Sequence[Shift]:
    """Return the shifts, locked in the order of their keys."""
    return lock_all(rows.filter(pk__in=keys))


def lock_swap(rows: RecordQuerySet, key: UUID) -> Swap:
    """Return the swap, locked until the transaction ends. Raises NotYours."""
    swap: Swap = rows.locked().get_or_404(key)
    return swap


def lock_person(key: UUID) -> None:
    """Hold a person until the transaction ends: what is booked for one person is booked one after the other."""
    list(User.objects.select_for_update(no_key=True).filter(pk=key).values_list("pk"))
