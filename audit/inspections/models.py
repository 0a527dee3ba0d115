"""Checklists, the visits in which they are scored, what was found, and how it was put right."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from audit.inspections.choices import (
    FINDING_MOVES,
    INSPECTION_MOVES,
    FindingStatus,
    InspectionStatus,
    Purpose,
    Severity,
)
from audit.inspections.risk_models import RiskSign
from common.records import Moves, Placement, Record

__all__ = ["Finding", "Inspection", "ItemScore", "RiskSign", "Template", "TemplateItem"]


class Named(Record):
    """Something with a name in both languages."""

    placement: ClassVar[Placement] = Placement.OFFICE

    name_zh = models.CharField(_("Chinese name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class Template(Named):
    """An edition of a checklist. Once issued it does not change: a change is the next edition, and old visits keep theirs."""

    public_prefix: ClassVar[str] = "itp"

    code = models.CharField(pgettext_lazy("of an entry", "code"), max_length=30)
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices, default=Purpose.AUDIT)
    pass_score = models.PositiveSmallIntegerField(_("passed from"), default=80, validators=[MaxValueValidator(100)])
    issued_on = models.DateField(_("issued on"), null=True, blank=True)

    class Meta:
        db_table = "inspection_template"
        ordering = ["code", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["code", "edition"], name="inspection_template_edition_once"),
            models.CheckConstraint(condition=Q(pass_score__lte=100), name="inspection_template_pass_score"),
        ]

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("inspections:template", args=[self.pk])


class TemplateItem(Named):
    """One line of a checklist, below the heading of its group. `weight` is its full score.

    A `is_critical` item that gets less than half of its score fails the whole visit.
    """

    public_prefix: ClassVar[str] = "itm"

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="items")
    place = models.PositiveSmallIntegerField(_("position in the list"))
    code = models.CharField(pgettext_lazy("of an entry", "code"), max_length=20)
    group_zh = models.CharField(_("group (Chinese)"), max_length=80)
    group_en = models.CharField(_("group (English)"), max_length=80)
    weight = models.PositiveSmallIntegerField(_("full score"), default=5)
    is_critical = models.BooleanField(_("critical item"), default=False)

    class Meta:
        db_table = "inspection_template_item"
        ordering = ["template", "place"]
        constraints = [
            models.UniqueConstraint(fields=["template", "code"], name="inspection_item_once"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="inspection_item_has_weight"),
        ]

    @property
    def group(self) -> str:
        """Return the heading in the reader's language."""
        return self.group_zh if (get_language() or "").startswith("zh") else self.group_en


