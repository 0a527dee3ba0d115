"""Whose turn it is with an item of a building site: each turn has a limit of its own, which ends with it."""

from datetime import datetime
from typing import Any

from django.db.models import TextChoices

from common.deadlines.keep import call_off, set_deadline
from network.onboarding.building.models import ImageItem, Rectification


def end_turn(
    item: ImageItem | Rectification, kind: str, status: TextChoices, due_at: datetime | None, **values: Any
) -> None:
    """Move a locked item on; from now on it is somebody else's turn, under a limit of this `kind`, or nobody's (without `due_at`)."""
    call_off(item.pk, kind)
    item.move_to(status, turn=item.turn + 1, due_at=due_at, overdue_at=None, **values)
    if due_at is not None:
        set_deadline(kind, item.pk, due_at, step=item.turn)
