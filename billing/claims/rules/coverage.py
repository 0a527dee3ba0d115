"""Is it covered at all: months, mileage, excluded components, by what the vehicle is used for and where."""

from django.utils.translation import gettext_lazy as _

from billing.claims.choices import ClaimType, LineKind, Outcome, Reason
from billing.claims.rules.registry import Finding, claim_rule, line_rule
from billing.claims.rules.verdicts import ClaimFacts, LineFacts
from billing.policy.policies import Coverage, Policy

COVERED_KINDS = (LineKind.LABOUR, LineKind.PART)
UNDER_COVERAGE = (ClaimType.WARRANTY,)


def coverage_of(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Coverage | None:
    """Return the coverage of a line's component on this vehicle at this station, whatever the kind of claim."""
    return policy.coverage_of(facts.model_code, line.component_code, facts.usage, policy.regions_of(facts.province))


def _coverage(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Coverage | None:
    return coverage_of(line, facts, policy) if facts.type in UNDER_COVERAGE else None


@line_rule(
    "coverage.none",
    _("Component %(component)s of model %(model)s is not covered by this policy."),
    kinds=COVERED_KINDS,
    reason=Reason.NOT_COVERED,
)
def not_covered(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse a component that no coverage line names."""
    if facts.type not in UNDER_COVERAGE or coverage_of(line, facts, policy):
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
    until = coverage.until(facts.sold_on)
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
    exclusion = policy.exclusion_of(line.component_code, facts.usage) if facts.type in UNDER_COVERAGE else None
    if exclusion is None:
        return None
    return Finding(Outcome.REJECT, exclusion.clause, params={"component": line.component_code})


@claim_rule("coverage.sale_unknown", _("The day of sale is not known, so the warranty period can't be checked."))
def sale_unknown(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Have a person look when the sale is not on record."""
    if facts.type not in UNDER_COVERAGE or facts.sold_on is not None:
        return None
    return Finding(Outcome.REFER)


@claim_rule(
    "coverage.ended_since",
    _("The repair began on %(started_on)s, after the coverage had ended on %(until)s; the failure is dated %(failed_on)s, before that."),
)  # fmt: skip
def ended_since(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Have a person look when only the day of the failure, which the station says, keeps a repair inside its coverage."""
    failed, began = facts.failed_on, facts.repair_started_on
    if facts.sold_on is None or failed is None or began is None:
        return None
    for line in facts.lines:
        coverage = _coverage(line, facts, policy) if line.kind in COVERED_KINDS else None
        until = coverage.until(facts.sold_on) if coverage else None
        if coverage is not None and until is not None and failed <= until < began:
            return Finding(
                Outcome.REFER, coverage.clause, params={"started_on": began, "until": until, "failed_on": failed}
            )
    return None
