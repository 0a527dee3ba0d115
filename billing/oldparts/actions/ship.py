"""Sending old parts back, several in one consignment."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.oldparts.choices import OldPartError, PartStatus
from billing.oldparts.locks import lock_parts
from billing.oldparts.models import Shipment
from common.clock import now
from common.errors import Invalid, NotYours
from common.history.record import record
from common.numbering.next_number import next_number


@transaction.atomic
def ship_parts(part_ids: Sequence[UUID], *, carrier: str, tracking_number: str = "", acting_user: Actor) -> Shipment:
    """Send the parts in one shipment. Raises NotYours when one is not the station's, WrongState when one is on its way already."""
    acting_user.require("oldparts.ship")
    if not part_ids:
        raise Invalid(_("Choose at least one part."), code=OldPartError.NOTHING_CHOSEN, field="parts")
    if not carrier.strip():
        raise Invalid(_("Name the carrier."), code=OldPartError.CARRIER_MISSING, field="carrier")
    parts = lock_parts(part_ids, acting_user)
    if len(parts) != len(set(part_ids)) or acting_user.station_id is None:
        raise NotYours()
    shipment = Shipment.objects.create(
        station_id=acting_user.station_id,
        number=next_number("SHP"),
        carrier=carrier.strip(),
        tracking_number=tracking_number.strip(),
        shipped_by=acting_user.id,
        shipped_by_name=acting_user.name,
        shipped_at=now(),
    )
    for part in parts:
        part.move_to(PartStatus.SHIPPED, shipment=shipment)
        record(part, "old_part.shipped", acting_user, after={"status": part.status, "shipment": shipment.number})
    codes = [part.label_code for part in parts]
    record(shipment, "shipment.sent", acting_user, after={"number": shipment.number, "parts": codes})
    return shipment
