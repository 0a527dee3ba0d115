"""Which imports a person may see, and what their rows say."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q

from common.imports.choices import RowState
from common.imports.importers import open_importers
from common.imports.models import Import, ImportRow
from common.jobs.choices import OPEN_JOBS
from common.jobs.models import Job
from common.records import RecordQuerySet

TAKE_IN = "imports.take_in"


def imports_for(actor: Any) -> RecordQuerySet:
    """Return the imports of the place where the person stands, as far as they may take such lists in."""
    kinds = [importer.code for importer in open_importers(actor)]
    rows: RecordQuerySet = Import.objects.filter(kind__in=kinds, station_id=actor.station_id)
    return rows


def job_of(parent: Import) -> Job | None:
    """Return the job that is taking the rows in, while there is one."""
    row: Job | None = Job.objects.filter(kind=TAKE_IN, key=str(parent.pk), status__in=OPEN_JOBS).first()
    return row


def with_counts(rows: RecordQuerySet) -> RecordQuerySet:
    """Add how many rows are taken in, ready, and wrong."""
    found: RecordQuerySet = rows.annotate(
        done_count=Count("rows", filter=Q(rows__state__in=[RowState.DONE, RowState.KNOWN])),
        ready_count=Count("rows", filter=Q(rows__state=RowState.READY)),
        wrong_count=Count("rows", filter=Q(rows__state=RowState.WRONG)),
    )
    return found


def counts_of(parent: Import) -> dict[str, int]:
    """Return the number of rows by state."""
    found = dict(parent.rows.order_by().values_list("state").annotate(n=Count("pk")))  # type: ignore[attr-defined]
    return {state.value: found.get(state, 0) for state in RowState}


def rows_of(parent: Import, *states: str) -> Sequence[ImportRow]:
    """Return the rows in these states (all when none is named), in the file's order."""
    rows = parent.rows.order_by("number")  # type: ignore[attr-defined]
    return list(rows.filter(state__in=states) if states else rows)
