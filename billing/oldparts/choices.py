"""States of an old part and of a shipment, and what can be wrong with them."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PartStatus(TextChoices):
    """Where an old part stands."""

    LABELLED = "labelled", _("To be returned")
    SHIPPED = "shipped", _("On its way")
    RECEIVED = "received", _("Received")
    CONFIRMED = "confirmed", _("Confirmed")
    REJECTED = "rejected", _("Rejected")
    MISSING = "missing", _("Missing")
    WAIVED = "waived", _("Waived")
    DISPOSED = "disposed", _("Disposed of")


PART_MOVES = {
    PartStatus.LABELLED: {PartStatus.SHIPPED, PartStatus.MISSING, PartStatus.WAIVED},
    PartStatus.SHIPPED: {PartStatus.RECEIVED, PartStatus.MISSING, PartStatus.WAIVED},
    PartStatus.RECEIVED: {PartStatus.CONFIRMED, PartStatus.REJECTED},
    PartStatus.CONFIRMED: {PartStatus.DISPOSED, PartStatus.REJECTED},
    PartStatus.REJECTED: {PartStatus.DISPOSED, PartStatus.CONFIRMED},
    PartStatus.MISSING: {PartStatus.RECEIVED, PartStatus.WAIVED},
    PartStatus.WAIVED: set(),
    PartStatus.DISPOSED: set(),
}
OUTSTANDING = (PartStatus.LABELLED, PartStatus.SHIPPED)


class ShipmentStatus(TextChoices):
    """Where a shipment stands."""

    SENT = "sent", _("On its way")
    RECEIVED = "received", _("Received")


SHIPMENT_MOVES = {ShipmentStatus.SENT: {ShipmentStatus.RECEIVED}, ShipmentStatus.RECEIVED: set()}


class Disposal(TextChoices):
    """Where a checked part goes in the end."""

    TO_SUPPLIER = "to_supplier", _("Returned to the supplier")
    SCRAPPED = "scrapped", _("Scrapped")
    REMANUFACTURED = "remanufactured", _("Remanufactured")
    KEPT = "kept", _("Kept as evidence")


class OldPartError(StrEnum):
    """Why a step was refused."""

    NOTHING_CHOSEN = "old_part.nothing_chosen"
    NOT_HERE = "old_part.not_here"
    UNKNOWN_CODE = "old_part.unknown_code"
    REASON_MISSING = "old_part.reason_missing"
    NOT_DUE = "old_part.not_due"
    CARRIER_MISSING = "old_part.carrier_missing"
