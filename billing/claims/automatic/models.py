"""Claims that were settled by rule and drawn for checking."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.claims.automatic.choices import VERDICT_MOVES, Verdict
from billing.claims.choices import Reason
from common.money import DEFAULT_CURRENCY, MoneyMinorField
from common.records import Moves, Placement, Record


class SampledClaim(Record):
    """A claim whose first review was made by rule and that was drawn; `missed_rule` is the rule that should have objected, if one exists."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "smp"
    moves: ClassVar[Moves | None] = VERDICT_MOVES
    TONES: ClassVar[dict[str, str]] = {Verdict.OPEN: "info", Verdict.OK: "good", Verdict.WRONG: "bad"}

    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="samples")
    station_id = models.UUIDField()
    round = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(_("verdict"), max_length=8, choices=Verdict.choices, default=Verdict.OPEN)
    policy_label = models.CharField(_("policy"), max_length=40)
    clause = models.CharField(_("clause"), max_length=20, blank=True)
    amount_minor = MoneyMinorField(_("approved by rule"))
    currency = models.CharField(max_length=3, default=DEFAULT_CURRENCY)
    appraiser_id = models.UUIDField(null=True, blank=True)
    reason_code = models.CharField(_("reason"), max_length=24, choices=Reason.choices, blank=True)
    missed_rule = models.CharField(_("rule that should have objected"), max_length=40, blank=True)
    comment = models.CharField(_("comment"), max_length=300, blank=True)
    checked_by = models.UUIDField(null=True, blank=True)
    checked_by_name = models.CharField(_("checked by"), max_length=80, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)

    class Meta:
        db_table = "claim_sampled"
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["station_id", "claim"], name="sampled_of_station"),
            models.Index(fields=["status", "created_at"], name="sampled_queue"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["claim", "round"], name="sampled_once_a_round"),
            models.CheckConstraint(
                condition=Q(status=Verdict.OPEN) | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="sampled_checked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | Q(appraiser_id__isnull=True) | ~Q(checked_by=F("appraiser_id")),
                name="sampled_not_by_appraiser",
            ),
            models.CheckConstraint(
                condition=~Q(status=Verdict.WRONG) | ~Q(reason_code=""), name="sampled_wrong_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy_label} {self.clause}"

    def get_absolute_url(self) -> str:
        """Return the page on which it is checked."""
        return reverse("claims:check_sample", args=[self.pk])
