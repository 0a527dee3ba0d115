"""The sampling plan of duty-phone checks, its draws, the checks and the calls that were made for them; the roster has a file of its own."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common.records import Moves, Placement, Record
from network.duty.bands import Band
from network.duty.choices import CHECK_MOVES, CheckKind, CheckStatus, Outcome, Period
from network.duty.office_models import OfficePhone
from network.duty.roster_models import Handover, HandoverSignature, Shift, ShiftKind, Swap
from tenants.registry.models import Station

__all__ = [
    "CheckTry",
    "DutyCheck",
    "DutyDraw",
    "DutyPlan",
    "Handover",
    "HandoverSignature",
    "OfficePhone",
    "Shift",
    "ShiftKind",
    "Swap",
    "band_name",
]


class DutyPlan(Record):
    """An edition of the sampling plan. Once issued it does not change: a change is the next edition, and old draws keep theirs.

    `bands` are rows as `Band.of` reads them. Points add up to 100.
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "dpl"

    edition = models.PositiveSmallIntegerField(_("edition"), unique=True)
    starts_on = models.DateField(_("in force from"))
    period = models.CharField(_("drawn"), max_length=8, choices=Period.choices, default=Period.MONTH)
    share_percent = models.PositiveSmallIntegerField(
        _("share of a stratum's stations (%)"), default=20, validators=[MaxValueValidator(100)]
    )
    number = models.PositiveSmallIntegerField(_("at least this many per stratum"), default=1)
    least_per_station = models.PositiveSmallIntegerField(_("at least this many per station"), default=1)
    office_calls = models.PositiveSmallIntegerField(_("calls to regional offices per draw"), default=6)
    bands = models.JSONField(_("hour bands"), default=list)
    tries = models.PositiveSmallIntegerField(
        _("calls before it counts as failed"), default=3, validators=[MinValueValidator(1)]
    )
    retry_gap_minutes = models.PositiveSmallIntegerField(_("minutes between two calls"), default=20)
    answer_within_s = models.PositiveSmallIntegerField(_("answered in time within (seconds)"), default=30)
    questions = models.PositiveSmallIntegerField(_("questions asked"), default=3, validators=[MinValueValidator(1)])
    points_answered = models.PositiveSmallIntegerField(_("points: answered"), default=40)
    points_in_time = models.PositiveSmallIntegerField(_("points: answered in time"), default=20)
    points_person = models.PositiveSmallIntegerField(_("points: the person on duty"), default=15)
    points_questions = models.PositiveSmallIntegerField(_("points: questions answered"), default=25)
    lost_per_retry = models.PositiveSmallIntegerField(_("points lost for each further call"), default=10)
    pass_score = models.PositiveSmallIntegerField(_("passed from"), default=70, validators=[MaxValueValidator(100)])
    appeal_days = models.PositiveSmallIntegerField(_("days to appeal"), default=5)
    risk_weight = models.PositiveSmallIntegerField(_("weight of a failed check in the risk list"), default=10)
    issued_by_name = models.CharField(_("issued by"), max_length=120, blank=True)

    class Meta:
        db_table = "duty_plan"
        ordering = ["-edition"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    points_answered=100 - F("points_in_time") - F("points_person") - F("points_questions"),
                    pass_score__lte=100,
                ),
                name="duty_plan_points",
            )
        ]

    def __str__(self) -> str:
        return str(self.edition)

    def get_absolute_url(self) -> str:
        """Return the edition's page."""
        return reverse("duty:plan", args=[self.pk])

    def hour_bands(self) -> list[Band]:
        """Return the hour bands as they are used."""
        return [Band.of(row) for row in self.bands]


class DutyDraw(Record):
    """The draw of a period, with all that is needed to make it again: `frame` is the list of stations and offices as it stood."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "ddr"

    plan = models.ForeignKey(DutyPlan, on_delete=models.PROTECT, related_name="draws", verbose_name=_("sampling plan"))
    number = models.CharField(_("number"), max_length=30, unique=True)
    first_day = models.DateField(_("from"), unique=True)
    last_day = models.DateField(_("until"))
    seed = models.CharField(_("seed"), max_length=64)
    frame = models.JSONField(default=list)
    days_from = models.DateField(_("days from"))
    digest = models.CharField(_("SHA-256 of the result"), max_length=64)
    drawn = models.PositiveIntegerField(_("checks drawn"), default=0)
    drawn_by_name = models.CharField(_("drawn by"), max_length=120)

    class Meta:
        db_table = "duty_draw"
        ordering = ["-first_day"]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the draw's page."""
        return reverse("duty:draw", args=[self.pk])


