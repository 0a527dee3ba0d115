"""Judging a claim: every rule is asked, then each line gets the lowest amount that any of them suggests."""

from collections.abc import Sequence
from uuid import UUID

from billing.claims.choices import Outcome
from billing.claims.rules.registry import ask_all
from billing.claims.rules.verdicts import ClaimFacts, Judgement, LineFacts, Verdict
from billing.policy.policies import Policy


def judge(facts: ClaimFacts, policy: Policy) -> Judgement:
    """Return what all rules say about the claim under this policy. Pure: same facts and policy, same judgement."""
    verdicts = ask_all(facts, policy)
    suggested = {line.id: suggested_minor(line, verdicts) for line in facts.lines}
    return Judgement(policy.label, verdicts, suggested, policy.limits.automatic_limit_minor)


def suggested_minor(line: LineFacts, verdicts: Sequence[Verdict]) -> int:
    """Return what remains of a line: nothing when it (or the claim) is refused, else the lowest cut, never above what was claimed."""
    if not verdicts:
        return line.claimed_minor
    about = [left_by(one, line.claimed_minor) for one in verdicts if one.line is None or one.line == line.id]
    return min(about, default=line.claimed_minor)


def left_by(verdict: Verdict, claimed_minor: int) -> int:
    """Return what one verdict leaves of an amount that was claimed."""
    if verdict.outcome is Outcome.REJECT:
        return 0
    if verdict.outcome is Outcome.CUT and verdict.suggested_minor is not None:
        return max(0, min(claimed_minor, verdict.suggested_minor))
    return claimed_minor


def suggestion_for(verdicts: Sequence[Verdict], line_id: UUID, claimed_minor: int) -> int:
    """Return the amount that stored verdicts leave of a line."""
    plain = LineFacts(id=line_id, kind="other", claimed_minor=claimed_minor, unit_price_minor=0)  # type: ignore[arg-type]
    return suggested_minor(plain, verdicts)
