"""Evidence: the photos that the policy wants to see."""

from django.utils.translation import gettext_lazy as _

from billing.claims.choices import Outcome, Reason
from billing.claims.rules.registry import Finding, claim_rule
from billing.claims.rules.verdicts import ClaimFacts
from billing.policy.policies import Policy


@claim_rule("evidence.photo_missing", _("Photos are missing: %(missing_subjects)s."), reason=Reason.EVIDENCE_MISSING)
def photo_missing(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Have a person look while a photo is missing that claims of this type need; silent when nobody looked for photos."""
    if facts.photos is None:
        return None
    wanted = [rule for rule in policy.photos if rule.applies_to(facts.type) and rule.subject not in facts.photos]
    if not wanted:
        return None
    subjects = list(dict.fromkeys(rule.subject for rule in wanted))
    return Finding(Outcome.REFER, wanted[0].clause, params={"missing_subjects": ",".join(subjects)})
