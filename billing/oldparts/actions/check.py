"""The check at head office: what came is confirmed or rejected, what did not come is missing or waived.

What the check finds goes into the claim in the same transaction: a claim goes on to the final review when its last part is checked.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.choices import OldPartState
from billing.oldparts.actions.label import RETURN_CLOCKS
from billing.oldparts.actions.noting import note_state
from billing.oldparts.actions.receive import lack
from billing.oldparts.choices import OldPartError, PartStatus
from billing.oldparts.locks import lock_part
from billing.oldparts.models import OldPart
from common.clock import now
from common.deadlines.keep import call_off
from common.errors import Invalid
from common.files.models import StoredFile
from common.files.store import store_picture
from common.history.record import record

STATE_BY_STATUS = {
    PartStatus.CONFIRMED: OldPartState.CONFIRMED,
    PartStatus.REJECTED: OldPartState.REJECTED,
    PartStatus.WAIVED: OldPartState.WAIVED,
}
PHOTO_KIND = "old_part"


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands on the part itself; empty where nothing can be read."""

    part_number: str = ""
    serial: str = ""
    quantity: int | None = None


@transaction.atomic
def confirm_part(part_id: UUID, *, acting_user: Actor, seen: Seen | None = None) -> OldPart:
    """Confirm that the part is the one that was claimed, and that it failed.

    Raises Invalid when `seen` (or the quantity that came in) is not what the claim says: then it is refused with a reason, not confirmed.
    """
    return _check(part_id, PartStatus.CONFIRMED, "old_part.confirmed", "", acting_user, seen or Seen())


@transaction.atomic
def reject_part(part_id: UUID, *, reason: str, acting_user: Actor, seen: Seen | None = None) -> OldPart:
    """Refuse the part: another one, fewer, or not failed. Its line can't be paid then."""
    _require_reason(reason)
    return _check(part_id, PartStatus.REJECTED, "old_part.rejected", reason, acting_user, seen)


@transaction.atomic
def miss_part(part_id: UUID, *, reason: str, acting_user: Actor) -> OldPart:
    """Give the part up as missing. Its line can't be paid then."""
    acting_user.require("oldparts.receive")
    _require_reason(reason)
    part = lock_part(part_id, acting_user)
    lack(part, reason, acting_user)
    return part


@transaction.atomic
def waive_part(part_id: UUID, *, reason: str, acting_user: Actor) -> OldPart:
    """Do without the part; its line may be paid."""
    acting_user.require("oldparts.waive")
    _require_reason(reason)
    return _conclude(lock_part(part_id, acting_user), PartStatus.WAIVED, "old_part.waived", reason, acting_user)


@transaction.atomic
def weigh_in(
    part_id: UUID, *, weight_g: int | None, photo: bytes | None, name: str = "", acting_user: Actor
) -> OldPart:
    """Keep the weight and a photo of a part as it came in. Raises Invalid for a file that is no picture, or when nothing was given."""
    acting_user.require("oldparts.receive")
    part = lock_part(part_id, acting_user)
    if photo is None and weight_g is None:
        raise Invalid(_("Give a weight or a photo."), code=OldPartError.NOTHING_CHOSEN, field="weight_g")
    if weight_g is not None:
        part.change(weight_g=weight_g)
    kept: StoredFile | None = None
    if photo is not None:
        kept = store_picture(
            photo,
            subject_id=part.pk,
            kind=PHOTO_KIND,
            name=name,
            station_id=part.station_id,
            uploaded_by=acting_user.id,
        )
    after = {"weight_g": part.weight_g, "photo": kept.pk if kept else None}
    record(part, "old_part.weighed_in", acting_user, after=after)
    return part


def _check(part_id: UUID, status: PartStatus, verb: str, reason: str, actor: Actor, seen: Seen | None) -> OldPart:
    actor.require("oldparts.receive")
    part = lock_part(part_id, actor)
    read = _read(seen) if seen else {}
    if status == PartStatus.CONFIRMED and seen:
        _require_match(part, seen)
    return _conclude(part, status, verb, reason, actor, **read)


def _conclude(part: OldPart, status: PartStatus, verb: str, reason: str, actor: Actor, **read: Any) -> OldPart:
    before = {"status": part.status}
    checked = {"checked_by": actor.id, "checked_by_name": actor.name, "checked_at": now()}
    part.move_to(status, reason=reason.strip()[:300], is_overdue=False, **checked, **read)
    call_off(part.pk, *RETURN_CLOCKS)
    note_state(part, STATE_BY_STATUS[status], actor, reason)
    record(part, verb, actor, before=before, after={"status": part.status}, reason=reason)
    return part


def _read(seen: Seen) -> dict[str, Any]:
    read: dict[str, Any] = {"seen_number": seen.part_number.strip()[:30], "seen_serial": seen.serial.strip()[:40]}
    return read if seen.quantity is None else read | {"quantity_received": seen.quantity}


def _require_match(part: OldPart, seen: Seen) -> None:
    """Compare what is on the part with what was claimed, number by number; blanks and small letters don't matter."""
    pairs = (("seen_number", seen.part_number, part.part_number), ("seen_serial", seen.serial, part.old_serial))
    for field, found, claimed in pairs:
        if found.strip() and claimed and _bare(found) != _bare(claimed):
            sentence = now_("The part says %(found)s, the claim says %(claimed)s. Refuse it with a reason.")
            words = {"found": found.strip(), "claimed": claimed}
            raise Invalid(sentence % words, code=OldPartError.MISMATCH, field=field)
    came = seen.quantity if seen.quantity is not None else part.quantity_received
    if came is not None and came < part.quantity:
        sentence = now_("%(came)d of %(claimed)d came in. Refuse it with a reason, or wait for the rest.")
        numbers = {"came": came, "claimed": part.quantity}
        raise Invalid(sentence % numbers, code=OldPartError.MISMATCH, field="quantity")


def _bare(text: str) -> str:
    return "".join(text.split()).upper()


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(_("Give a reason: the station will read it."), code=OldPartError.REASON_MISSING, field="reason")
