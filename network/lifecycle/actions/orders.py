"""客服经理批示: the customer-service manager instructs in writing, another carries it out, and it holds from its day.

Labour coefficient and system access are the claims section's to carry out (separation 2); a suspension also service management's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.roles import Role
from common.clock import now, today
from common.deadlines.keep import call_off
from common.errors import Invalid, NotAllowed, WrongState
from common.history.record import record
from common.numbering.next_number import next_number
from common.people import Person
from network.dispatch.actions.stopping import withdraw_offers_of
from network.lifecycle.actions.changes import (
    LIVING,
    drop_wish,
    fulfil_wish,
    refuse_pending,
    refuse_people,
    require_living,
)
from network.lifecycle.cascade.advance import begin_closing
from network.lifecycle.choices import ENDINGS, PENDING, AtEnd, LifecycleError, OrderKind, OrderStatus
from network.lifecycle.deadlines import (
    ORDER_BEGINS,
    ORDER_DUE,
    ORDER_ENDS,
    begin_order_on,
    end_order_after,
    watch_order,
)
from network.lifecycle.locks import lock_order, lock_station
from network.lifecycle.models import StationChange, StationOrder
from network.onboarding.actions import change_coefficient, require_coefficient
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tenants.registry.selectors import stations_for

K = OrderKind
CLAIMS_SECTION = frozenset({Role.CLAIMS_REVIEWER})
ACTS: Mapping[OrderKind, frozenset[Role]] = {
    K.COEFFICIENT: CLAIMS_SECTION,
    K.ACCESS_CLOSED: CLAIMS_SECTION,
    K.ACCESS_OPENED: CLAIMS_SECTION,
    K.SUSPENSION: CLAIMS_SECTION | {Role.SERVICE_MANAGEMENT},
    K.LIFTING: CLAIMS_SECTION | {Role.SERVICE_MANAGEMENT},
    K.WITHDRAWAL: frozenset({Role.SERVICE_MANAGEMENT}),
    K.DEREGISTRATION: frozenset({Role.SERVICE_MANAGEMENT}),
}
LEAST_KEPT = timedelta(days=2 * 365 + 1)  # repair files are kept for two years after the repair


@dataclass(frozen=True, slots=True)
class Terms:
    """From when, and what belongs to one kind alone: a suspension's end and whether claims go on, a coefficient's value."""

    effective_on: date
    until: date | None = None
    at_end: str = ""
    claims_go_on: bool = False
    labour_coefficient: Decimal | None = None
    keep_until: date | None = None


@transaction.atomic
def instruct(
    station_id: UUID, kind: str, terms: Terms, *, text: str, wish: StationChange | None = None, acting_user: Actor
) -> StationOrder:
    """Instruct in writing; `wish` is the station's request that is answered.

    Raises Invalid for terms that can't be, WrongState when it is so already or another such order is pending.
    """
    acting_user.require("orders.instruct")
    station: Station = stations_for(acting_user).get_or_404(station_id)
    require_living(station)
    if kind not in OrderKind.values:
        raise Invalid(_("Choose what is instructed."), code=LifecycleError.VALUE, field="kind")
    if len(text.strip()) < 2:
        raise Invalid(_("Write the instruction: others act on it."), code=LifecycleError.REASON, field="text")
    facts = _checked(OrderKind(kind), terms)
    _require_sense(OrderKind(kind), station)
    order = StationOrder(
        station=station,
        number=next_number("ORD"),
        kind=kind,
        text=text.strip(),
        wish=wish,
        instructed_by_id=acting_user.id,
        instructed_by_name=acting_user.name,
        **facts,
    )
    try:
        with transaction.atomic():
            order.save(force_insert=True)
    except IntegrityError as error:
        message = _("Such an order is pending already. Let it be carried out, or revoke it.")
        raise WrongState(message, code=LifecycleError.UNDER_WAY) from error
    watch_order(order)
    after = {"status": order.status, "kind": kind, "effective_on": order.effective_on, "until": order.until}
    record(order, "station_order.instructed", acting_user, after=after, reason=order.text[:500])
    return order


def _checked(kind: OrderKind, terms: Terms) -> dict[str, Any]:
    """Return the columns. Raises Invalid."""
    if terms.effective_on < today():
        raise Invalid(_("Choose today or a day to come."), code=LifecycleError.DATE, field="effective_on")
    facts: dict[str, Any] = {"effective_on": terms.effective_on}
    if kind == K.COEFFICIENT:
        if terms.labour_coefficient is None:
            raise Invalid(_("Give the labour coefficient."), code=LifecycleError.VALUE, field="labour_coefficient")
        require_coefficient(terms.labour_coefficient)
        return facts | {"labour_coefficient": terms.labour_coefficient}
    if kind in ENDINGS:
        if terms.keep_until is None or terms.keep_until < terms.effective_on + LEAST_KEPT:
            message = _("The station's data is kept for at least two years.")
            raise Invalid(message, code=LifecycleError.DATE, field="keep_until")
        return facts | {"keep_until": terms.keep_until}
    if kind != K.SUSPENSION:
        return facts
    if terms.until is not None and terms.until < terms.effective_on:
        raise Invalid(_("The last day is not before the first."), code=LifecycleError.DATE, field="until")
    at_end = (terms.at_end or AtEnd.REMIND) if terms.until else ""
    if at_end and at_end not in AtEnd.values:
        raise Invalid(_("Choose what happens when that day is over."), code=LifecycleError.VALUE, field="at_end")
    return facts | {"until": terms.until, "at_end": at_end, "claims_go_on": terms.claims_go_on}


def _require_sense(kind: OrderKind, station: Station) -> None:
    """Raise WrongState when the order would change nothing."""
    nonsense = {
        K.SUSPENSION: station.status != StationStatus.ACTIVE,
        K.LIFTING: station.status != StationStatus.SUSPENDED,
        K.ACCESS_CLOSED: not station.access_open,
        K.ACCESS_OPENED: station.access_open,
    }
    if nonsense.get(kind, False):
        raise WrongState(_("The station stands so already."), code=LifecycleError.NOT_SO)


@transaction.atomic
def act_on_order(order_id: UUID, *, acting_user: Actor) -> StationOrder:
    """Carry an order out: it holds at once, or from its day. Raises NotAllowed for who instructed, and for another section's kind."""
    acting_user.require("orders.act")
    order = lock_order(order_id, acting_user)
    refuse_people(acting_user, order.instructed_by_id)
    if not acting_user.roles & ACTS[OrderKind(order.kind)]:
        raise NotAllowed(_("Labour coefficient and system access are the claims section's to carry out."))
    before, day = {"status": order.status}, max(order.effective_on, today())
    order.move_to(
        OrderStatus.ACTED,
        acted_by_id=acting_user.id,
        acted_by_name=acting_user.name,
        acted_at=now(),
        effective_on=day,
        until=max(order.until, day) if order.until else None,
    )
    if order.kind == K.COEFFICIENT and order.labour_coefficient is not None:
        change_coefficient(
            order.station_id,
            order.labour_coefficient,
            day,
            instructed_by=order.instructed_by_id,
            instruction=order.number,
            acting_user=acting_user,
        )
    begin_order_on(order, day)
    after = {"status": order.status, "effective_on": day}
    record(order, "station_order.acted", acting_user, before=before, after=after)
    return begin_order(order, acting_user) if day == today() else order


