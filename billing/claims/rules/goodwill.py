"""Goodwill (善意): who bears what, and until when after the warranty it may be asked for."""

from django.utils.translation import gettext_lazy as _

from billing.claims.choices import ClaimType, LineKind, Outcome, Reason
from billing.claims.rules.coverage import COVERED_KINDS, coverage_of
from billing.claims.rules.labour import above_norm, above_rate
from billing.claims.rules.parts import above_list
from billing.claims.rules.registry import Finding, claim_rule, line_rule
from billing.claims.rules.verdicts import ClaimFacts, LineFacts
from billing.policy.policies import HUNDRED, Policy, add_months


@line_rule(
    "goodwill.share",
    _("Of goodwill the station is paid %(percent)s per cent: here %(allowed_minor)s of %(worth_minor)s."),
    kinds=LineKind,
    reason=Reason.OTHER,
)
def share(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Cut each line to the shares of manufacturer and supplier of what it would be worth under warranty."""
    rule = policy.goodwill
    if facts.type != ClaimType.GOODWILL or rule.paid_percent == HUNDRED:
        return None
    worth = _worth_minor(line, facts, policy)
    allowed = rule.paid_minor(worth)
    if line.claimed_minor <= allowed:
        return None
    told = {"percent": f"{rule.paid_percent.normalize():f}", "allowed_minor": allowed, "worth_minor": worth}
    return Finding(Outcome.CUT, rule.clause, allowed, told)


@line_rule(
    "goodwill.too_late",
    _("Goodwill may be asked for within %(months)d months after the warranty; that ended on %(until)s."),
    kinds=COVERED_KINDS,
    reason=Reason.NOT_COVERED,
)
def too_late(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse goodwill long after the warranty."""
    coverage = coverage_of(line, facts, policy)
    months = policy.goodwill.months_after
    if facts.type != ClaimType.GOODWILL or not months or coverage is None or facts.sold_on is None:
        return None
    until = add_months(coverage.until(facts.sold_on), months)
    if (facts.failed_on or facts.repair_finished_on) <= until:
        return None
    return Finding(Outcome.REJECT, policy.goodwill.clause, params={"months": months, "until": until})


@claim_rule(
    "goodwill.covered", _("The vehicle was still under warranty until %(until)s: claim it as warranty, not goodwill.")
)
def still_covered(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Have a person look at goodwill for what the warranty covers anyway."""
    if facts.type != ClaimType.GOODWILL or facts.sold_on is None:
        return None
    for line in facts.lines:
        coverage = coverage_of(line, facts, policy) if line.is_causal else None
        if coverage is None or policy.exclusion_of(line.component_code, facts.usage):
            continue
        until = coverage.until(facts.sold_on)
        within = (facts.failed_on or facts.repair_finished_on) <= until
        if within and (facts.mileage_km or 0) <= coverage.mileage_km:
            return Finding(Outcome.REFER, coverage.clause, params={"until": until})
    return None


def _worth_minor(line: LineFacts, facts: ClaimFacts, policy: Policy) -> int:
    checks = {LineKind.LABOUR: (above_norm, above_rate), LineKind.PART: (above_list,)}.get(line.kind, ())
    found = [check(line, facts, policy) for check in checks]
    cuts = [one.suggested_minor for one in found if one is not None and one.suggested_minor is not None]
    return min([line.claimed_minor, *cuts])
