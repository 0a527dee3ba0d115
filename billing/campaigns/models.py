"""Campaigns, their vehicles and their fixed work."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from billing.campaigns.choices import CAMPAIGN_MOVES, CampaignKind, CampaignStatus, WorkKind
from common.records import Moves, Placement, Record


class Campaign(Record):
    """A recall (召回) or service campaign (服务活动): from its first to its last day each listed vehicle is worked on once.

    Whoever drafted it can't open it: kept by the database.
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "cmg"
    moves: ClassVar[Moves | None] = CAMPAIGN_MOVES
    TONES: ClassVar[dict[str, str]] = {
        CampaignStatus.OPEN: "good",
        CampaignStatus.CLOSED: "off",
        CampaignStatus.WITHDRAWN: "off",
    }

    number = models.CharField(_("number"), max_length=24, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=CampaignKind.choices, default=CampaignKind.SERVICE)
    status = models.CharField(_("status"), max_length=12, choices=CampaignStatus.choices, default=CampaignStatus.DRAFT)
    title_zh = models.CharField(_("Chinese title"), max_length=160)
    title_en = models.CharField(_("English title"), max_length=160)
    instructions = models.TextField(_("what is to be done"), blank=True)
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    drafted_by = models.UUIDField()
    drafted_by_name = models.CharField(_("drafted by"), max_length=80)
    opened_by = models.UUIDField(null=True, blank=True)
    opened_by_name = models.CharField(_("opened by"), max_length=80, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        db_table = "campaign"
        ordering = ["-begins_on", "-id"]
        indexes = [models.Index(fields=["status", "-begins_on"], name="campaign_by_status")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")), name="campaign_dates"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[CampaignStatus.OPEN, CampaignStatus.CLOSED]) | Q(opened_by__isnull=False),
                name="campaign_opened_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(opened_by__isnull=True) | ~Q(opened_by=F("drafted_by")), name="campaign_second_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("campaigns:detail", args=[self.pk])

    @property
    def last_day(self) -> date | None:
        """Return the last day on which work counts: the planned one, or the day of closing when that came first."""
        return min(filter(None, (self.ends_on, self.closed_on)), default=None)

    @property
    def title(self) -> str:
        """Return the title in the reader's language."""
        return self.title_zh if (get_language() or "").startswith("zh") else self.title_en


class CampaignVehicle(Record):
    """A vehicle that is called in. What was done to it is read from the claims and kept here for counting."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "cmv"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="vehicles")
    vin = models.CharField(_("VIN"), max_length=17)
    repaired_on = models.DateField(_("repaired on"), null=True, blank=True)
    done_by = models.UUIDField(null=True, blank=True)
    station_code = models.CharField(_("station"), max_length=12, blank=True)
    region = models.CharField(_("regional office"), max_length=20, blank=True)
    claim_id = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "campaign_vehicle"
        ordering = ["campaign", "vin"]
        indexes = [models.Index(fields=["vin"], name="campaign_of_vin")]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "vin"], name="campaign_vehicle_once"),
            models.CheckConstraint(
                condition=Q(repaired_on__isnull=True) | Q(done_by__isnull=False, claim_id__isnull=False),
                name="campaign_repaired_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return self.vin

    @property
    def is_done(self) -> bool:
        """Whether the work was done."""
        return self.repaired_on is not None


class CampaignWork(Record):
    """A line of the fixed work: an operation with its hours, or a part with its quantity. Nothing else is paid."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "cmw"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="work")
    kind = models.CharField(_("kind"), max_length=8, choices=WorkKind.choices)
    code = models.CharField(_("operation or part number"), max_length=30)
    amount = models.DecimalField(_("hours or quantity"), max_digits=7, decimal_places=2, default=Decimal(1))

    class Meta:
        db_table = "campaign_work"
        ordering = ["campaign", "kind", "code"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "kind", "code"], name="campaign_work_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="campaign_work_positive"),
        ]

    def __str__(self) -> str:
        return self.code
