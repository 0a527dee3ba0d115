"""Raising a finding, correcting it at the station, checking the correction."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from audit.inspections import locks, policies
from audit.inspections.choices import EVIDENCE, FindingStatus, InspectionError, InspectionStatus, Purpose, Severity
from audit.inspections.deadlines import unwatch, watch
from audit.inspections.models import Finding, Inspection, TemplateItem
from audit.inspections.selectors import findings_for, inspections_for, items_of
from common.clock import now, today
from common.errors import Invalid, NotAllowed, WrongState
from common.files.store import store_picture
from common.history.record import record
from common.numbering.next_number import next_number
from common.words import few_words

OPEN_VISIT = (InspectionStatus.VISITING, InspectionStatus.REPORTED)
Upload = tuple[str, bytes]  # the file's name and its content


@transaction.atomic
def raise_finding(
    inspection_id: UUID,
    *,
    severity: Severity | str,
    description: str,
    item_code: str = "",
    due_on: date | None = None,
    acting_user: Actor,
) -> Finding:
    """Write down what is not in order; `due_on` is the severity's usual day unless it is given.

    Raises WrongState for a visit that has not begun or is closed, Invalid without a description or for a day in the past.
    """
    acting_user.require("inspections.conduct")
    inspection = locks.lock_inspection(inspections_for(acting_user), inspection_id)
    _require_open(inspection)
    finding = Finding(
        number=next_number("FND"),
        inspection=inspection,
        station_id=inspection.station_id,
        item=_item(inspection, item_code),
        severity=Severity(severity),
        description=_text(description, "description"),
        due_on=_due(due_on or policies.usual_due_on(Severity(severity))),
        raised_by_id=acting_user.id,
        raised_by_name=acting_user.name,
    )
    finding.save(force_insert=True)
    if inspection.status == InspectionStatus.REPORTED:
        watch(finding)
    after = {"status": finding.status, "severity": finding.severity, "due_on": finding.due_on}
    record(finding, "finding.raised", acting_user, after=after, reason=finding.description)
    return finding


@transaction.atomic
def correct_finding(
    finding_id: UUID, *, correction: str, evidence: Sequence[Upload] = (), acting_user: Actor
) -> Finding:
    """Report the corrective action with at least one photo. Raises WrongState unless it is to be corrected, Invalid without
    a description or a photo, or when a file is not a picture."""
    acting_user.require("inspections.correct")
    finding = locks.lock_finding(findings_for(acting_user), finding_id)
    before = finding.status
    text = _text(correction, "correction")
    if not evidence:
        raise Invalid(
            _("Add at least one photo that shows the correction."), code=InspectionError.NO_EVIDENCE, field="evidence"
        )
    if acting_user.id == finding.raised_by_id:
        raise NotAllowed(_("Whoever found it can't be the one who corrects it."), code=InspectionError.SAME_PERSON)
    finding.move_to(
        FindingStatus.CORRECTED,
        correction=text,
        corrected_at=now(),
        corrected_by_id=acting_user.id,
        corrected_by_name=acting_user.name,
        **({"rechecked_by_id": None} if finding.rechecked_by_id == acting_user.id else {}),
    )
    for name, content in evidence:
        _keep_photo(finding, name, content, acting_user)
    unwatch(finding)
    after = {"status": finding.status, "correction": text, "photos": len(evidence)}
    record(finding, "finding.corrected", acting_user, before={"status": before}, after=after)
    return finding


@transaction.atomic
def recheck_finding(
    finding_id: UUID, *, is_in_order: bool, comment: str, due_on: date | None = None, acting_user: Actor
) -> Finding:
    """Check a correction: it is in order, or it is opened again with a new day. Whoever corrected it can't check it.

    Raises WrongState unless it is corrected, Invalid without a comment when it is opened again.
    """
    acting_user.require("inspections.conduct")
    finding = locks.lock_finding(findings_for(acting_user), finding_id)
    if acting_user.id == finding.corrected_by_id:
        raise NotAllowed(_("Whoever corrected it can't be the one who checks it."), code=InspectionError.SAME_PERSON)
    before = finding.status
    checked = {
        "recheck_comment": comment.strip(),
        "rechecked_at": now(),
        "rechecked_by_id": acting_user.id,
        "rechecked_by_name": acting_user.name,
    }
    if is_in_order:
        finding.move_to(FindingStatus.RECHECKED_OK, is_overdue=False, **checked)
    else:
        _reopen(finding, comment, due_on, checked)
    record(
        finding,
        "finding.rechecked" if is_in_order else "finding.reopened",
        acting_user,
        before={"status": before},
        after={"status": finding.status, "due_on": finding.due_on},
        reason=comment.strip(),
    )
    return finding


def _reopen(finding: Finding, comment: str, due_on: date | None, checked: dict[str, Any]) -> None:
    _text(comment, "comment")
    due = _due(due_on or policies.usual_due_on(Severity(finding.severity)))
    finding.move_to(
        FindingStatus.REOPENED,
        round=finding.round + 1,
        due_on=due,
        is_overdue=False,
        escalated_at=None,
        **checked,
    )
    watch(finding)


def _require_open(inspection: Inspection) -> None:
    if inspection.purpose != Purpose.AUDIT:
        raise WrongState(
            _("A candidate is inspected again instead; write what is missing into the notes."),
            code=InspectionError.NOT_ON_SITE,
        )
    if inspection.status not in OPEN_VISIT:
        raise WrongState(
            _("Findings belong to a visit that has begun and is not closed."), code=InspectionError.NOT_ON_SITE
        )


def _item(inspection: Inspection, code: str) -> TemplateItem | None:
    if not code:
        return None
    items = {item.code: item for item in items_of(inspection.template_id)}
    if code not in items:
        raise Invalid(
            _("The checklist has no item %(code)s.") % {"code": code},
            code=InspectionError.UNKNOWN_ITEM,
            field="item_code",
        )
    return items[code]


def _text(text: str, field: str) -> str:
    return few_words(text, field, InspectionError.TEXT)


def _due(day: date) -> date:
    if day < today():
        raise Invalid(_("Choose today or a later day."), code=InspectionError.DUE, field="due_on")
    return day


def _keep_photo(finding: Finding, name: str, content: bytes, acting_user: Actor) -> None:
    store_picture(
        content,
        subject_id=finding.pk,
        kind=f"{EVIDENCE}:{finding.round}",
        name=name,
        station_id=finding.station_id,
        uploaded_by=acting_user.id,
    )
