"""Rules of the workshop that several actions and pages ask."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.errors import Invalid, WrongState
from tenants.workshop.choices import LINES_OPEN, WorkshopError
from tenants.workshop.models import RepairOrder

CLOCK_TOLERANCE = timedelta(minutes=5)


def may_see_customer(actor: Actor) -> bool:
    """Tell whether the person needs the customer's name and number for their work."""
    return actor.may("customers.view")


def masked_phone(phone: str) -> str:
    """Return the number with its middle hidden: `138****5678`."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "****"


def masked_name(name: str) -> str:
    """Return the family name alone: `张**`."""
    return f"{name[:1]}**" if name else ""


def phone_for(actor: Actor, order: RepairOrder) -> str:
    """Return the customer's number as far as the person may see it."""
    return order.customer_phone if may_see_customer(actor) else masked_phone(order.customer_phone)


def customer_for(actor: Actor, order: RepairOrder) -> str:
    """Return the customer's name as far as the person may see it."""
    return order.customer_name if may_see_customer(actor) else masked_name(order.customer_name)


def happened(moment: datetime | None, field: str, *, after: datetime | None = None) -> datetime:
    """Return when it happened, now by default. Raises Invalid for a time in the future, or before the step that comes first (`after`)."""
    if moment is None:
        return now()
    if moment > now() + CLOCK_TOLERANCE:
        raise Invalid(
            _("This time lies in the future. Enter when it really happened."),
            code=WorkshopError.IN_THE_FUTURE,
            field=field,
        )
    if after is not None and moment < after:
        raise Invalid(
            _("This time lies before the step that comes first."), code=WorkshopError.OUT_OF_ORDER, field=field
        )
    return moment


def require_later(promised_at: datetime | None, received_at: datetime) -> None:
    """Raise Invalid unless the promised time is after the reception."""
    if promised_at is not None and promised_at <= received_at:
        raise Invalid(
            _("The promised time lies before the reception. Choose a later one."),
            code=WorkshopError.PROMISE_TOO_EARLY,
            field="promised_at",
        )


def require_lines_open(order: RepairOrder) -> None:
    """Raise WrongState when the work is finished, so that lines no longer change."""
    if order.status not in LINES_OPEN:
        raise WrongState(
            _("The repair is finished, so its lines are closed. Send the vehicle back to the workshop first."),
            code=WorkshopError.LINES_CLOSED,
        )


def repairers(order: RepairOrder) -> set[UUID]:
    """Return everybody who worked on the vehicle: technicians of the lines and who reported the repair finished."""
    found = set(order.labour_lines.values_list("technician_id", flat=True))
    return found | ({order.finished_by} if order.finished_by else set())


def may_inspect(actor: Actor, order: RepairOrder) -> bool:
    """Tell whether the person may pass this repair: nobody passes their own work."""
    return actor.may("workshop.inspect") and actor.id not in repairers(order)
