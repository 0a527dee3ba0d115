"""When the open claims of the last weeks were handed in, the figures of all that happened, and what the early warning makes of them."""

from datetime import timedelta

from billing.claims.choices import ClaimStatus
from billing.claims.models import Claim
from billing.insight.refresh import count_everything, see_tonight
from billing.insight.watch import look_for_batches
from common.clock import now
from common.history.relay import deliver_pending
from demo.chance import dice, moment

OPEN = (ClaimStatus.SUBMITTED, ClaimStatus.AWAITING_PARTS, ClaimStatus.FIRST_REVIEWED)


def count_and_watch() -> None:
    """Count all claims, look for batch defects as every night does, and let those who watch hear of it."""
    deliver_pending(limit=10_000)
    _hand_in_after_the_repair()
    count_everything()
    look_for_batches()
    deliver_pending(limit=100)
    see_tonight()


def _hand_in_after_the_repair() -> None:
    """The steps were all taken today; the queues shall be as old as the repairs that they are about."""
    roll, rows = dice("handed in"), list(Claim.objects.filter(status__in=OPEN))
    for claim in rows:
        came = moment(claim.repair_finished_on + timedelta(days=roll.randint(1, 3)), roll)
        claim.submitted_at = min(came, now() - timedelta(minutes=roll.randint(5, 300)))
        if claim.first_reviewed_at is not None:
            reviewed = claim.submitted_at + timedelta(days=roll.randint(1, 4), hours=roll.randint(0, 5))
            claim.first_reviewed_at = min(reviewed, now() - timedelta(minutes=roll.randint(1, 4)))
    Claim.objects.bulk_update(rows, ["submitted_at", "first_reviewed_at"])
