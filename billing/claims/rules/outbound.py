"""Outbound drives: the fee against the bands, the distance against the expected one."""

from django.utils.translation import gettext_lazy as _

from billing.claims.choices import LineKind, Outcome, Reason
from billing.claims.rules.registry import Finding, line_rule
from billing.claims.rules.verdicts import ClaimFacts, LineFacts, before
from billing.policy.policies import Policy


@line_rule(
    "outbound.fee",
    _("%(distance_km)s km at %(rate_minor)s per km, coefficient %(coefficient)s, make %(allowed_minor)s."),
    kinds=(LineKind.OUTBOUND,),
    reason=Reason.DISTANCE_TOO_LONG,
)
def above_fee(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Cut a fee above what the bands give for the driven distance."""
    fee = policy.outbound.fee(
        facts.distance_m or 0, is_night=facts.is_night, is_highway=facts.is_highway, is_plateau=facts.is_plateau
    )
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


@line_rule(
    "outbound.tolls",
    _("Tolls are paid by receipt up to %(allowed_minor)s a drive; %(claimed_minor)s was claimed."),
    kinds=(LineKind.TOLLS,),
    reason=Reason.PRICE_ABOVE_LIST,
)
def tolls(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Cut tolls above what the policy pays for a drive; several receipts share the limit in their order."""
    used = sum(one.claimed_minor for one in before(line, facts) if one.kind == LineKind.TOLLS)
    allowed = max(0, policy.outbound.tolls_limit_minor - used)
    if line.claimed_minor <= allowed:
        return None
    told = {"allowed_minor": policy.outbound.tolls_limit_minor, "claimed_minor": used + line.claimed_minor}
    return Finding(Outcome.CUT, policy.outbound.clause, allowed, told)
