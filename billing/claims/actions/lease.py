"""Who has a claim before them: taken by a guarded update, let go by the database's clock. A lease is a lock and leaves no history."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest, Now
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


def open_claim(claim: Claim, *, acting_user: Actor) -> ReviewLease | None:
    """Take the claim that a reviewer opens, and let go of those that they had only opened. Returns the lease that now holds it.

    It may be somebody else's: the page says whose. None for a claim that does not wait for the first review.
    """
    acting_user.require("claims.first_review")
    if claim.status != ClaimStatus.SUBMITTED:
        return None
    ReviewLease.objects.filter(holder_id=acting_user.id, is_kept=False).exclude(claim=claim.pk).delete()
    return _seize(claim.pk, acting_user, kept=False)


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


@transaction.atomic
def _seize(claim_id: UUID, actor: Actor, *, kept: bool) -> ReviewLease | None:
    """Take the claim unless somebody else's lease runs, and return the lease that holds it now.

    A guarded update takes a lease that is one's own or has run out; where there is none, the first insert wins.
    """
    rows, mine = ReviewLease.objects.filter(claim=claim_id), Q(holder_id=actor.id)
    until = Now() + (KEPT if kept else OPENED)
    stays = Case(When(mine & Q(is_kept=True), then=Greatest(F("until"), until)), default=until)
    is_kept = Value(value=True) if kept else Case(When(mine, then=F("is_kept")), default=Value(value=False))
    held = {"holder_id": actor.id, "holder_name": actor.name[:80]}
    if not rows.filter(mine | Q(until__lt=Now())).update(**held, until=stays, is_kept=is_kept):
        fresh = ReviewLease(claim_id=claim_id, **held, until=until, is_kept=kept)
        ReviewLease.objects.bulk_create([fresh], ignore_conflicts=True)
    return rows.first()
