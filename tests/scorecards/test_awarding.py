"""How a round is ranked: a pure function over what stations did. No database."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from network.scorecards.awarding import Record, Rules, ranked

RULES = Rules(75, 2, 3, excludes_grave=True, places=2, places_per_region=1)


def record(number: int, *points: int, region: str = "east", **more: object) -> Record:
    made = Record(UUID(int=number), f"S{number}", region, tuple(map(Decimal, points or (90, 90))))
    return replace(made, **more)  # type: ignore[arg-type]


def outcome(*records: Record, decided: dict[UUID, str] | None = None) -> dict[str, object]:
    return {one.record.code: one.rank or one.exclusion for one in ranked(records, RULES, decided or {})}


def winners(*records: Record) -> list[str]:
    return [one.record.code for one in ranked(records, RULES, {}) if one.is_winner]


def test_the_higher_mean_stands_first() -> None:
    assert outcome(record(3, 80, 90), record(1, 80, 80)) == {"S3": 1, "S1": 2}


def test_of_equal_means_the_better_lowest_month_comes_first_then_who_did_less_wrong_then_the_code() -> None:
    assert outcome(record(1, 80, 90), record(2, 85, 85)) == {"S2": 1, "S1": 2}
    assert outcome(record(1, 80, 90, violation_points=2), record(2, 90, 80)) == {"S2": 1, "S1": 2}
    assert outcome(record(2, 90, 80), record(1, 80, 90)) == {"S1": 1, "S2": 2}


def test_a_region_gets_at_most_its_number_of_awards() -> None:
    assert winners(record(1, 99, 99), record(2, 98, 98), record(3, 80, 80, region="north")) == ["S1", "S3"]


def test_there_are_no_more_awards_than_places() -> None:
    assert len(winners(*(record(one, region=f"r{one}") for one in range(1, 6)))) == 2


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (record(1, 99), "months"),
        (record(1, 99, 74), "points"),
        (record(1, violation_points=4), "violation"),
        (record(1, has_grave=True), "grave"),
        (record(1, is_active=False), "status"),
    ],
)
def test_a_rule_excludes_and_is_named(one: Record, why: str) -> None:
    assert outcome(one, record(2)) == {"S2": 1, "S1": why}


def test_what_somebody_decided_comes_first() -> None:
    assert outcome(record(1), decided={UUID(int=1): "虚假资料"}) == {"S1": "decided"}


def test_up_to_the_limit_it_is_in() -> None:
    assert outcome(record(1, 75, 75, violation_points=3)) == {"S1": 1}
