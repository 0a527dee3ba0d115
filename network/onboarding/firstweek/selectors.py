"""The items of first weeks: whose a person may see, what of them is open, and what the system sees of them now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q

from accounts.actors import Actor
from common.records import RecordQuerySet
from network.onboarding.building.choices import WeekStatus
from network.onboarding.firstweek.facts import FACTS, Seen
from network.onboarding.models import Candidate, FirstWeekItem
from network.onboarding.selectors import candidates_for
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tenants.registry.standing import inside

AT_WORK = (StationStatus.ACTIVE, StationStatus.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Week:
    """How far a first week is."""

    total: int
    done: int
    due_at: datetime


def first_week_for(actor: Actor) -> RecordQuerySet:
    """Return the items in sight: a station its own, a regional office those of its region, the sections of head office all."""
    rows = FirstWeekItem.objects.select_related("station")
    if not actor.may("firstweek.view"):
        return rows.none()  # type: ignore[return-value]
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id)  # type: ignore[return-value]
    return rows.filter(candidate__in=candidates_for(actor))  # type: ignore[return-value]


def open_weeks(actor: Actor) -> RecordQuerySet:
    """Return the candidates in sight whose station is at work and whose first week has open items."""
    items = first_week_for(actor).filter(status=WeekStatus.OPEN, station__status__in=AT_WORK)
    rows: RecordQuerySet = candidates_for(actor).filter(pk__in=items.values("candidate_id"))
    return rows


def weeks_of(candidates: Any) -> Mapping[UUID, Week]:
    """Return how far the first weeks of these candidates are, with one statement; one without items is left out."""
    counts = (
        FirstWeekItem.objects.filter(candidate__in=candidates)
        .order_by()
        .values("candidate")
        .annotate(total=Count("pk"), done=Count("pk", filter=Q(status=WeekStatus.DONE)), due=Min("due_at"))
    )
    return {row["candidate"]: Week(row["total"], row["done"], row["due"]) for row in counts}


def week_of(candidate: Candidate) -> Week | None:
    """Return how far the first week of one candidate is; None when it has none."""
    return weeks_of([candidate.pk]).get(candidate.pk)


def look(station: Station, items: Iterable[FirstWeekItem]) -> Mapping[UUID, Seen]:
    """Return what the system sees now of the open items of a station that tick themselves. Nothing is changed."""
    wanted = [one for one in items if one.fact and one.status == WeekStatus.OPEN]
    if not wanted or not station.has_schema:
        return {}
    with inside(station):
        seen = {one.pk: FACTS[one.fact](station) for one in wanted}
    return {key: found for key, found in seen.items() if found is not None}


def items_of(station: Station, actor: Actor) -> Sequence[FirstWeekItem]:
    """Return the items of a station that the person sees, in the order of the rules."""
    return list(first_week_for(actor).filter(station=station).order_by("place"))
