"""What is paid with a fixed fee and once for each vehicle: the inspection before delivery and the first maintenance."""

from django.utils.translation import gettext_lazy as _

from billing.claims.choices import ClaimType, LineKind, Outcome, Reason
from billing.claims.rules.registry import Finding, claim_rule, shared_rule
from billing.claims.rules.verdicts import ClaimFacts, EarlierLine, LineFacts
from billing.policy.policies import Policy, add_months


def _maintenance_minor(facts: ClaimFacts, policy: Policy) -> int | None:
    return policy.first_maintenance.fee_of(facts.model_code) if facts.type == ClaimType.FIRST_MAINTENANCE else None


@shared_rule(
    "maintenance.fixed_fee",
    _("The first maintenance is paid with a fixed fee of %(fee_minor)s."),
    kinds=LineKind,
    limit=_maintenance_minor,
    reason=Reason.PRICE_ABOVE_LIST,
)
def first_maintenance_fee(line: LineFacts, facts: ClaimFacts, policy: Policy, left_minor: int) -> Finding:
    """Cut the lines of a first maintenance to the fixed fee together."""
    rule = policy.first_maintenance
    told = {"fee_minor": rule.fee_of(facts.model_code)}
    return Finding(Outcome.CUT, rule.clause_of(facts.model_code), left_minor, told)


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


@claim_rule(
    "maintenance.once",
    _("The first maintenance of this vehicle was claimed already, for %(finished_on)s."),
    reason=Reason.DUPLICATE,
)
def first_maintenance_once(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse a second first maintenance, wherever the first one was."""
    before = _earlier(facts, ClaimType.FIRST_MAINTENANCE)
    if before is None:
        return None
    return Finding(Outcome.REJECT, policy.first_maintenance.clause, params={"finished_on": before.finished_on})


def _inspection_minor(facts: ClaimFacts, policy: Policy) -> int | None:
    is_paid = facts.type == ClaimType.PRE_DELIVERY and policy.pre_delivery.clause
    return policy.pre_delivery.fee_of(facts.model_code) if is_paid else None


@shared_rule(
    "pre_delivery.fixed_fee",
    _("The inspection before delivery is paid with a fixed fee of %(fee_minor)s."),
    kinds=LineKind,
    limit=_inspection_minor,
    reason=Reason.PRICE_ABOVE_LIST,
)
def pre_delivery_fee(line: LineFacts, facts: ClaimFacts, policy: Policy, left_minor: int) -> Finding:
    """Cut the lines of an inspection to the fixed fee together."""
    rule = policy.pre_delivery
    told = {"fee_minor": rule.fee_of(facts.model_code)}
    return Finding(Outcome.CUT, rule.clause_of(facts.model_code), left_minor, told)


@claim_rule("pre_delivery.none", _("This policy pays no inspection before delivery."), reason=Reason.NOT_COVERED)
def pre_delivery_not_paid(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse an inspection where the policy has no fee for it."""
    if facts.type != ClaimType.PRE_DELIVERY or policy.pre_delivery.clause:
        return None
    return Finding(Outcome.REJECT)


@claim_rule(
    "pre_delivery.sold",
    _("The vehicle was sold on %(sold_on)s, before the inspection of %(finished_on)s."),
    reason=Reason.NOT_COVERED,
)
def pre_delivery_after_sale(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse an inspection "before delivery" after the vehicle was sold."""
    if facts.type != ClaimType.PRE_DELIVERY or facts.sold_on is None or facts.repair_finished_on <= facts.sold_on:
        return None
    told = {"sold_on": facts.sold_on, "finished_on": facts.repair_finished_on}
    return Finding(Outcome.REJECT, policy.pre_delivery.clause, params=told)


@claim_rule(
    "pre_delivery.once",
    _("The inspection before delivery of this vehicle was claimed already, for %(finished_on)s."),
    reason=Reason.DUPLICATE,
)
def pre_delivery_once(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse a second inspection, wherever the first one was."""
    before = _earlier(facts, ClaimType.PRE_DELIVERY)
    if before is None:
        return None
    return Finding(Outcome.REJECT, policy.pre_delivery.clause, params={"finished_on": before.finished_on})


def _earlier(facts: ClaimFacts, type: ClaimType) -> EarlierLine | None:
    if facts.type != type:
        return None
    return next((line for line in facts.earlier if line.type == type), None)
