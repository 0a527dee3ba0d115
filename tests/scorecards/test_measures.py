"""Each indicator is a pure function over plain facts. No database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from network.scorecards.choices import Source
from network.scorecards.facts.gathering import GATHER
from network.scorecards.facts.measures import MEASURES, by_station, months_before, value_of, window_of
from network.scorecards.facts.plain import (
    Answer,
    Arrival,
    Checked,
    Penalty,
    Repair,
    Reviewed,
    Stated,
    Sum,
    Technician,
    added,
)
from network.scorecards.standard import EXAMPLE

S, T, K = UUID(int=1), UUID(int=2), UUID(int=3)
LAST = date(2026, 10, 31)
MOMENT = datetime(2026, 10, 5, 8, tzinfo=UTC)


def value(source: Source, *rows: Any, station: UUID = S) -> float | None:
    return value_of(source, added(by_station(source, rows, EXAMPLE, LAST).get(station, ())))


def repair(day: date, vin: str = "LZ1", component: str = "ENG", station: UUID = S) -> Repair:
    return Repair(station, K, "CLM", vin, component, day)


def test_every_source_has_its_facts_and_its_measure() -> None:
    assert set(MEASURES) == set(GATHER) == set(Source)


def test_a_repair_came_right_when_the_vehicle_did_not_come_back_for_the_same_component() -> None:
    begun = date(2026, 9, 10)
    others = (repair(begun, "LZ2"), repair(begun + timedelta(days=9), component="BRK"))
    assert value(Source.FTFR, repair(begun), *others) == 100
    assert value(Source.FTFR, repair(begun), repair(begun + timedelta(days=30)), repair(begun, "LZ2")) == 50
    assert value(Source.FTFR, repair(begun), repair(begun + timedelta(days=31))) == 100


def test_it_counts_when_it_comes_back_to_another_station() -> None:
    begun = date(2026, 9, 10)
    back = repair(begun + timedelta(days=3), station=T)
    assert (value(Source.FTFR, repair(begun), back), value(Source.FTFR, repair(begun), back, station=T)) == (0, 100)


def test_repairs_are_judged_when_their_days_to_come_back_are_over() -> None:
    assert window_of(LAST, 30) == (date(2026, 9, 1), date(2026, 10, 1))
    assert value(Source.FTFR, repair(date(2026, 10, 2))) is None


def test_customers_points_count_of_five() -> None:
    assert value(Source.CSI, Answer(S, "RO-1", LAST, 5), Answer(S, "RO-2", LAST, 3)) == 80


def test_a_rescue_is_on_time_by_the_driving_time_of_its_own_offer() -> None:
    def came(after_min: int, eta_min: int) -> Arrival:
        return Arrival(S, K, "RSC", MOMENT, MOMENT + timedelta(minutes=after_min), eta_min * 60)

    assert value(Source.RESCUE, came(60, 30), came(61, 30), came(150, 120)) == pytest.approx(66.6667)


def test_a_rescue_has_the_day_of_its_arrival_where_the_manufacturer_is() -> None:
    night = datetime(2026, 10, 4, 17, 30, tzinfo=UTC)  # half past one in the morning of the 5th
    (fact,) = MEASURES[Source.RESCUE]([Arrival(S, K, "RSC", night, night, 60)], EXAMPLE, LAST)
    assert fact.day == date(2026, 10, 5)


@pytest.mark.parametrize("source", [Source.DUTY_PHONE, Source.AUDIT])
def test_scores_are_taken_as_they_are(source: Source) -> None:
    assert value(source, Checked(S, K, "X", LAST, 100), Checked(S, K, "Y", LAST, 70)) == 85


def test_claims_are_weighed_by_their_amount_and_never_above_it() -> None:
    rows = (Reviewed(S, K, "A", LAST, 10_000, 12_000, True), Reviewed(S, K, "B", LAST, 30_000, 20_000, False))
    assert (value(Source.CLAIM_ACCURACY, *rows), value(Source.CLAIM_FIRST_PASS, *rows)) == (75, 50)


def test_unfounded_disputes_are_counted_per_statement() -> None:
    assert value(Source.DISPUTES, Stated(S, K, "STM", LAST, 2)) == 2
    assert value(Source.DISPUTES) is None


def test_people_count_by_what_they_hold_on_the_last_day() -> None:
    people = (
        Technician(S, "A", LAST, date(2026, 1, 1)),
        Technician(S, "B", LAST - timedelta(days=1), date(2025, 10, 31)),
        Technician(S, "C", None, None),
        Technician(S, "D", LAST + timedelta(days=99), date(2025, 11, 1)),
    )
    assert (value(Source.CERTIFIED, *people), value(Source.TRAINING, *people)) == (50, 50)


def test_no_violation_is_a_fact_as_well() -> None:
    assert (value(Source.VIOLATIONS), value(Source.FINES)) == (0, 0)
    assert value(Source.VIOLATIONS, Penalty(S, K, "V1", LAST, 3, 0), Penalty(S, K, "V2", LAST, 2, 150_00)) == 5
    assert value(Source.FINES, Penalty(S, K, "V1", LAST, 3, 0), Penalty(S, K, "V2", LAST, 2, 150_00)) == 150


def test_an_offices_figure_is_that_of_all_its_stations_facts() -> None:
    assert value_of(Source.CSI, Sum(4, 5, 1) + Sum(36, 45, 9), 2) == 80
    assert value_of(Source.VIOLATIONS, Sum(3, 1, 1) + Sum(), 2) == 1.5
    assert value_of(Source.VIOLATIONS, Sum(), 0) is None


@pytest.mark.parametrize(
    ("months", "day"),
    [(1, date(2026, 9, 30)), (10, date(2025, 12, 31)), (12, date(2025, 10, 31)), (22, date(2024, 12, 31))],
)
def test_months_are_counted_back_from_the_end_of_the_month(months: int, day: date) -> None:
    assert months_before(LAST, months) == day
