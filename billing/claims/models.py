"""Claims, their lines, and why the rules judged each line as they did."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from billing.claims.anomalies.models import AnomalyTable, ClaimFlag, CostDay, PhotoPrint, StationCost
from billing.claims.appeals.models import Appeal
from billing.claims.automatic.models import SampledClaim
from billing.claims.choices import (
    CLAIM_MOVES,
    EDITABLE,
    UNPAID_PARTS,
    ClaimStatus,
    ClaimType,
    Hold,
    LineKind,
    OldPartState,
    Outcome,
    Reason,
    Section,
)
from billing.claims.goodwill.models import GoodwillApproval
from billing.claims.of_claim import OfClaim
from billing.claims.preauthorisations.models import Preauthorisation
from billing.claims.replay.models import Replay, ReplayLine
from billing.claims.review_models import ReviewLease, ReviewNote
from billing.claims.used_parts.models import UsedPart as UsedPart
from billing.claims.visits.models import VehicleVisit
from common.money import DEFAULT_CURRENCY, MoneyMinorField, times
from common.records import Moves, Placement, Record

__all__ = [
    "FMI_MOST",
    "SPN_MOST",
    "AnomalyTable",
    "Appeal",
    "Claim",
    "ClaimFlag",
    "ClaimLine",
    "CostDay",
    "GoodwillApproval",
    "JudgedReason",
    "PhotoPrint",
    "Preauthorisation",
    "Replay",
    "ReplayLine",
    "ReviewLease",
    "ReviewNote",
    "SampledClaim",
    "StationCost",
    "VehicleVisit",
]

BEFORE_SIGNATURE = [ClaimStatus.DRAFT, ClaimStatus.CANCELLED]
WITHOUT_WORK = [ClaimStatus.CANCELLED, ClaimStatus.REJECTED]
TO_THE_END = [ClaimStatus.SETTLED]
SPN_MOST, FMI_MOST = 524_287, 31  # J1939-73: 19 and 5 bits


class Claim(Record):
    """A service report (服务报单): what a station wants to be paid for one repair or one drive, and what became of it.

    Totals are the sums of the lines, kept by a deferred trigger. Dates are days at the station; amounts minor units of `currency`.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "clm"
    moves: ClassVar[Moves | None] = CLAIM_MOVES
    searched: ClassVar[tuple[str, ...]] = ("number", "vin", "repair_order_number", "rescue_number")
    TONES: ClassVar[dict[str, str]] = {
        ClaimStatus.AWAITING_APPROVAL: "warn",
        ClaimStatus.AWAITING_PARTS: "warn",
        ClaimStatus.FIRST_REVIEWED: "busy",
        ClaimStatus.RETURNED: "warn",
    }

    station = models.ForeignKey(
        "registry.Station", verbose_name=_("station"), on_delete=models.PROTECT, related_name="+"
    )
    number = models.CharField(_("number"), max_length=24, unique=True)
    type = models.CharField(_("type"), max_length=24, choices=ClaimType.choices, default=ClaimType.WARRANTY)
    status = models.CharField(_("status"), max_length=20, choices=ClaimStatus.choices, default=ClaimStatus.DRAFT)
    round = models.PositiveSmallIntegerField(default=1)

    vehicle = models.ForeignKey(
        "catalog.Vehicle", verbose_name=_("vehicle"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    vin = models.CharField(_("VIN"), max_length=17, blank=True)
    model_code = models.CharField(_("model"), max_length=20, blank=True)
    engine_no = models.CharField(_("engine number"), max_length=40, blank=True)
    region = models.CharField(_("region"), max_length=40, blank=True)
    sold_on = models.DateField(_("sold on"), null=True, blank=True)
    mileage_km = models.PositiveIntegerField(_("mileage (km)"), null=True, blank=True)

    repair_order_id = models.UUIDField(null=True, blank=True)
    repair_order_number = models.CharField(_("repair order"), max_length=30, blank=True)
    rescue_id = models.UUIDField(null=True, blank=True)
    rescue_number = models.CharField(_("rescue"), max_length=30, blank=True)
    document_id = models.CharField(_("document of the station's system"), max_length=60, blank=True)
    failed_on = models.DateField(_("failed on"), null=True, blank=True)
    repair_started_on = models.DateField(_("repair started"), null=True, blank=True)
    repair_finished_on = models.DateField(_("repair finished"))
    failure_code = models.CharField(_("failure code"), max_length=20, blank=True)
    dtc = models.CharField(_("trouble code (DTC)"), max_length=12, blank=True)
    spn = models.PositiveIntegerField(_("SPN"), null=True, blank=True)
    fmi = models.PositiveSmallIntegerField(_("FMI"), null=True, blank=True)
    complaint = models.TextField(_("complaint"), blank=True)
    cause = models.TextField(_("cause"), blank=True)
    correction = models.TextField(_("correction"), blank=True)
    distance_m = models.PositiveIntegerField(_("driven distance (m)"), null=True, blank=True)
    expected_distance_m = models.PositiveIntegerField(_("expected distance (m)"), null=True, blank=True)
    is_night = models.BooleanField(_("at night"), default=False)
    is_highway = models.BooleanField(_("on the highway"), default=False)
    is_plateau = models.BooleanField(_("on the plateau"), default=False)
    campaign = models.ForeignKey(
        "campaigns.Campaign", models.PROTECT, verbose_name=_("campaign"), null=True, blank=True, related_name="+"
    )
    persons = models.PositiveSmallIntegerField(_("persons sent out"), null=True, blank=True)
    gps_trip_id = models.CharField(_("GPS trip"), max_length=40, blank=True)

    labour_coefficient = models.DecimalField(
        _("labour coefficient"), max_digits=4, decimal_places=2, default=Decimal("1.00")
    )
    policy = models.ForeignKey("policy.PolicyVersion", on_delete=models.PROTECT, related_name="+")
    policy_label = models.CharField(_("policy"), max_length=40)
    preauthorisation = models.ForeignKey(
        "claims.Preauthorisation",
        verbose_name=_("pre-authorisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
    )
    is_clean = models.BooleanField(_("clean"), default=False)

    risk = models.PositiveSmallIntegerField(_("risk"), default=0)

    prepared_by = models.UUIDField(null=True, blank=True)
    appraiser_id = models.UUIDField(null=True, blank=True)
    appraiser_name = models.CharField(_("appraiser"), max_length=80, blank=True)
    certificate_id = models.UUIDField(null=True, blank=True)
    certificate_number = models.CharField(_("certificate"), max_length=40, blank=True)
    appraised_on = models.DateField(_("appraised on"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    question = models.TextField(_("question"), blank=True)
    answer = models.TextField(_("answer"), blank=True)
    first_reviewer_id = models.UUIDField(null=True, blank=True)
    first_reviewer_name = models.CharField(_("first reviewer"), max_length=80, blank=True)
    first_reviewed_at = models.DateTimeField(_("first review"), null=True, blank=True)
    goodwill_by = models.UUIDField(null=True, blank=True)
    goodwill_name = models.CharField(_("goodwill approved by"), max_length=80, blank=True)
    by_rule = models.BooleanField(_("first review by rule"), default=False)
    first_section = models.CharField(
        _("section of the first review"), max_length=12, choices=Section.choices, blank=True
    )
    final_reviewer_id = models.UUIDField(null=True, blank=True)
    final_reviewer_name = models.CharField(_("final reviewer"), max_length=80, blank=True)
    final_reviewed_at = models.DateTimeField(_("final review"), null=True, blank=True)
    final_section = models.CharField(
        _("section of the final review"), max_length=12, choices=Section.choices, blank=True
    )
    hold = models.CharField(_("held"), max_length=10, choices=Hold.choices, blank=True, default=Hold.NONE)
    dispute_id = models.UUIDField(null=True, blank=True)

    currency = models.CharField(max_length=3, default=DEFAULT_CURRENCY)
    claimed_minor = MoneyMinorField(_("claimed"), default=0)
    approved_minor = MoneyMinorField(_("approved"), null=True, blank=True)
    final_minor = MoneyMinorField(_("final"), null=True, blank=True)

    class Meta:
        db_table = "claim"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["station", "status", "-created_at"], name="claim_of_station"),
            models.Index(fields=["status", "submitted_at"], name="claim_queue"),
            models.Index(fields=["type", "-created_at"], name="claim_of_type"),
            models.Index(fields=["submitted_at"], name="claim_by_submission"),
            models.Index(fields=["repair_finished_on"], name="claim_by_repair"),
            models.Index(fields=["claimed_minor"], name="claim_by_amount"),
            models.Index(fields=["final_minor"], name="claim_by_final_amount"),
            models.Index(
                fields=["-risk", "submitted_at", "id"],
                condition=Q(status=ClaimStatus.SUBMITTED),
                name="claim_first_queue",
            ),
            models.Index(
                fields=["model_code", "failure_code", "-repair_finished_on"],
                condition=~Q(failure_code=""),
                name="claim_of_failure",
            ),
            models.Index(fields=["vin", "repair_finished_on"], name="claim_of_vehicle"),
            models.Index(fields=["-created_at", "-id"], name="claim_newest"),
            models.Index(fields=["status", "-created_at", "-id"], name="claim_by_status"),
            models.Index(fields=["first_reviewed_at"], name="claim_held", condition=~Q(hold="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "repair_order_id", "type"],
                condition=~Q(status=ClaimStatus.CANCELLED) & Q(repair_order_id__isnull=False),
                name="claim_once_a_repair",
            ),
            models.UniqueConstraint(
                fields=["campaign", "vin"],
                condition=Q(campaign__isnull=False) & ~Q(status__in=WITHOUT_WORK),
                name="claim_once_a_campaign",
            ),
            models.UniqueConstraint(
                fields=["vin"],
                condition=Q(type=ClaimType.PRE_DELIVERY) & ~Q(status__in=WITHOUT_WORK),
                name="claim_one_pre_delivery",
            ),
            models.UniqueConstraint(
                fields=["vin"],
                condition=Q(type=ClaimType.FIRST_MAINTENANCE) & ~Q(status__in=WITHOUT_WORK),
                name="claim_one_first_maintenance",
            ),
            models.CheckConstraint(
                condition=Q(campaign__isnull=True) | Q(type=ClaimType.CAMPAIGN), name="claim_campaign_type"
            ),
            models.UniqueConstraint(
                fields=["rescue_id"], condition=~Q(status=ClaimStatus.CANCELLED), name="claim_once_a_rescue"
            ),
            models.UniqueConstraint(
                fields=["station", "document_id"],
                condition=~Q(status=ClaimStatus.CANCELLED) & ~Q(document_id=""),
                name="claim_once_a_document",
            ),
            models.UniqueConstraint(
                fields=["preauthorisation"],
                condition=~Q(status=ClaimStatus.CANCELLED),
                name="claim_once_a_preauthorisation",
            ),
            models.CheckConstraint(
                condition=(Q(spn__isnull=True) | Q(spn__lte=SPN_MOST)) & (Q(fmi__isnull=True) | Q(fmi__lte=FMI_MOST)),
                name="claim_fault_code",
            ),
            models.CheckConstraint(
                condition=Q(first_reviewer_id__isnull=True)
                | Q(final_reviewer_id__isnull=True)
                | ~Q(first_reviewer_id=F("final_reviewer_id")),
                name="claim_two_reviewers",
            ),
            models.CheckConstraint(
                condition=Q(final_reviewer_id__isnull=True)
                | (~Q(first_section="") & ~Q(final_section="") & ~Q(first_section=F("final_section"))),
                name="claim_two_sections",
            ),
            models.CheckConstraint(condition=Q(hold="") | Q(status__in=TO_THE_END), name="claim_held_when_settled"),
            models.CheckConstraint(
                condition=Q(appraiser_id__isnull=True)
                | (
                    (Q(first_reviewer_id__isnull=True) | ~Q(first_reviewer_id=F("appraiser_id")))
                    & (Q(final_reviewer_id__isnull=True) | ~Q(final_reviewer_id=F("appraiser_id")))
                ),
                name="claim_appraiser_not_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(status__in=BEFORE_SIGNATURE)
                | Q(type=ClaimType.OUTBOUND_RESCUE)
                | Q(appraiser_id__isnull=False, certificate_id__isnull=False, appraised_on__isnull=False),
                name="claim_signed",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=TO_THE_END)
                | Q(
                    Q(first_reviewer_id__isnull=False) | Q(by_rule=True),
                    final_reviewer_id__isnull=False,
                    final_minor__isnull=False,
                ),
                name="claim_settled_by_two",
            ),
            models.CheckConstraint(
                condition=Q(by_rule=False)
                | Q(first_reviewer_id__isnull=True, is_clean=True, first_section=Section.CLAIMS)
                & Q(approved_minor=F("claimed_minor")),
                name="claim_by_rule_is_clean",
            ),
            models.CheckConstraint(
                condition=Q(goodwill_by__isnull=True)
                | (
                    Q(type=ClaimType.GOODWILL)
                    & ~Q(goodwill_by=F("first_reviewer_id"))
                    & (Q(final_reviewer_id__isnull=True) | ~Q(final_reviewer_id=F("goodwill_by")))
                ),
                name="claim_goodwill_by_another",
            ),
            models.CheckConstraint(condition=Q(claimed_minor__gte=0), name="claim_not_negative"),
            models.CheckConstraint(
                condition=Q(approved_minor__isnull=True) | Q(approved_minor__range=(0, F("claimed_minor"))),
                name="claim_approved_at_most",
            ),
            models.CheckConstraint(
                condition=Q(final_minor__isnull=True)
                | Q(approved_minor__isnull=False, final_minor__range=(0, F("approved_minor")))
                | Q(dispute_id__isnull=False, final_minor__range=(0, F("claimed_minor"))),
                name="claim_final_at_most",
            ),
            models.CheckConstraint(
                condition=Q(type=ClaimType.OUTBOUND_RESCUE) | Q(vehicle__isnull=False), name="claim_has_vehicle"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the page of this claim."""
        return reverse("claims:detail", args=[self.pk])

    @property
    def is_editable(self) -> bool:
        """Whether the station may still change it."""
        return self.status in EDITABLE


class ClaimLine(OfClaim, Record):
    """One line of a claim: an operation, a part, a drive. Labour is hours × price of an hour, anything else quantity × price.

    `standard_hours`, `coefficient` and `base_price_minor` (an hour's rate, a part's list cost) are what catalogue and policy said when the
    line was written. `vendor` did sublet work or towed. `fitted_on`, `fitted_km` say when the spare part that failed had been fitted;
    `fitted_order_number` is the station's own repair order that proves it, when there is one.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "cll"
    TONES: ClassVar[dict[str, str]] = {
        OldPartState.AWAITED: "warn",
        OldPartState.CONFIRMED: "good",
        OldPartState.WAIVED: "off",
        OldPartState.MISSING: "bad",
        OldPartState.OVERDUE: "bad",
        OldPartState.RETAINED: "info",
    }

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="lines")
    station_id = models.UUIDField()
    position = models.PositiveSmallIntegerField(_("line"))
    kind = models.CharField(_("kind"), max_length=12, choices=LineKind.choices)
    name_zh = models.CharField(_("Chinese description"), max_length=160)
    name_en = models.CharField(_("English description"), max_length=160)
    operation_code = models.CharField(_("operation"), max_length=20, blank=True)
    part_number = models.CharField(_("part number"), max_length=30, blank=True)
    component_code = models.CharField(_("component"), max_length=12, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=8, decimal_places=2, default=Decimal(1))
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=2, null=True, blank=True)
    standard_hours = models.DecimalField(_("standard hours"), max_digits=6, decimal_places=2, null=True, blank=True)
    coefficient = models.DecimalField(_("coefficient"), max_digits=4, decimal_places=2, null=True, blank=True)
    base_price_minor = MoneyMinorField(_("rate or list cost"), null=True, blank=True)
    unit_price_minor = MoneyMinorField(_("unit price"))
    claimed_minor = MoneyMinorField(_("claimed"))
    approved_minor = MoneyMinorField(_("approved"), null=True, blank=True)
    final_minor = MoneyMinorField(_("final"), null=True, blank=True)
    reason_code = models.CharField(_("reason"), max_length=24, choices=Reason.choices, blank=True)
    comment = models.CharField(_("comment"), max_length=300, blank=True)
    final_reason_code = models.CharField(
        _("reason of the final review"), max_length=24, choices=Reason.choices, blank=True
    )
    final_comment = models.CharField(_("comment of the final review"), max_length=300, blank=True)
    is_causal = models.BooleanField(_("causal part"), default=False)
    supplier_id = models.UUIDField(null=True, blank=True)
    old_serial = models.CharField(_("old serial number"), max_length=40, blank=True)
    new_serial = models.CharField(_("new serial number"), max_length=40, blank=True)
    batch = models.CharField(_("batch"), max_length=40, blank=True)
    vendor = models.CharField(_("done by"), max_length=120, blank=True)
    dispute_id = models.UUIDField(null=True, blank=True)
    fitted_on = models.DateField(_("part fitted on"), null=True, blank=True)
    fitted_km = models.PositiveIntegerField(_("part fitted at (km)"), null=True, blank=True)
    fitted_order_id = models.UUIDField(null=True, blank=True)
    fitted_order_number = models.CharField(_("repair order of the fitting"), max_length=40, blank=True)
    old_part_state = models.CharField(
        _("old part"), max_length=16, choices=OldPartState.choices, default=OldPartState.NOT_REQUIRED
    )

    class Meta:
        db_table = "claim_line"
        ordering = ["claim", "position"]
        indexes = [
            models.Index(fields=["station_id", "claim"], name="claim_line_of_station"),
            models.Index(fields=["part_number", "station_id"], condition=~Q(part_number=""), name="claim_line_of_part"),
            models.Index(fields=["old_serial"], condition=~Q(old_serial=""), name="claim_line_of_serial"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "position"], name="claim_line_position", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(claimed_minor__gte=0, quantity__gt=0), name="claim_line_not_negative"),
            models.CheckConstraint(
                condition=Q(approved_minor__isnull=True) | Q(approved_minor__range=(0, F("claimed_minor"))),
                name="claim_line_approved_at_most",
            ),
            models.CheckConstraint(
                condition=Q(final_minor__isnull=True)
                | Q(approved_minor__isnull=False, final_minor__range=(0, F("approved_minor")))
                | Q(dispute_id__isnull=False, final_minor__range=(0, F("claimed_minor"))),
                name="claim_line_final_at_most",
            ),
            models.CheckConstraint(
                condition=Q(final_minor__isnull=True) | Q(final_minor=0) | ~Q(old_part_state__in=sorted(UNPAID_PARTS)),
                name="claim_line_paid_with_part",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.name}"

    @property
    def name(self) -> str:
        """Return the description in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en

    @property
    def markup_percent(self) -> Decimal | None:
        """Return by how much the price of a part is above its list cost; None where no list cost is known."""
        if self.kind != LineKind.PART or not self.base_price_minor:
            return None
        return (Decimal(self.unit_price_minor) / self.base_price_minor * 100 - 100).quantize(Decimal("0.01"))

    @property
    def sum_minor(self) -> int:
        """Return what hours or quantity and price make, rounded half up."""
        amount = self.hours if self.kind == LineKind.LABOUR and self.hours is not None else self.quantity
        return times(self.unit_price_minor, amount)


class JudgedReason(OfClaim, Record):
    """What one rule said about a line (or, without a line, about the claim) when it was last judged."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "jdg"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="reasons")
    line = models.ForeignKey(ClaimLine, on_delete=models.CASCADE, null=True, related_name="reasons")
    station_id = models.UUIDField()
    rule = models.CharField(_("rule"), max_length=40)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    suggested_minor = MoneyMinorField(_("suggested"), null=True, blank=True)
    policy_label = models.CharField(_("policy"), max_length=40)
    clause = models.CharField(_("clause"), max_length=20, blank=True)
    params = models.JSONField(default=dict)

    class Meta:
        db_table = "claim_judged_reason"
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["station_id", "claim"], name="judged_reason_of_station")]
