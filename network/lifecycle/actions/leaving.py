"""注销: the customer-service manager answers a station's own wish to be deregistered with a written order; another carries that out."""

from datetime import date
from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from common.errors import WrongState
from common.history.record import record
from network.lifecycle.actions.changes import refuse_people
from network.lifecycle.actions.orders import Terms, instruct
from network.lifecycle.choices import ChangeKind, ChangeStatus, OrderKind
from network.lifecycle.deadlines import watch_change
from network.lifecycle.locks import lock_change
from network.lifecycle.models import StationOrder


@transaction.atomic
def instruct_deregistration(
    change_id: UUID, *, effective_on: date, keep_until: date | None, text: str, acting_user: Actor
) -> StationOrder:
    """Instruct the deregistration that a station asked for and its office checked. The wish takes effect when the order begins.

    Raises NotAllowed for who checked it, WrongState unless it is checked or while such an order is pending, Invalid as `instruct` does.
    """
    acting_user.require("orders.instruct")
    change = lock_change(change_id, acting_user)
    if change.kind != ChangeKind.DEREGISTRATION:
        raise WrongState
    refuse_people(acting_user, change.requested_by_id, change.checked_by_id)
    before = {"status": change.status}
    change.move_to(
        ChangeStatus.APPROVED,
        approved_by_id=acting_user.id,
        approved_by_name=acting_user.name,
        effective_on=effective_on,
    )
    watch_change(change)
    terms = Terms(effective_on=effective_on, keep_until=keep_until)
    order = instruct(
        change.station_id, OrderKind.DEREGISTRATION, terms, text=text, wish=change, acting_user=acting_user
    )
    after = {"status": change.status, "effective_on": effective_on, "written_order": order.number}
    record(change, "station_change.approved", acting_user, before=before, after=after, reason=order.text[:500])
    return order
