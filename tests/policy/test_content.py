"""Clauses are read strictly: whatever is wrong is named by its place."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.policy.choices import PolicyError
from billing.policy.content import parse
from billing.policy.policies import add_months
from common.errors import Invalid
from tests.builders.policy import START, a_policy, content

WRONG: list[tuple[str, dict[str, Any]]] = [
    ("currency", {"currency": "XXX"}),
    ("currency", {"currency": None}),
    ("currency", {"currency": ["CNY"]}),
    ("coverage", {"coverage": []}),
    ("coverage", {"coverage": "all"}),
    ("coverage.0.months", {"coverage": [{"clause": "1", "model": "*", "component": "*", "months": -1, "mileage_km": 1}]}),
    ("coverage.0.months", {"coverage": [{"clause": "1", "model": "*", "component": "*", "months": True, "mileage_km": 1}]}),
    ("exclusions.0.reason_zh", {"exclusions": [{"clause": "1", "component": "FLT", "reason_zh": " ", "reason_en": "x"}]}),
    ("labour", {"labour": None}),
    ("labour.rate_minor_per_hour", {"labour": {"clause": "1", "rate_minor_per_hour": 80.5}}),
    ("parts.markup_percent", {"parts": {"clause": "1", "markup_percent": 15.0}}),
    ("parts.markup_percent", {"parts": {"clause": "1", "markup_percent": "NaN"}}),
    ("parts.markup_percent", {"parts": {"clause": "1", "markup_percent": "much"}}),
    ("parts.markup_percent", {"parts": {"clause": "1", "markup_percent": "1001"}}),
    ("labour.rate_minor_per_hour", {"labour": {"clause": "1", "rate_minor_per_hour": 10**12 + 1}}),
    ("outbound.bands", {"outbound": content()["outbound"] | {"bands": [{"up_to_km": None, "rate_minor_per_km": 1}] * 2}}),
    (
        "outbound.bands",
        {"outbound": content()["outbound"] | {"bands": [{"up_to_km": km, "rate_minor_per_km": 1} for km in (9, 5)]}},
    ),
    ("limits.entry_days", {"limits": content()["limits"] | {"entry_days": 0}}),
]  # fmt: skip


@pytest.mark.parametrize(("place", "changes"), WRONG, ids=[row[0] for row in WRONG])
def test_it_names_the_place_that_is_wrong(place: str, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as caught:
        parse("X", START, content(**changes))

    assert caught.value.code == PolicyError.CONTENT
    assert caught.value.details["place"] == place


def test_the_line_that_names_the_component_goes_before_the_general_one() -> None:
    coverage = a_policy().coverage_of("X3000", "ENG")

    assert coverage is not None
    assert coverage.months == 24


def test_a_line_for_the_model_goes_before_the_one_for_any() -> None:
    lines = [
        {"clause": "1", "model": "*", "component": "*", "months": 12, "mileage_km": 1},
        {"clause": "2", "model": "X3000", "component": "*", "months": 18, "mileage_km": 1},
    ]
    coverage = a_policy(coverage=lines).coverage_of("X3000", "AXL")

    assert coverage is not None
    assert coverage.clause == "2"


@pytest.mark.parametrize(
    ("distance_m", "is_night", "minor"),
    [(10_000, False, 5_000), (30_000, False, 9_000), (30_000, True, 11_700), (50_000, False, 15_000), (50_100, False, 12_525)],
)  # fmt: skip
def test_the_band_of_the_distance_sets_the_fee(distance_m: int, is_night: bool, minor: int) -> None:
    assert a_policy().outbound.fee(distance_m, is_night=is_night).minor == minor


def test_beyond_the_last_limit_the_last_band_holds() -> None:
    bands = [{"up_to_km": 50, "rate_minor_per_km": 300}]
    outbound = a_policy(outbound=content()["outbound"] | {"bands": bands}).outbound

    assert outbound.band(Decimal(80)).rate_minor_per_km == 300


def test_an_hour_is_rate_times_coefficient_rounded_half_up() -> None:
    assert a_policy(labour={"clause": "1", "rate_minor_per_hour": 8_001}).hour_minor(Decimal("1.05")) == 8_401


@pytest.mark.parametrize(
    ("day", "months", "until"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 1, 10), 24, date(2028, 1, 10)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day: date, months: int, until: date) -> None:
    assert add_months(day, months) == until
