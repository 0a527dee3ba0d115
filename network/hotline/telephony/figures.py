"""How calls are answered: per day and per agent, against the limit of the policy that was in force then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import quantiles
from typing import Any

from django.db.models import Avg, Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate

from accounts.actors import Actor
from common.clock import business_zone
from network.hotline.choices import CallDirection, CallStatus
from network.hotline.selectors import calls_for

TENTHS = 10


@dataclass(frozen=True, slots=True)
class DayOfCalls:
    """Inbound calls that rang on one day (where the manufacturer is) and are over: answered in time, answered late, missed."""

    day: date
    in_time: int
    late: int
    missed: int

    @property
    def total(self) -> int:
        """Return all of them."""
        return self.in_time + self.late + self.missed

    @property
    def share_in_time(self) -> float | None:
        """Return the share that was answered in time, in percent; None on a day without calls."""
        return round(100 * self.in_time / self.total, 1) if self.total else None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long callers waited until they were answered, in seconds: half of them at most `p50`, nine of ten at most `p90`."""

    p50: float | None
    p90: float | None


def rung_for(actor: Actor, since: datetime) -> QuerySet[Any]:
    """Return the inbound calls of the exchange since then that are over; what was written down by hand has no time of ringing."""
    over = {"direction": CallDirection.INBOUND, "status__in": (CallStatus.ANSWERED, CallStatus.MISSED)}
    rows: QuerySet[Any] = calls_for(actor).filter(rang_at__gte=since, exchange_key__isnull=False, **over).order_by()
    return rows


def per_day(rows: QuerySet[Any], limits: Sequence[tuple[datetime, int]]) -> list[DayOfCalls]:
    """Return the days on which it rang, in order. Each call is judged by the one of `limits` that held when it rang."""
    limit = _limit_then(limits)
    days = rows.annotate(day=TruncDate("rang_at", tzinfo=business_zone())).values("day")
    counted = days.annotate(
        in_time=Count("pk", filter=Q(answer_s__lte=limit)),
        late=Count("pk", filter=Q(answer_s__gt=limit)),
        missed=Count("pk", filter=Q(status=CallStatus.MISSED)),
    )
    return [DayOfCalls(**one) for one in counted.order_by("day")]


def _limit_then(limits: Sequence[tuple[datetime, int]]) -> Case:
    """Return the limit that held when a call rang, the latest first."""
    held = [When(rang_at__gte=begin, then=Value(seconds)) for begin, seconds in reversed(limits)]
    return Case(*held, default=Value(limits[0][1]), output_field=IntegerField())


def per_agent(rows: QuerySet[Any]) -> list[dict[str, Any]]:
    """Return name, count of answered calls and mean seconds to answer of each agent, the most first."""
    named = rows.exclude(agent_name="").filter(status=CallStatus.ANSWERED).values("agent_name")
    return list(named.annotate(count=Count("pk"), mean_s=Avg("answer_s")).order_by("-count", "agent_name"))


def waiting(rows: QuerySet[Any]) -> Waiting:
    """Return how long callers waited."""
    seconds = sorted(rows.filter(answer_s__isnull=False).values_list("answer_s", flat=True))
    if len(seconds) < 2:
        return Waiting(*([float(seconds[0])] * 2)) if seconds else Waiting(None, None)
    tenths = quantiles(seconds, n=TENTHS, method="inclusive")
    return Waiting(tenths[TENTHS // 2 - 1], tenths[-1])
