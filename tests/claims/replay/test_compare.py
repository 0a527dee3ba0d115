"""One claim under two policies: which lines differ, by which rule, clause and version."""

from decimal import Decimal

from billing.claims.choices import LineKind
from billing.claims.replay.choices import Change
from billing.claims.replay.comparing import Compared, as_if_ever, compare
from billing.claims.replay.loading import Line, Past
from billing.policy.policies import Policy
from common.ids import new_id
from tests.builders.claims import claim_facts, line_facts
from tests.builders.policy import CONTENT, START, a_policy


def past(*lines, **facts) -> Past:
    given = claim_facts(*lines, **facts)
    kept = [
        Line(
            one.id,
            n,
            one.kind,
            "件",
            "part",
            one.operation_code,
            one.part_number,
            one.component_code,
            None,
            one.claimed_minor,
        )
        for n, one in enumerate(given.lines, start=1)
    ]
    return Past(new_id(), new_id(), new_id(), given, kept)


def outcome(claim: Past, old: Policy, new: Policy) -> Compared:
    into = Compared()
    compare(claim, as_if_ever(old), as_if_ever(new), into)
    return into


def cheaper(rate: int = 6_000) -> Policy:
    return a_policy("T-2", labour={"clause": "4.9", "rate_minor_per_hour": rate})


def test_the_same_policy_changes_nothing() -> None:
    found = outcome(past(line_facts(), line_facts(LineKind.LABOUR)), a_policy("T-1"), a_policy("T-2"))
    assert found.changed == []
    assert found.tally.claims == 1
    assert (found.tally.before_minor, found.tally.after_minor) == (22_000, 22_000)


def test_less_is_decided_by_the_new_policys_clause() -> None:
    claim = past(line_facts(LineKind.LABOUR))
    (one,) = outcome(claim, a_policy("T-1"), cheaper()).changed
    assert (one.before_minor, one.after_minor, one.effect) == (12_000, 9_000, Change.LESS)
    assert (one.rule, one.clause, one.cited_policy) == ("labour.rate", "4.9", "T-2")
    assert one.reasons_before == []
    assert one.reasons_after[0]["params"]["coefficient"] == "1.00"


def test_more_is_decided_by_the_old_policys_clause_that_fell_away() -> None:
    claim = past(line_facts(LineKind.LABOUR))
    (one,) = outcome(claim, cheaper(), a_policy("T-3")).changed
    assert (one.before_minor, one.after_minor, one.effect) == (9_000, 12_000, Change.MORE)
    assert (one.rule, one.clause, one.cited_policy) == ("labour.rate", "4.9", "T-2")


def test_another_reason_for_the_same_amount_is_told() -> None:
    limits = CONTENT["limits"] | {"repeat_clause": "8.8"}
    claim = past(line_facts(LineKind.LABOUR), mileage_km=150_000)
    shorter = [{"clause": "2.9", "model": "*", "component": "*", "months": 1, "mileage_km": 100_000}]
    longer = [{"clause": "2.9", "model": "*", "component": "*", "months": 12, "mileage_km": 100_000}]
    found = outcome(claim, a_policy("T-1", coverage=longer), a_policy("T-2", coverage=shorter, limits=limits))
    (one,) = found.changed
    assert (one.effect, one.after_minor) == (Change.REASON, 0)
    assert (one.rule, one.cited_policy) == ("coverage.months", "T-2")


def test_a_repair_from_before_its_day_is_judged_as_if_it_had_been_in_force() -> None:
    later = a_policy("T-2", START.replace(year=2030))
    assert outcome(past(line_facts()), a_policy("T-1"), later).changed == []


def test_clean_and_referred_claims_are_counted_under_both() -> None:
    strict = a_policy("T-2", limits=CONTENT["limits"] | {"automatic_limit_minor": 100})
    found = outcome(past(line_facts(quantity=Decimal(1))), a_policy("T-1"), strict)
    assert (found.tally.clean_before, found.tally.clean_after) == (1, 0)
    assert (found.tally.referred_before, found.tally.referred_after) == (0, 0)
