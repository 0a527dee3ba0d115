"""Extra work: a technician reports it, reception asks the customer, and only then it is done."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.errors import Invalid, WrongState
from common.history.record import record
from tenants.workshop.choices import ExtraStatus, RepairStatus
from tenants.workshop.locks import lock_order
from tenants.workshop.models import ExtraWork, RepairOrder
from tenants.workshop.policies import require_later
from tenants.workshop.promises import keep_promise_in_sight
from tenants.workshop.selectors import extra_work_for


@transaction.atomic
def propose_extra_work(order_id: UUID, *, what: str, acting_user: Actor, extra_minutes: int = 0) -> ExtraWork:
    """Report work or time beyond the order. Raises WrongState unless the vehicle is in repair, Invalid without a description."""
    acting_user.require("workshop.repair")
    if not what.strip():
        raise Invalid(_("Describe what was found."), field="what")
    order = lock_order(order_id, acting_user)
    if order.status != RepairStatus.REPAIRING:
        raise WrongState(_("Extra work is reported while the vehicle is in repair."))
    extra = ExtraWork.objects.create(
        order=order,
        what=what.strip(),
        extra_minutes=extra_minutes,
        proposed_by=acting_user.id,
        proposer_name=acting_user.name,
    )
    order.change()
    record(
        order, "repair_order.extra_proposed", acting_user, after={"what": extra.what, "extra_minutes": extra_minutes}
    )
    return extra


@transaction.atomic
def decide_extra_work(
    extra_id: UUID, *, is_agreed: bool, acting_user: Actor, answer: str = "", promised_at: datetime | None = None
) -> ExtraWork:
    """Enter the customer's answer, and the new promised time if there is one. Raises WrongState when it was answered already."""
    acting_user.require("workshop.receive")
    extra: ExtraWork = extra_work_for(acting_user).get_or_404(extra_id)
    order = lock_order(extra.order_id, acting_user)
    extra.refresh_from_db(fields=["status", "version"])
    status = ExtraStatus.AGREED if is_agreed else ExtraStatus.DECLINED
    extra.move_to(status, decided_by=acting_user.id, decided_at=now(), answer=answer.strip())
    _promise_anew(order, promised_at)
    verb = "repair_order.extra_agreed" if is_agreed else "repair_order.extra_declined"
    record(order, verb, acting_user, after={"what": extra.what, "promised_at": order.promised_at}, reason=answer)
    return extra


def _promise_anew(order: RepairOrder, promised_at: datetime | None) -> None:
    require_later(promised_at, order.received_at)
    if promised_at is not None and promised_at != order.promised_at:
        order.change(promised_at=promised_at)
        keep_promise_in_sight(order)
    else:
        order.change()
