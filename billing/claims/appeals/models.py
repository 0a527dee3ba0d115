"""An appeal against the decision on a claim."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.claims.appeals.choices import APPEAL_MOVES, AppealStatus
from common.money import DEFAULT_CURRENCY, MoneyMinorField
from common.records import Moves, Placement, Record


class Appeal(Record):
    """One appeal of one claim, ever. `first_reviewer_id` (nobody when a rule made the first review) and
    `final_reviewer_id` made the decision; somebody else decides the appeal.

    `decided_minor` is what the claim had been given when the station appealed, `granted_minor` what it has after the appeal.
    `standing_minor` is what it had when the appeal was decided: a supplier's dispute or the final review may have changed it meanwhile.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "apl"
    moves: ClassVar[Moves | None] = APPEAL_MOVES
    TONES: ClassVar[dict[str, str]] = {
        AppealStatus.FILED: "busy",
        AppealStatus.GRANTED: "good",
        AppealStatus.PARTLY: "warn",
        AppealStatus.DENIED: "bad",
        AppealStatus.WITHDRAWN: "off",
    }

    station = models.ForeignKey(
        "registry.Station", verbose_name=_("station"), on_delete=models.PROTECT, related_name="+"
    )
    claim = models.OneToOneField(
        "claims.Claim", verbose_name=_("claim"), on_delete=models.PROTECT, related_name="appeal"
    )
    number = models.CharField(_("number"), max_length=24, unique=True)
    status = models.CharField(_("status"), max_length=12, choices=AppealStatus.choices, default=AppealStatus.FILED)
    reason = models.TextField(_("why the decision is wrong"))
    due_at = models.DateTimeField(_("appeal until"))
    filed_by = models.UUIDField()
    filed_name = models.CharField(_("filed by"), max_length=80)
    filed_at = models.DateTimeField(_("filed"))
    first_reviewer_id = models.UUIDField(null=True, blank=True)
    final_reviewer_id = models.UUIDField(null=True, blank=True)
    currency = models.CharField(max_length=3, default=DEFAULT_CURRENCY)
    claimed_minor = MoneyMinorField(_("claimed"))
    decided_minor = MoneyMinorField(_("decided before"))
    standing_minor = MoneyMinorField(_("given when it was decided"), null=True, blank=True)
    granted_minor = MoneyMinorField(_("after the appeal"), null=True, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)
    decided_name = models.CharField(_("decided by"), max_length=80, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    answer = models.TextField(_("answer to the station"), blank=True)

    class Meta:
        db_table = "claim_appeal"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["station", "status", "-created_at"], name="appeal_of_station"),
            models.Index(fields=["status", "filed_at"], name="appeal_queue"),
            models.Index(fields=["-created_at", "-id"], name="appeal_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (
                    ~Q(decided_by=F("first_reviewer_id"))
                    & ~Q(decided_by=F("filed_by"))
                    & (Q(final_reviewer_id__isnull=True) | ~Q(decided_by=F("final_reviewer_id")))
                ),
                name="appeal_another_reviewer",
            ),
            models.CheckConstraint(condition=Q(filed_at__lte=F("due_at")), name="appeal_in_time"),
            models.CheckConstraint(
                condition=Q(granted_minor__isnull=True)
                | Q(granted_minor__range=(Coalesce(F("standing_minor"), F("decided_minor")), F("claimed_minor"))),
                name="appeal_not_less",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("claims:appeal", args=[self.pk])
