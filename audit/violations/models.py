"""The catalogue of offences, and each violation from the first report to the final penalty."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from audit.violations.choices import FINED, VIOLATION_MOVES, Severity, Source, ViolationStatus
from common.money import DEFAULT_CURRENCY, MoneyMinorField
from common.records import Moves, Placement, Record


class Offence(Record):
    """What the assessment rules forbid, with the range of its penalty. A change holds for decisions from then on; history keeps what was."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "ofn"
    TONES: ClassVar[dict[str, str]] = {Severity.MINOR: "neutral", Severity.SERIOUS: "warn", Severity.GRAVE: "bad"}

    code = models.CharField(pgettext_lazy("of an entry", "code"), max_length=20, unique=True)
    clause = models.CharField(_("clause"), max_length=40)
    name_zh = models.CharField(_("Chinese name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)
    severity = models.CharField(pgettext_lazy("offence", "severity"), max_length=10, choices=Severity.choices)
    fine_from_minor = MoneyMinorField(_("fine from"), default=0)
    fine_to_minor = MoneyMinorField(_("fine up to"), default=0)
    points_from = models.PositiveSmallIntegerField(_("points from"), default=0)
    points_to = models.PositiveSmallIntegerField(_("points up to"), default=0)
    investigate_days = models.PositiveSmallIntegerField(_("working days to investigate"), default=15)
    appeal_days = models.PositiveSmallIntegerField(_("working days to appeal"), default=10)
    is_active = models.BooleanField(pgettext_lazy("offence", "in force"), default=True)

    class Meta:
        db_table = "violation_offence"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fine_from_minor__gte=0, fine_to_minor__gte=F("fine_from_minor")), name="offence_fine_range"
            ),
            models.CheckConstraint(condition=Q(points_to__gte=F("points_from")), name="offence_points_range"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("violations:offence", args=[self.pk])

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class Violation(Record):
    """One suspicion against a station, its investigation, the decision and the appeal. The fine is owed once it is final.

    Who investigates, who decides and who decides an appeal are three people (constraints): the inspection section finds out, service
    management fixes the penalty, the customer-service manager hears the appeal.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "vio"
    moves: ClassVar[Moves | None] = VIOLATION_MOVES
    TONES: ClassVar[dict[str, str]] = {
        ViolationStatus.REPORTED: "info",
        ViolationStatus.INVESTIGATING: "busy",
        ViolationStatus.SUBMITTED: "warn",
        ViolationStatus.DECIDED: "warn",
        ViolationStatus.APPEALED: "warn",
        ViolationStatus.FINAL: "bad",
        ViolationStatus.DISMISSED: "good",
    }

    number = models.CharField(_("number"), max_length=30, unique=True)
    station = models.ForeignKey(
        "registry.Station", on_delete=models.PROTECT, related_name="+", verbose_name=_("station")
    )
    offence = models.ForeignKey(Offence, on_delete=models.PROTECT, related_name="violations", verbose_name=_("offence"))
    status = models.CharField(
        _("status"), max_length=20, choices=ViolationStatus.choices, default=ViolationStatus.REPORTED
    )
    source = models.CharField(_("what made us look"), max_length=12, choices=Source.choices)
    reference = models.CharField(_("number of the claim, visit or case"), max_length=60, blank=True)
    happened_on = models.DateField(_("happened on"))
    description = models.TextField(_("what is suspected"))
    opened_by_id = models.UUIDField(null=True, blank=True)
    opened_by_name = models.CharField(_("noted by"), max_length=120)
    round = models.PositiveSmallIntegerField(_("investigations"), default=0)
    due_on = models.DateField(_("report due on"), null=True, blank=True)
    is_overdue = models.BooleanField(_("overdue"), default=False)
    investigator_id = models.UUIDField(null=True, blank=True)
    investigator_name = models.CharField(_("investigated by"), max_length=120, blank=True)
    report = models.TextField(_("facts established"), blank=True)
    proposal = models.TextField(_("proposed penalty"), blank=True)
    submitted_at = models.DateTimeField(_("report submitted"), null=True, blank=True)
    fine_minor = MoneyMinorField(_("fine"), default=0)
    currency = models.CharField(max_length=3, default=DEFAULT_CURRENCY)
    points = models.PositiveSmallIntegerField(_("points lost"), default=0)
    decision = models.TextField(pgettext_lazy("violation", "decision"), blank=True)
    decided_by_id = models.UUIDField(null=True, blank=True)
    decided_by_name = models.CharField(_("decided by"), max_length=120, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    appeal_until = models.DateTimeField(_("appeal until"), null=True, blank=True)
    appeal = models.TextField(pgettext_lazy("violation", "appeal"), blank=True)
    appealed_by_id = models.UUIDField(null=True, blank=True)
    appealed_by_name = models.CharField(_("appealed by"), max_length=120, blank=True)
    appealed_at = models.DateTimeField(pgettext_lazy("violation", "appealed"), null=True, blank=True)
    answer = models.TextField(_("answer to the appeal"), blank=True)
    heard_by_id = models.UUIDField(null=True, blank=True)
    heard_by_name = models.CharField(_("appeal decided by"), max_length=120, blank=True)
    heard_at = models.DateTimeField(_("appeal decided"), null=True, blank=True)
    final_at = models.DateTimeField(_("final since"), null=True, blank=True)

    class Meta:
        db_table = "violation"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by_id__isnull=True)
                | Q(investigator_id__isnull=True)
                | ~Q(decided_by_id=F("investigator_id")),
                name="violation_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(heard_by_id__isnull=True)
                | (~Q(heard_by_id=F("decided_by_id")) & ~Q(heard_by_id=F("investigator_id"))),
                name="violation_heard_by_a_third",
            ),
            models.CheckConstraint(
                condition=Q(fine_minor__gte=0)
                & (Q(status__in=["decided", "appealed", "final"]) | Q(fine_minor=0, points=0)),
                name="violation_fined_when_decided",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["decided", "appealed", "final"])
                | Q(decided_by_id__isnull=False, investigator_id__isnull=False, decided_at__isnull=False),
                name="violation_decided_after_report",
            ),
        ]
        indexes = [
            models.Index(fields=["station", "created_at"], name="violation_of_station"),
            models.Index(fields=["status", "created_at"], name="violation_by_status"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("violations:violation", args=[self.pk])

    @property
    def decided_fine_minor(self) -> int | None:
        """The fine, once there is a decision on one: a suspicion has none, which is not the same as a fine of nothing."""
        return self.fine_minor if self.status in FINED else None

    @property
    def decided_points(self) -> int | None:
        """The points, once there is a decision on them."""
        return self.points if self.status in FINED else None
