"""How much goodwill a person may grant for a claim, and who may grant more. The policy of the claim sets the limits by role."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as now_

from accounts.actors import Actor
from accounts.roles import Role
from billing.claims.choices import ClaimError, ClaimType
from billing.claims.goodwill.choices import APPROVERS
from billing.claims.models import Claim
from billing.claims.policies import LineDecision
from billing.policy.policies import Policy
from billing.policy.selectors import policy_of
from common.errors import NotAllowed
from common.money import format_minor


def limit_minor(claim: Claim, roles: Iterable[str]) -> int | None:
    """Return how much these roles may grant for the claim, with what a pre-authorisation has agreed to; None when nothing limits them."""
    limit = policy_of(claim.policy).goodwill.limit_minor(roles)
    if claim.type != ClaimType.GOODWILL or limit is None:
        return None
    agreed = claim.preauthorisation.approved_minor if claim.preauthorisation else None
    return max(limit, agreed or 0)


def is_above_limit(claim: Claim, decisions: Sequence[LineDecision], actor: Actor) -> bool:
    """Tell whether the decisions give more than the person's roles may grant."""
    limit = limit_minor(claim, actor.roles)
    return limit is not None and sum(decision.approved_minor for decision in decisions) > limit


def require_goodwill_limit(claim: Claim, decisions: Sequence[LineDecision], actor: Actor) -> None:
    """Raise NotAllowed when somebody would grant more goodwill than their role may, and head office had not agreed to it beforehand."""
    if not is_above_limit(claim, decisions, actor):
        return
    sentence = now_("Your role may grant goodwill up to %(limit)s; more needs the approval of the role above.")
    raise NotAllowed(
        sentence % {"limit": format_minor(limit_minor(claim, actor.roles) or 0, claim.currency)},
        code=ClaimError.GOODWILL_LIMIT,
        rule="goodwill.limit",
    )


def may_grant(policy: Policy, amount_minor: int) -> list[Role]:
    """Return the roles that may approve so much."""
    return [role for role in APPROVERS if (policy.goodwill.limit_minor([role]) or 0) >= amount_minor]


def highest_minor(policy: Policy) -> int:
    """Return the most that anybody may approve."""
    return max(policy.goodwill.limit_minor([role]) or 0 for role in APPROVERS)
