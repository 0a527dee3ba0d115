"""How cards come about: facts of a portion of stations, measured and scored. Computing twice changes nothing but what the facts say now."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from common.records import RecordQuerySet
from network.scorecards.choices import Source
from network.scorecards.facts.gathering import GATHER, office_phones
from network.scorecards.facts.measures import MEASURES, by_station, value_of
from network.scorecards.facts.plain import Fact, Sum, added
from network.scorecards.models import Assessment, OfficeCard, ScoreCard
from network.scorecards.standard import Standard, score
from tenants.registry.choices import Region, StationStatus
from tenants.registry.models import Station

Sums = Mapping[str, Sum]
RESULT = (
    "region",
    "level",
    "points",
    "grade",
    "covered",
    "lines",
    "made_by_name",
    "rank",
    "rank_of",
    "region_rank",
    "region_of",
    "region_points",
)


def last_day(month: date) -> date:
    """Return the last day of the month."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def facts_of(source: str, stations: Sequence[UUID], standard: Standard, month: date) -> Mapping[UUID, list[Fact]]:
    """Return the facts of one indicator by station, as the tables have them now."""
    last = last_day(month)
    return by_station(source, list(GATHER[source](stations, standard, last)), standard, last)


def office_facts(source: str, standard: Standard, month: date) -> Mapping[str, list[Fact]]:
    """Return by region the facts of an indicator that are an office's own, and none of its stations': the calls to its duty phone."""
    found: dict[str, list[Fact]] = {}
    if source == Source.DUTY_PHONE:
        last = last_day(month)
        for region, one in office_phones(last):
            found.setdefault(region, []).extend(MEASURES[source]([one], standard, last))
    return found


def sums_of(stations: Sequence[UUID], standard: Standard, month: date) -> dict[UUID, dict[str, Sum]]:
    """Return what the facts of each station add up to, per indicator of the standard."""
    found: dict[UUID, dict[str, Sum]] = {one: {} for one in stations}
    for indicator in standard.indicators:
        facts = facts_of(indicator.source, stations, standard, month)
        for station in stations:
            found[station][indicator.source] = added(facts.get(station, ()))
    return found


def result_of(sums: Sums, standard: Standard, stations: int = 1) -> dict[str, Any]:
    """Score what was measured: points, grade, covered weight and lines as a card keeps them. Without enough facts there is no grade."""
    values = {source: value_of(source, held, stations) for source, held in sums.items()}
    return scored(values, sums, standard)


