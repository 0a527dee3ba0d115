"""Standards, the assessment of a month, and the cards of stations and of regional offices."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook.versions import RuleVersion, kept_by_the_database
from common.records import Moves, Placement, Record
from common.text import Text
from network.scorecards.award_models import AwardEntry, AwardObjection, AwardRound
from network.scorecards.choices import ASSESSMENT_MOVES, AssessmentStatus
from network.scorecards.later_models import GradeProposal, ScoreAppeal
from network.scorecards.standard import EXAMPLE, Standard, standard_of
from tenants.registry.choices import Region

__all__ = [
    "Assessment",
    "AwardEntry",
    "AwardObjection",
    "AwardRound",
    "GradeProposal",
    "OfficeCard",
    "ScoreAppeal",
    "ScoreCard",
    "ScoreStandard",
]


class ScoreStandard(RuleVersion):
    """A version of the assessment standard; `standard.Standard` says which values there are."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "sst"

    class Meta:
        db_table = "score_standard"
        ordering = ["-valid_from"]
        constraints = kept_by_the_database("score_standard")

    def get_absolute_url(self) -> str:
        """Return the page of this version."""
        return reverse("scorecards:standards_version", args=[self.pk])


class Assessment(Record):
    """The assessment of a month. It keeps the standard's values by which it is measured; who started it can't publish it."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "asm"
    moves: ClassVar[Moves | None] = ASSESSMENT_MOVES
    TONES: ClassVar[dict[str, str]] = {
        AssessmentStatus.COMPUTING: "busy",
        AssessmentStatus.COMPUTED: "warn",
        AssessmentStatus.PUBLISHED: "good",
    }

    month = models.DateField(_("month"), unique=True)
    status = models.CharField(
        _("status"), max_length=12, choices=AssessmentStatus.choices, default=AssessmentStatus.COMPUTING
    )
    standard_label = models.CharField(_("standard"), max_length=40)
    values = models.JSONField(default=dict)
    round = models.PositiveSmallIntegerField(_("computations"), default=1)
    stations = models.PositiveIntegerField(_("stations"), default=0)
    started_by_id = models.UUIDField(null=True, blank=True)
    started_by_name = models.CharField(_("started by"), max_length=120)
    computed_at = models.DateTimeField(_("computed at"), null=True, blank=True)
    published_by_id = models.UUIDField(null=True, blank=True)
    published_by_name = models.CharField(_("published by"), max_length=120, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    appeal_until = models.DateTimeField(_("appeal until"), null=True, blank=True)

    class Meta:
        db_table = "score_assessment"
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="assessment_of_a_month"),
            models.CheckConstraint(
                condition=Q(published_by_id__isnull=True)
                | Q(started_by_id__isnull=True)
                | ~Q(published_by_id=F("started_by_id")),
                name="assessment_published_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(status=AssessmentStatus.PUBLISHED)
                | Q(published_by_id__isnull=False, published_at__isnull=False, appeal_until__isnull=False),
                name="assessment_published_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def standard_name(self) -> Text:
        """The standard that it was measured by, in words."""
        return _("Example standard") if self.standard_label == EXAMPLE.label else self.standard_label

    def get_absolute_url(self) -> str:
        """Return the month's page."""
        return reverse("scorecards:assessment", args=[self.pk])

    @property
    def standard(self) -> Standard:
        """Return the standard by which it is measured."""
        return standard_of(self.standard_label, self.values)


class Card(Record):
    """What cards of stations and of offices have in common. `points` is None where there were no facts at all.

    `lines` has per indicator: source, value, points, weight, counts (the weight after spreading), top, bottom, facts.
    """

    month = models.DateField(_("month"))
    region = models.CharField(_("regional office"), max_length=20, choices=Region.choices)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2, null=True, blank=True)
    grade = models.CharField(_("grade"), max_length=10, blank=True)
    covered = models.PositiveSmallIntegerField(_("weight with facts (%)"), default=0)
    lines = models.JSONField(default=list)

    class Meta:
        abstract = True

    def line(self, source: str) -> dict[str, Any] | None:
        """Return the line of an indicator."""
        return next((one for one in self.lines if one["source"] == source), None)


class ScoreCard(Card):
    """A station's card of a month (考核表). A recalculation is the next edition; both stay, one is current.

    Ranks and the region's mean are those of the current cards, as they stood when somebody last computed or corrected one.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "scd"

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="cards", verbose_name=_("month"))
    station = models.ForeignKey(
        "registry.Station", on_delete=models.PROTECT, related_name="+", verbose_name=_("station")
    )
    level = models.CharField(_("level"), max_length=4, blank=True)
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    is_current = models.BooleanField(_("current"), default=True)
    is_published = models.BooleanField(_("published"), default=False)
    reason = models.CharField(_("why it was computed again"), max_length=500, blank=True)
    made_by_name = models.CharField(_("computed by"), max_length=120, blank=True)
    rank = models.PositiveIntegerField(_("rank"), null=True, blank=True)
    rank_of = models.PositiveIntegerField(_("cards ranked"), null=True, blank=True)
    region_rank = models.PositiveIntegerField(_("rank in the region"), null=True, blank=True)
    region_of = models.PositiveIntegerField(_("cards ranked in the region"), null=True, blank=True)
    region_points = models.DecimalField(_("mean of the region"), max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        db_table = "score_card"
        ordering = ["-month", "-points", "station__code", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["station", "month", "edition"], name="score_card_edition_once"),
            models.UniqueConstraint(
                fields=["station", "month"], condition=Q(is_current=True), name="score_card_one_current"
            ),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__range=(0, 100)), name="score_card_points_range"
            ),
        ]
        indexes = [
            models.Index(fields=["station", "-month"], name="score_card_of_station"),
            models.Index(fields=["month", "region"], name="score_card_of_month", condition=Q(is_current=True)),
        ]

    def __str__(self) -> str:
        return f"{self.station.code} {self.month:%Y-%m}" + (f" ({self.edition})" if self.edition > 1 else "")

    def get_absolute_url(self) -> str:
        """Return the card's page."""
        return reverse("scorecards:card", args=[self.pk])


class OfficeCard(Card):
    """A regional office's card of a month: the same indicators over the facts of all its stations and the calls to its own duty phone.

    An office without a station has the calls alone, and no rank.
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "sco"

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="office_cards", verbose_name=_("month")
    )
    stations = models.PositiveIntegerField(_("stations"), default=0)
    rank = models.PositiveIntegerField(_("rank"), null=True, blank=True)

    class Meta:
        db_table = "score_office_card"
        ordering = ["-month", "rank", "region"]
        constraints = [models.UniqueConstraint(fields=["month", "region"], name="score_office_card_once")]

    def __str__(self) -> str:
        return f"{self.get_region_display()} {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        """Return the card's page."""
        return reverse("scorecards:office_card", args=[self.pk])
