"""Parts: price against list and mark-up, the causal part, serial numbers."""

from django.utils.translation import gettext_lazy as _

from billing.claims.choices import ClaimType, LineKind, Outcome, Reason
from billing.claims.rules.registry import Finding, claim_rule, line_rule
from billing.claims.rules.verdicts import ClaimFacts, LineFacts
from billing.policy.policies import Policy
from common.money import times

NEEDS_CAUSE = (ClaimType.WARRANTY, ClaimType.PARTS_WARRANTY)


@line_rule(
    "parts.price",
    _("Part %(part)s is paid with at most %(allowed_minor)s (list and mark-up); %(claimed_minor)s was claimed."),
    kinds=(LineKind.PART,),
    reason=Reason.PRICE_ABOVE_LIST,
)
def above_list(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Cut a price above list cost plus mark-up."""
    if line.list_cost_minor is None:
        return None
    allowed = policy.part_price_minor(line.list_cost_minor, line.component_code, facts.station_level)
    if line.unit_price_minor <= allowed:
        return None
    told = {"part": line.part_number, "allowed_minor": allowed, "claimed_minor": line.unit_price_minor}
    clause, _percent = policy.parts.markup(line.component_code, facts.station_level)
    return Finding(Outcome.CUT, clause, times(allowed, line.quantity), told)


@line_rule(
    "parts.unknown",
    _("Part %(part)s is not in the parts catalogue, so there is no list price to compare with."),
    kinds=(LineKind.PART,),
)
def unknown_part(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Have a person look at a part without a list price."""
    if line.list_cost_minor is not None:
        return None
    return Finding(Outcome.REFER, policy.parts.clause, params={"part": line.part_number or "–"})


@claim_rule("parts.no_causal", _("No causal part is marked, so nobody can say what failed."))
def no_causal_part(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Have a person look when parts were replaced but none is marked as the cause."""
    parts = [line for line in facts.lines if line.kind == LineKind.PART]
    if facts.type not in NEEDS_CAUSE or any(line.is_causal for line in parts):
        return None
    if not parts and facts.type != ClaimType.PARTS_WARRANTY:
        return None  # an adjustment needs no part; a claim about a spare part does
    return Finding(Outcome.REFER, policy.old_parts.clause)


@line_rule(
    "parts.no_old_serial",
    _("Part %(part)s carries a serial number; the old part's number is missing."),
    kinds=(LineKind.PART,),
    reason=Reason.EVIDENCE_MISSING,
)
def no_old_serial(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse a serialised part without the serial number of the old one: it can't be matched when it comes back."""
    if not line.is_serialised or line.old_serial.strip():
        return None
    return Finding(Outcome.REJECT, policy.old_parts.clause, params={"part": line.part_number})
