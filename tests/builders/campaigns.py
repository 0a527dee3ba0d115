"""Campaigns for tests."""

from datetime import date
from decimal import Decimal
from typing import Any

from accounts.roles import Role
from billing.campaigns.actions import Work, draft_campaign, list_vehicles, open_campaign
from billing.campaigns.choices import CampaignKind, WorkKind
from billing.campaigns.models import Campaign
from tests.world import office_actor

BEGAN = date(2026, 1, 1)
WORK = [Work(WorkKind.LABOUR, "ENG-001", Decimal("1.5")), Work(WorkKind.PART, "612600", Decimal(1))]


def draft_values(**facts: Any) -> dict[str, Any]:
    """Return what a draft is made of."""
    usual = {"number": "2026-ZH-01", "kind": CampaignKind.RECALL, "title_zh": "召回", "title_en": "Recall"}
    return usual | {"begins_on": BEGAN, "ends_on": None, "work": WORK} | facts


def a_draft_campaign(**facts: Any) -> Campaign:
    """Return a draft; head office's scope is needed, and the catalogue's part and operation."""
    return draft_campaign(**draft_values(**facts), acting_user=office_actor(Role.SERVICE_MANAGEMENT))


def an_open_campaign(*vins: str, **facts: Any) -> Campaign:
    """Return a campaign that was opened for these vehicles."""
    campaign = a_draft_campaign(**facts)
    list_vehicles(campaign.pk, vins="\n".join(vins), acting_user=office_actor(Role.SERVICE_MANAGEMENT))
    return open_campaign(campaign.pk, acting_user=office_actor(Role.CUSTOMER_SERVICE_MANAGER))
