"""Telling campaigns how far they have come: a claim that was handed in counts, one that came to nothing does not."""

from billing.campaigns.actions import note_repair
from billing.claims.models import WITHOUT_WORK, Claim
from common.history.models import History
from common.history.subscribers import subscribe


@subscribe("claim.submitted")
@subscribe("claim.rejected")
@subscribe("claim.reopened")
@subscribe("claim.cancelled")
def count_campaign_work(event: History) -> None:
    """Keep on the campaign's list what the claim says of its vehicle now; asked twice, it says the same."""
    rows = Claim.objects.filter(pk=event.aggregate_id, campaign__isnull=False)
    claim = rows.select_related("station").first() if rows.exists() else None  # few claims belong to a campaign
    if claim is None or claim.campaign_id is None:
        return
    station = claim.station
    done = (claim.repair_finished_on, station.pk, station.code, station.region)
    note_repair(claim.campaign_id, claim.vin, claim_id=claim.pk, done=None if claim.status in WITHOUT_WORK else done)
