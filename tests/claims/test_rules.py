"""Each rule on its own: plain facts in, a verdict or silence out. A new rule gets a line in each table."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.claims.choices import ClaimType, LineKind, Outcome
from billing.claims.rules import RULES, ClaimFacts, EarlierLine, Verdict, judge, sentence_for
from tests.builders.claims import REPAIRED, claim_facts, line_facts
from tests.builders.policy import a_policy

POLICY = a_policy()
LABOUR = LineKind.LABOUR
OUTBOUND_LINE = {"kind": LineKind.OUTBOUND, "claimed_minor": 9_000, "unit_price_minor": 300, "component_code": ""}
EARLIER = EarlierLine(REPAIRED - timedelta(days=30), part_number="612600")


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
    ("dates.late_entry", part(entered_on=REPAIRED + timedelta(days=61)), Outcome.REJECT, 0, "8.2"),
    ("policy.wrong_date", part(repair_finished_on=date(2023, 12, 31)), Outcome.REJECT, 0, ""),
    ("station.not_active", part(station_is_active=False), Outcome.REJECT, 0, ""),
    ("outbound.fee", drive(distance_m=20_000), Outcome.CUT, 6_000, "5.1"),
    ("outbound.over_distance", drive(expected_distance_m=24_000), Outcome.REFER, 9_000, "5.1"),
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
    ("policy.wrong_date", part(repair_finished_on=date(2024, 1, 1))),
    ("outbound.fee", drive(distance_m=30_000)),
    ("outbound.over_distance", drive(expected_distance_m=25_000)),
    ("outbound.over_distance", drive(expected_distance_m=None)),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _policy_that_leaves_a_gap(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """The usual policy covers any component; the rule about components without coverage needs one that does not."""
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


@given(st.lists(st.tuples(st.integers(0, 10**8), st.integers(0, 10**8), st.integers(1, 40)), min_size=1, max_size=6))
def test_what_remains_is_never_more_than_was_claimed(rows: list[tuple[int, int, int]]) -> None:
    lines = [
        line_facts(LABOUR, claimed_minor=claimed, unit_price_minor=price, hours=Decimal(hours))
        for claimed, price, hours in rows
    ]
    suggested = judge(claim_facts(*lines), POLICY).suggested

    assert all(0 <= suggested[line.id] <= line.claimed_minor for line in lines)