class Inspection(Record):
    """One visit with a checklist: of a station (audit), or of a candidate that has no station yet (acceptance).

    `score` is 0–100 with two decimals: points of the scored items over their full score; items that don't apply are left out.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "ins"
    moves: ClassVar[Moves | None] = INSPECTION_MOVES
    TONES: ClassVar[dict[str, str]] = {InspectionStatus.VISITING: "busy", InspectionStatus.REPORTED: "info"}

    number = models.CharField(_("number"), max_length=30, unique=True)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    status = models.CharField(
        _("status"), max_length=20, choices=InspectionStatus.choices, default=InspectionStatus.PLANNED
    )
    station = models.ForeignKey(
        "registry.Station", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("station")
    )
    subject_id = models.UUIDField(null=True, blank=True, db_index=True)
    subject_label = models.CharField(_("inspected"), max_length=200)
    template = models.ForeignKey(
        Template, on_delete=models.PROTECT, related_name="inspections", verbose_name=_("checklist")
    )
    planned_for = models.DateField(_("planned for"))
    inspector_id = models.UUIDField(null=True, blank=True)
    inspector_name = models.CharField(_("inspector"), max_length=120, blank=True)
    started_at = models.DateTimeField(_("on site since"), null=True, blank=True)
    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True, blank=True)
    has_passed = models.BooleanField(pgettext_lazy("inspection", "passed"), null=True, blank=True)
    summary = models.TextField(_("summary"), blank=True)

    class Meta:
        db_table = "inspection"
        ordering = ["-planned_for", "-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose=Purpose.AUDIT, station__isnull=False)
                | (~Q(purpose=Purpose.AUDIT) & Q(subject_id__isnull=False)),
                name="inspection_has_a_subject",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[InspectionStatus.REPORTED, InspectionStatus.CLOSED])
                | Q(score__isnull=False, has_passed__isnull=False, reported_at__isnull=False),
                name="inspection_reported_with_a_score",
            ),
        ]
        indexes = [
            models.Index(fields=["station", "status", "-planned_for"], name="inspection_of_station"),
            models.Index(fields=["status", "planned_for"], name="inspection_by_status"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("inspections:inspection", args=[self.pk])

    @property
    def score_text(self) -> str:
        """Return the score without needless zeros, or a dash."""
        return "–" if self.score is None else f"{Decimal(self.score).normalize():f}"


class ItemScore(Record):
    """What one line of the checklist got. `points` is None where the item does not apply.

    A line that `is_carried` was judged by the visit before and is not judged again.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "isc"

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="scores")
    station_id = models.UUIDField(null=True, blank=True)
    item = models.ForeignKey(TemplateItem, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(_("points"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    is_carried = models.BooleanField(default=False)

    class Meta:
        db_table = "inspection_item_score"
        ordering = ["inspection", "item__place"]
        constraints = [models.UniqueConstraint(fields=["inspection", "item"], name="inspection_item_scored_once")]
        indexes = [models.Index(fields=["station_id", "inspection"], name="item_score_of_station")]


class Finding(Record):
    """Something that is not in order. The station corrects it with evidence by `due_on`; somebody else checks it."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "fnd"
    moves: ClassVar[Moves | None] = FINDING_MOVES
    TONES: ClassVar[dict[str, str]] = {
        FindingStatus.OPEN: "warn",
        FindingStatus.CORRECTED: "info",
        FindingStatus.RECHECKED_OK: "good",
        FindingStatus.REOPENED: "bad",
        Severity.MINOR: "neutral",
        Severity.MAJOR: "warn",
        Severity.CRITICAL: "bad",
    }

    number = models.CharField(_("number"), max_length=30, unique=True)
    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="findings", verbose_name=_("inspection")
    )
    station = models.ForeignKey(
        "registry.Station", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("station")
    )
    item = models.ForeignKey(
        TemplateItem,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("checklist item"),
        null=True,
        blank=True,
    )
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    status = models.CharField(_("status"), max_length=20, choices=FindingStatus.choices, default=FindingStatus.OPEN)
    description = models.TextField(_("what is not in order"))
    due_on = models.DateField(_("to be corrected by"))
    round = models.PositiveSmallIntegerField(_("attempt"), default=1)
    is_overdue = models.BooleanField(_("overdue"), default=False)
    escalated_at = models.DateTimeField(_("escalated at"), null=True, blank=True)
    raised_by_id = models.UUIDField(null=True, blank=True)
    raised_by_name = models.CharField(_("found by"), max_length=120)
    correction = models.TextField(_("corrective action"), blank=True)
    corrected_at = models.DateTimeField(_("corrected at"), null=True, blank=True)
    corrected_by_id = models.UUIDField(null=True, blank=True)
    corrected_by_name = models.CharField(_("corrected by"), max_length=120, blank=True)
    recheck_comment = models.TextField(_("result of the check"), blank=True)
    rechecked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    rechecked_by_id = models.UUIDField(null=True, blank=True)
    rechecked_by_name = models.CharField(_("rechecked by"), max_length=120, blank=True)

    class Meta:
        db_table = "inspection_finding"
        ordering = ["due_on", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(corrected_by_id__isnull=True)
                | Q(rechecked_by_id__isnull=True)
                | ~Q(corrected_by_id=F("rechecked_by_id")),
                name="finding_checked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(corrected_by_id__isnull=True)
                | Q(raised_by_id__isnull=True)
                | ~Q(corrected_by_id=F("raised_by_id")),
                name="finding_corrected_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(status=FindingStatus.RECHECKED_OK) | Q(rechecked_by_id__isnull=False),
                name="finding_checked_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["station", "status", "due_on"], name="finding_of_station"),
            models.Index(fields=["status", "due_on"], name="finding_by_status"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("inspections:finding", args=[self.pk])
