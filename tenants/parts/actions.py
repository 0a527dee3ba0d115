"""What the store does. Each change of stock is one movement; the balance is kept with it."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.roles import Role
from accounts.selectors import people_at
from catalog.selectors import part_by_number
from common.errors import Invalid
from common.history.record import record
from common.pages.addresses import station_page
from desk.actions import notify
from tenants.parts.choices import MoveKind, StockError
from tenants.parts.locks import lock_item
from tenants.parts.models import StockItem, StockMove
from tenants.parts.selectors import stock_items_for
from tenants.workshop.actions import add_part_line
from tenants.workshop.locks import lock_order
from tenants.workshop.policies import require_lines_open


@transaction.atomic
def keep_item(*, part_number: str, acting_user: Actor, minimum: int = 0, bin: str = "") -> StockItem:
    """Start keeping a part of the catalogue. Raises Invalid for an unknown part or one that is kept already."""
    acting_user.require("parts.manage")
    part = part_by_number(part_number)
    if part is None:
        raise Invalid(
            _("There is no part %(number)s in the catalogue.") % {"number": part_number},
            code=StockError.UNKNOWN_PART,
            field="part_number",
        )
    if stock_items_for(acting_user).filter(part_number=part.number).exists():
        raise _kept_already(part.number)
    try:
        with transaction.atomic():
            item = StockItem.objects.create(
                station_id=acting_user.station.pk,
                part_number=part.number,
                name_zh=part.name_zh,
                name_en=part.name_en,
                is_serialised=part.is_serialised,
                unit_cost_minor=part.unit_cost_minor,
                minimum=minimum,
                bin=bin.strip(),
            )
    except IntegrityError as error:
        raise _kept_already(part.number) from error
    record(item, "stock_item.kept", acting_user, after={"part_number": part.number, "minimum": minimum})
    return item


@transaction.atomic
def change_item(item_id: UUID, *, minimum: int, bin: str, acting_user: Actor, version: int | None = None) -> StockItem:
    """Change the minimum and the place."""
    acting_user.require("parts.manage")
    item = lock_item(item_id, acting_user)
    item.expect_version(version)
    before = {"minimum": item.minimum, "bin": item.bin}
    item.change(minimum=minimum, bin=bin.strip())
    record(item, "stock_item.changed", acting_user, before=before, after={"minimum": minimum, "bin": item.bin})
    return item


@transaction.atomic
def receive_stock(item_id: UUID, *, quantity: int, acting_user: Actor, note: str = "") -> StockMove:
    """Book a receipt. Raises Invalid for a quantity below one."""
    acting_user.require("parts.manage")
    _require_quantity(quantity)
    item = lock_item(item_id, acting_user)
    move = _move(item, MoveKind.RECEIPT, quantity, acting_user, note=note)
    record(item, "stock_item.received", acting_user, after=_said(move))
    return move


@transaction.atomic
def issue_stock(
    item_id: UUID, *, order_id: UUID, quantity: int, acting_user: Actor, note: str = "", **line: Any
) -> StockMove:
    """Hand parts out to a repair order; a part line is added to the order when it has none of this part.

    `line` are further facts of that line (serials, `is_causal`). Raises Invalid when there is not enough, WrongState when the order is
    finished, NotYours for an order that the station does not have.
    """
    acting_user.require("parts.manage")
    _require_quantity(quantity)
    item = lock_item(item_id, acting_user)
    order = lock_order(order_id, acting_user)
    require_lines_open(order)
    if quantity > item.on_hand:
        raise Invalid(
            _("Only %(count)d are on hand. Enter a receipt first, or issue fewer.") % {"count": item.on_hand},
            code=StockError.NOT_ENOUGH,
            field="quantity",
        )
    if not order.part_lines.filter(part_number=item.part_number).exists():
        add_part_line(order.pk, part_number=item.part_number, quantity=quantity, acting_user=acting_user, **line)
    facts = {"order_id": order.pk, "order_number": order.number, "note": note}
    move = _move(item, MoveKind.ISSUE, -quantity, acting_user, **facts)
    record(item, "stock_item.issued", acting_user, after=_said(move) | {"order": order.number})
    warn_when_short(item, acting_user)
    return move


@transaction.atomic
def count_stock(item_id: UUID, *, counted: int, reason: str, acting_user: Actor) -> StockMove:
    """Enter what a stocktake found; the difference is a movement with a reason. Raises Invalid without one when there is a difference."""
    acting_user.require("parts.manage")
    item = lock_item(item_id, acting_user)
    difference = counted - item.on_hand
    if counted < 0:
        raise Invalid(_("Enter what was counted: zero or more."), code=StockError.QUANTITY, field="counted")
    if difference and not reason.strip():
        raise Invalid(_("The count differs from the books. Say why, as far as it is known."), field="reason")
    move = _move(item, MoveKind.COUNT, difference, acting_user, note=reason)
    record(item, "stock_item.counted", acting_user, after=_said(move), reason=reason)
    warn_when_short(item, acting_user)
    return move


def warn_when_short(item: StockItem, actor: Actor) -> None:
    """Tell the parts people once per change that the minimum is not there any more."""
    if not item.is_short:
        return
    after = {"part_number": item.part_number, "on_hand": item.on_hand, "minimum": item.minimum}
    record(item, "stock_item.fell_short", actor, after=after)
    text = _("%(part)s: %(on_hand)d on hand, minimum %(minimum)d. Order it.")
    people = [person.pk for person in people_at(item.station_id, Role.PARTS)]
    facts = {"part": item.part_number, "on_hand": item.on_hand, "minimum": item.minimum}
    notify(
        people,
        text % facts,
        station_page(actor.station.code, "parts:item", item.pk),
        key=f"stock:{item.pk}:{item.version}",
    )


def _move(item: StockItem, kind: MoveKind, quantity: int, actor: Actor, **facts: Any) -> StockMove:
    item.change(on_hand=item.on_hand + quantity)
    return StockMove.objects.create(
        item=item, kind=kind, quantity=quantity, balance=item.on_hand, moved_by=actor.id, mover_name=actor.name, **facts
    )


def _said(move: StockMove) -> dict[str, Any]:
    return {"part_number": move.item.part_number, "quantity": move.quantity, "on_hand": move.balance}


def _require_quantity(quantity: int) -> None:
    if quantity < 1:
        raise Invalid(_("Enter a quantity of at least one."), code=StockError.QUANTITY, field="quantity")


def _kept_already(number: str) -> Invalid:
    return Invalid(
        _("%(number)s is kept already. Book a receipt on it instead.") % {"number": number},
        code=StockError.KEPT_ALREADY,
        field="part_number",
    )