def scored(
    values: Mapping[str, float | None], sums: Sums, standard: Standard, appeals: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Score given values; `sums` are kept beside them, and by source the number of the appeal that gave a value."""
    lines, points, covered = score(standard, values)
    grade = standard.grade_of(points) if covered >= standard.least_weight else None
    kept = [asdict(line) | _kept(sums.get(line.source, Sum())) | _given(line.source, appeals or {}) for line in lines]
    return {
        "points": None if points is None else Decimal(str(points)),
        "grade": grade.name if grade else "",
        "covered": covered,
        "lines": kept,
    }


def _kept(held: Sum) -> dict[str, Any]:
    return {"top": round(held.top, 4), "bottom": round(held.bottom, 4), "facts": held.facts}


def _given(source: str, appeals: Mapping[str, str]) -> dict[str, str]:
    return {"appeal": appeals[source]} if source in appeals else {}


def appeals_in(lines: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return by source the number of the appeal that gave the figure: such a figure stands, whatever is computed again."""
    return {one["source"]: one["appeal"] for one in lines if one.get("appeal")}


def computed_again(lines: Sequence[Mapping[str, Any]], sums: Sums, standard: Standard) -> dict[str, Any]:
    """Score a card's facts as they are now; figures that an appeal gave stay as they were decided."""
    appeals, held = appeals_in(lines), sums_in(lines)
    values = {source: value_of(source, one) for source, one in sums.items()}
    given = {one["source"]: one["value"] for one in lines if one["source"] in appeals}
    return scored(values | given, {**sums, **{one: held[one] for one in appeals}}, standard, appeals)


def sums_in(lines: Sequence[Mapping[str, Any]]) -> dict[str, Sum]:
    """Return the sums that a card keeps."""
    return {one["source"]: Sum(one["top"], one["bottom"], one["facts"]) for one in lines}


def assessed(last: date) -> RecordQuerySet:
    """Return the stations to assess for a month: opened by its end, and at work or stopped after it, whenever somebody computes it."""
    at_work = Q(status__in=[StationStatus.ACTIVE, StationStatus.SUSPENDED])
    since = Q(status__in=[StationStatus.WITHDRAWN, StationStatus.CLOSED], stopped_on__gt=last)
    rows: RecordQuerySet = Station.objects.filter(at_work | since)
    return rows.exclude(opened_on__gt=last)


def stations_after(key: str, last: date, size: int) -> list[Station]:
    """Return the next stations to assess, by key."""
    rows = assessed(last)
    return list((rows.filter(pk__gt=key) if key else rows).order_by("pk")[:size])


def stations_to_assess(last: date) -> int:
    """Return how many stations are assessed."""
    return assessed(last).count()


def compute_portion(assessment: Assessment, after: str, size: int) -> list[UUID]:
    """Compute the cards of the next stations after a key, and return their keys; none when all are done."""
    standard = assessment.standard
    stations = stations_after(after, last_day(assessment.month), size)
    if not stations:
        return []
    sums = sums_of([one.pk for one in stations], standard, assessment.month)
    cards = [
        ScoreCard(
            assessment=assessment,
            station=one,
            month=assessment.month,
            region=one.region,
            level=one.level,
            made_by_name=assessment.started_by_name,
            **result_of(sums[one.pk], standard),
        )
        for one in stations
    ]
    ScoreCard.objects.bulk_create(
        cards, update_conflicts=True, unique_fields=["station", "month", "edition"], update_fields=RESULT
    )
    return [one.pk for one in stations]


def compute_offices(assessment: Assessment) -> None:
    """Compute the offices' cards from the sums that their stations' current cards keep and the calls to their own phones, and rank both.

    An office without a station has a card of its own phone alone, once there are calls to it; it is not ranked among those with stations.
    """
    standard, counts = assessment.standard, dict.fromkeys(Region.values, 0)
    held: dict[tuple[str, str], Sum] = {}
    rows = ScoreCard.objects.filter(month=assessment.month, is_current=True).order_by()
    for region, lines in rows.values_list("region", "lines").iterator():
        counts[region] += 1
        for source, one in sums_in(lines).items():
            held[region, source] = held.get((region, source), Sum()) + one
    known = set(OfficeCard.objects.filter(month=assessment.month).values_list("region", flat=True))
    called = office_facts(Source.DUTY_PHONE, standard, assessment.month)
    for region, facts in called.items():
        own = (region, Source.DUTY_PHONE)
        held[own] = held.get(own, Sum()) + added(facts)
    cards = [
        OfficeCard(
            assessment=assessment,
            month=assessment.month,
            region=region,
            stations=count,
            **result_of({source: held.get((region, source), Sum()) for source in Source.values}, standard, count),
        )
        for region, count in counts.items()
        if count or region in called or region in known
    ]
    OfficeCard.objects.bulk_create(
        cards,
        update_conflicts=True,
        unique_fields=["month", "region"],
        update_fields=["points", "grade", "covered", "lines", "stations", "rank"],
    )
    rank(assessment.month)


RANKS = """
UPDATE public.score_card c SET rank = r.rank, rank_of = r.rank_of, region_rank = r.region_rank, region_of = r.region_of, region_points = r.mean
FROM (SELECT id, rank() OVER (ORDER BY points DESC) AS rank, count(*) OVER () AS rank_of,
rank() OVER (PARTITION BY region ORDER BY points DESC) AS region_rank, count(*) OVER (PARTITION BY region) AS region_of,
round(avg(points) OVER (PARTITION BY region), 2) AS mean
FROM public.score_card WHERE month = %s AND is_current AND grade <> '') r WHERE r.id = c.id
"""
OFFICE_RANKS = """
UPDATE public.score_office_card c SET rank = r.rank
FROM (SELECT id, rank() OVER (ORDER BY points DESC) AS rank FROM public.score_office_card WHERE month = %s AND grade <> ''
AND stations > 0) r WHERE r.id = c.id
"""


def rank(month: date) -> None:
    """Rank the month's current cards: in the network, in their region, and the offices among themselves. Equal points share a rank.

    A card without a grade has facts for too little of the weight: it has no place, and does not count in the mean.
    """
    with connection.cursor() as cursor:
        cursor.execute(RANKS, [month])
        cursor.execute(OFFICE_RANKS, [month])
