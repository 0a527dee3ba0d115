"""One claim under two policies: what the rules say under each, and which lines differ. Pure: no database, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from billing.claims.choices import Outcome
from billing.claims.replay.choices import Change
from billing.claims.replay.loading import Line, Past
from billing.claims.rules import Judgement, Verdict, judge
from billing.claims.rules.verdicts import left_by
from billing.policy.policies import Policy

EVER = date.min  # a replayed policy is asked about repairs from before its day


@dataclass(frozen=True, slots=True)
class Changed:
    """A line that the replayed policy decides otherwise, with the words that make the difference."""

    claim_id: UUID
    station_id: UUID
    line: Line
    before_minor: int
    after_minor: int
    effect: Change
    rule: str
    clause: str
    cited_policy: str
    reasons_before: list[dict[str, Any]]
    reasons_after: list[dict[str, Any]]


@dataclass(slots=True)
class Tally:
    """What came out altogether; sums of parts are sums of tallies."""

    claims: int = 0
    lines: int = 0
    changed_claims: int = 0
    changed_lines: int = 0
    claimed_minor: int = 0
    before_minor: int = 0
    after_minor: int = 0
    clean_before: int = 0
    clean_after: int = 0
    referred_before: int = 0
    referred_after: int = 0


@dataclass(slots=True)
class Compared:
    """The outcome of some claims."""

    tally: Tally = field(default_factory=Tally)
    changed: list[Changed] = field(default_factory=list)


def as_if_ever(policy: Policy) -> Policy:
    """Return the policy as if it had been in force all along."""
    return replace(policy, effective_from=EVER)


def compare(past: Past, before: Policy, after: Policy, into: Compared) -> None:
    """Judge the claim under both policies and add what comes out to `into`."""
    was, now = judge(past.facts, before), judge(past.facts, after)
    changed = [_changed(past, line, was, now) for line in past.lines if _differs(line.id, was, now)]
    tally = into.tally
    tally.claims += 1
    tally.lines += len(past.lines)
    tally.changed_claims += bool(changed)
    tally.changed_lines += len(changed)
    tally.claimed_minor += sum([line.claimed_minor for line in past.lines])
    tally.before_minor += was.suggested_minor
    tally.after_minor += now.suggested_minor
    tally.clean_before += was.is_clean
    tally.clean_after += now.is_clean
    tally.referred_before += _is_referred(was)
    tally.referred_after += _is_referred(now)
    into.changed += changed


def _is_referred(judgement: Judgement) -> bool:
    return any(verdict.outcome is Outcome.REFER for verdict in judgement.verdicts)


def _differs(line_id: UUID, was: Judgement, now: Judgement) -> bool:
    if was.suggested[line_id] != now.suggested[line_id]:
        return True
    if not was.verdicts and not now.verdicts:
        return False
    return _words(line_id, was) != _words(line_id, now)


def _words(line_id: UUID, judgement: Judgement) -> list[tuple[str, Outcome]]:
    return sorted((one.rule, one.outcome) for one in judgement.verdicts if one.line is None or one.line == line_id)


def _changed(past: Past, line: Line, was: Judgement, now: Judgement) -> Changed:
    before, after = _about(line.id, was), _about(line.id, now)
    amounts = was.suggested[line.id], now.suggested[line.id]
    rule, clause, policy = _cited(line, (before, was.policy_label), (after, now.policy_label), amounts)
    return Changed(
        claim_id=past.id,
        station_id=past.station_id,
        line=line,
        before_minor=amounts[0],
        after_minor=amounts[1],
        effect=Change.REASON if amounts[0] == amounts[1] else Change.LESS if amounts[1] < amounts[0] else Change.MORE,
        rule=rule,
        clause=clause,
        cited_policy=policy,
        reasons_before=[_plain(verdict, was.policy_label) for verdict in before],
        reasons_after=[_plain(verdict, now.policy_label) for verdict in after],
    )


def _about(line_id: UUID, judgement: Judgement) -> list[Verdict]:
    return [one for one in judgement.verdicts if one.line is None or one.line == line_id]


Said = tuple[Sequence[Verdict], str]


def _cited(line: Line, was: Said, now: Said, amounts: tuple[int, int]) -> tuple[str, str, str]:
    """Return rule, clause and version that decide the difference.

    Where less is paid it is the new policy's lowest cut, where more is paid the old policy's, which has fallen away; with the same
    amount the objection that only one of them has.
    """
    if amounts[1] < amounts[0]:
        return _lowest(line, *now)
    if amounts[1] > amounts[0]:
        return _lowest(line, *was)
    both = {(one.rule, one.outcome) for one in was[0]} & {(one.rule, one.outcome) for one in now[0]}
    only = [(one, label) for said, label in (now, was) for one in said if (one.rule, one.outcome) not in both]
    verdict, label = only[0]
    return verdict.rule, verdict.clause, label


def _lowest(line: Line, said: Iterable[Verdict], label: str) -> tuple[str, str, str]:
    verdict = min(said, key=lambda one: left_by(one, line.claimed_minor))
    return verdict.rule, verdict.clause, label


def _plain(verdict: Verdict, policy_label: str) -> dict[str, Any]:
    return {
        "rule": verdict.rule,
        "outcome": verdict.outcome.value,
        "clause": verdict.clause,
        "policy": policy_label,
        "suggested_minor": verdict.suggested_minor,
        "params": dict(verdict.params),
    }
