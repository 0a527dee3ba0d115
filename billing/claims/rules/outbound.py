"""Outbound drives: the fee against the bands, the distance against the expected one."""

from django.utils.translation import gettext_lazy as _

from billing.claims.choices import LineKind, Outcome, Reason
from billing.claims.rules.registry import Finding, line_rule
from billing.claims.rules.verdicts import ClaimFacts, LineFacts
from billing.policy.policies import Policy


@line_rule(
    "outbound.fee",
    _("%(distance_km)s km at %(rate_minor)s per km, coefficient %(coefficient)s, make %(allowed_minor)s."),
    kinds=(LineKind.OUTBOUND,),
    reason=Reason.DISTANCE_TOO_LONG,
)
def above_fee(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Cut a fee above what the bands give for the driven distance."""
    fee = policy.outbound.fee(facts.distance_m or 0, is_night=facts.is_night)
    if line.claimed_minor <= fee.minor:
        return None
    told = {
        "distance_km": fee.distance_km,
        "rate_minor": fee.rate_minor_per_km,
        "coefficient": fee.coefficient,
        "allowed_minor": fee.minor,
    }
    return Finding(Outcome.CUT, fee.clause, fee.minor, told)


@line_rule(
    "outbound.over_distance",
    _("%(driven_m)d m were driven where %(expected_m)d m were to be expected."),
    kinds=(LineKind.OUTBOUND,),
)
def over_distance(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Have a person look when the driven distance exceeds the expected one by more than the tolerance."""
    driven, expected = facts.distance_m, facts.expected_distance_m
    if not driven or not expected or not policy.outbound.is_too_far(driven, expected):
        return None
    return Finding(Outcome.REFER, policy.outbound.clause, params={"driven_m": driven, "expected_m": expected})
