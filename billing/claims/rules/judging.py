"""Judging a claim: every rule is asked, then each line gets the lowest amount that any of them suggests."""

from collections.abc import Iterable
from uuid import UUID

from billing.claims.choices import Outcome
from billing.claims.rules.registry import RULES
from billing.claims.rules.verdicts import ClaimFacts, Judgement, LineFacts, Verdict
from billing.policy.policies import Policy


def judge(facts: ClaimFacts, policy: Policy) -> Judgement:
    """Return what all rules say about the claim under this policy. Pure: same facts and policy, same judgement."""
    verdicts = tuple(verdict for rule in RULES.values() for verdict in rule.check(facts, policy))
    suggested = {line.id: suggested_minor(line, verdicts) for line in facts.lines}
    return Judgement(policy.label, verdicts, suggested, policy.limits.automatic_limit_minor)


def suggested_minor(line: LineFacts, verdicts: Iterable[Verdict]) -> int:
    """Return what remains of a line: nothing when it (or the claim) is refused, else the lowest cut, never above what was claimed."""
    return min(
        (_left(line, verdict) for verdict in verdicts if verdict.line in (None, line.id)), default=line.claimed_minor
    )


def _left(line: LineFacts, verdict: Verdict) -> int:
    if verdict.outcome == Outcome.REJECT:
        return 0
    if verdict.outcome == Outcome.CUT and verdict.suggested_minor is not None:
        return max(0, min(line.claimed_minor, verdict.suggested_minor))
    return line.claimed_minor


def suggestion_for(verdicts: Iterable[Verdict], line_id: UUID, claimed_minor: int) -> int:
    """Return the amount that stored verdicts leave of a line."""
    plain = LineFacts(id=line_id, kind="other", claimed_minor=claimed_minor, unit_price_minor=0)  # type: ignore[arg-type]
    return suggested_minor(plain, verdicts)
