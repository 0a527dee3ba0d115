"""States of a repair order and of extra work, how they may move, and the errors of the workshop."""

from datetime import timedelta
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

WARN_BEFORE_PROMISE = timedelta(minutes=60)


class RepairStatus(TextChoices):
    """Where a vehicle stands between reception and delivery."""

    RECEPTION = "reception", _("At reception")
    REPAIRING = "repairing", _("In repair")
    INSPECTING = "inspecting", _("Quality check")
    READY = "ready", _("Ready for delivery")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Called off")


MOVES = {
    RepairStatus.RECEPTION: {RepairStatus.REPAIRING, RepairStatus.CANCELLED},
    RepairStatus.REPAIRING: {RepairStatus.INSPECTING, RepairStatus.CANCELLED},
    RepairStatus.INSPECTING: {RepairStatus.READY, RepairStatus.REPAIRING},
    RepairStatus.READY: {RepairStatus.DELIVERED, RepairStatus.REPAIRING},
    RepairStatus.DELIVERED: set(),
    RepairStatus.CANCELLED: set(),
}
CLOSED = (RepairStatus.DELIVERED, RepairStatus.CANCELLED)
AT_WORK = (RepairStatus.RECEPTION, RepairStatus.REPAIRING, RepairStatus.INSPECTING)
LINES_OPEN = (RepairStatus.RECEPTION, RepairStatus.REPAIRING)


class RepairKind(TextChoices):
    """Why the vehicle is here."""

    WARRANTY = "warranty", _("Warranty repair")
    MAINTENANCE = "maintenance", _("Maintenance")
    REPAIR = "repair", _("Repair at the customer's cost")
    ACCIDENT = "accident", _("Accident repair")
    CAMPAIGN = "campaign", _("Campaign")
    PRE_DELIVERY = "pre_delivery", _("Pre-delivery inspection")


class ExtraStatus(TextChoices):
    """What became of work that was found during the repair."""

    PROPOSED = "proposed", _("Waiting for the customer")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", _("Declined")


EXTRA_MOVES = {
    ExtraStatus.PROPOSED: {ExtraStatus.AGREED, ExtraStatus.DECLINED},
    ExtraStatus.AGREED: set(),
    ExtraStatus.DECLINED: set(),
}


class WorkshopError(StrEnum):
    """Why the workshop refused something."""

    MILEAGE_BELOW_KNOWN = "repair_order.mileage_below_known"
    IN_THE_FUTURE = "repair_order.in_the_future"
    OUT_OF_ORDER = "repair_order.out_of_order"
    OPEN_ALREADY = "repair_order.open_already"
    PROMISE_TOO_EARLY = "repair_order.promise_too_early"
    UNKNOWN_OPERATION = "repair_order.unknown_operation"
    UNKNOWN_PART = "repair_order.unknown_part"
    UNKNOWN_TECHNICIAN = "repair_order.unknown_technician"
    UNKNOWN_FAILURE = "repair_order.unknown_failure"
    SERIAL_MISSING = "repair_order.serial_missing"
    QUANTITY = "repair_order.quantity"
    NO_WORK = "repair_order.no_work"
    TWO_CAUSES = "repair_order.two_causal_parts"
    EXTRA_OPEN = "repair_order.extra_work_open"
    OWN_WORK = "repair_order.own_work"
    LINES_CLOSED = "repair_order.lines_closed"
