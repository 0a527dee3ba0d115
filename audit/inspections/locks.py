"""Row locks of inspections, in order of their keys. The rows come from the actor's gate."""

from typing import Any
from uuid import UUID

from audit.inspections.models import Finding, Inspection
from common.errors import NotYours
from common.records import RecordQuerySet


def lock_inspection(rows: RecordQuerySet, key: UUID) -> Inspection:
    """Return the inspection, locked until the transaction ends. Raises NotYours."""
    inspection: Inspection = _only(rows, key)
    return inspection


def lock_finding(rows: RecordQuerySet, key: UUID) -> Finding:
    """Return the finding, locked until the transaction ends. Raises NotYours."""
    finding: Finding = _only(rows, key)
    return finding


def _only(rows: RecordQuerySet, key: UUID) -> Any:
    found = list(rows.filter(pk=key).locked())
    if not found:
        raise NotYours
    return found[0]
