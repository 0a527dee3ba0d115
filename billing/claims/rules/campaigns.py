"""Campaigns and recalls: the vehicle is listed, worked on once, within the campaign's days, with its fixed work and nothing else."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from billing.claims.choices import ClaimType, LineKind, Outcome, Reason
from billing.claims.rules.registry import Finding, claim_rule, line_rule
from billing.claims.rules.verdicts import CampaignFacts, ClaimFacts, LineFacts, before
from billing.policy.policies import Policy
from common.money import times


def _campaign(facts: ClaimFacts) -> CampaignFacts | None:
    return facts.campaign if facts.type == ClaimType.CAMPAIGN else None


@claim_rule("campaign.none", _("The claim names no campaign."), reason=Reason.NOT_COVERED)
def no_campaign(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse a campaign claim without its campaign."""
    return Finding(Outcome.REJECT) if facts.type == ClaimType.CAMPAIGN and facts.campaign is None else None


@claim_rule(
    "campaign.not_open",
    _("Campaign %(number)s runs from %(begins_on)s until %(ends_on)s; the repair was on %(finished_on)s."),
    reason=Reason.NOT_COVERED,
)
def not_open(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse work outside the campaign's days."""
    campaign = _campaign(facts)
    if campaign is None:
        return None
    day, last = facts.repair_finished_on, campaign.ends_on
    if campaign.begins_on <= day and (last is None or day <= last):
        return None
    told = {
        "number": campaign.number,
        "begins_on": campaign.begins_on,
        "ends_on": last or "–",
        "finished_on": day,
    }
    return Finding(Outcome.REJECT, campaign.number, params=told)


@claim_rule(
    "campaign.not_listed", _("The vehicle is not on the list of campaign %(number)s."), reason=Reason.NOT_COVERED
)
def not_listed(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse a vehicle that was not called in."""
    campaign = _campaign(facts)
    if campaign is None or campaign.is_listed:
        return None
    return Finding(Outcome.REJECT, campaign.number, params={"number": campaign.number})


@claim_rule(
    "campaign.done",
    _("Campaign %(number)s was done on this vehicle already, on %(done_on)s."),
    reason=Reason.DUPLICATE,
)
def done_before(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse a second repair under the same campaign."""
    campaign = _campaign(facts)
    if campaign is None or campaign.done_on is None:
        return None
    return Finding(Outcome.REJECT, campaign.number, params={"number": campaign.number, "done_on": campaign.done_on})


@line_rule(
    "campaign.work",
    _("%(code)s does not belong to the work of campaign %(number)s."),
    kinds=LineKind,
    reason=Reason.NOT_COVERED,
)
def foreign_work(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse what is not part of the fixed work."""
    campaign = _campaign(facts)
    if campaign is None or line.operation_code in campaign.hours or line.part_number in campaign.quantities:
        return None
    code = line.operation_code or line.part_number or "–"
    return Finding(Outcome.REJECT, campaign.number, params={"number": campaign.number, "code": code})


@line_rule(
    "campaign.amount",
    _("Campaign %(number)s fixes %(fixed)s for %(code)s; %(claimed)s was claimed."),
    kinds=(LineKind.LABOUR, LineKind.PART),
    reason=Reason.LABOUR_ABOVE_NORM,
)
def above_fixed(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Cut hours and quantities above the fixed ones; several lines of the same work share them."""
    campaign = _campaign(facts)
    if campaign is None:
        return None
    is_labour = line.kind == LineKind.LABOUR
    fixed = (campaign.hours if is_labour else campaign.quantities).get(_code(line))
    same = [one for one in before(line, facts) if one.kind == line.kind and _code(one) == _code(line)]
    used = sum((_amount(one) for one in same), Decimal(0))
    claimed = used + _amount(line)
    if fixed is None or claimed <= fixed:
        return None
    told = {
        "number": campaign.number,
        "code": _code(line),
        "fixed": _plain(fixed),
        "claimed": _plain(claimed),
    }
    left = max(Decimal(0), fixed - used)
    return Finding(Outcome.CUT, campaign.number, times(_price_minor(line, facts, policy), left), told)


def _price_minor(line: LineFacts, facts: ClaimFacts, policy: Policy) -> int:
    """Return the price of a unit that may be paid: a cut of the amount does not bring back what the price was above the list."""
    if line.kind == LineKind.LABOUR:
        return min(line.unit_price_minor, policy.hour_minor(facts.labour_coefficient, facts.station_level))
    if line.list_cost_minor is None:
        return line.unit_price_minor
    listed = policy.part_price_minor(line.list_cost_minor, line.component_code, facts.station_level)
    return min(line.unit_price_minor, listed)


def _code(line: LineFacts) -> str:
    return line.operation_code if line.kind == LineKind.LABOUR else line.part_number


def _amount(line: LineFacts) -> Decimal:
    return line.hours if line.kind == LineKind.LABOUR else line.quantity


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
