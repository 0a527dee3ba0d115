"""Kinds and states of campaigns, and what can be wrong with one."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CampaignKind(TextChoices):
    """Why vehicles are called in."""

    RECALL = "recall", _("Recall")
    SERVICE = "service", _("Service campaign")


class CampaignStatus(TextChoices):
    """Where a campaign stands. Work counts by the day of the repair, so a closed one still takes claims for repairs before its end."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


CAMPAIGN_MOVES = {
    CampaignStatus.DRAFT: {CampaignStatus.OPEN, CampaignStatus.WITHDRAWN},
    CampaignStatus.OPEN: {CampaignStatus.CLOSED},
    CampaignStatus.CLOSED: set(),
    CampaignStatus.WITHDRAWN: set(),
}


class WorkKind(TextChoices):
    """What a line of the fixed work is."""

    LABOUR = "labour", _("Labour")
    PART = "part", _("Part")


class CampaignError(StrEnum):
    """Why a step on a campaign was refused."""

    NUMBER_TAKEN = "campaign.number_taken"
    DATES = "campaign.dates"
    SAME_PERSON = "campaign.same_person"
    NO_VEHICLES = "campaign.no_vehicles"
    NO_WORK = "campaign.no_work"
    WORK = "campaign.work"
    FILE = "campaign.file"
    NOT_DRAFT = "campaign.not_draft"
