"""Each rule on its own: plain facts in, a verdict or silence out. A new rule gets a line in each table."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.claims.choices import ClaimType, LineKind, Outcome
from billing.claims.rules import RULES, Authorised, CampaignFacts, ClaimFacts, EarlierLine, Verdict, judge, sentence_for
from common.ids import new_id
from tests.builders.claims import REPAIRED, claim_facts, line_facts
from tests.builders.policy import a_policy, content

MORE: dict[str, Any] = {
    "guarantees": [
        {
            "clause": "10.1", "basis": "Order 43", "usage": "household", "model": "*", "months": 24, "mileage_km": 50_000, "repair_days": 30,
            "same_fault": 4, "safety_fault": 2, "assembly": 2, "main_part": 2, "loan_days": 5, "loan_minor_per_day": 10_000,
        },
    ],
    "guarded": [
        {"clause": "10.3", "component": "ENG", "part": "612600", "role": "assembly"},
        {"clause": "10.4", "component": "STR", "role": "main_part"},
        {"clause": "10.5", "component": "BRK", "role": "safety"},
    ],
    "repair_warranty": [
        {"clause": "11.3", "kind": "overhaul", "days": 100, "mileage_km": 20_000},
        {"clause": "11.5", "kind": "minor", "days": 10, "mileage_km": 2_000},
    ],
    "parts_warranty": [{"clause": "11.1", "component": "ENG", "months": 12, "mileage_km": 50_000}],
    "pre_delivery": {"clause": "7.3", "fee_minor": 8_000},
    "goodwill": {
        "clause": "12.1", "manufacturer_percent": "50", "supplier_percent": "10", "station_percent": "20", "customer_percent": "20",
        "months_after": 6,
    },
    "preauthorisation": {"clause": "13.1", "threshold_minor": 500_000, "components": ["GBX"], "types": [], "valid_days": 30},
    "photos": [{"clause": "13.2", "claim_type": "warranty", "subject": "odometer"}],
    "outbound": content()["outbound"] | {"tolls_limit_minor": 5_000},
}  # fmt: skip
POLICY = a_policy(**MORE)
LABOUR = LineKind.LABOUR
OUTBOUND_LINE = {"kind": LineKind.OUTBOUND, "claimed_minor": 9_000, "unit_price_minor": 300, "component_code": ""}
EARLIER = EarlierLine(REPAIRED - timedelta(days=30), part_number="612600")
CAMPAIGN = CampaignFacts(
    "ZH-1", REPAIRED - timedelta(days=9), REPAIRED, True, None, {"ENG-001": Decimal(1)}, {"612600": Decimal(1)}
)
FIRST, FITTED = ClaimType.FIRST_MAINTENANCE, date(2026, 1, 1)
AGREED = Authorised("PRA-1", 600_000, REPAIRED)
BEGAN = {
    "repair_started_on": date(2028, 1, 11),
    "repair_finished_on": date(2028, 1, 12),
    "entered_on": date(2028, 1, 13),
}
HOUSEHOLD = {"usage": "household", "repair_started_on": REPAIRED - timedelta(days=1)}


def repairs(count: int, days: int = 1, **facts: Any) -> tuple[EarlierLine, ...]:
    """Return earlier repairs of the vehicle, each of so many days."""
    ends = [REPAIRED - timedelta(days=100 + 40 * number) for number in range(count)]
    return tuple(EarlierLine(end, claim=new_id(), started_on=end - timedelta(days=days), **facts) for end in ends)


def own_repair(days: int, **facts: Any) -> EarlierLine:
    """Return a repair of fault F1 at the same station so many days before."""
    return EarlierLine(REPAIRED - timedelta(days=days), **({"failure_code": "F1", "is_own": True} | facts))


def campaign(**facts: Any) -> dict[str, Any]:
    return {"type": ClaimType.CAMPAIGN, "campaign": replace(CAMPAIGN, **facts)}


def said(facts: ClaimFacts, rule: str) -> Verdict | None:
    verdicts = [verdict for verdict in judge(facts, POLICY).verdicts if verdict.rule == rule]
    assert len(verdicts) <= 1
    return verdicts[0] if verdicts else None


def part(**facts: Any) -> ClaimFacts:
    about_claim = {name: facts.pop(name) for name in list(facts) if name in ClaimFacts.__slots__}
    return claim_facts(line_facts(**facts), **about_claim)


def labour(**facts: Any) -> ClaimFacts:
    about_claim = {name: facts.pop(name) for name in list(facts) if name in ClaimFacts.__slots__}
    return claim_facts(line_facts(LABOUR, **facts), **about_claim)


def drive(**facts: Any) -> ClaimFacts:
    return claim_facts(
        line_facts(**OUTBOUND_LINE), **({"type": ClaimType.OUTBOUND_RESCUE, "distance_m": 30_000} | facts)
    )


def with_line(kind: LineKind, **facts: Any) -> ClaimFacts:
    """Return a claim that begins with a line of this kind and has a causal part."""
    return claim_facts(line_facts(kind, claimed_minor=4_000), line_facts(), **facts)


OBJECTS = [
    # rule, facts, outcome, what remains of the line, clause
    ("coverage.none", part(component_code="TYR", model_code="Z9"), Outcome.REJECT, 0, ""),
    ("coverage.months", part(failed_on=date(2028, 1, 11), repair_finished_on=date(2028, 1, 11)), Outcome.REJECT, 0, "2.2"),
    ("coverage.mileage", part(mileage_km=200_001), Outcome.REJECT, 0, "2.2"),
    ("coverage.excluded", part(component_code="FLT"), Outcome.REJECT, 0, "3.1"),
    ("coverage.sale_unknown", part(sold_on=None), Outcome.REFER, 10_000, ""),
    ("maintenance.fixed_fee", part(type=ClaimType.FIRST_MAINTENANCE, mileage_km=5_000, claimed_minor=40_000), Outcome.CUT, 30_000, "7.1"),
    ("maintenance.too_late", part(type=ClaimType.FIRST_MAINTENANCE, mileage_km=10_001), Outcome.REJECT, 0, "7.1"),
    ("labour.hours", labour(hours=Decimal("2.0"), claimed_minor=16_000), Outcome.CUT, 12_000, "4.1"),
    ("labour.rate", labour(unit_price_minor=9_000, claimed_minor=13_500), Outcome.CUT, 12_000, "4.1"),
    ("labour.unknown_operation", labour(standard_hours=None), Outcome.REFER, 12_000, "4.1"),
    ("parts.price", part(unit_price_minor=11_501, claimed_minor=11_501), Outcome.CUT, 11_500, "4.2"),
    ("parts.unknown", part(list_cost_minor=None), Outcome.REFER, 10_000, "4.2"),
    ("parts.no_causal", part(is_causal=False), Outcome.REFER, 10_000, "6.1"),
    ("parts.no_old_serial", part(is_serialised=True), Outcome.REJECT, 0, "6.1"),
    ("repeat.same_work", part(earlier=(EARLIER,)), Outcome.REJECT, 0, "8.1"),
    ("mileage.going_back", part(mileage_km=19_999), Outcome.REFER, 10_000, "8.1"),
    ("dates.future", part(failed_on=REPAIRED + timedelta(days=9)), Outcome.REJECT, 0, "8.2"),
    ("dates.failed_after_repair", part(failed_on=REPAIRED + timedelta(days=1)), Outcome.REFER, 10_000, "8.2"),
    ("dates.failed_before_sale", part(failed_on=date(2026, 1, 9)), Outcome.REFER, 10_000, "8.2"),
    ("coverage.ended_since", part(failed_on=date(2028, 1, 10), **BEGAN), Outcome.REFER, 10_000, "2.2"),
    ("dates.late_entry", part(entered_on=REPAIRED + timedelta(days=61)), Outcome.REJECT, 0, "8.2"),
    ("policy.wrong_date", part(repair_finished_on=date(2023, 12, 31)), Outcome.REJECT, 0, ""),
    ("station.not_active", part(station_is_active=False), Outcome.REJECT, 0, ""),
    ("repeat.rework", part(failure_code="F1", earlier=(own_repair(99, component_code="ENG", part_number="612600"),)), Outcome.REJECT, 0, "11.3"),
    ("maintenance.once", part(type=FIRST, mileage_km=9, earlier=repairs(1, type=FIRST)), Outcome.REJECT, 0, "7.1"),
    ("pre_delivery.fixed_fee", part(type=ClaimType.PRE_DELIVERY, sold_on=None), Outcome.CUT, 8_000, "7.3"),
    ("pre_delivery.none", part(type=ClaimType.PRE_DELIVERY, sold_on=None), Outcome.REJECT, 0, ""),
    ("pre_delivery.sold", part(type=ClaimType.PRE_DELIVERY), Outcome.REJECT, 0, "7.3"),
    ("pre_delivery.once", part(type=ClaimType.PRE_DELIVERY, earlier=repairs(1, type="pre_delivery")), Outcome.REJECT, 0, "7.3"),
    ("spare_part.none", part(type=ClaimType.PARTS_WARRANTY, component_code="ELE"), Outcome.REJECT, 0, ""),
    ("spare_part.not_fitted", part(type=ClaimType.PARTS_WARRANTY), Outcome.REJECT, 0, "11.1"),
    ("spare_part.months", part(type=ClaimType.PARTS_WARRANTY, fitted_on=date(2025, 6, 9)), Outcome.REJECT, 0, "11.1"),
    ("spare_part.mileage", part(type=ClaimType.PARTS_WARRANTY, fitted_on=FITTED, fitted_km=9, mileage_km=50_010), Outcome.REJECT, 0, "11.1"),
    ("goodwill.share", part(type=ClaimType.GOODWILL, unit_price_minor=20_000, claimed_minor=20_000), Outcome.CUT, 6_900, "12.1"),
    ("goodwill.too_late", part(type=ClaimType.GOODWILL, sold_on=date(2023, 12, 9)), Outcome.REJECT, 0, "12.1"),
    ("goodwill.covered", part(type=ClaimType.GOODWILL), Outcome.REFER, 6_000, "2.2"),
    ("campaign.none", part(type=ClaimType.CAMPAIGN), Outcome.REJECT, 0, ""),
    ("campaign.not_open", part(**campaign(ends_on=REPAIRED - timedelta(days=1))), Outcome.REJECT, 0, "ZH-1"),
    ("campaign.not_listed", part(**campaign(is_listed=False)), Outcome.REJECT, 0, "ZH-1"),
    ("campaign.done", part(**campaign(done_on=REPAIRED)), Outcome.REJECT, 0, "ZH-1"),
    ("campaign.work", part(part_number="other", **campaign()), Outcome.REJECT, 0, "ZH-1"),
    ("campaign.amount", part(quantity=Decimal(3), claimed_minor=30_000, **campaign()), Outcome.CUT, 10_000, "ZH-1"),
    ("preauthorisation.missing", part(component_code="GBX"), Outcome.REJECT, 0, "13.1"),
    ("preauthorisation.expired", part(component_code="GBX", preauthorisation=replace(AGREED, valid_until=FITTED)), Outcome.REJECT, 0, "13.1"),
    ("preauthorisation.exceeded", part(preauthorisation=replace(AGREED, amount_minor=9_999)), Outcome.CUT, 9_999, "13.1"),
    ("evidence.photo_missing", part(photos=frozenset()), Outcome.REFER, 10_000, "13.2"),
    ("guarantee.repair_days", part(**HOUSEHOLD, earlier=repairs(2, 15)), Outcome.REFER, 10_000, "10.1"),
    ("guarantee.same_fault", part(**HOUSEHOLD, failure_code="F1", earlier=repairs(4, failure_code="F1")), Outcome.REFER, 10_000, "10.1"),
    ("guarantee.safety_fault", part(**HOUSEHOLD, component_code="BRK", earlier=repairs(1, component_code="BRK")), Outcome.REFER, 10_000, "10.1"),
    ("guarantee.assembly", part(**HOUSEHOLD, earlier=repairs(1, part_number="612600")), Outcome.REFER, 10_000, "10.1"),
    ("guarantee.main_part", part(**HOUSEHOLD, component_code="STR", earlier=repairs(1, part_number="612600")), Outcome.REFER, 10_000, "10.1"),
    ("guarantee.loan_car", part(usage="household", repair_started_on=REPAIRED - timedelta(days=6)), Outcome.REFER, 10_000, "10.1"),
    ("outbound.tolls", claim_facts(line_facts(LineKind.TOLLS, claimed_minor=6_000)), Outcome.CUT, 5_000, "5.1"),
    ("outbound.fee", drive(distance_m=20_000), Outcome.CUT, 6_000, "5.1"),
    ("outbound.over_distance", drive(expected_distance_m=24_000), Outcome.REFER, 9_000, "5.1"),
    ("coverage.goes_with", with_line(LineKind.SUBLET, mileage_km=200_001), Outcome.REJECT, 0, "2.2"),
    ("prices.no_list", with_line(LineKind.OTHER), Outcome.REFER, 4_000, "4.2"),
]  # fmt: skip
SILENT = [
    ("coverage.none", part(type=ClaimType.GOODWILL, component_code="TYR")),
    ("coverage.months", part(failed_on=date(2028, 1, 10), repair_finished_on=date(2028, 1, 12))),
    ("coverage.months", part(type=ClaimType.GOODWILL, failed_on=date(2030, 1, 1), repair_finished_on=date(2030, 1, 1))),
    ("coverage.mileage", part(mileage_km=200_000)),
    ("coverage.mileage", part(mileage_km=None)),
    ("coverage.excluded", part(type=ClaimType.GOODWILL, component_code="FLT")),
    ("coverage.sale_unknown", part(type=ClaimType.GOODWILL, sold_on=None)),
    ("maintenance.fixed_fee", part(type=ClaimType.FIRST_MAINTENANCE, claimed_minor=30_000)),
    ("maintenance.too_late", part(type=ClaimType.FIRST_MAINTENANCE, mileage_km=10_000)),
    ("labour.hours", labour(hours=Decimal("1.5"))),
    ("labour.rate", labour(unit_price_minor=8_800, labour_coefficient=Decimal("1.10"))),
    ("parts.price", part(unit_price_minor=11_500)),
    ("parts.no_causal", labour()),
    ("parts.no_old_serial", part(is_serialised=True, old_serial="SN-1")),
    ("repeat.same_work", part(earlier=(replace(EARLIER, finished_on=REPAIRED - timedelta(days=90)),))),
    ("repeat.same_work", part(earlier=(EarlierLine(REPAIRED, part_number="other"),))),
    ("repeat.same_work", part(part_number="", earlier=(EarlierLine(REPAIRED),))),
    ("mileage.going_back", part(mileage_km=20_000)),
    ("mileage.going_back", part(known_mileage_km=None)),
    ("dates.future", part(entered_on=REPAIRED)),
    ("dates.failed_after_repair", part(failed_on=None)),
    ("dates.late_entry", part(entered_on=REPAIRED + timedelta(days=60))),
    ("dates.failed_before_sale", part(failed_on=date(2026, 1, 10))),
    ("dates.failed_before_sale", part(type=ClaimType.PRE_DELIVERY, failed_on=date(2026, 1, 9))),
    ("dates.failed_before_sale", part(sold_on=None)),
    ("coverage.ended_since", part(failed_on=date(2028, 1, 9), **(BEGAN | {"repair_started_on": date(2028, 1, 10)}))),
    ("coverage.ended_since", part(failed_on=date(2028, 1, 11), **BEGAN)),
    ("coverage.ended_since", part(repair_started_on=None)),
    ("coverage.ended_since", claim_facts(line_facts(LineKind.OTHER), failed_on=date(2028, 1, 10), **BEGAN)),
    ("policy.wrong_date", part(repair_finished_on=date(2024, 1, 1))),
    ("repeat.same_work", part(type=ClaimType.PARTS_WARRANTY, earlier=(EARLIER,))),
    ("repeat.rework", part(failure_code="F1", earlier=(own_repair(11),))),
    ("repeat.rework", part(failure_code="F1", earlier=(own_repair(9, is_own=False),))),
    ("repeat.rework", part(failure_code="F1", earlier=(own_repair(9, mileage_km=27_999),))),
    ("maintenance.once", part(earlier=repairs(1, type="first_maintenance"))),
    ("pre_delivery.fixed_fee", part(type=ClaimType.PRE_DELIVERY, claimed_minor=8_000)),
    ("pre_delivery.none", part(type=ClaimType.PRE_DELIVERY)),
    ("pre_delivery.sold", part(type=ClaimType.PRE_DELIVERY, sold_on=REPAIRED)),
    ("pre_delivery.once", part(type=ClaimType.PRE_DELIVERY, earlier=repairs(1))),
    ("spare_part.none", part(component_code="ELE")),
    ("spare_part.not_fitted", part(type=ClaimType.PARTS_WARRANTY, is_causal=False)),
    ("spare_part.months", part(type=ClaimType.PARTS_WARRANTY, fitted_on=date(2025, 6, 10))),
    ("spare_part.mileage", part(type=ClaimType.PARTS_WARRANTY, fitted_on=FITTED, fitted_km=9, mileage_km=50_009)),
    ("goodwill.share", part(type=ClaimType.GOODWILL, claimed_minor=0)),
    ("goodwill.share", part()),
    ("goodwill.too_late", part(type=ClaimType.GOODWILL, sold_on=date(2023, 12, 10))),
    ("goodwill.covered", part(type=ClaimType.GOODWILL, sold_on=date(2024, 6, 9))),
    ("goodwill.covered", part(type=ClaimType.GOODWILL, component_code="FLT")),
    ("campaign.none", part(**campaign())),
    ("campaign.not_open", part(**campaign())),
    ("campaign.not_open", part(**campaign(ends_on=None))),
    ("campaign.not_listed", part(**campaign())),
    ("campaign.done", part(**campaign())),
    ("campaign.work", labour(**campaign(hours={"ENG-001": Decimal(2)}))),
    ("campaign.amount", labour(**campaign(hours={"ENG-001": Decimal("1.5")}))),
    ("preauthorisation.missing", part(component_code="GBX", preauthorisation=AGREED)),
    ("preauthorisation.expired", part(component_code="GBX", preauthorisation=AGREED)),
    ("preauthorisation.expired", part(preauthorisation=replace(AGREED, valid_until=date(2020, 1, 1)))),
    ("preauthorisation.missing", part(type=ClaimType.OUTBOUND_RESCUE, component_code="GBX")),
    ("preauthorisation.exceeded", part(preauthorisation=AGREED)),
    ("evidence.photo_missing", part(photos=frozenset({"odometer"}))),
    ("evidence.photo_missing", part(photos=None)),
    ("guarantee.repair_days", part(**HOUSEHOLD, earlier=repairs(2, 14))),
    ("guarantee.repair_days", part(usage="commercial", repair_started_on=REPAIRED, earlier=repairs(9, 30))),
    ("guarantee.repair_days", part(**HOUSEHOLD, mileage_km=50_001, earlier=repairs(9, 30))),
    ("guarantee.repair_days", part(**HOUSEHOLD, earlier=repairs(9, 30, type="first_maintenance"))),
    ("guarantee.same_fault", part(**HOUSEHOLD, failure_code="F1", earlier=repairs(3, failure_code="F1"))),
    ("guarantee.safety_fault", part(**HOUSEHOLD, earlier=repairs(3, component_code="ENG"))),
    ("guarantee.assembly", part(**HOUSEHOLD, part_number="seal", earlier=repairs(3, part_number="seal"))),
    ("guarantee.main_part", part(**HOUSEHOLD, component_code="STR", earlier=repairs(3, part_number="other"))),
    ("guarantee.loan_car", part(usage="household", repair_started_on=REPAIRED - timedelta(days=5))),
    ("outbound.tolls", claim_facts(line_facts(LineKind.TOLLS, claimed_minor=5_000))),
    ("outbound.fee", drive(distance_m=30_000)),
    ("outbound.over_distance", drive(expected_distance_m=25_000)),
    ("outbound.over_distance", drive(expected_distance_m=None)),
    ("coverage.goes_with", with_line(LineKind.SUBLET)),
    ("coverage.goes_with", claim_facts(line_facts(LineKind.TOWING), type=ClaimType.OUTBOUND_RESCUE)),
    ("coverage.goes_with", claim_facts(line_facts(LineKind.TOWING), mileage_km=200_001)),
    ("prices.no_list", part()),
    ("prices.no_list", claim_facts(line_facts(LineKind.OTHER, claimed_minor=0))),
    ("prices.no_list", claim_facts(line_facts(LineKind.OTHER), type=ClaimType.FIRST_MAINTENANCE)),
    ("parts.no_causal", claim_facts(line_facts(LABOUR), type=ClaimType.WARRANTY)),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _policy_that_leaves_a_gap(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """The usual policy covers any component and pays inspections; the rules about gaps need one that does not."""
    if "pre_delivery.none" in request.node.name and "silent" not in request.node.name:
        monkeypatch.setattr(f"{__name__}.POLICY", a_policy())
    if "coverage.none" in request.node.name:
        only_engine = [{"clause": "2.2", "model": "*", "component": "ENG", "months": 24, "mileage_km": 200_000}]
        monkeypatch.setattr(f"{__name__}.POLICY", a_policy(coverage=only_engine))


@pytest.mark.parametrize(("rule", "facts", "outcome", "left", "clause"), OBJECTS, ids=[row[0] for row in OBJECTS])
def test_it_objects(rule: str, facts: ClaimFacts, outcome: Outcome, left: int, clause: str) -> None:
    verdict = said(facts, rule)

    assert verdict is not None
    assert (verdict.outcome, verdict.clause) == (outcome, clause)
    assert judge(facts, POLICY).suggested[facts.lines[0].id] == left


@pytest.mark.parametrize(("rule", "facts"), SILENT, ids=[row[0] for row in SILENT])
def test_it_is_silent(rule: str, facts: ClaimFacts) -> None:
    assert said(facts, rule) is None


def test_every_rule_stands_in_the_table() -> None:
    assert {row[0] for row in OBJECTS} == set(RULES)


@pytest.mark.parametrize(("rule", "facts"), [row[:2] for row in OBJECTS], ids=[row[0] for row in OBJECTS])
def test_every_verdict_can_be_said(rule: str, facts: ClaimFacts) -> None:
    verdict = said(facts, rule)

    assert verdict is not None
    assert "%" not in sentence_for(rule, dict(verdict.params)).replace("%%", "")


def test_a_claim_in_order_is_clean() -> None:
    judgement = judge(claim_facts(line_facts(), line_facts(LABOUR)), POLICY)

    assert judgement.verdicts == ()
    assert judgement.is_clean
    assert judgement.suggested_minor == 22_000


def test_a_clean_claim_above_the_limit_is_not_decided_quickly() -> None:
    dear = line_facts(unit_price_minor=100_001, claimed_minor=100_001, list_cost_minor=100_000)

    assert not judge(claim_facts(dear), POLICY).is_clean


def test_the_lowest_of_several_cuts_holds() -> None:
    line = line_facts(LABOUR, hours=Decimal("3.0"), unit_price_minor=9_000, claimed_minor=27_000)

    assert judge(claim_facts(line), POLICY).suggested[line.id] == 12_000


def test_a_refusal_of_the_claim_leaves_nothing_of_any_line() -> None:
    judgement = judge(claim_facts(line_facts(), line_facts(LABOUR), station_is_active=False), POLICY)

    assert set(judgement.suggested.values()) == {0}


def test_a_rule_that_is_gone_is_named_by_its_code() -> None:
    assert sentence_for("old.rule", {"a": 1}) == "old.rule"


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 10**8), st.integers(0, 10**8), st.integers(1, 40)), min_size=1, max_size=6))
def test_what_remains_is_never_more_than_was_claimed(rows: list[tuple[int, int, int]]) -> None:
    lines = [
        line_facts(LABOUR, claimed_minor=claimed, unit_price_minor=price, hours=Decimal(hours))
        for claimed, price, hours in rows
    ]
    suggested = judge(claim_facts(*lines), POLICY).suggested

    assert all(0 <= suggested[line.id] <= line.claimed_minor for line in lines)


def left_of(facts: ClaimFacts) -> list[int]:
    """Return what the rules leave of each line."""
    suggested = judge(facts, POLICY).suggested
    return [suggested[line.id] for line in facts.lines]


def hours(number: str, **facts: Any) -> Any:
    """Return a line of so many hours at the usual price."""
    amount = Decimal(number)
    return line_facts(LABOUR, **({"hours": amount, "claimed_minor": int(amount * 8_000)} | facts))


def test_lines_of_one_operation_share_its_norm() -> None:
    facts = claim_facts(hours("1.5"), hours("1.5"), hours("1.0", operation_code="ENG-002", standard_hours=Decimal(1)))

    assert left_of(facts) == [12_000, 0, 8_000]
    assert not judge(facts, POLICY).is_clean


def test_a_shared_norm_is_paid_at_the_rate() -> None:
    dear = {"unit_price_minor": 10_000}
    facts = claim_facts(hours("1.0", **dear, claimed_minor=10_000), hours("1.0", **dear, claimed_minor=10_000))

    assert left_of(facts) == [8_000, 4_000]


def test_operations_without_a_code_share_nothing() -> None:
    unknown = {"operation_code": "", "standard_hours": Decimal(1)}

    assert left_of(claim_facts(hours("1.0", **unknown), hours("1.0", **unknown))) == [8_000, 8_000]


def test_lines_share_the_fixed_fee_in_their_order() -> None:
    lines = [line_facts(claimed_minor=minor, unit_price_minor=10_000) for minor in (10_000, 15_000, 10_000)]

    assert left_of(claim_facts(*lines, type=FIRST, mileage_km=5_000)) == [10_000, 15_000, 5_000]


def test_what_a_fixed_fee_pays_is_not_claimed_beside_it() -> None:
    sublet = line_facts(LineKind.SUBLET, claimed_minor=30_000)

    assert left_of(claim_facts(line_facts(claimed_minor=25_000), sublet, type=FIRST, mileage_km=5_000)) == [
        25_000,
        5_000,
    ]


def test_a_pre_authorisation_is_used_up_by_what_is_paid() -> None:
    lines = [hours("3.0"), line_facts(claimed_minor=10_000), line_facts(claimed_minor=10_000)]
    agreed = replace(AGREED, amount_minor=25_000)

    assert left_of(claim_facts(*lines, preauthorisation=agreed)) == [12_000, 10_000, 3_000]


def test_a_campaign_pays_its_work_once_and_at_the_list_price() -> None:
    dear = {"unit_price_minor": 12_000, "claimed_minor": 24_000, "quantity": Decimal(2)}
    facts = claim_facts(line_facts(**dear), line_facts(), hours("1.0"), hours("0.5"), **campaign())

    assert left_of(facts) == [11_500, 0, 8_000, 0]


def test_the_labour_of_a_spare_part_goes_with_the_part() -> None:
    late = line_facts(fitted_on=date(2025, 6, 9))
    facts = claim_facts(line_facts(LABOUR), late, type=ClaimType.PARTS_WARRANTY)

    assert left_of(facts) == [0, 0]


def test_a_claim_about_a_spare_part_names_one() -> None:
    facts = claim_facts(line_facts(LABOUR), type=ClaimType.PARTS_WARRANTY)

    assert said(facts, "parts.no_causal") is not None
