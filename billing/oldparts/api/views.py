"""Old parts, shipments, the disposal register and re-inspections on the API."""

from typing import Any

from billing.chargeback.api.views import ChargebackApi
from billing.chargeback.models import Chargeback
from billing.oldparts.actions import (
    Finding,
    Seen,
    Way,
    close_shipment,
    confirm_part,
    dispose_part,
    dispose_parts,
    let_go,
    miss_part,
    recall_part,
    receive_part,
    reinspect,
    reject_part,
    send_to_supplier,
    ship_parts,
    store_part,
    take_back_from_supplier,
    waive_part,
    weigh_in,
)
from billing.oldparts.api.serializers import (
    BatchBody,
    DisposalSerializer,
    DisposeBody,
    NoteBody,
    OldPartSerializer,
    ReasonBody,
    RecallBody,
    ReinspectBody,
    ReinspectionSerializer,
    RejectBody,
    ScanBody,
    SeenBody,
    ShelfBody,
    ShipBody,
    ShipmentSerializer,
    TrackingBody,
    WeightBody,
)
from billing.oldparts.choices import Disposal, Verdict
from billing.oldparts.filters import DisposalFilter, OldPartFilter, ShipmentFilter
from billing.oldparts.models import DisposalBatch, OldPart, Reinspection, Shipment
from billing.oldparts.selectors import disposals_for, old_parts_for, reinspections_for, shipments_for
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
        return receive_part(
            body["code"],
            shipment_id=body.get("shipment"),
            anyway=body["anyway"],
            quantity=body.get("quantity"),
            acting_user=self.actor,
        )

    @command(action="oldparts.receive", body=SeenBody)
    def confirm(self, part: OldPart, body: dict[str, Any]) -> OldPart:
        """Confirm it; what stands on the part has to be what was claimed."""
        return confirm_part(part.pk, seen=_seen(body), acting_user=self.actor)

    @command(action="oldparts.receive", body=RejectBody)
    def reject(self, part: OldPart, body: dict[str, Any]) -> OldPart:
        """Refuse it."""
        return reject_part(part.pk, reason=body["reason"], seen=_seen(body), acting_user=self.actor)

    @command(action="oldparts.receive", body=ReasonBody)
    def missing(self, part: OldPart, body: dict[str, Any]) -> OldPart:
        """Give it up."""
        return miss_part(part.pk, reason=body["reason"], acting_user=self.actor)

    @command(action="oldparts.waive", body=ReasonBody)
    def waive(self, part: OldPart, body: dict[str, Any]) -> OldPart:
        """Do without it."""
        return waive_part(part.pk, reason=body["reason"], acting_user=self.actor)

    @command(action="oldparts.receive", body=RecallBody)
    def recall(self, part: OldPart, body: dict[str, Any]) -> OldPart:
        """Ask it back from the station that keeps it."""
        return recall_part(part.pk, days=body["days"], reason=body["reason"], acting_user=self.actor)

    @command(action="oldparts.receive", body=WeightBody)
    def weigh(self, part: OldPart, body: dict[str, Any]) -> OldPart:
        """Write its weight down, with a photo of how it came in."""
        photo = body.get("photo") or {"name": "", "content": None}
        return weigh_in(
            part.pk,
            weight_g=body.get("weight_g"),
            photo=photo["content"],
            name=photo["name"],
            acting_user=self.actor,
        )

    @command(action="oldparts.store", body=ShelfBody)
    def store(self, part: OldPart, body: dict[str, Any]) -> OldPart:
        """Write down where in the station's store it lies."""
        return store_part(part.pk, shelf=body["shelf"], acting_user=self.actor)

    @command(action="oldparts.ship", body=NoteBody)
    def let_go(self, part: OldPart, body: dict[str, Any]) -> OldPart:
        """Scrap at the station what it had to keep until its day."""
        return let_go(part.pk, note=body["note"], acting_user=self.actor)

    @command(action="oldparts.dispose", body=DisposeBody)
    def dispose(self, part: OldPart, body: dict[str, Any]) -> OldPart:
        """Write it into the disposal register."""
        return dispose_part(part.pk, way=_way(body), acting_user=self.actor)


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
            body["parts"],
            carrier=body["carrier"],
            tracking_number=body["tracking_number"],
            boxes={one["part"]: one["box"] for one in body["boxes"]},
            acting_user=self.actor,
        )

    @command(action="oldparts.receive", body=ReasonBody)
    def close(self, shipment: Shipment, body: dict[str, Any]) -> Shipment:
        """Close it; what did not come is missing."""
        return close_shipment(shipment.pk, reason=body["reason"], acting_user=self.actor)


class DisposalApi(RecordApi):
    """The disposal register. `POST /old-part-disposals` enters several parts at once."""

    action = "oldparts.dispose"
    serializer_class = DisposalSerializer
    filterset_class = DisposalFilter

    def records(self) -> RecordQuerySet:
        """Return the register."""
        rows: RecordQuerySet = disposals_for(self.actor).prefetch_related("parts")
        return rows

    @creates(action="oldparts.dispose", body=BatchBody)
    def enter(self, body: dict[str, Any]) -> DisposalBatch:
        """Write parts into the register."""
        return dispose_parts(body["parts"], way=_way(body), acting_user=self.actor)


class ChargebackWithPartApi(ChargebackApi):
    """Chargebacks: a supplier's own, or all; and the way of their old part."""

    @command(action="chargeback.resolve", body=TrackingBody)
    def part_sent(self, row: Chargeback, body: dict[str, Any]) -> Chargeback:
        """The part goes to the supplier that asked for it. 409 `old_part.not_here` when it is not at head office."""
        send_to_supplier(row.pk, tracking=body["tracking_number"], acting_user=self.actor)
        return self._again(row)

    @command(action="chargeback.resolve")
    def part_back(self, row: Chargeback, body: dict[str, Any]) -> Chargeback:
        """The part has come back."""
        take_back_from_supplier(row.pk, acting_user=self.actor)
        return self._again(row)

    def _again(self, row: Chargeback) -> Chargeback:
        found: Chargeback = self.records().get_or_404(row.pk)
        return found


class ReinspectionApi(RecordApi):
    """Re-inspections of disputed parts. `POST /reinspections` enters a result, which flows back into claim, charge and ledger."""

    action = "chargeback.resolve"
    serializer_class = ReinspectionSerializer

    def records(self) -> RecordQuerySet:
        """Return the results."""
        return reinspections_for(self.actor)

    @creates(action="chargeback.resolve", body=ReinspectBody)
    def enter(self, body: dict[str, Any]) -> Reinspection:
        """Enter a result."""
        finding = Finding(Verdict(body["verdict"]), body["finding"], body["line"], body["due"])
        return reinspect(body["chargeback"], finding=finding, acting_user=self.actor)


def _seen(body: dict[str, Any]) -> Seen:
    return Seen(body["part_number"], body["serial"], body.get("quantity"))


def _way(body: dict[str, Any]) -> Way:
    return Way(Disposal(body["disposal"]), body["witness"], body["certificate"], body["recipient"], body["note"])
