"""One narrow row per claim, the figures counted from them, the fleet that was watched, and warnings of batch defects.

Facts and figures are worked out from claims and chargebacks and may be thrown away at any time: `manage.py refresh_insight --all`.
"""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.claims.choices import ClaimStatus, ClaimType
from billing.insight.choices import LIVE, WARNING_MOVES, Queue, Subject, WarningStatus
from catalog.models import Supplier
from common.money import MoneyMinorField
from common.records import Moves, Placement, Record
from tenants.registry.choices import Region
from tenants.registry.models import Station

OPEN_QUEUES = [str(one) for one in Queue.values]


class ClaimFact(Record):
    """A claim that was handed in, flattened. `month` is the month of the repair, `age_days` the days from sale to failure.

    `first_passed` says that the first review approved it as it came in, without asking; `automatic` that a rule decided it.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "fct"

    claim = models.OneToOneField("claims.Claim", models.CASCADE, related_name="fact", db_constraint=False)
    number = models.CharField(_("claim"), max_length=24)
    station = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name=_("station"), db_index=False)
    region = models.CharField(_("regional office"), max_length=20, choices=Region.choices)
    month = models.DateField(_("month of repair"))
    repaired_on = models.DateField(_("repair finished"))
    type = models.CharField(_("type"), max_length=24, choices=ClaimType.choices)
    status = models.CharField(_("status"), max_length=20, choices=ClaimStatus.choices)
    model_code = models.CharField(_("model"), max_length=20, blank=True)
    component_code = models.CharField(_("component"), max_length=12, blank=True)
    part_number = models.CharField(_("causal part"), max_length=30, blank=True)
    supplier_id = models.UUIDField(null=True, blank=True)
    failure_code = models.CharField(_("failure code"), max_length=20, blank=True)
    vehicle_id = models.UUIDField(null=True, blank=True)
    vin = models.CharField(_("VIN"), max_length=17, blank=True)
    built_month = models.DateField(_("build month"), null=True, blank=True)
    sold_on = models.DateField(_("sold on"), null=True, blank=True)
    failed_on = models.DateField(_("failed on"), null=True, blank=True)
    age_days = models.IntegerField(_("days in service"), null=True, blank=True)
    mileage_km = models.PositiveIntegerField(_("mileage (km)"), null=True, blank=True)
    delay_days = models.IntegerField(_("days until handed in"), null=True, blank=True)
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    reviewed = models.BooleanField(_("reviewed"), default=False)
    first_passed = models.BooleanField(_("first pass"), default=False)
    automatic = models.BooleanField(_("decided by rule"), default=False)
    claimed_minor = MoneyMinorField(_("claimed"), default=0)
    approved_minor = MoneyMinorField(_("approved"), default=0)
    final_minor = MoneyMinorField(_("settled"), default=0)

    class Meta:
        db_table = "insight_claim_fact"
        ordering = ["-repaired_on", "-id"]
        indexes = [
            models.Index(fields=["station", "month"], name="fact_of_station"),
            models.Index(fields=["month", "component_code"], name="fact_of_month"),
            models.Index(fields=["component_code", "built_month"], name="fact_of_component"),
            models.Index(fields=["-repaired_on", "-id"], name="fact_newest"),
            models.Index(fields=["built_month"], name="fact_of_build_month"),
            models.Index(fields=["status", "waiting_since"], name="fact_waiting", condition=Q(status__in=OPEN_QUEUES)),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the page of the claim itself."""
        return reverse("claims:detail", args=[self.claim_id])


