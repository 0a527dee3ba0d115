"""The days on which a station was suspended, for rooms that look back at what was done on them."""

from datetime import date, timedelta
from uuid import UUID

from billing.claims.anomalies.standstills import Standstill
from common.clock import business_zone
from network.lifecycle.choices import OrderKind, OrderStatus
from network.lifecycle.models import StationOrder

HELD = (OrderStatus.IN_FORCE, OrderStatus.ENDED)


def suspension_on(station_id: UUID, day: date) -> Standstill | None:
    """Return the suspension that held all of `day`; on the day on which it is lifted the station works again."""
    rows = StationOrder.objects.filter(
        station_id=station_id, kind=OrderKind.SUSPENSION, status__in=HELD, effective_on__lte=day
    )
    order = rows.order_by("-effective_on").first()
    if order is None:
        return None
    last = _last_day(order)
    return Standstill(order.number, order.effective_on, last) if last is None or day <= last else None


def _last_day(order: StationOrder) -> date | None:
    if order.status == OrderStatus.IN_FORCE or order.ended_at is None:
        return order.until
    ended_on: date = order.ended_at.astimezone(business_zone()).date()
    return ended_on - timedelta(days=1)
