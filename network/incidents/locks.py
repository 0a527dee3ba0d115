"""Row locks of major events, in order of their keys. The rows come from the actor's gate."""

from uuid import UUID

from common.errors import WrongState
from common.records import RecordQuerySet
from network.incidents.choices import IncidentError, IncidentStatus
from network.incidents.models import BulletinReceipt, Incident, IncidentTask, QualityReport


def lock_incident(rows: RecordQuerySet, key: UUID) -> Incident:
    """Return the event, locked. Raises NotYours, and WrongState for one that is closed: it is closed for good."""
    incident: Incident = rows.locked().get_or_404(key)
    if incident.status == IncidentStatus.CLOSED:
        raise WrongState(code=IncidentError.CLOSED)
    return incident


def lock_task(rows: RecordQuerySet, key: UUID) -> IncidentTask:
    """Return the line, locked. Raises NotYours."""
    task: IncidentTask = rows.locked().get_or_404(key)
    return task


def lock_report(rows: RecordQuerySet, key: UUID) -> QualityReport:
    """Return the report, locked. Raises NotYours."""
    report: QualityReport = rows.locked().get_or_404(key)
    return report


def lock_receipt(rows: RecordQuerySet, key: UUID) -> BulletinReceipt:
    """Return the copy, locked. Raises NotYours."""
    receipt: BulletinReceipt = rows.locked().get_or_404(key)
    return receipt
