"""From a suspicion to the investigation report (稽查科)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from audit.violations.choices import REPORT_PHOTO, Source, ViolationError, ViolationStatus
from audit.violations.deadlines import REPORT_DUE, unwatch, watch_report
from audit.violations.locks import lock_violation
from audit.violations.models import Violation
from audit.violations.policies import require_text
from audit.violations.selectors import offences_to_choose
from common.clock import now, today
from common.errors import Invalid
from common.files.store import store_picture
from common.history.record import record
from common.numbering.next_number import next_number
from common.working_days.calendar import add_working_days
from tenants.registry.selectors import stations_for

Upload = tuple[str, bytes]  # the file's name and its content


@transaction.atomic
def report_violation(
    station_id: UUID,
    offence_id: UUID,
    *,
    source: Source | str,
    happened_on: date,
    description: str,
    reference: str = "",
    acting_user: Actor,
) -> Violation:
    """Write a suspicion down for the inspection section. Raises Invalid without a description or for a day that has not come,
    NotYours for a station out of sight or an offence that is no longer in force."""
    acting_user.require("violations.report")
    station = stations_for(acting_user).get_or_404(station_id)
    offence = offences_to_choose().get_or_404(offence_id)
    if happened_on > today():
        raise Invalid(_("This day has not come yet."), code=ViolationError.DAY, field="happened_on")
    violation = Violation(
        number=next_number("VIO"),
        station=station,
        offence=offence,
        source=Source(source),
        reference=reference.strip()[:60],
        happened_on=happened_on,
        description=require_text(description, "description"),
        opened_by_id=acting_user.id,
        opened_by_name=acting_user.name,
    )
    violation.save(force_insert=True)
    after = {"status": violation.status, "offence": offence.code, "source": violation.source}
    record(violation, "violation.reported", acting_user, after=after, reason=violation.description)
    return violation


@transaction.atomic
def begin_investigation(violation_id: UUID, *, acting_user: Actor) -> Violation:
    """Take the investigation on; the report is due in the offence's working days. Raises WrongState unless it waits for that."""
    acting_user.require("violations.investigate")
    violation = lock_violation(acting_user, violation_id)
    violation.expect_status(ViolationStatus.REPORTED)  # a report that waits is sent back by who decides
    before = violation.status
    due_on = add_working_days(today(), violation.offence.investigate_days)
    violation.move_to(
        ViolationStatus.INVESTIGATING,
        investigator_id=acting_user.id,
        investigator_name=acting_user.name,
        round=violation.round + 1,
        due_on=due_on,
        is_overdue=False,
    )
    watch_report(violation, due_on)
    after = {"status": violation.status, "investigator_name": acting_user.name, "due_on": due_on}
    record(violation, "violation.investigated", acting_user, before={"status": before}, after=after)
    return violation


@transaction.atomic
def submit_report(
    violation_id: UUID, *, report: str, proposal: str, photos: Sequence[Upload] = (), acting_user: Actor
) -> Violation:
    """Hand the investigation report in, for service management to decide. Raises WrongState unless it is being investigated,
    Invalid without findings or a proposal, or when a file is not a picture."""
    acting_user.require("violations.investigate")
    violation = lock_violation(acting_user, violation_id)
    before = violation.status
    violation.move_to(
        ViolationStatus.SUBMITTED,
        report=require_text(report, "report"),
        proposal=require_text(proposal, "proposal"),
        investigator_id=acting_user.id,
        investigator_name=acting_user.name,
        submitted_at=now(),
        is_overdue=False,
    )
    for name, content in photos:
        store_picture(
            content, subject_id=violation.pk, kind=REPORT_PHOTO, name=name, station_id=violation.station_id,
            uploaded_by=acting_user.id,
        )  # fmt: skip
    unwatch(violation, REPORT_DUE)
    after = {"status": violation.status, "photos": len(photos)}
    record(violation, "violation.submitted", acting_user, before={"status": before}, after=after)
    return violation
