"""States of an old part and of a shipment, and what can be wrong with them."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PartStatus(TextChoices):
    """Where an old part stands."""

    LABELLED = "labelled", _("To be returned")
    RETAINED = "retained", _("Kept at the station")
    SHIPPED = "shipped", _("On its way")
    RECEIVED = "received", _("Received")
    CONFIRMED = "confirmed", _("Confirmed")
    REJECTED = "rejected", _("Rejected")
    MISSING = "missing", _("Missing")
    WAIVED = "waived", _("Waived")
    DISPOSED = "disposed", _("Disposed of")


PART_MOVES = {
    PartStatus.LABELLED: {PartStatus.SHIPPED, PartStatus.MISSING, PartStatus.WAIVED},
    PartStatus.RETAINED: {PartStatus.LABELLED, PartStatus.WAIVED, PartStatus.DISPOSED},
    PartStatus.SHIPPED: {PartStatus.RECEIVED, PartStatus.MISSING, PartStatus.WAIVED},
    PartStatus.RECEIVED: {PartStatus.CONFIRMED, PartStatus.REJECTED},
    PartStatus.CONFIRMED: {PartStatus.DISPOSED, PartStatus.REJECTED},
    PartStatus.REJECTED: {PartStatus.DISPOSED, PartStatus.CONFIRMED},
    PartStatus.MISSING: {PartStatus.RECEIVED, PartStatus.WAIVED},
    PartStatus.WAIVED: set(),
    PartStatus.DISPOSED: set(),
}
OUTSTANDING = (PartStatus.LABELLED, PartStatus.SHIPPED)
AT_STATION = (PartStatus.LABELLED, PartStatus.RETAINED)
AT_OFFICE = (PartStatus.RECEIVED, PartStatus.CONFIRMED, PartStatus.REJECTED)


class ShipmentStatus(TextChoices):
    """Where a shipment stands."""

    SENT = "sent", _("On its way")
    PARTLY = "partly", _("Partly received")
    RECEIVED = "received", _("Received")


SHIPMENT_MOVES = {
    ShipmentStatus.SENT: {ShipmentStatus.PARTLY, ShipmentStatus.RECEIVED},
    ShipmentStatus.PARTLY: {ShipmentStatus.RECEIVED},
    ShipmentStatus.RECEIVED: set(),
}


class Disposal(TextChoices):
    """Where a checked part goes in the end."""

    TO_SUPPLIER = "to_supplier", _("Returned to the supplier")
    SCRAPPED = "scrapped", _("Scrapped")
    REMANUFACTURED = "remanufactured", _("Remanufactured")
    KEPT = "kept", _("Kept as evidence")


class Verdict(TextChoices):
    """What the re-inspection of a disputed part found."""

    UPHELD = "upheld", _("The part failed: the charge stands")
    PARTLY = "partly", _("Partly the supplier's")
    NOT_SUPPLIER = "not_supplier", _("Not the supplier's: the manufacturer bears it")
    NOT_WARRANTY = "not_warranty", _("Not a warranty case: the station's claim is lowered")
    RAISED = "raised", _("Worth more than was settled")


class OldPartError(StrEnum):
    """Why a step was refused."""

    NOTHING_CHOSEN = "old_part.nothing_chosen"
    NOT_HERE = "old_part.not_here"
    UNKNOWN_CODE = "old_part.unknown_code"
    RECEIVED_ALREADY = "old_part.received_already"
    WRONG_SHIPMENT = "old_part.wrong_shipment"
    OTHER_CLAIM = "old_part.other_claim"
    NOT_SENT = "old_part.not_sent"
    NOT_WANTED = "old_part.not_wanted"
    MISMATCH = "old_part.mismatch"
    REASON_MISSING = "old_part.reason_missing"
    NOT_DUE = "old_part.not_due"
    CARRIER_MISSING = "old_part.carrier_missing"
    BOXES = "old_part.boxes"
    WITNESS_MISSING = "old_part.witness_missing"
    CERTIFICATE_MISSING = "old_part.certificate_missing"
    CLAIM_OPEN = "old_part.claim_not_decided"
    OPEN_CHARGEBACK = "old_part.open_chargeback"
    OTHER_SUPPLIER = "old_part.other_supplier"
    PART_AWAY = "old_part.with_the_supplier"
    VERDICT = "old_part.verdict_and_amounts"
