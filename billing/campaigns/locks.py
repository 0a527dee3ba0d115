"""Row locks of campaigns."""

from uuid import UUID

from accounts.actors import Actor
from billing.campaigns.models import Campaign
from billing.campaigns.selectors import campaigns_for


def lock_campaign(campaign_id: UUID, actor: Actor) -> Campaign:
    """Lock a campaign that the person may see. Raises NotYours otherwise."""
    campaign: Campaign = campaigns_for(actor).locked().get_or_404(campaign_id)
    return campaign