class Counted(Record):
    """What is counted of claims; amounts are what was settled, unless their name says otherwise."""

    month = models.DateField(_("month of repair"))
    claims = models.PositiveIntegerField(_("claims"), default=0)
    reviewed = models.PositiveIntegerField(_("reviewed"), default=0)
    first_passed = models.PositiveIntegerField(_("first pass"), default=0)
    automatic = models.PositiveIntegerField(_("decided by rule"), default=0)
    settled = models.PositiveIntegerField(_("settled claims"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    claimed_minor = MoneyMinorField(_("claimed"), default=0)
    approved_minor = MoneyMinorField(_("approved"), default=0)
    final_minor = MoneyMinorField(_("settled"), default=0)

    class Meta:
        abstract = True


class RegionFigure(Counted):
    """Claims by region, month, model and component: what head office's dashboard adds up."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "rfg"

    region = models.CharField(max_length=20, choices=Region.choices)
    model_code = models.CharField(max_length=20, blank=True)
    component_code = models.CharField(max_length=12, blank=True)

    class Meta:
        db_table = "insight_region_figure"
        constraints = [
            models.UniqueConstraint(
                fields=["month", "region", "model_code", "component_code"], name="region_figure_once"
            )
        ]


class StationFigure(Counted):
    """Claims by station and month, to compare stations."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "sfg"

    station = models.ForeignKey(Station, models.CASCADE, related_name="+", db_index=False)
    region = models.CharField(max_length=20, choices=Region.choices)

    class Meta:
        db_table = "insight_station_figure"
        constraints = [models.UniqueConstraint(fields=["station", "month"], name="station_figure_once")]
        indexes = [models.Index(fields=["month", "region"], name="station_figure_of_month")]


class BuildFigure(Record):
    """Claims by model, component, build month and months in service: what a build month costs, and when."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "bfg"

    model_code = models.CharField(max_length=20, blank=True)
    component_code = models.CharField(max_length=12, blank=True)
    built_month = models.DateField()
    age_months = models.SmallIntegerField()
    claims = models.PositiveIntegerField(default=0)
    final_minor = MoneyMinorField(default=0)

    class Meta:
        db_table = "insight_build_figure"
        constraints = [
            models.UniqueConstraint(
                fields=["built_month", "model_code", "component_code", "age_months"], name="build_figure_once"
            )
        ]


class RecoveryFigure(Record):
    """Chargebacks by supplier, month of repair, region, model and component."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "cfg"

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="+")
    month = models.DateField()
    region = models.CharField(max_length=20, choices=Region.choices)
    model_code = models.CharField(max_length=20, blank=True)
    component_code = models.CharField(max_length=12, blank=True)
    chargebacks = models.PositiveIntegerField(default=0)
    charged_minor = MoneyMinorField(default=0)
    standing_minor = MoneyMinorField(default=0)
    paid_minor = MoneyMinorField(default=0)

    class Meta:
        db_table = "insight_recovery_figure"
        constraints = [
            models.UniqueConstraint(
                fields=["month", "supplier", "region", "model_code", "component_code"], name="recovery_figure_once"
            )
        ]


class AnomalyFigure(Record):
    """How many claims something was noticed about, by kind, month, region, model and component."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "afg"

    kind = models.CharField(max_length=60)
    month = models.DateField()
    region = models.CharField(max_length=20, choices=Region.choices)
    model_code = models.CharField(max_length=20, blank=True)
    component_code = models.CharField(max_length=12, blank=True)
    claims = models.PositiveIntegerField(default=0)
    claimed_minor = MoneyMinorField(default=0)

    class Meta:
        db_table = "insight_anomaly_figure"
        constraints = [
            models.UniqueConstraint(
                fields=["month", "kind", "region", "model_code", "component_code"], name="anomaly_figure_once"
            )
        ]


class VehicleCohort(Record):
    """How many vehicles of a model were built in a month and sold on a day: the fleet under observation."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "coh"

    model_code = models.CharField(max_length=20)
    built_month = models.DateField()
    sold_on = models.DateField()
    vehicles = models.PositiveIntegerField()

    class Meta:
        db_table = "insight_vehicle_cohort"
        constraints = [
            models.UniqueConstraint(fields=["model_code", "built_month", "sold_on"], name="vehicle_cohort_once")
        ]


class StaleClaim(Record):
    """A claim that changed since it was last counted."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "stl"

    claim_id = models.UUIDField(unique=True)
    station_id = models.UUIDField(null=True, blank=True)
    marked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "insight_stale_claim"


class WarningRule(Record):
    """When a build month is reported. A change is a new row: the newest counts."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "wrl"
    append_only: ClassVar[bool] = True

    false_alarm_percent = models.DecimalField(_("false alarms at most (%)"), max_digits=4, decimal_places=1)
    least_failures = models.PositiveSmallIntegerField(_("failures at least"))
    least_ratio = models.DecimalField(_("times the expected number at least"), max_digits=4, decimal_places=2)
    months_back = models.PositiveSmallIntegerField(_("build months watched"))
    lag_days = models.PositiveSmallIntegerField(_("days until claims are in"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    set_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "batch_warning_rule"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    false_alarm_percent__gt=0, false_alarm_percent__lte=50, least_failures__gte=2, least_ratio__gte=1
                )
                & Q(months_back__range=(3, 120), lag_days__lte=180),
                name="warning_rule_sensible",
            )
        ]


