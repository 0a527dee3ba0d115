"""Sending old parts back, several in one consignment of one or more boxes."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.oldparts.choices import OldPartError, PartStatus
from billing.oldparts.locks import lock_parts
from billing.oldparts.models import OldPart, Shipment
from common.clock import now
from common.errors import Invalid, NotYours
from common.history.record import record
from common.numbering.next_number import next_number

BOXES_AT_MOST = 200


@transaction.atomic
def ship_parts(
    part_ids: Sequence[UUID],
    *,
    carrier: str,
    tracking_number: str = "",
    boxes: Mapping[UUID, int] | None = None,
    acting_user: Actor,
) -> Shipment:
    """Send the parts in one shipment; `boxes` says which part lies in which box, the first unless said.

    Raises NotYours when one is not the station's, WrongState when one is on its way already, Invalid for boxes that are not numbered from 1.
    """
    acting_user.require("oldparts.ship")
    if not part_ids:
        raise Invalid(_("Choose at least one part."), code=OldPartError.NOTHING_CHOSEN, field="parts")
    if not carrier.strip():
        raise Invalid(_("Name the carrier."), code=OldPartError.CARRIER_MISSING, field="carrier")
    parts = lock_parts(part_ids, acting_user)
    if len(parts) != len(set(part_ids)) or acting_user.station_id is None:
        raise NotYours()
    packed = _packed(parts, boxes or {})
    shipment = Shipment.objects.create(
        station_id=acting_user.station_id,
        number=next_number("SHP"),
        carrier=carrier.strip(),
        tracking_number=tracking_number.strip(),
        boxes=max(packed.values()),
        shipped_by=acting_user.id,
        shipped_by_name=acting_user.name,
        shipped_at=now(),
    )
    for part in parts:
        part.move_to(PartStatus.SHIPPED, shipment=shipment, box=packed[part.pk])
        after = {"status": part.status, "shipment": shipment.number, "box": part.box}
        record(part, "old_part.shipped", acting_user, after=after)
    codes = [part.label_code for part in parts]
    said: dict[str, Any] = {"number": shipment.number, "boxes": shipment.boxes, "parts": codes}
    record(shipment, "shipment.sent", acting_user, after=said)
    return shipment


def _packed(parts: Sequence[OldPart], boxes: Mapping[UUID, int]) -> dict[UUID, int]:
    packed = {part.pk: boxes.get(part.pk, 1) for part in parts}
    used = set(packed.values())
    if max(used) > BOXES_AT_MOST or used != set(range(1, max(used) + 1)):
        message = _("Number the boxes from 1 on, and leave none empty.")
        raise Invalid(message, code=OldPartError.BOXES, field="parts")
    return packed
