"""Which requests for goodwill a person may see, and which wait for them."""

from collections.abc import Sequence

from accounts.actors import Actor
from billing.claims.choices import ClaimType
from billing.claims.goodwill.choices import GoodwillStatus
from billing.claims.goodwill.limits import limit_minor
from billing.claims.goodwill.models import GoodwillApproval
from billing.claims.models import Claim
from common.records import RecordQuerySet


def goodwill_for(actor: Actor) -> RecordQuerySet:
    """Return all of them for head office; no station and no supplier sees one."""
    rows = GoodwillApproval.objects.select_related("claim__station", "claim__policy", "claim__preauthorisation")
    return rows if actor.is_office and actor.may("goodwill.view") else rows.none()


def waiting_goodwill(actor: Actor) -> Sequence[GoodwillApproval]:
    """Return what waits and the person may grant: within the limits of their roles, not asked by themselves; oldest first."""
    rows = goodwill_for(actor).filter(status=GoodwillStatus.WAITING).exclude(asked_by=actor.id)
    return [row for row in rows.order_by("asked_at", "id") if may_decide(row, actor)]


def may_decide(approval: GoodwillApproval, actor: Actor) -> bool:
    """Whether the person may decide on it: another one than asked, with a role whose limit is high enough."""
    if not actor.may("goodwill.approve") or actor.id == approval.asked_by:
        return False
    limit = limit_minor(approval.claim, actor.roles)
    return limit is None or approval.asked_minor <= limit


def approvals_of(claim: Claim, actor: Actor) -> Sequence[GoodwillApproval]:
    """Return the requests about a claim, newest first."""
    if claim.type != ClaimType.GOODWILL:
        return []
    return list(goodwill_for(actor).filter(claim=claim).order_by("-created_at", "-id"))