@transaction.atomic
def revoke_order(order_id: UUID, *, reason: str, acting_user: Actor) -> StationOrder:
    """Revoke an order that does not hold yet. A coefficient that was written for a day to come can only be followed by another.

    Raises WrongState once it holds, or for such a coefficient.
    """
    acting_user.require("orders.instruct")
    order = lock_order(order_id, acting_user)
    if order.kind == K.COEFFICIENT and order.status == OrderStatus.ACTED:
        raise WrongState(_("The coefficient is written already. Instruct another one for a later day."))
    before = {"status": order.status}
    order.move_to(OrderStatus.REVOKED, ended_at=now())
    call_off(order.pk, ORDER_DUE, ORDER_BEGINS)
    if order.wish_id:
        drop_wish(order.wish_id, acting_user, reason)
    record(order, "station_order.revoked", acting_user, before=before, after={"status": order.status}, reason=reason)
    return order


def begin_order(order: StationOrder, actor: Person) -> StationOrder:
    """Let an order that was carried out take effect. The order is locked. One that no longer fits the station is revoked."""
    station = lock_station(order.station_id)
    if station.status not in LIVING or not _still_fits(order, station):
        order.move_to(OrderStatus.REVOKED, ended_at=now())
        record(
            order, "station_order.revoked", actor, before={"status": OrderStatus.ACTED}, after={"status": order.status}
        )
        return order
    order.move_to(OrderStatus.IN_FORCE, began_at=now())
    call_off(order.pk, ORDER_BEGINS)
    EFFECTS[OrderKind(order.kind)](order, station, actor)
    before, after = {"status": OrderStatus.ACTED}, {"status": order.status, "kind": order.kind}
    record(order, "station_order.began", actor, before=before, after=after)
    return order


def _still_fits(order: StationOrder, station: Station) -> bool:
    try:
        _require_sense(OrderKind(order.kind), station)
    except WrongState:
        return False
    return True


def _suspend(order: StationOrder, station: Station, actor: Person) -> None:
    """Dispatch stops at once; claims go on for work done before, if the order says so."""
    station.move_to(StationStatus.SUSPENDED, claims_go_on=order.claims_go_on, stopped_on=today())
    withdraw_offers_of(station.pk, acting_user=actor, reason=order.text[:500])
    after = {
        "status": station.status,
        "claims_go_on": order.claims_go_on,
        "until": order.until,
        "written_order": order.number,
    }
    _tell(station, "station.suspended", actor, {"status": StationStatus.ACTIVE}, after, order.text)
    if order.until:
        end_order_after(order, order.until)


