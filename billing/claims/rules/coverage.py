"""Is it covered at all: months, mileage, excluded components, the fixed fee of the first maintenance."""

from django.utils.translation import gettext_lazy as _

from billing.claims.choices import ClaimType, LineKind, Outcome, Reason
from billing.claims.rules.registry import Finding, claim_rule, line_rule
from billing.claims.rules.verdicts import ClaimFacts, LineFacts
from billing.policy.policies import Coverage, Policy, add_months

COVERED_KINDS = (LineKind.LABOUR, LineKind.PART)
UNDER_COVERAGE = (ClaimType.WARRANTY,)


def _coverage(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Coverage | None:
    if facts.type not in UNDER_COVERAGE:
        return None
    return policy.coverage_of(facts.model_code, line.component_code)


@line_rule(
    "coverage.none",
    _("Component %(component)s of model %(model)s is not covered by this policy."),
    kinds=COVERED_KINDS,
    reason=Reason.NOT_COVERED,
)
def not_covered(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse a component that no coverage line names."""
    if facts.type not in UNDER_COVERAGE or policy.coverage_of(facts.model_code, line.component_code):
        return None
    return Finding(Outcome.REJECT, params={"component": line.component_code or "–", "model": facts.model_code or "–"})


@line_rule(
    "coverage.months",
    _(
        "The warranty of %(months)d months from the sale on %(sold_on)s ended on %(until)s; the vehicle failed on %(failed_on)s."
    ),
    kinds=COVERED_KINDS,
    reason=Reason.NOT_COVERED,
)
def months(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse a failure after the covered months."""
    coverage = _coverage(line, facts, policy)
    if coverage is None or facts.sold_on is None:
        return None
    failed_on = facts.failed_on or facts.repair_finished_on
    until = add_months(facts.sold_on, coverage.months)
    if failed_on <= until:
        return None
    told = {"months": coverage.months, "sold_on": facts.sold_on, "until": until, "failed_on": failed_on}
    return Finding(Outcome.REJECT, coverage.clause, params=told)


@line_rule(
    "coverage.mileage",
    _("Covered up to %(limit_km)d km; the vehicle had run %(mileage_km)d km."),
    kinds=COVERED_KINDS,
    reason=Reason.NOT_COVERED,
)
def mileage(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse a failure beyond the covered mileage."""
    coverage = _coverage(line, facts, policy)
    if coverage is None or facts.mileage_km is None or facts.mileage_km <= coverage.mileage_km:
        return None
    told = {"limit_km": coverage.mileage_km, "mileage_km": facts.mileage_km}
    return Finding(Outcome.REJECT, coverage.clause, params=told)


@line_rule(
    "coverage.excluded",
    _("Component %(component)s is excluded from warranty."),
    kinds=COVERED_KINDS,
    reason=Reason.EXCLUDED,
)
def excluded(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse what the policy excludes, such as wear parts; goodwill may pay it."""
    exclusion = policy.exclusion_of(line.component_code) if facts.type in UNDER_COVERAGE else None
    if exclusion is None:
        return None
    return Finding(Outcome.REJECT, exclusion.clause, params={"component": line.component_code})


@claim_rule("coverage.sale_unknown", _("The day of sale is not known, so the warranty period can't be checked."))
def sale_unknown(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Have a person look when the sale is not on record."""
    if facts.type not in UNDER_COVERAGE or facts.sold_on is not None:
        return None
    return Finding(Outcome.REFER)


@line_rule(
    "maintenance.fixed_fee",
    _("The first maintenance is paid with a fixed fee of %(fee_minor)s."),
    kinds=(LineKind.LABOUR, LineKind.PART, LineKind.OTHER),
    reason=Reason.PRICE_ABOVE_LIST,
)
def first_maintenance_fee(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Cut the first line of a first maintenance to the fixed fee and the others to nothing."""
    if facts.type != ClaimType.FIRST_MAINTENANCE:
        return None
    rule = policy.first_maintenance
    allowed = rule.fee_minor if line.id == facts.lines[0].id else 0
    if line.claimed_minor <= allowed:
        return None
    return Finding(Outcome.CUT, rule.clause, allowed, {"fee_minor": rule.fee_minor})


@claim_rule(
    "maintenance.too_late",
    _("The first maintenance was due within %(months)d months and %(limit_km)d km."),
    reason=Reason.NOT_COVERED,
)
def first_maintenance_late(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse a first maintenance that came too late."""
    if facts.type != ClaimType.FIRST_MAINTENANCE:
        return None
    rule = policy.first_maintenance
    late = facts.sold_on is not None and facts.repair_finished_on > add_months(facts.sold_on, rule.months)
    if not late and (facts.mileage_km or 0) <= rule.mileage_km:
        return None
    return Finding(Outcome.REJECT, rule.clause, params={"months": rule.months, "limit_km": rule.mileage_km})
