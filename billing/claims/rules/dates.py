"""Dates and the station: the future, handing in late, a policy that does not reach the repair, a station that is not active."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from billing.claims.choices import ClaimType, Outcome, Reason
from billing.claims.rules.registry import Finding, claim_rule
from billing.claims.rules.verdicts import ClaimFacts
from billing.policy.policies import Policy


@claim_rule("dates.future", _("The repair date %(finished_on)s or the failure date lies in the future."))
def future(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse dates after the day of entry."""
    latest = max(facts.repair_finished_on, facts.failed_on or facts.repair_finished_on)
    if latest <= facts.entered_on:
        return None
    return Finding(Outcome.REJECT, policy.limits.entry_clause, params={"finished_on": facts.repair_finished_on})


@claim_rule("dates.failed_after_repair", _("The vehicle failed on %(failed_on)s, after the repair was finished."))
def failed_after_repair(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Have a person look when failure and repair are in the wrong order."""
    if facts.failed_on is None or facts.failed_on <= facts.repair_finished_on:
        return None
    return Finding(Outcome.REFER, policy.limits.entry_clause, params={"failed_on": facts.failed_on})


@claim_rule(
    "dates.failed_before_sale",
    _("The vehicle failed on %(failed_on)s, before it was sold on %(sold_on)s."),
)
def failed_before_sale(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Have a person look when the failure lies before the sale, from which the warranty runs."""
    if facts.type == ClaimType.PRE_DELIVERY or facts.failed_on is None or facts.sold_on is None:
        return None
    if facts.failed_on >= facts.sold_on:
        return None
    told = {"failed_on": facts.failed_on, "sold_on": facts.sold_on}
    return Finding(Outcome.REFER, policy.limits.entry_clause, params=told)


@claim_rule(
    "dates.late_entry",
    _("Claims are handed in within %(days)d days; this one was due on %(until)s."),
    reason=Reason.NOT_COVERED,
)
def late_entry(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse a claim that is handed in after the period."""
    until = facts.repair_finished_on + timedelta(days=policy.limits.entry_days)
    if facts.entered_on <= until:
        return None
    return Finding(
        Outcome.REJECT, policy.limits.entry_clause, params={"days": policy.limits.entry_days, "until": until}
    )


@claim_rule(
    "policy.wrong_date",
    _("The repair on %(finished_on)s was before this policy took effect on %(effective_from)s."),
    reason=Reason.NOT_COVERED,
)
def outside_policy(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse to judge a repair by a policy that was not in force yet: the repair date decides, not the day of entry."""
    if facts.repair_finished_on >= policy.effective_from:
        return None
    told = {"finished_on": facts.repair_finished_on, "effective_from": policy.effective_from}
    return Finding(Outcome.REJECT, params=told)


@claim_rule("station.not_active", _("The station is suspended or closed."))
def station_not_active(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse the claims of a station that is not active."""
    return None if facts.station_is_active else Finding(Outcome.REJECT)
