"""Best 10 eligible of 10,000 stations with 40,000 technicians: our index against the ORM's bounding box with SQL filters, and against
all rows with Python's haversine.

All answer the same question in the same run and must agree; the ratios of the medians are printed.
"""

import random
import statistics
import time

from django.db import connection, transaction

from accounts.models import User
from audit.certification.models import Certificate
from common.clock import now
from common.ids import new_id
from common.scope import for_office
from network.dispatch.engine import Need, Weights
from network.dispatch.facts import crew_facts
from network.dispatch.geo import great_circle_m
from network.dispatch.index import CrewIndex
from network.dispatch.models import Crew, CrewMember
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tests.benchmarks.measure import tell

STATIONS, PEOPLE_EACH, QUESTIONS, K = 10_000, 4, 500, 10
CHANGED, REACH_MS = 100, 0.1
WEIGHTS = Weights()


def make_network(chances, brand="Haul"):
    """Insert stations, crews, riders and certificates in bulk; positions are unknown, so stations count. Seven of ten serve `brand`."""
    stations = [
        Station(
            code=f"B{number:05d}", schema_name=f"b{number}", name=f"Station {number}", region="east", province="-", city="-",
            lat=chances.uniform(22, 45), lon=chances.uniform(100, 122), status=StationStatus.ACTIVE,
        )
        for number in range(STATIONS)
    ]  # fmt: skip
    Station.objects.bulk_create(stations, batch_size=2_000)
    crews = [
        Crew(
            station=one, name="Crew", on_duty=chances.random() < 0.6, capabilities=["repair", *(["tow"] if chances.random() < 0.5 else [])],
            brands=([brand] if brand else []) if chances.random() < 0.7 else ["Citytrans"],
        )
        for one in stations
    ]  # fmt: skip
    Crew.objects.bulk_create(crews, batch_size=2_000)
    people = [
        User(id=new_id(), email=f"bench{n}@stationmaster.example", name="Bench", password="!")
        for n in range(STATIONS * PEOPLE_EACH)
    ]
    User.objects.bulk_create(people, batch_size=4_000)
    riders = [
        CrewMember(station=stations[n // PEOPLE_EACH], crew=crews[n // PEOPLE_EACH], user=one)
        for n, one in enumerate(people)
    ]
    CrewMember.objects.bulk_create(riders, batch_size=4_000)
    Certificate.objects.bulk_create(
        [
            Certificate(
                number=f"B{n}", station=stations[n // PEOPLE_EACH], user_id=one.pk, user_name="Bench", scope="rescue",
                valid_from="2020-01-01", valid_until="2099-01-01", granted_by_name="-",
            )
            for n, one in enumerate(people)
            if chances.random() < 0.3
        ],
        batch_size=4_000,
    )  # fmt: skip


def by_orm(need, riders):
    """Return the rival's answer: a bounding box that doubles until it holds enough, the distance in Python."""
    half = 0.5
    while True:
        rows = Crew.objects.select_related("station").filter(
            on_duty=True, load=0, station__status=StationStatus.ACTIVE, 
            capabilities__contains=sorted(need.capabilities), brands__contains=[need.brand],
            station__lat__range=(need.lat - half, need.lat + half), station__lon__range=(need.lon - half, need.lon + half),
            members__user_id__in=riders, members__ended_at=None,
        ).distinct()  # fmt: skip
        found = [
            (great_circle_m(one.station.lat, one.station.lon, need.lat, need.lon) * WEIGHTS.detour, one.pk)
            for one in rows
        ]
        found = sorted(one for one in found if one[0] <= WEIGHTS.max_distance_m)[:K]
        if (len(found) == K and found[-1][0] <= half * 75_000 * WEIGHTS.detour) or half > 3:
            return [round(cost) for cost, _key in found]
        half *= 2


def by_python(need, riders):
    """Return the naive rival's answer: all rows that can go by the ORM, each distance in Python."""
    rows = Crew.objects.select_related("station").filter(
        on_duty=True, load=0, station__status=StationStatus.ACTIVE, members__user_id__in=riders, members__ended_at=None
    )
    found = sorted(
        great_circle_m(one.station.lat, one.station.lon, need.lat, need.lon) * WEIGHTS.detour
        for one in {row.pk: row for row in rows}.values()
        if need.capabilities <= set(one.capabilities) and need.brand in one.brands
    )
    return [round(cost) for cost in found if cost <= WEIGHTS.max_distance_m][:K]


def median_ms(ask, needs):
    """Return the median time of a question and all answers."""
    times, answers = [], []
    for need in needs:
        began = time.perf_counter()
        answers.append(ask(need))
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), answers


def test_the_engine_against_the_orm(committed_db):
    """Print both medians and their ratio."""
    chances = random.Random(7)
    with for_office(), transaction.atomic():
        make_network(chances)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    needs = [
        Need(chances.uniform(24, 43), chances.uniform(102, 120), "Haul", frozenset({chances.choice(["repair", "tow"])}))
        for _ in range(QUESTIONS)
    ]
    with for_office(), transaction.atomic():
        began = time.perf_counter()
        facts = crew_facts(now())
        index = CrewIndex(facts, WEIGHTS)
        built_s = time.perf_counter() - began
        index.best(needs[0], K)
        ours, answers = median_ms(lambda need: index.best(need, K), needs)
        certified = Certificate.objects.filter(scope="rescue").values("user_id")
        rival, expected = median_ms(lambda need: by_orm(need, certified), needs[:20])
        naive, naively = median_ms(lambda need: by_python(need, certified), needs[:5])
        stations = {crew.station_id for crew in facts[:: STATIONS // CHANGED]}
        began = time.perf_counter()
        fresh = index.with_news([crew for crew in facts if crew.station_id in stations], stations)
        news_ms = (time.perf_counter() - began) * 1000
        fresh.best(needs[0], K)
        with_news, same = median_ms(lambda need: fresh.best(need, K), needs)
    assert [costs_of(one) for one in answers[:20]] == expected
    assert [costs_of(one) for one in answers[:5]] == naively
    assert [costs_of(one) for one in same] == [costs_of(one) for one in answers]
    tell(
        f"best {K} of {STATIONS} crews, {STATIONS * PEOPLE_EACH} technicians; facts read and index built in {built_s:.2f} s",
        ("", "ms median", "rival / engine"),
        [
            ("engine", f"{ours:.3f}", "1"),
            (f"engine, {len(stations)} stations changed since (taken in {news_ms:.1f} ms)", f"{with_news:.3f}", ""),
            ("ORM: bounding box and SQL filters, distance in Python", f"{rival:.1f}", f"{rival / ours:.0f}"),
            ("ORM: all that can go, distance in Python", f"{naive:.0f}", f"{naive / ours:.0f}"),
        ],
    )
    assert ours < REACH_MS
    assert rival / ours > 50


def costs_of(answer):
    """Return the metres of an answer without the penalty that all have."""
    return [round(cost - WEIGHTS.stale_penalty_m) for _row, cost in answer]
