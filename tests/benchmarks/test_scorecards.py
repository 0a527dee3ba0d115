"""A month of 10,000 stations' scorecards: portions against a loop that asks for each station by itself, in the same run; memory does not grow.

Only the scoring and the facts are measured, not the job's frame. `SCORECARD_STATIONS=2000` makes a short run.
"""

import gc
import os
import time
import tracemalloc
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from billing.insight.models import ClaimFact
from common.clock import today
from common.ids import new_id
from network.scorecards.computing import compute_offices, compute_portion, last_day, stations_after
from network.scorecards.jobs import STATIONS_A_STEP
from network.scorecards.models import Assessment, ScoreCard
from network.scorecards.rulebook import BOOK
from network.scorecards.selectors import standard_of_month
from tenants.registry.choices import Region, StationStatus
from tenants.registry.models import Station
from tests.benchmarks.measure import tell
from tests.builders.scorecards import last_month

pytestmark = pytest.mark.django_db
STATIONS = int(os.environ.get("SCORECARD_STATIONS", "10000"))
CLAIMS_EACH, ALONE = 6, 200
REACH, MEMORY_MB, SECONDS = 5.0, 50, 120.0


def fill(month: date) -> None:
    """Make stations of all regions, each with repairs of the month and of the one before."""
    regions = list(Region.values)
    made = [
        Station(
            code=f"B{n:05d}",
            schema_name=f"bench_{n}",
            name=f"基准站{n}",
            status=StationStatus.ACTIVE,
            region=regions[n % len(regions)],
            opened_on=date(2020, 1, 1),
            lat=31,
            lon=121,
        )
        for n in range(STATIONS)
    ]
    Station.objects.bulk_create(made, batch_size=2000)
    facts = (
        ClaimFact(
            claim_id=new_id(),
            number=f"C{n}-{k}",
            station=one,
            region=one.region,
            month=(day := month + timedelta(days=(n + 9 * k) % 56 - 28)).replace(day=1),
            repaired_on=day,
            type="warranty",
            status="settled",
            component_code=f"E{k % 3}",
            vin=f"VIN{n:06d}{k // 2}",
            reviewed=True,
            first_passed=k % 3 > 0,
            claimed_minor=100_00,
            approved_minor=95_00,
        )
        for n, one in enumerate(made)
        for k in range(CLAIMS_EACH)
    )
    ClaimFact.objects.bulk_create(facts, batch_size=5000)


def portions(assessment: Assessment, size: int, most: int) -> tuple[int, float]:
    """Compute cards in portions until `most` are done; return how many, and in how many seconds."""
    began, after, done = time.perf_counter(), "", 0
    while done < most and (keys := compute_portion(assessment, after, size)):
        after, done = str(keys[-1]), done + len(keys)
    return done, time.perf_counter() - began


def traced_mb(assessment: Assessment, stations: int) -> float:
    """Return the most that Python held at once while so many stations were computed, in portions."""
    gc.collect()
    tracemalloc.start()
    portions(assessment, STATIONS_A_STEP, stations)
    _held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20


def test_ten_thousand_stations_in_bounded_memory(at_office: Any) -> None:
    month = last_month()
    with at_office():
        fill(month)
        standard = standard_of_month(month)
        assessment = Assessment.objects.create(
            month=month,
            standard_label=standard.label,
            values=BOOK.values_of(standard),
            started_by_name="benchmark",
            started_by_id=UUID(int=0),
        )
        alone, alone_s = portions(assessment, 1, ALONE)
        warm, _s = portions(assessment, STATIONS_A_STEP, STATIONS_A_STEP)
        done, whole_s = portions(assessment, STATIONS_A_STEP, STATIONS + 10)
        began = time.perf_counter()
        compute_offices(assessment)
        offices_s = time.perf_counter() - began
        one_mb, ten_mb = traced_mb(assessment, STATIONS_A_STEP), traced_mb(assessment, 10 * STATIONS_A_STEP)
        cards = ScoreCard.objects.filter(assessment=assessment).count()
        unknown = len(stations_after("", last_day(month), 1))
    each, in_portions = alone_s / alone, whole_s / done
    ratio = each / in_portions
    tell(
        "a month of scorecards",
        ("what", "measured"),
        [
            ["stations", f"{done}"],
            ["a portion", f"{STATIONS_A_STEP} stations, {in_portions * STATIONS_A_STEP * 1000:.0f} ms"],
            ["all portions", f"{whole_s:.1f} s"],
            ["offices and ranks", f"{offices_s:.1f} s"],
            ["one by one would take", f"{each * done:.0f} s"],
            ["ratio", f"{ratio:.1f} x"],
            ["memory for one portion, for ten", f"{one_mb:.1f} MB, {ten_mb:.1f} MB"],
        ],
    )
    assert cards == done >= STATIONS and warm and unknown and month < today()
    assert ratio > REACH and ten_mb < min(1.5 * one_mb, MEMORY_MB)
    assert whole_s + offices_s < SECONDS * max(1.0, STATIONS / 10_000)
