"""Changes, orders and closings as they come about, by the product's own steps."""

from typing import Any

from accounts.roles import Role
from network.lifecycle.actions import approve_change, check_change, request_change
from network.lifecycle.choices import ChangeKind
from network.lifecycle.models import StationChange
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
