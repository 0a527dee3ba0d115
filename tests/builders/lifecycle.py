"""Changes, orders and closings as they come about, by the product's own steps."""

from datetime import timedelta
from typing import Any

from accounts.roles import Role
from common.clock import today
from network.lifecycle.actions import Terms, act_on_order, approve_change, check_change, instruct, request_change
from network.lifecycle.choices import ChangeKind, OrderKind
from network.lifecycle.models import Closing, StationChange, StationOrder
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests import world

PDF = b"%PDF-1.7\n% a paper\n%%EOF\n"
PAPER = [("paper.pdf", PDF)]
NEW_ADDRESS = {"address": "浦东新区物流大道 9 号"}


def a_request(kind: str = ChangeKind.ADDRESS, values: dict[str, Any] | None = None, **more: Any) -> StationChange:
    """Return what the home station's manager asks for, with a paper."""
    station = Station.objects.get(code=world.HOME)
    with inside(station):
        manager = world.station_actor(Role.STATION_MANAGER)
        facts: dict[str, Any] = {"reason": "门牌调整", "evidence": PAPER} | more
        return request_change(station.pk, kind, values or NEW_ADDRESS, acting_user=manager, **facts)


def a_checked_change(
    kind: str = ChangeKind.ADDRESS, values: dict[str, Any] | None = None, **more: Any
) -> StationChange:
    """Return a request that the regional office has checked."""
    change = a_request(kind, values, **more)
    with at_head_office():
        return check_change(
            change.pk, note="材料齐全", seen_on=None, acting_user=world.office_actor(Role.REGIONAL_OFFICE)
        )


def an_approved_change(**more: Any) -> StationChange:
    """Return a change that waits for its day, or is in force when that is today."""
    days = {"effective_on": more.pop("effective_on")} if "effective_on" in more else {}
    change = a_checked_change(**more)
    with at_head_office():
        return approve_change(change.pk, acting_user=world.office_actor(Role.SERVICE_MANAGEMENT), **days)


def an_order(kind: str, **terms: Any) -> StationOrder:
    """Return what the customer-service manager instructs about the home station, from today."""
    station = Station.objects.get(code=world.HOME)
    manager = world.office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    with at_head_office():
        facts = Terms(**({"effective_on": today()} | terms))
        return instruct(station.pk, kind, facts, text="按考核会议决定执行。", acting_user=manager)


def an_order_in_force(kind: str, **terms: Any) -> StationOrder:
    """Return an order that the claims section has carried out."""
    order = an_order(kind, **terms)
    with at_head_office():
        return act_on_order(order.pk, acting_user=world.office_actor(Role.CLAIMS_REVIEWER))


def a_closing(kind: str = OrderKind.WITHDRAWAL) -> Closing:
    """Return the closing of the home station that service management has begun."""
    order = an_order(kind, keep_until=today() + timedelta(days=3 * 365 + 1))
    with at_head_office():
        act_on_order(order.pk, acting_user=world.office_actor(Role.SERVICE_MANAGEMENT))
        return Closing.objects.get(order=order)
