"""Collecting the statements chosen on a list."""

from typing import Any

from django.db.models import QuerySet

from accounts.actors import Actor
from billing.settlement.payments.actions import collect_batch


def collect_chosen(rows: QuerySet[Any], actor: Actor) -> int:
    """Collect those of the statements that can be paid now into one batch. Returns how many."""
    batch = collect_batch(list(rows.values_list("pk", flat=True)), acting_user=actor)
    return batch.lines.count()
