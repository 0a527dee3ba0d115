"""Pre-authorisation: what head office had to agree to beforehand, until when, and how much."""

from django.utils.translation import gettext_lazy as _

from billing.claims.choices import ClaimType, LineKind, Outcome, Reason
from billing.claims.rules.registry import Finding, claim_rule, shared_rule
from billing.claims.rules.verdicts import ClaimFacts, LineFacts
from billing.policy.policies import Policy

WITHOUT = (ClaimType.OUTBOUND_RESCUE,)  # a driver on the road is not kept waiting


def wants_preauthorisation(facts: ClaimFacts, policy: Policy) -> bool:
    """Tell whether head office must have agreed to this claim before the work began."""
    rule, total = policy.preauthorisation, facts.claimed_minor
    return facts.type not in WITHOUT and any(rule.wants(facts.type, line.component_code, total) for line in facts.lines)


@claim_rule(
    "preauthorisation.missing",
    _("A repair of this kind or amount (%(claimed_minor)s) has to be agreed to by head office beforehand; no pre-authorisation is named."),
    reason=Reason.NOT_PREAUTHORISED,
)  # fmt: skip
def missing(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse work that nobody was asked about, when the policy wants to be asked for its amount, type or a component."""
    if facts.preauthorisation is not None or not wants_preauthorisation(facts, policy):
        return None
    return Finding(Outcome.REJECT, policy.preauthorisation.clause, params={"claimed_minor": facts.claimed_minor})


@claim_rule(
    "preauthorisation.expired",
    _("Pre-authorisation %(number)s was for a repair that begins by %(until)s; it began on %(began)s."),
    reason=Reason.NOT_PREAUTHORISED,
)
def expired(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse a repair that began after the last day of its pre-authorisation."""
    held, began = facts.preauthorisation, facts.repair_started_on or facts.repair_finished_on
    if held is None or began <= held.valid_until or not wants_preauthorisation(facts, policy):
        return None
    told = {"number": held.number, "until": held.valid_until, "began": began}
    return Finding(Outcome.REJECT, policy.preauthorisation.clause, params=told)


def _agreed_minor(facts: ClaimFacts, policy: Policy) -> int | None:
    return facts.preauthorisation.amount_minor if facts.preauthorisation else None


@shared_rule(
    "preauthorisation.exceeded",
    _("Pre-authorisation %(number)s agreed to %(agreed_minor)s in all; the lines above use it up, %(left_minor)s are left for this one."),
    kinds=tuple(LineKind),
    limit=_agreed_minor,
    reason=Reason.NOT_PREAUTHORISED,
)  # fmt: skip
def exceeded(line: LineFacts, facts: ClaimFacts, policy: Policy, left_minor: int) -> Finding:
    """Cut the lines, from the first to the last, to what was agreed to together."""
    held = facts.preauthorisation
    told = {
        "number": held.number if held else "",
        "agreed_minor": held.amount_minor if held else 0,
        "left_minor": left_minor,
    }
    return Finding(Outcome.CUT, policy.preauthorisation.clause, left_minor, told)
