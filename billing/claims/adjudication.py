"""Judging a claim and keeping why: the reasons that pages and API show beside each line."""

from collections.abc import Sequence
from datetime import date

from billing.claims.choices import Outcome
from billing.claims.facts import facts_of
from billing.claims.models import Claim, ClaimLine, JudgedReason
from billing.claims.rules import Judgement, Verdict, judge
from billing.policy.selectors import policy_of


def judge_claim(claim: Claim, lines: Sequence[ClaimLine], entered_on: date) -> Judgement:
    """Judge the claim by the policy of its repair date; nothing is written."""
    return judge(facts_of(claim, lines, entered_on), policy_of(claim.policy))


def judge_and_keep(claim: Claim, lines: Sequence[ClaimLine], entered_on: date) -> Judgement:
    """Judge the claim and replace its stored reasons."""
    judgement = judge_claim(claim, lines, entered_on)
    JudgedReason.objects.filter(claim=claim).delete()
    JudgedReason.objects.bulk_create(_reason(claim, verdict, judgement.policy_label) for verdict in judgement.verdicts)
    return judgement


def _reason(claim: Claim, verdict: Verdict, policy_label: str) -> JudgedReason:
    return JudgedReason(
        claim=claim,
        line_id=verdict.line,
        station_id=claim.station_id,
        rule=verdict.rule,
        outcome=verdict.outcome,
        suggested_minor=verdict.suggested_minor,
        policy_label=policy_label,
        clause=verdict.clause,
        params=dict(verdict.params),
    )


def verdict_of(reason: JudgedReason) -> Verdict:
    """Return a stored reason as the verdict that it was."""
    outcome = Outcome(reason.outcome)
    return Verdict(reason.rule, outcome, reason.clause, reason.line_id, reason.suggested_minor, reason.params)