USUAL_RULE = {
    "false_alarm_percent": Decimal("5.0"),
    "least_failures": 6,
    "least_ratio": Decimal("1.50"),
    "months_back": 36,
    "lag_days": 21,
}


class BatchWarning(Record):
    """Vehicles of neighbouring build months in which a part or component fails more often than its life model says, beyond chance.

    `observed` and `expected` count vehicles with a first failure. `months` holds the figures of every build month for the chart.
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "bwn"
    moves: ClassVar[Moves | None] = WARNING_MOVES
    TONES: ClassVar[dict[str, str]] = {
        WarningStatus.OPEN: "bad",
        WarningStatus.INVESTIGATING: "warn",
        WarningStatus.CONFIRMED: "busy",
        WarningStatus.DISMISSED: "off",
    }

    number = models.CharField(pgettext_lazy("of a record", "number"), max_length=24, unique=True)
    status = models.CharField(_("status"), max_length=16, choices=WarningStatus.choices, default=WarningStatus.OPEN)
    subject = models.CharField(_("about"), max_length=12, choices=Subject.choices)
    subject_code = models.CharField(_("part or component"), max_length=30)
    component_code = models.CharField(_("component"), max_length=12)
    built_from = models.DateField(_("built from"))
    built_to = models.DateField(_("built to"))
    observed = models.PositiveIntegerField(_("observed"))
    expected = models.FloatField(pgettext_lazy("failures", "expected"))
    p_value = models.FloatField(_("chance"))
    q_value = models.FloatField(_("share of false alarms"))
    vehicles = models.PositiveIntegerField(_("vehicles built"))
    at_risk = models.PositiveIntegerField(_("vehicles still at risk"))
    months = models.JSONField(default=list)
    evaluated_on = models.DateField(_("evaluated on"))
    finding = models.CharField(_("finding"), max_length=500, blank=True)
    dismissed_at_count = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        db_table = "batch_warning"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "subject_code", "built_from"],
                condition=Q(status__in=[str(one) for one in LIVE]),
                name="batch_warning_live_once",
            ),
            models.CheckConstraint(condition=Q(built_to__gte=F("built_from")), name="batch_warning_months"),
            models.CheckConstraint(
                condition=~Q(status__in=[WarningStatus.CONFIRMED, WarningStatus.DISMISSED]) | ~Q(finding=""),
                name="batch_warning_says_why",
            ),
        ]
        indexes = [models.Index(fields=["component_code", "status"], name="batch_warning_of_component")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the warning's page."""
        return reverse("insight:warning", args=[self.pk])

    @property
    def ratio(self) -> float:
        """Return how many times the expected number failed."""
        return self.observed / self.expected if self.expected else float("inf")

    @property
    def period(self) -> str:
        """Return the build months, as `2026-03` or `2026-03 – 2026-05`."""
        first, last = f"{self.built_from:%Y-%m}", f"{self.built_to:%Y-%m}"
        return first if first == last else f"{first} – {last}"
