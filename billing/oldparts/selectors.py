"""Which old parts, shipments and entries of the disposal register a person may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from accounts.actors import Actor
from billing.oldparts.choices import AT_STATION, PartStatus
from billing.oldparts.models import DisposalBatch, OldPart, Reinspection, Shipment
from common.clock import today
from common.records import RecordQuerySet

SOON_DAYS = 7


def old_parts_for(actor: Actor) -> RecordQuerySet:
    """Return a station's own parts, or all for head office."""
    return _within(OldPart.objects.select_related("station", "claim", "shipment"), actor)


def shipments_for(actor: Actor) -> RecordQuerySet:
    """Return a station's own shipments, or all for head office."""
    return _within(Shipment.objects.select_related("station"), actor)


def disposals_for(actor: Actor) -> RecordQuerySet:
    """Return the disposal register: head office's."""
    rows = DisposalBatch.objects.select_related("supplier")
    return rows if actor.is_office and actor.may("oldparts.view") else rows.none()


def reinspections_for(actor: Actor) -> RecordQuerySet:
    """Return the results of re-inspections: head office's."""
    rows = Reinspection.objects.select_related("part", "station")
    return rows if actor.is_office and actor.may("chargeback.view") else rows.none()


def store_of(actor: Actor) -> RecordQuerySet:
    """Return what lies in the claim-parts store: what has to go back, most urgent first, then what has to be kept."""
    rows: RecordQuerySet = old_parts_for(actor).filter(status__in=AT_STATION)
    return rows.order_by("due_on", "keep_until", "label_code")


def going_soon(actor: Actor) -> RecordQuerySet:
    """Return what has to leave the store within a week, or should have left it."""
    rows: RecordQuerySet = store_of(actor).filter(
        status=PartStatus.LABELLED, due_on__lte=today() + timedelta(days=SOON_DAYS)
    )
    return rows


def ready_to_ship(actor: Actor) -> RecordQuerySet:
    """Return what a station has labelled and not sent, most urgent first."""
    parts: RecordQuerySet = old_parts_for(actor).filter(status=PartStatus.LABELLED).order_by("due_on", "label_code")
    return parts


def find_by_code(code: str, actor: Actor) -> OldPart | None:
    """Return the part with this label, as scanned: blanks and small letters don't matter."""
    part: OldPart | None = old_parts_for(actor).filter(label_code=code.strip().upper()).first()
    return part


def find_by_other_number(code: str, actor: Actor) -> OldPart | None:
    """Return a part whose serial or claim number was scanned in place of its label."""
    named = Q(old_serial=code) | Q(claim_number=code.upper())
    part: OldPart | None = old_parts_for(actor).filter(named).order_by("-created_at").first() if code else None
    return part


def find_shipment(number: str, actor: Actor) -> Shipment | None:
    """Return the shipment with this number, as scanned from its packing list."""
    shipment: Shipment | None = shipments_for(actor).filter(number=number.strip().upper()).first()
    return shipment


def recently_received(actor: Actor) -> RecordQuerySet:
    """Return what was received and waits for its check, newest first."""
    parts: RecordQuerySet = old_parts_for(actor).filter(status=PartStatus.RECEIVED).order_by("-received_at")
    return parts[:50]


def escalated(actor: Actor) -> RecordQuerySet:
    """Return what is overdue for so long that somebody at head office has to act."""
    rows: RecordQuerySet = old_parts_for(actor).filter(is_overdue=True, escalated_at__isnull=False)
    return rows


@dataclass(frozen=True, slots=True)
class Differences:
    """What a shipment was to bring, and what it brought."""

    expected: int
    arrived: int
    outstanding: Sequence[OldPart]
    missing: Sequence[OldPart]
    rejected: Sequence[OldPart]
    short: Sequence[OldPart]

    @property
    def is_whole(self) -> bool:
        """Whether everything came as it was announced, as far as it was looked at."""
        return not (self.outstanding or self.missing or self.rejected or self.short)


def differences(parts: Sequence[OldPart]) -> Differences:
    """Return what differs between a shipment's list and what came in; `parts` are those of its packing list."""
    by_status = {status: [part for part in parts if part.status == status] for status in PartStatus}
    missing, outstanding = by_status[PartStatus.MISSING], by_status[PartStatus.SHIPPED]
    short = [part for part in parts if part.quantity_received is not None and part.quantity_received < part.quantity]
    arrived = sum(part.received_at is not None for part in parts)
    return Differences(len(parts), arrived, outstanding, missing, by_status[PartStatus.REJECTED], short)


def _within(rows: RecordQuerySet, actor: Actor) -> RecordQuerySet:
    if not actor.may("oldparts.view"):
        return rows.none()
    if actor.is_station:
        return rows.filter(station_id=actor.station_id)
    return rows if actor.is_office else rows.none()
