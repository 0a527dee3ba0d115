"""Who has a claim before them: taken by a guarded update, let go by the database's clock. A lease is a lock and leaves no history."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as now_

from accounts.actors import Actor
from billing.claims.choices import ClaimError, ClaimStatus
from billing.claims.models import Claim, ReviewLease
from billing.claims.selectors import claims_for
from common.errors import WrongState
from common.records import RecordQuerySet

OPENED = timedelta(minutes=10)
KEPT = timedelta(hours=2)
TRIES = 20

# One statement, so that opening a claim costs one: there is no moment between looking and taking. Where nobody has the claim the row is new;
# one's own lease, or one that has run out, is taken over; somebody else's is left, and then nothing comes back.
SEIZE = """
WITH gone AS (DELETE FROM claim_review_lease WHERE %(alone)s AND holder_id = %(holder)s AND NOT is_kept AND claim_id <> %(claim)s)
INSERT INTO claim_review_lease AS lease (claim_id, holder_id, holder_name, until, is_kept)
VALUES (%(claim)s, %(holder)s, %(name)s, statement_timestamp() + %(period)s, %(kept)s)
ON CONFLICT (claim_id) DO UPDATE SET holder_id = excluded.holder_id, holder_name = excluded.holder_name,
  until = CASE WHEN lease.holder_id = excluded.holder_id AND lease.is_kept THEN greatest(lease.until, excluded.until) ELSE excluded.until END,
  is_kept = excluded.is_kept OR (lease.holder_id = excluded.holder_id AND lease.is_kept)
WHERE lease.holder_id = excluded.holder_id OR lease.until < statement_timestamp()
RETURNING claim_id, holder_id, holder_name, until, is_kept
"""


def open_claim(claim: Claim, *, acting_user: Actor) -> ReviewLease | None:
    """Take the claim that a reviewer opens, and let go of those that they had only opened. Returns the lease that now holds it.

    It may be somebody else's: the page says whose. None for a claim that does not wait for the first review.
    """
    acting_user.require("claims.first_review")
    if claim.status != ClaimStatus.SUBMITTED:
        return None
    return _seize(claim.pk, acting_user, kept=False, alone=True)


def take_claim(claim_id: UUID, *, acting_user: Actor) -> ReviewLease:
    """Keep a claim of the queue for oneself for two hours. Raises WrongState (`claim.taken`) when somebody else has it."""
    acting_user.require("claims.first_review")
    claim: Claim = claims_for(acting_user).get_or_404(claim_id)
    if claim.status != ClaimStatus.SUBMITTED:
        raise WrongState(status=str(claim.status))
    lease = _seize(claim.pk, acting_user, kept=True)
    if lease is None or lease.holder_id != acting_user.id:
        raise taken_by_another(lease)
    return lease


def take_next(queue: RecordQuerySet, *, acting_user: Actor) -> Claim | None:
    """Take the first free claim of a queue in its order; None when none is free. When others are as fast, the one after it."""
    acting_user.require("claims.first_review")
    for claim in queue.filter(free_for(acting_user))[:TRIES]:
        lease = _seize(claim.pk, acting_user, kept=False)
        if lease is not None and lease.holder_id == acting_user.id:
            found: Claim = claim
            return found
    return None


def let_go(claim_id: UUID, *, acting_user: Actor) -> bool:
    """Put a claim back for the others. Returns whether the person had it."""
    acting_user.require("claims.first_review")
    count, _ = ReviewLease.objects.filter(claim=claim_id, holder_id=acting_user.id).delete()
    return bool(count)


def end_lease(claim: Claim, actor: Actor) -> None:
    """End the claim's lease with the decision. Raises WrongState (`claim.taken`) while somebody else has it before them."""
    others = ReviewLease.objects.filter(claim=claim.pk, until__gte=Now()).exclude(holder_id=actor.id)
    if (lease := others.first()) is not None:
        raise taken_by_another(lease)
    ReviewLease.objects.filter(claim=claim.pk).delete()


def free_for(actor: Actor) -> Q:
    """Return the condition of claims that nobody else has before them."""
    return Q(lease__isnull=True) | Q(lease__holder_id=actor.id) | Q(lease__until__lt=Now())


def taken_by_another(lease: ReviewLease | None) -> WrongState:
    """Return the refusal that names who has the claim."""
    sentence = now_("%(name)s has this claim before them. Take another one.") % {
        "name": lease.holder_name if lease else ""
    }
    return WrongState(sentence, code=ClaimError.TAKEN)


def _seize(claim_id: UUID, actor: Actor, *, kept: bool, alone: bool = False) -> ReviewLease | None:
    """Take the claim unless somebody else's lease runs, and return the lease that holds it now.

    `alone` lets go of what the person had only opened.
    """
    said = {"claim": claim_id, "holder": actor.id, "name": actor.name[:80], "kept": kept, "alone": alone}
    taken = ReviewLease.objects.raw(SEIZE, said | {"period": KEPT if kept else OPENED})
    return next(iter(taken), None) or ReviewLease.objects.filter(claim=claim_id).first()
