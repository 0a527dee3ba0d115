"""Parts that a crew used: told by the phone, taken into a repair order by the store."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.errors import Invalid, WrongState
from common.history.record import record
from network.dispatch.actions.driving import own_rescue
from network.dispatch.choices import RescueStatus
from network.dispatch.locks import lock_parts_to_take
from network.dispatch.models import Rescue, RescuePart
from network.dispatch.policies import DispatchError
from network.dispatch.selectors import parts_of_rescue, promised_parts, rescues_for
from tenants.parts.actions import issue_stock
from tenants.parts.locks import lock_item
from tenants.parts.models import StockItem
from tenants.parts.selectors import stock_items_for
from tenants.workshop.selectors import repair_orders_for


@transaction.atomic
def use_part(
    rescue_id: UUID,
    *,
    key: UUID,
    part_number: str,
    quantity: int,
    acting_user: Actor,
    serial: str = "",
    at: datetime | None = None,
) -> RescuePart:
    """Keep that the crew used a part of its store. The same `key` again is the same line, with its new quantity until the store has taken it.

    Raises Invalid for a part that the store does not keep or has too few of, WrongState before the arrival or for the key of another part.
    """
    rescue = own_rescue(rescue_id, acting_user)
    if rescue.status not in (RescueStatus.ARRIVED, RescueStatus.FINISHED):
        raise WrongState(status=str(rescue.status), wanted=str(RescueStatus.ARRIVED))
    item = _kept(part_number, acting_user)  # locked: two crews can't use the last one
    known = parts_of_rescue(rescue).filter(client_id=key).first()
    if known is not None and known.part_number != item.part_number:
        raise _other_part(known)
    if known is not None and (known.quantity == quantity or known.order_id is not None):
        line: RescuePart = known
        return line
    _require_enough(item, quantity, 0 if known is None else known.quantity, acting_user)
    if known is not None:
        known.change(quantity=quantity)
        line = known
    else:
        line = _write(
            RescuePart(
                station=acting_user.station,
                rescue=rescue,
                client_id=key,
                part_number=item.part_number,
                name_zh=item.name_zh,
                name_en=item.name_en,
                quantity=quantity,
                serial=serial.strip()[:40],
                used_at=at,
                used_by_name=acting_user.name,
            )
        )
    record(rescue, "rescue.part_used", acting_user, after={"part_number": line.part_number, "quantity": quantity})
    return line


@transaction.atomic
def take_parts(
    rescue_id: UUID, order_id: UUID, *, acting_user: Actor, lines: Sequence[UUID] | None = None
) -> list[RescuePart]:
    """Issue the parts that a crew used to a repair order: each is one movement of the stock and a line of the order. Only `lines`, if named.

    Raises WrongState when there is nothing left to take, and as `issue_stock` does; then nothing is taken.
    """
    acting_user.require("parts.manage")
    rescue: Rescue = rescues_for(acting_user).get_or_404(rescue_id)
    order = repair_orders_for(acting_user).get_or_404(order_id)
    taken = lock_parts_to_take(rescue, lines)
    if not taken:
        raise WrongState(_("The store has taken these parts already."), code=DispatchError.PARTS_TAKEN)
    wanted: Counter[tuple[str, str]] = Counter()  # one movement for a part, however often the crew named it
    for line in taken:
        wanted[line.part_number, line.serial] += line.quantity
        line.change(order_id=order.pk, order_number=order.number)
    for (number, serial), quantity in sorted(wanted.items()):
        item, facts = _kept(number, acting_user), {"note": rescue.number, "new_serial": serial}
        issue_stock(item.pk, order_id=order.pk, quantity=quantity, acting_user=acting_user, **facts)
    after = {"order": order.number, "parts": [f"{line.part_number} × {line.quantity}" for line in taken]}
    record(rescue, "rescue.parts_taken", acting_user, after=after)
    return taken


def _write(fresh: RescuePart) -> RescuePart:
    """Write a line; the same part waits for its stock's lock, so whoever has the key by now named another part."""
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError as error:
        raise _other_part(parts_of_rescue(fresh.rescue).get(client_id=fresh.client_id)) from error
    return fresh


def _other_part(known: RescuePart) -> WrongState:
    sentence = now_("This entry stands for another part already: %(part)s. Enter the part once more.")
    return WrongState(sentence % {"part": known}, code=DispatchError.KEY_USED)


def _kept(part_number: str, actor: Actor) -> StockItem:
    number = part_number.strip()[:30]
    item = stock_items_for(actor).filter(part_number__iexact=number).first()
    if item is None:
        raise Invalid(
            _("Your store does not keep the part %(number)s. Choose another one, or write it into the words.")
            % {"number": number},
            code=DispatchError.UNKNOWN_PART,
            field="part_number",
        )
    return lock_item(item.pk, actor)


def _require_enough(item: StockItem, quantity: int, before: int, actor: Actor) -> None:
    if quantity < 1:
        raise Invalid(_("Enter a quantity of at least one."), code=DispatchError.NOT_ENOUGH_PARTS, field="quantity")
    promised = promised_parts(actor).filter(part_number=item.part_number).aggregate(sum=Sum("quantity"))["sum"] or 0
    left = item.on_hand - promised + before
    if quantity > left:
        raise Invalid(
            _("%(part)s: the store has only %(count)d left. Change the quantity, or write it into the words.")
            % {"part": item, "count": max(0, left)},
            code=DispatchError.NOT_ENOUGH_PARTS,
            field="quantity",
        )