class DutyCheck(Record):
    """One spot check of the duty phone of a station or of a regional office. `score` is 0–100; `result_*` is what counts after an appeal."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "dck"
    moves: ClassVar[Moves | None] = CHECK_MOVES
    TONES: ClassVar[dict[str, str]] = {
        CheckStatus.CALLING: "busy",
        CheckStatus.SCORED: "info",
        CheckStatus.UPHELD: "off",
        CheckStatus.CORRECTED: "good",
        CheckStatus.MISSED: "off",
    }

    number = models.CharField(_("number"), max_length=30, unique=True)
    check_draw = models.ForeignKey(DutyDraw, on_delete=models.PROTECT, related_name="checks", verbose_name=_("draw"))
    station = models.ForeignKey(
        "registry.Station", on_delete=models.PROTECT, related_name="+", verbose_name=_("station"), null=True, blank=True
    )
    office_phone = models.ForeignKey(
        OfficePhone,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("duty phone of a regional office"),
        null=True,
        blank=True,
    )
    region = models.CharField(_("regional office"), max_length=20)
    level = models.CharField(_("level"), max_length=4, blank=True)
    band = models.CharField(_("hour band"), max_length=20)
    status = models.CharField(_("status"), max_length=12, choices=CheckStatus.choices, default=CheckStatus.PLANNED)
    call_from = models.DateTimeField(_("to be called from"))
    call_until = models.DateTimeField(_("to be called until"))
    tries = models.PositiveSmallIntegerField(_("calls made"), default=0)
    begun_at = models.DateTimeField(_("call begun"), null=True, blank=True)
    caller_id = models.UUIDField(null=True, blank=True)
    caller_name = models.CharField(_("caller"), max_length=120, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    scored_at = models.DateTimeField(_("scored at"), null=True, blank=True)
    score = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    has_passed = models.BooleanField(pgettext_lazy("inspection", "passed"), null=True, blank=True)
    appeal_until = models.DateTimeField(_("appeal until"), null=True, blank=True)
    appeal = models.TextField(_("appeal"), blank=True)
    appealed_at = models.DateTimeField(_("appealed at"), null=True, blank=True)
    appealed_by_id = models.UUIDField(null=True, blank=True)
    appealed_by_name = models.CharField(_("appealed by"), max_length=120, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by_id = models.UUIDField(null=True, blank=True)
    decided_by_name = models.CharField(_("decided by"), max_length=120, blank=True)
    decision = models.TextField(_("decision"), blank=True)

    class Meta:
        db_table = "duty_check"
        ordering = ["-call_from", "-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by_id__isnull=True) | Q(caller_id__isnull=True) | ~Q(decided_by_id=F("caller_id")),
                name="duty_check_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(decided_by_id__isnull=True)
                | Q(appealed_by_id__isnull=True)
                | ~Q(decided_by_id=F("appealed_by_id")),
                name="duty_check_appeal_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(station__isnull=False, office_phone__isnull=True)
                | Q(station__isnull=True, office_phone__isnull=False),
                name="duty_check_of_station_or_office",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[CheckStatus.PLANNED, CheckStatus.CALLING, CheckStatus.MISSED])
                | Q(score__isnull=False, score__lte=100, has_passed__isnull=False, scored_at__isnull=False),
                name="duty_check_scored_with_a_score",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[CheckStatus.UPHELD, CheckStatus.CORRECTED])
                | Q(decided_by_id__isnull=False, decided_at__isnull=False),
                name="duty_check_decided_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["station", "-scored_at"], name="duty_check_of_station"),
            models.Index(fields=["status", "call_from"], name="duty_check_to_call"),
            models.Index(fields=["scored_at"], name="duty_check_by_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def kind(self) -> CheckKind:
        """Whose phone it is."""
        return CheckKind.OFFICE if self.station_id is None else CheckKind.STATION

    @property
    def place(self) -> Station | OfficePhone:
        """The station or the regional office that is called; both have a `phone`."""
        found = self.station or self.office_phone
        assert found is not None  # noqa: S101  a constraint wants one of them
        return found

    def get_absolute_url(self) -> str:
        """Return the check's page."""
        return reverse("duty:check", args=[self.pk])


class CheckTry(Record):
    """One call of a check, as the caller wrote it down. It never changes."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "dct"
    append_only: ClassVar[bool] = True

    duty_check = models.ForeignKey(DutyCheck, on_delete=models.PROTECT, related_name="calls")
    station_id = models.UUIDField(null=True, blank=True)
    called_at = models.DateTimeField(_("called at"))
    caller_id = models.UUIDField()
    caller_name = models.CharField(_("caller"), max_length=120)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    seconds = models.PositiveSmallIntegerField(_("seconds until the answer"), null=True, blank=True)
    right_person = models.BooleanField(_("the person on duty answered"), null=True, blank=True)
    questions_right = models.PositiveSmallIntegerField(_("questions answered right"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        db_table = "duty_check_try"
        ordering = ["called_at"]
        indexes = [models.Index(fields=["station_id", "duty_check"], name="duty_try_of_station")]


def band_name(plan: DutyPlan, code: str) -> Any:
    """Return the name of an hour band in the reader's language."""
    band = next((one for one in plan.hour_bands() if one.code == code), None)
    if band is None:
        return code
    return band.name_zh if (get_language() or "").startswith("zh") else band.name_en
