"""Old parts and shipments on the API."""

from typing import Any

from billing.oldparts.actions import (
    confirm_part,
    dispose_part,
    miss_part,
    receive_part,
    reject_part,
    ship_parts,
    waive_part,
)
from billing.oldparts.api.serializers import (
    DisposeBody,
    OldPartSerializer,
    ReasonBody,
    ScanBody,
    ShipBody,
    ShipmentSerializer,
)
from billing.oldparts.choices import Disposal
from billing.oldparts.filters import OldPartFilter, ShipmentFilter
from billing.oldparts.models import OldPart, Shipment
from billing.oldparts.selectors import old_parts_for, shipments_for
from common.api import RecordApi, command, creates
from common.records import RecordQuerySet


class OldPartApi(RecordApi):
    """Old parts. `POST /old-parts` takes in what was scanned."""

    action = "oldparts.view"
    serializer_class = OldPartSerializer
    filterset_class = OldPartFilter

    def records(self) -> RecordQuerySet:
        """Return the parts in the actor's sight."""
        return old_parts_for(self.actor)

    @creates(action="oldparts.receive", body=ScanBody)
    def receive(self, body: dict[str, Any]) -> OldPart:
        """Take in the part whose label was scanned."""
        return receive_part(body["code"], acting_user=self.actor)

    @command(action="oldparts.receive")
    def confirm(self, part: OldPart, body: dict[str, Any]) -> OldPart:
        """Confirm it."""
        return confirm_part(part.pk, acting_user=self.actor)

    @command(action="oldparts.receive", body=ReasonBody)
    def reject(self, part: OldPart, body: dict[str, Any]) -> OldPart:
        """Refuse it."""
        return reject_part(part.pk, reason=body["reason"], acting_user=self.actor)

    @command(action="oldparts.receive", body=ReasonBody)
    def missing(self, part: OldPart, body: dict[str, Any]) -> OldPart:
        """Give it up."""
        return miss_part(part.pk, reason=body["reason"], acting_user=self.actor)

    @command(action="oldparts.receive", body=ReasonBody)
    def waive(self, part: OldPart, body: dict[str, Any]) -> OldPart:
        """Do without it."""
        return waive_part(part.pk, reason=body["reason"], acting_user=self.actor)

    @command(action="oldparts.dispose", body=DisposeBody)
    def dispose(self, part: OldPart, body: dict[str, Any]) -> OldPart:
        """Write it into the disposal register."""
        return dispose_part(part.pk, disposal=Disposal(body["disposal"]), note=body["note"], acting_user=self.actor)


class ShipmentApi(RecordApi):
    """Shipments of old parts."""

    action = "oldparts.view"
    serializer_class = ShipmentSerializer
    filterset_class = ShipmentFilter

    def records(self) -> RecordQuerySet:
        """Return the shipments in the actor's sight."""
        rows: RecordQuerySet = shipments_for(self.actor).prefetch_related("parts")
        return rows

    @creates(action="oldparts.ship", body=ShipBody)
    def ship(self, body: dict[str, Any]) -> Shipment:
        """Send parts in one consignment."""
        return ship_parts(
            body["parts"], carrier=body["carrier"], tracking_number=body["tracking_number"], acting_user=self.actor
        )
