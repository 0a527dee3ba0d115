"""What the detectors saw, what they weigh, and what they compare with: fingerprints of photos, costs by station and component."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.money import MoneyMinorField
from common.records import Placement, Record


class ClaimFlag(Record):
    """What one detector saw in a claim. `params` fill its sentence; `edition` is the table of weights that it was weighed by.

    A flag that a reviewer dismissed keeps its weight for the statistics and counts no longer towards the claim's risk.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "clf"

    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="flags")
    station_id = models.UUIDField()
    kind = models.CharField(_("anomaly"), max_length=24)
    position = models.PositiveSmallIntegerField(_("line"), default=0)
    weight = models.PositiveSmallIntegerField(_("weight"))
    edition = models.PositiveIntegerField(_("edition of the weights"), default=0)
    params = models.JSONField(default=dict)
    dismissed_at = models.DateTimeField(_("dismissed"), null=True, blank=True)
    dismissed_by = models.UUIDField(null=True, blank=True)
    dismissed_by_name = models.CharField(_("dismissed by"), max_length=80, blank=True)
    dismiss_reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        db_table = "claim_flag"
        ordering = ["-weight", "kind", "position"]
        indexes = [
            models.Index(fields=["station_id", "claim"], name="claim_flag_of_station"),
            models.Index(fields=["kind", "-created_at"], name="claim_flag_of_kind"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["claim", "kind", "position"], name="claim_flag_once"),
            models.CheckConstraint(condition=Q(weight__range=(0, 100)), name="claim_flag_weight"),
            models.CheckConstraint(
                condition=Q(dismissed_at__isnull=True, dismissed_by__isnull=True)
                | (Q(dismissed_at__isnull=False, dismissed_by__isnull=False) & ~Q(dismiss_reason="")),
                name="claim_flag_dismissed_with_reason",
            ),
        ]

    @property
    def is_dismissed(self) -> bool:
        """Whether a reviewer has looked at it and found nothing."""
        return self.dismissed_at is not None


class AnomalyTable(Record):
    """One edition of the office's table: what each detector weighs and allows. Editions are added, never changed; the last one counts."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "ant"

    edition = models.PositiveIntegerField(_("edition"), unique=True)
    settings = models.JSONField(default=dict)
    note = models.CharField(_("why it was changed"), max_length=300)
    made_by = models.UUIDField()
    made_by_name = models.CharField(_("made by"), max_length=80)

    class Meta:
        db_table = "claim_anomaly_table"
        ordering = ["-edition"]

    def __str__(self) -> str:
        return str(self.edition)


class PhotoPrint(Record):
    """The fingerprints of a claim's photo. `words` are those of `similarity.words_of`, for the search of pictures that look the same."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "pho"

    file_id = models.UUIDField(unique=True)
    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="+")
    station_id = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    perceptual_hash = models.CharField(max_length=16, blank=True)
    words = ArrayField(models.IntegerField(), default=list)

    class Meta:
        db_table = "claim_photo_print"
        indexes = [
            models.Index(fields=["sha256"], name="photo_print_same"),
            GinIndex(fields=["words"], name="photo_print_near"),
        ]


class StationCost(Record):
    """What claims on a component cost at a station over the last half year: how many, and the median. Computed again once a day."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "stc"

    station_id = models.UUIDField()
    region = models.CharField(max_length=20)
    component_code = models.CharField(max_length=12)
    claims = models.PositiveIntegerField()
    median_minor = MoneyMinorField()

    class Meta:
        db_table = "claim_station_cost"
        constraints = [
            models.UniqueConstraint(fields=["station_id", "component_code"], name="station_cost_once"),
            models.CheckConstraint(condition=Q(claims__gt=0), name="station_cost_has_claims"),
        ]
        indexes = [models.Index(fields=["component_code", "region"], name="station_cost_of_region")]


class CostDay(models.Model):
    """The day for which `StationCost` was computed: one row, taken by a guarded update so that one process computes."""

    placement: ClassVar[Placement] = Placement.OFFICE

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    day = models.DateField()

    class Meta:
        db_table = "claim_cost_day"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="cost_day_one_row")]
