"""Reading history: what happened to a record."""

from uuid import UUID

from django.db.models import QuerySet

from common.history.models import History


def history_of(key: UUID) -> QuerySet[History]:
    """Return the entries about the record with this key that the scope allows, newest first."""
    return History.objects.filter(aggregate_id=key).order_by("-occurred_at", "-id")
