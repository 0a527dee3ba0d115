"""Receiving at head office, by scan. Each refusal says what is wrong with the label under the scanner, and what to do."""

from typing import NoReturn
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as now_

from accounts.actors import Actor
from billing.claims.choices import OldPartState
from billing.oldparts.actions.label import RETURN_CLOCKS
from billing.oldparts.actions.noting import note_state
from billing.oldparts.choices import AT_OFFICE, OldPartError, PartStatus, ShipmentStatus
from billing.oldparts.locks import lock_part, lock_shipment
from billing.oldparts.models import OldPart, Shipment
from billing.oldparts.selectors import find_by_code, find_by_other_number
from common.clock import now
from common.deadlines.keep import call_off
from common.errors import DomainError, Invalid, WrongState
from common.history.record import record

RECEIVABLE = (PartStatus.SHIPPED, PartStatus.MISSING)


@transaction.atomic
def receive_part(
    code: str, *, acting_user: Actor, shipment_id: UUID | None = None, anyway: bool = False, quantity: int | None = None
) -> OldPart:
    """Take in the part whose label was scanned.

    With `shipment_id` a part of another consignment is refused, unless `anyway`. Raises Invalid for a code that nobody knows or that is no
    label, WrongState for a part that is here already, was never sent or is not wanted: each with a sentence of its own.
    """
    acting_user.require("oldparts.receive")
    found = find_by_code(code, acting_user)
    if found is None:
        _refuse_unknown(code.strip()[:40], acting_user)
    part = lock_part(found.pk, acting_user)
    if part.status not in RECEIVABLE:
        raise _why_not(part)
    if shipment_id is not None and part.shipment_id != shipment_id and not anyway:
        raise _wrong_shipment(part)
    was_late, before = part.is_overdue or part.status == PartStatus.MISSING, {"status": part.status}
    part.move_to(
        PartStatus.RECEIVED,
        received_at=now(),
        received_by_name=acting_user.name,
        quantity_received=part.quantity if quantity is None else quantity,
        is_overdue=False,
        reason="",
    )
    call_off(part.pk, *RETURN_CLOCKS)
    if was_late:
        note_state(part, OldPartState.AWAITED, acting_user)
    _advance_shipment(part, acting_user)
    after = {"status": part.status, "quantity": part.quantity_received}
    record(part, "old_part.received", acting_user, before=before, after=after)
    return part


def _refuse_unknown(code: str, actor: Actor) -> NoReturn:
    """Say what the code is, when it is the number of something else that we know."""
    other = find_by_other_number(code, actor)
    if other is None:
        sentence = now_("There is no old part with the label %(code)s. Scan it again or type it in.")
        raise Invalid(sentence % {"code": code or "–"}, code=OldPartError.UNKNOWN_CODE, field="code")
    sentence = now_(
        "%(code)s is no label: it belongs to claim %(claim)s, whose part has the label %(label)s. Scan the label."
    )
    words = {"code": code, "claim": other.claim_number, "label": other.label_code}
    raise Invalid(sentence % words, code=OldPartError.OTHER_CLAIM, field="code")


def _why_not(part: OldPart) -> DomainError:
    words = {"code": part.label_code, "claim": part.claim_number, "who": part.received_by_name or part.checked_by_name}
    if part.status in AT_OFFICE or part.status == PartStatus.DISPOSED:
        sentence = now_("%(code)s was received already, by %(who)s (claim %(claim)s).")
        return WrongState(sentence % words, code=OldPartError.RECEIVED_ALREADY, field="code")
    if part.status == PartStatus.LABELLED:
        sentence = now_("%(code)s is in no shipment: the station has not sent it. Put it aside and ask the station.")
        return WrongState(sentence % words, code=OldPartError.NOT_SENT, field="code")
    sentence = now_("%(code)s is not wanted: it was waived, or the station keeps it. Put it aside.")
    return WrongState(sentence % words, code=OldPartError.NOT_WANTED, field="code")


def _wrong_shipment(part: OldPart) -> DomainError:
    sentence = now_("%(code)s belongs to shipment %(shipment)s of %(station)s, not to this one.")
    words = {
        "code": part.label_code,
        "station": part.station.name,
        "shipment": part.shipment.number if part.shipment else "–",
    }
    return WrongState(sentence % words, code=OldPartError.WRONG_SHIPMENT, field="code")


def _advance_shipment(part: OldPart, actor: Actor) -> None:
    """A shipment is partly received with its first part, and received with its last."""
    shipment: Shipment | None = part.shipment
    if shipment is None or shipment.status == ShipmentStatus.RECEIVED:
        return
    if OldPart.objects.filter(shipment=shipment, status=PartStatus.SHIPPED).exists():
        if shipment.status == ShipmentStatus.SENT:
            shipment.move_to(ShipmentStatus.PARTLY)
            record(shipment, "shipment.partly_received", actor, after={"status": shipment.status})
        return
    shipment.move_to(ShipmentStatus.RECEIVED, received_at=now(), closed_by_name=actor.name)
    record(shipment, "shipment.received", actor, after={"status": shipment.status})


@transaction.atomic
def close_shipment(shipment_id: UUID, *, reason: str, acting_user: Actor) -> Shipment:
    """Close a shipment that did not bring all its parts: the rest is missing, and the station gets the differences.

    Raises WrongState when it is closed, Invalid without a reason.
    """
    acting_user.require("oldparts.receive")
    if not reason.strip():
        message = now_("Give a reason: the station will read it.")
        raise Invalid(message, code=OldPartError.REASON_MISSING, field="reason")
    shipment = lock_shipment(shipment_id, acting_user)
    before = {"status": shipment.status}
    rest = list(OldPart.objects.filter(shipment=shipment, status=PartStatus.SHIPPED).locked())
    for part in rest:
        lack(part, reason, acting_user)
    shipment.move_to(ShipmentStatus.RECEIVED, received_at=now(), closed_by_name=acting_user.name)
    after = {"status": shipment.status, "missing": [part.label_code for part in rest]}
    record(shipment, "shipment.closed", acting_user, before=before, after=after, reason=reason)
    return shipment


def lack(part: OldPart, reason: str, actor: Actor) -> None:
    """Write down that a part did not come, in its own row and in its claim."""
    before = {"status": part.status}
    checked = {"checked_by": actor.id, "checked_by_name": actor.name, "checked_at": now()}
    part.move_to(PartStatus.MISSING, reason=reason.strip()[:300], **checked)
    call_off(part.pk, *RETURN_CLOCKS)
    note_state(part, OldPartState.MISSING, actor, reason)
    record(part, "old_part.missing", actor, before=before, after={"status": part.status}, reason=reason)
