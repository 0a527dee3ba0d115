"""Whose jobs a person sees: those that they started themselves, in the place where they stand."""

from typing import Any

from common.jobs.models import Job
from common.records import RecordQuerySet


def jobs_for(actor: Any) -> RecordQuerySet:
    """Return the person's own jobs in this place."""
    rows: RecordQuerySet = Job.objects.filter(actor_id=actor.id, station_id=actor.station_id)
    return rows if actor.roles else rows.none()
