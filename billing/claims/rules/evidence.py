"""What must be there besides the lines: head office's agreement before the work, and photos."""

from django.utils.translation import gettext_lazy as _

from billing.claims.choices import Outcome, Reason
from billing.claims.rules.registry import Finding, claim_rule
from billing.claims.rules.verdicts import ClaimFacts
from billing.policy.choices import PhotoSubject
from billing.policy.policies import Policy


def wants_preauthorisation(facts: ClaimFacts, policy: Policy) -> bool:
    """Tell whether head office must have agreed to this claim before the work began."""
    rule, total = policy.preauthorisation, facts.claimed_minor
    return any(rule.wants(facts.type, line.component_code, total) for line in facts.lines)


@claim_rule(
    "preauthorisation.missing",
    _("Head office had to agree before the work began, and no pre-authorisation is named."),
    reason=Reason.NOT_PREAUTHORISED,
)
def not_asked(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse what had to be asked for first and was not."""
    if facts.preauthorisation is not None or not wants_preauthorisation(facts, policy):
        return None
    return Finding(Outcome.REJECT, policy.preauthorisation.clause)


@claim_rule(
    "preauthorisation.expired",
    _("Pre-authorisation %(number)s was valid until %(until)s; the repair began on %(started_on)s."),
    reason=Reason.NOT_PREAUTHORISED,
)
def asked_too_early(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse a repair that began after the agreement had lapsed."""
    held, started_on = facts.preauthorisation, facts.repair_started_on or facts.repair_finished_on
    if held is None or started_on <= held.valid_until or not wants_preauthorisation(facts, policy):
        return None
    told = {"number": held.number, "until": held.valid_until, "started_on": started_on}
    return Finding(Outcome.REJECT, policy.preauthorisation.clause, params=told)


@claim_rule(
    "preauthorisation.amount",
    _("Pre-authorisation %(number)s is for %(agreed_minor)s; %(claimed_minor)s is claimed."),
)
def above_agreed(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Have a person look when more is claimed than was agreed."""
    held = facts.preauthorisation
    if held is None or facts.claimed_minor <= held.amount_minor:
        return None
    told = {"number": held.number, "agreed_minor": held.amount_minor, "claimed_minor": facts.claimed_minor}
    return Finding(Outcome.REFER, policy.preauthorisation.clause, params=told)


@claim_rule("photos.missing", _("Photos are missing: %(subjects)s."), reason=Reason.EVIDENCE_MISSING)
def no_photo(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Have a person look when the photos that the policy asks for are not there."""
    if facts.photos is None:
        return None
    wanted = [rule for rule in policy.photos if rule.applies_to(facts.type) and rule.subject not in facts.photos]
    if not wanted:
        return None
    named = ", ".join(str(PhotoSubject(rule.subject).label) for rule in wanted)
    return Finding(Outcome.REFER, wanted[0].clause, params={"subjects": named})