def _lift(order: StationOrder, station: Station, actor: Person) -> None:
    """The station is active again; the suspension has ended."""
    _make_active(order.number, station, actor, order.text)
    _end(_suspension_of(station), actor)
    _end(order, actor)


def _make_active(number: str, station: Station, actor: Person, reason: str) -> None:
    before = {"status": station.status}
    station.move_to(StationStatus.ACTIVE, claims_go_on=False, stopped_on=None)
    _tell(
        station, "station.suspension_lifted", actor, before, {"status": station.status, "written_order": number}, reason
    )


def _set_coefficient(order: StationOrder, station: Station, actor: Person) -> None:
    before = {"labour_coefficient": station.labour_coefficient}
    station.change(labour_coefficient=order.labour_coefficient)
    after = {"labour_coefficient": order.labour_coefficient, "written_order": order.number}
    _tell(station, "station.changed", actor, before, after, order.text)
    _end_earlier(order, actor)


def _set_access(order: StationOrder, station: Station, actor: Person) -> None:
    is_open = order.kind == K.ACCESS_OPENED
    station.change(access_open=is_open)
    verb = "station.access_opened" if is_open else "station.access_closed"
    _tell(
        station,
        verb,
        actor,
        {"access_open": not is_open},
        {"access_open": is_open, "written_order": order.number},
        order.text,
    )
    _end_earlier(order, actor)


def _begin_the_end(order: StationOrder, station: Station, actor: Person) -> None:
    """撤销 or 注销: nothing else that was instructed goes on; the closing takes the station through its steps."""
    revoke_pending(station.pk, actor)
    if order.wish_id:
        fulfil_wish(order.wish_id, actor)
    refuse_pending(station.pk, actor)
    begin_closing(order, actor)


def _tell(
    station: Station, verb: str, actor: Person, before: dict[str, Any], after: dict[str, Any], reason: str
) -> None:
    record(station, verb, actor, before=before, after=after, reason=reason[:500], station_id=station.pk)


EFFECTS: Mapping[OrderKind, Callable[[StationOrder, Station, Person], None]] = {
    K.COEFFICIENT: _set_coefficient,
    K.SUSPENSION: _suspend,
    K.LIFTING: _lift,
    K.ACCESS_CLOSED: _set_access,
    K.ACCESS_OPENED: _set_access,
    K.WITHDRAWAL: _begin_the_end,
    K.DEREGISTRATION: _begin_the_end,
}
SAME_MATTER: Mapping[OrderKind, tuple[OrderKind, ...]] = {
    K.COEFFICIENT: (K.COEFFICIENT,),
    K.ACCESS_CLOSED: (K.ACCESS_CLOSED, K.ACCESS_OPENED),
    K.ACCESS_OPENED: (K.ACCESS_CLOSED, K.ACCESS_OPENED),
}


def _end_earlier(order: StationOrder, actor: Person) -> None:
    """What held before of the same matter has ended."""
    rows = StationOrder.objects.filter(
        station_id=order.station_id, kind__in=SAME_MATTER[OrderKind(order.kind)], status=OrderStatus.IN_FORCE
    )
    for earlier in rows.exclude(pk=order.pk).locked():
        _end(earlier, actor)


def _suspension_of(station: Station) -> StationOrder | None:
    rows = StationOrder.objects.filter(station=station, kind=K.SUSPENSION, status=OrderStatus.IN_FORCE)
    found: StationOrder | None = rows.locked().first()
    return found


def _end(order: StationOrder | None, actor: Person) -> None:
    if order is not None:
        order.move_to(OrderStatus.ENDED, ended_at=now())
        call_off(order.pk, ORDER_ENDS)
        before, after = {"status": OrderStatus.IN_FORCE}, {"status": order.status}
        record(order, "station_order.ended", actor, before=before, after=after)


def end_suspension(order: StationOrder, actor: Person) -> StationOrder:
    """The last day of a suspension is over: it is lifted, or head office is reminded. The order is locked."""
    if order.at_end == AtEnd.LIFT:
        _make_active(order.number, lock_station(order.station_id), actor, order.text)
        _end(order, actor)
    else:
        order.change(late_at=now())
        record(order, "station_order.ran_out", actor, after={"until": order.until})
    return order


def revoke_pending(station_id: UUID, actor: Person) -> None:
    """Let no order of a station that is withdrawn wait any longer, and no suspension run on."""
    for order in StationOrder.objects.filter(station_id=station_id, status__in=PENDING).locked():
        before = {"status": order.status}
        order.move_to(OrderStatus.REVOKED, ended_at=now())
        call_off(order.pk, ORDER_DUE, ORDER_BEGINS)
        record(order, "station_order.revoked", actor, before=before, after={"status": order.status})
    running = StationOrder.objects.filter(station_id=station_id, status=OrderStatus.IN_FORCE, kind=K.SUSPENSION)
    for order in running.locked():
        _end(order, actor)
