"""What goes with a repair (sublet work, towing, drives; for a spare part its labour, too) and what has no list price."""

from django.utils.translation import gettext_lazy as _

from billing.claims.choices import ClaimType, LineKind, Outcome, Reason
from billing.claims.rules.coverage import COVERED_KINDS, excluded, mileage, months, not_covered
from billing.claims.rules.goodwill import too_late
from billing.claims.rules.registry import Finding, line_rule
from billing.claims.rules.spare_parts import not_fitted, not_promised, part_mileage, part_months
from billing.claims.rules.verdicts import ClaimFacts, LineFacts
from billing.policy.policies import Policy

WITHOUT_LIST = (LineKind.SUBLET, LineKind.TOWING, LineKind.OTHER)
MAIN = {  # of these claims: the lines that are the repair itself, and the rules by which they are refused
    ClaimType.WARRANTY: (COVERED_KINDS, (not_covered, months, mileage, excluded)),
    ClaimType.GOODWILL: (COVERED_KINDS, (too_late,)),
    ClaimType.PARTS_WARRANTY: ((LineKind.PART,), (not_promised, not_fitted, part_months, part_mileage)),
}


@line_rule(
    "coverage.goes_with",
    _("Nothing of the repair that it belongs to is covered, so it is not paid either."),
    kinds=LineKind,
    reason=Reason.NOT_COVERED,
)
def goes_with(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse what goes with a repair of which no labour and no part is covered (for a spare part: no part)."""
    if facts.type not in MAIN:
        return None
    kinds, checks = MAIN[facts.type]
    if line.kind in kinds:
        return None
    clauses = []
    for main in facts.lines:
        if main.kind in kinds:
            refusal = next((found for check in checks if (found := check(main, facts, policy)) is not None), None)
            if refusal is None:
                return None
            clauses.append(refusal.clause)
    return Finding(Outcome.REJECT, clauses[0]) if clauses else None


@line_rule(
    "prices.no_list",
    _("There is no list price for this; compare it with the receipt."),
    kinds=WITHOUT_LIST,
)
def no_list(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Have a person look at what no catalogue prices; a fixed fee needs no list."""
    if facts.type not in MAIN or not line.claimed_minor:
        return None
    return Finding(Outcome.REFER, policy.parts.clause)
