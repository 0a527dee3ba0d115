"""The check at head office: received by scan, then confirmed or rejected; missing or waived when nothing comes.

What the check finds goes into the claim in the same transaction: a claim goes on to the final review when its last part is checked.
"""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.actions import note_old_part
from billing.claims.choices import OldPartState
from billing.oldparts.actions.label import RETURN_DUE
from billing.oldparts.choices import OldPartError, PartStatus, ShipmentStatus
from billing.oldparts.locks import lock_part
from billing.oldparts.models import OldPart, Shipment
from billing.oldparts.selectors import find_by_code
from common.clock import now
from common.deadlines.keep import call_off
from common.errors import Invalid
from common.history.record import record

STATE_BY_STATUS = {
    PartStatus.RECEIVED: OldPartState.AWAITED,
    PartStatus.CONFIRMED: OldPartState.CONFIRMED,
    PartStatus.REJECTED: OldPartState.REJECTED,
    PartStatus.MISSING: OldPartState.MISSING,
    PartStatus.WAIVED: OldPartState.WAIVED,
}


@transaction.atomic
def receive_part(code: str, *, acting_user: Actor) -> OldPart:
    """Take in the part whose label was scanned. Raises Invalid for a code that nobody knows, WrongState unless it is on its way."""
    acting_user.require("oldparts.receive")
    found = find_by_code(code, acting_user)
    if found is None:
        sentence = now_("There is no old part with the label %(code)s. Scan it again or type it in.")
        raise Invalid(sentence % {"code": code.strip()[:30] or "–"}, code=OldPartError.UNKNOWN_CODE, field="code")
    part = lock_part(found.pk, acting_user)
    was_missing = part.status == PartStatus.MISSING
    before = {"status": part.status}
    part.move_to(PartStatus.RECEIVED, received_at=now(), is_overdue=False, reason="")
    call_off(part.pk, RETURN_DUE)
    if was_missing:
        note_old_part(part.line_id, OldPartState.AWAITED, acting_user=acting_user)
    _close_shipment(part, acting_user)
    record(part, "old_part.received", acting_user, before=before, after={"status": part.status})
    return part


@transaction.atomic
def confirm_part(part_id: UUID, *, acting_user: Actor) -> OldPart:
    """Confirm that the part is the one that was claimed, and that it failed."""
    return _check(part_id, PartStatus.CONFIRMED, "old_part.confirmed", "", acting_user)


@transaction.atomic
def reject_part(part_id: UUID, *, reason: str, acting_user: Actor) -> OldPart:
    """Refuse the part: another one, or not failed. Its line can't be paid then."""
    _require_reason(reason)
    return _check(part_id, PartStatus.REJECTED, "old_part.rejected", reason, acting_user)


@transaction.atomic
def miss_part(part_id: UUID, *, reason: str, acting_user: Actor) -> OldPart:
    """Give the part up as missing. Its line can't be paid then."""
    _require_reason(reason)
    return _check(part_id, PartStatus.MISSING, "old_part.missing", reason, acting_user)


@transaction.atomic
def waive_part(part_id: UUID, *, reason: str, acting_user: Actor) -> OldPart:
    """Do without the part; its line may be paid."""
    _require_reason(reason)
    return _check(part_id, PartStatus.WAIVED, "old_part.waived", reason, acting_user)


def _check(part_id: UUID, status: PartStatus, verb: str, reason: str, actor: Actor) -> OldPart:
    actor.require("oldparts.receive")
    part = lock_part(part_id, actor)
    before = {"status": part.status}
    values: dict[str, Any] = {"checked_by": actor.id, "checked_by_name": actor.name, "checked_at": now()}
    part.move_to(status, reason=reason.strip(), **values)
    call_off(part.pk, RETURN_DUE)
    note_old_part(part.line_id, STATE_BY_STATUS[status], acting_user=actor, reason=reason)
    record(part, verb, actor, before=before, after={"status": part.status}, reason=reason)
    return part


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(_("Give a reason: the station will read it."), code=OldPartError.REASON_MISSING, field="reason")


def _close_shipment(part: OldPart, actor: Actor) -> None:
    """Close the shipment when the last of its parts has come in."""
    shipment: Shipment | None = part.shipment
    if shipment is None or shipment.status == ShipmentStatus.RECEIVED:
        return
    if not OldPart.objects.filter(shipment=shipment, status=PartStatus.SHIPPED).exists():
        shipment.move_to(ShipmentStatus.RECEIVED, received_at=now())
        record(shipment, "shipment.received", actor, after={"status": shipment.status})
