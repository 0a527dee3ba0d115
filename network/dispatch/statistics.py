"""Figures of a month's rescues by regional office and by station: how timely each leg was, what was declined, how far was driven."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery, Sum

from accounts.actors import Actor
from common.clock import business_zone
from network.dispatch.choices import OfferStatus, Outcome, RescueStatus
from network.dispatch.models import Offer
from network.dispatch.policies import Policy, kept_policies
from network.dispatch.selectors import offers_for, rescues_for
from network.hotline.choices import Capability, Road

DEPART, ARRIVE, FINISH = "depart", "arrive", "finish"
LEGS = (DEPART, ARRIVE, FINISH)
READ = (
    "station_id", "station__region", "created_at", "accepted_at", "departed_at", "arrived_at", "finished_at", "needs", "case__road",
    "distance_m", "road_m", "outcome",
)  # fmt: skip


@dataclass(slots=True)
class Tally:
    """What is counted of one station or one office. `kept[leg]` and `counted[leg]` make the share in time."""

    rescues: int = 0
    minutes: list[float] = field(default_factory=list)
    kept: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LEGS, 0))
    counted: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LEGS, 0))
    driven_m: int = 0
    offers: int = 0
    declined: int = 0
    expired: int = 0
    outcomes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Outcome.values, 0))

    def share(self, leg: str) -> float | None:
        """Return how many of this leg were in time, in per cent; None when there was none."""
        return round(100 * self.kept[leg] / self.counted[leg], 1) if self.counted[leg] else None

    @property
    def shares(self) -> list[float | None]:
        """Return the shares of all legs."""
        return [self.share(leg) for leg in LEGS]

    @property
    def typical_minutes(self) -> int | None:
        """Return the median minutes from the call to the arrival."""
        return round(median(self.minutes)) if self.minutes else None

    @property
    def kilometres(self) -> float:
        """Return what was driven, also by crews from which the rescue was taken."""
        return round(self.driven_m / 1000, 1)


def legs_in_time(row: Mapping[str, Any], policy: Policy) -> dict[str, bool]:
    """Return for each leg that was driven whether it kept the limit of the rules that held."""
    found: dict[str, bool] = {}
    if row["accepted_at"] and row["departed_at"]:
        found[DEPART] = _within(row["accepted_at"], row["departed_at"], policy.depart_s)
    if row["departed_at"] and row["arrived_at"]:
        hour = row["departed_at"].astimezone(business_zone()).hour
        is_highway = row["case__road"] == Road.HIGHWAY
        limit_s = policy.arrive_s(row["road_m"] or 0, night=policy.is_night(hour), highway=is_highway)
        found[ARRIVE] = _within(row["departed_at"], row["arrived_at"], limit_s)
    if row["arrived_at"] and row["finished_at"]:
        limit_s = policy.tow_s if Capability.TOW in row["needs"] else policy.finish_s
        found[FINISH] = _within(row["arrived_at"], row["finished_at"], limit_s)
    return found


def tallies(actor: Actor, month: date, by: str) -> dict[Any, Tally]:
    """Return what the person may see of the month, by `station_id` or `station__region`: rescues finished and offers made in it."""
    begin, end = _bounds(month)
    found: dict[Any, Tally] = defaultdict(Tally)
    accepted = Offer.objects.filter(rescue=OuterRef("pk"), status=OfferStatus.ACCEPTED).values("distance_m")[:1]
    done = rescues_for(actor).filter(status=RescueStatus.FINISHED, finished_at__gte=begin, finished_at__lt=end)
    _count_rescues(found, done.annotate(road_m=Subquery(accepted)).order_by().values(*READ), by, kept_policies.on)
    made = offers_for(actor).filter(created_at__gte=begin, created_at__lt=end).order_by().values(by)
    counts = made.annotate(
        made=Count("pk"),
        declined=Count("pk", filter=Q(status=OfferStatus.DECLINED)),
        expired=Count("pk", filter=Q(status=OfferStatus.EXPIRED)),
        taken_m=Sum("driven_m"),
    )
    for row in counts:
        one = found[row[by]]
        one.offers, one.declined, one.expired = row["made"], row["declined"], row["expired"]
        one.driven_m += row["taken_m"] or 0
    return dict(found)


def _count_rescues(
    found: dict[Any, Tally], rows: Iterable[Mapping[str, Any]], by: str, rules: Callable[[datetime], Policy]
) -> None:
    for row in rows:
        one = found[row[by]]
        one.rescues += 1
        one.driven_m += row["distance_m"] or 0
        if row["outcome"]:
            one.outcomes[row["outcome"]] += 1
        if row["arrived_at"]:
            one.minutes.append((row["arrived_at"] - row["created_at"]).total_seconds() / 60)
        for leg, is_kept in legs_in_time(row, rules(row["created_at"])).items():
            one.counted[leg] += 1
            one.kept[leg] += is_kept


def _within(begin: datetime, end: datetime, seconds: float) -> bool:
    return (end - begin).total_seconds() <= seconds


def _bounds(month: date) -> tuple[datetime, datetime]:
    """Return the first moment of the month and of the next, where the manufacturer is."""
    zone, after = business_zone(), (month + timedelta(days=32)).replace(day=1)
    return datetime.combine(month, time(), zone), datetime.combine(after, time(), zone)
