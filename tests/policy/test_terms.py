"""What a policy answers: the most precise line holds, and older versions that say nothing keep working."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.policy.choices import OldPartAction, PolicyError
from billing.policy.content import parse
from billing.policy.policies import NIGHT
from common.errors import Invalid
from tests.builders.policy import START, a_policy, content

ANY_PART = {"part": "*", "component": "*", "claim_type": "*", "station": "*", "days": None}
OLD_PARTS: dict[str, Any] = {
    "clause": "6.1",
    "return_days": 30,
    "waived_below_minor": 5_000,
    "lines": [
        ANY_PART | {"clause": "6.2", "component": "GBX", "action": "return", "days": 10},
        ANY_PART | {"clause": "6.3", "component": "GBX", "station": "SHA01", "action": "retain"},
        ANY_PART | {"clause": "6.4", "part": "GBX-9", "action": "waive"},
        ANY_PART | {"clause": "6.5", "claim_type": "goodwill", "action": "waive"},
    ],
}


@pytest.mark.parametrize(
    ("asked", "clause", "action", "days"),
    [
        ({}, "6.1", OldPartAction.RETURN, 30),
        ({"value_minor": 4_999}, "6.1", OldPartAction.WAIVE, 30),
        ({"component": "GBX", "value_minor": 1}, "6.2", OldPartAction.RETURN, 10),
        ({"component": "GBX", "station_code": "SHA01"}, "6.3", OldPartAction.RETAIN, 30),
        ({"component": "GBX", "station_code": "SHA01", "part_number": "GBX-9"}, "6.4", OldPartAction.WAIVE, 30),
        ({"claim_type": "goodwill"}, "6.5", OldPartAction.WAIVE, 30),
    ],
)
def test_the_most_precise_rule_for_an_old_part_holds(
    asked: dict[str, Any], clause: str, action: OldPartAction, days: int
) -> None:
    usual = {"part_number": "X", "component": "ENG", "claim_type": "warranty", "station_code": "BJS01"}
    rule = a_policy(old_parts=OLD_PARTS).old_part_rule(**({"value_minor": 9_000} | usual | asked))

    assert (rule.clause, rule.action, rule.days) == (clause, action, days)


@pytest.mark.parametrize(
    ("amount", "component", "type", "wanted"),
    [
        (100_000, "ENG", "warranty", False),
        (100_001, "ENG", "warranty", True),
        (1, "GBX", "warranty", True),
        (1, "ENG", "goodwill", True),
    ],
)
def test_what_must_be_asked_for_first(amount: int, component: str, type: str, wanted: bool) -> None:
    rule = {"clause": "13", "threshold_minor": 100_000, "components": ["GBX"], "types": ["goodwill"], "valid_days": 9}

    assert a_policy(preauthorisation=rule).preauthorisation.wants(type, component, amount) is wanted


def test_an_older_version_asks_for_nothing_first() -> None:
    assert not a_policy().preauthorisation.wants("goodwill", "GBX", 10**9)


@pytest.mark.parametrize(
    ("how", "minor"), [({}, 9_000), ({"is_highway": True}, 10_800), ({"is_highway": True, "is_plateau": True}, 16_200)]
)
def test_the_coefficients_of_a_drive_multiply(how: dict[str, bool], minor: int) -> None:
    outbound = content()["outbound"] | {"highway_percent": "120", "plateau_percent": "150"}

    assert a_policy(outbound=outbound).outbound.fee(30_000, is_night=False, **how).minor == minor


def test_a_fee_names_the_coefficients_that_raised_it() -> None:
    fee = a_policy().outbound.fee(30_000, is_night=True, is_highway=True)
    assert fee.applied == ((NIGHT, Decimal("1.3")),)


@pytest.mark.parametrize(("province", "wanted"), [("青海", True), ("江苏", False)])
def test_the_region_says_where_the_plateau_is(province: str, wanted: bool) -> None:
    outbound = content()["outbound"] | {"plateau_regions": ["plateau"]}
    assert a_policy(outbound=outbound, regions=REGIONS).is_plateau(province) is wanted


def test_an_older_version_names_no_plateau() -> None:
    assert not a_policy(regions=REGIONS).is_plateau("青海")


def test_an_older_version_knows_no_highway() -> None:
    assert a_policy().outbound.fee(30_000, is_night=False, is_highway=True, is_plateau=True).minor == 9_000


COVERED = [
    {"clause": "1", "model": "*", "component": "*", "months": 12, "mileage_km": 1},
    {"clause": "2", "model": "*", "component": "*", "usage": "household", "region": "*", "months": 36, "mileage_km": 1},
    {"clause": "3", "model": "*", "component": "COO", "usage": "*", "region": "plateau", "months": 18, "mileage_km": 1},
]
REGIONS = [{"clause": "1", "code": "plateau", "name_zh": "高原", "name_en": "Plateau", "provinces": ["西藏", "青海"]}]


@pytest.mark.parametrize(
    ("component", "usage", "province", "clause"),
    [
        ("ENG", "commercial", "西藏", "1"),
        ("ENG", "household", "西藏", "2"),
        ("COO", "household", "西藏", "3"),
        ("COO", "household", "江苏", "2"),
    ],
)
def test_coverage_by_usage_and_region(component: str, usage: str, province: str, clause: str) -> None:
    policy = a_policy(coverage=COVERED, regions=REGIONS)
    found = policy.coverage_of("X", component, usage, policy.regions_of(province))

    assert found is not None
    assert (found.clause, policy.coverage_of("X", component, usage, policy.regions_of(province))) == (clause, found)


def test_the_norm_of_the_model_goes_before_the_general_one() -> None:
    norms = [
        {"clause": "4.5", "operation": "E1", "model": "*", "hours": "2"},
        {"clause": "4.6", "operation": "E1", "model": "H6", "hours": "2.5"},
    ]
    labour = a_policy(labour={"clause": "4", "rate_minor_per_hour": 1, "norms": norms}).labour
    found = [labour.norm("E1", model) for model in ("H6", "H5")]

    assert [norm.hours for norm in found if norm] == [Decimal("2.5"), Decimal(2)]
    assert labour.norm("E2", "H6") is None


def test_rate_and_mark_up_by_level_and_component() -> None:
    policy = a_policy(
        labour={"clause": "4", "rate_minor_per_hour": 80, "rates": [{"clause": "4", "level": "A", "rate_minor_per_hour": 90}]},
        parts={"clause": "4", "markup_percent": "15", "markups": [
            {"clause": "4.3", "component": "ELE", "level": "*", "markup_percent": "20"},
            {"clause": "4.4", "component": "*", "level": "A", "markup_percent": "10"},
        ]},
    )  # fmt: skip

    assert [policy.hour_minor(Decimal(1), level) for level in ("A", "B")] == [90, 80]
    asked = [("ELE", "A"), ("ENG", "A"), ("ENG", "B")]
    assert [policy.part_price_minor(1_000, component, level) for component, level in asked] == [1_200, 1_100, 1_150]


def test_goodwill_is_shared_and_limited() -> None:
    shares = {
        "clause": "12",
        "manufacturer_percent": "50",
        "supplier_percent": "20",
        "station_percent": "10",
        "customer_percent": "20",
        "months_after": 12,
        "limits": [{"clause": "12.1", "role": "claims_reviewer", "limit_minor": 500}],
    }
    goodwill = a_policy(goodwill=shares).goodwill

    assert goodwill.paid_minor(1_001) == 701
    assert [goodwill.limit_minor(roles) for roles in (["claims_reviewer", "finance"], ["finance"])] == [500, 0]
    assert a_policy().goodwill.limit_minor(["finance"]) is None
    assert a_policy().goodwill.paid_minor(1_000) == 1_000


def test_shares_that_do_not_make_a_whole_are_refused() -> None:
    shares = {"clause": "12", "manufacturer_percent": "50", "supplier_percent": "20", "station_percent": "10",
        "customer_percent": "10", "months_after": 0}  # fmt: skip
    with pytest.raises(Invalid) as caught:
        a_policy(goodwill=shares)
    assert caught.value.details["place"] == "goodwill.manufacturer_percent"


def test_two_lines_about_the_same_are_refused() -> None:
    twice = [
        {"clause": str(number), "model": "*", "component": "ENG", "months": 1, "mileage_km": 1} for number in (1, 2)
    ]
    with pytest.raises(Invalid) as caught:
        parse("X", START, content(coverage=twice))
    assert (caught.value.code, caught.value.details["place"]) == (PolicyError.TWIN, "coverage.1.model")


def test_the_guarantee_of_the_law_and_of_the_contract_stand_side_by_side() -> None:
    figures = dict.fromkeys(("months", "mileage_km", "repair_days", "same_fault", "safety_fault", "assembly",
        "main_part", "loan_days", "loan_minor_per_day"), 1)  # fmt: skip
    rows = [
        {"clause": "10.1", "basis": "law", "usage": "household", "model": "*"} | figures,
        {"clause": "10.2", "basis": "contract", "usage": "*", "model": "*"} | figures,
    ]
    policy = a_policy(guarantees=rows)
    found = [policy.guarantee_of("X", usage) for usage in ("household", "commercial")]

    assert [line.basis for line in found if line] == ["law", "contract"]
    assert a_policy().guarantee_of("X", "household") is None


def test_coverage_ends_on_the_day_of_the_month() -> None:
    found = a_policy().coverage_of("X", "ENG")
    assert found is not None
    assert found.until(date(2026, 1, 31)) == date(2028, 1, 31)
