"""Campaigns on the API."""

from typing import Any

from billing.campaigns.actions import (
    Work,
    amend_campaign,
    close_campaign,
    draft_campaign,
    list_vehicles,
    open_campaign,
    withdraw_campaign,
)
from billing.campaigns.api.serializers import (
    AmendCampaignBody,
    CampaignSerializer,
    DraftCampaignBody,
    ReasonBody,
    VinsBody,
)
from billing.campaigns.choices import WorkKind
from billing.campaigns.filters import CampaignFilter
from billing.campaigns.models import Campaign
from billing.campaigns.selectors import campaigns_for, counted
from common.api import RecordApi, command, creates
from common.records import RecordQuerySet


class CampaignApi(RecordApi):
    """Campaigns and recalls."""

    action = "campaigns.view"
    serializer_class = CampaignSerializer
    filterset_class = CampaignFilter

    def records(self) -> RecordQuerySet:
        """Return the campaigns in the actor's sight."""
        rows: RecordQuerySet = counted(campaigns_for(self.actor)).prefetch_related("work")  # type: ignore[assignment]
        return rows

    @creates(action="campaigns.manage", body=DraftCampaignBody)
    def draft(self, body: dict[str, Any]) -> Campaign:
        """Begin a campaign."""
        return draft_campaign(**(body | {"work": _work(body)}), acting_user=self.actor)

    @command(action="campaigns.manage", body=AmendCampaignBody)
    def amend(self, campaign: Campaign, body: dict[str, Any]) -> Campaign:
        """Change a draft."""
        return amend_campaign(campaign.pk, **(body | {"work": _work(body)}), acting_user=self.actor)

    @command(action="campaigns.manage", body=VinsBody)
    def list_vehicles(self, campaign: Campaign, body: dict[str, Any]) -> Campaign:
        """Call vehicles in; a VIN that can't be used is named."""
        text = "\n".join(body["vins"])
        return list_vehicles(campaign.pk, vins=text, leave_out_bad=body["leave_out_bad"], acting_user=self.actor)

    @command(action="campaigns.open")
    def open(self, campaign: Campaign, body: dict[str, Any]) -> Campaign:
        """Let stations work by it; a second person does."""
        return open_campaign(campaign.pk, acting_user=self.actor)

    @command(action="campaigns.open", body=ReasonBody)
    def close(self, campaign: Campaign, body: dict[str, Any]) -> Campaign:
        """End it today."""
        return close_campaign(campaign.pk, reason=body["reason"], acting_user=self.actor)

    @command(action="campaigns.manage", body=ReasonBody)
    def withdraw(self, campaign: Campaign, body: dict[str, Any]) -> Campaign:
        """Put a draft away."""
        return withdraw_campaign(campaign.pk, reason=body["reason"], acting_user=self.actor)


def _work(body: dict[str, Any]) -> list[Work]:
    return [Work(WorkKind(line["kind"]), line["code"], line["amount"]) for line in body["work"]]
