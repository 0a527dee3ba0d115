"""Judging a claim: every rule is asked, then each line gets the lowest amount that any of them suggests."""

from collections.abc import Sequence
from uuid import UUID

from billing.claims.rules.registry import ask_all
from billing.claims.rules.verdicts import ClaimFacts, Judgement, LineFacts, Verdict, suggested_minor
from billing.policy.policies import Policy


def judge(facts: ClaimFacts, policy: Policy) -> Judgement:
    """Return what all rules say about the claim under this policy. Pure: same facts and policy, same judgement."""
    verdicts = ask_all(facts, policy)
    suggested = {line.id: suggested_minor(line, verdicts) for line in facts.lines}
    return Judgement(policy.label, verdicts, suggested, policy.limits.automatic_limit_minor)


def suggestion_for(verdicts: Sequence[Verdict], line_id: UUID, claimed_minor: int) -> int:
    """Return the amount that stored verdicts leave of a line."""
    plain = LineFacts(id=line_id, kind="other", claimed_minor=claimed_minor, unit_price_minor=0)  # type: ignore[arg-type]
    return suggested_minor(plain, verdicts)
