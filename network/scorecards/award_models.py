"""先进评选: a round of awards with its rules as data, who stands in it at which place, and objections against the list."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common.records import Moves, Placement, Record
from network.scorecards.choices import (
    OBJECTION_MOVES,
    ROUND_MOVES,
    Exclusion,
    ObjectionStatus,
    RoundStatus,
)
from tenants.registry.choices import Region


class AwardRound(Record):
    """A round. Its rules are its own fields; `shown` is the list that stations read: rank, code, name, region, points.

    Who made the round can't publish it (a constraint): it was announced, objections were decided, then a second person publishes.
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "awr"
    moves: ClassVar[Moves | None] = ROUND_MOVES
    TONES: ClassVar[dict[str, str]] = {
        RoundStatus.RANKED: "busy",
        RoundStatus.ANNOUNCED: "warn",
        RoundStatus.PUBLISHED: "good",
    }

    number = models.CharField(_("number"), max_length=30, unique=True)
    status = models.CharField(_("status"), max_length=12, choices=RoundStatus.choices, default=RoundStatus.DRAFT)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80)
    first_month = models.DateField(_("from month"))
    last_month = models.DateField(_("until month"))
    least_points = models.PositiveSmallIntegerField(_("each month at least (points)"), default=75)
    least_months = models.PositiveSmallIntegerField(_("months with a card at least"), default=1)
    most_violation_points = models.PositiveSmallIntegerField(_("violation points at most"), default=0)
    excludes_grave = models.BooleanField(_("a grave violation excludes"), default=True)
    places = models.PositiveSmallIntegerField(_("awards"), default=3)
    places_per_region = models.PositiveSmallIntegerField(_("awards per regional office at most"), default=2)
    objection_days = models.PositiveSmallIntegerField(_("days to object"), default=5)
    shown = models.JSONField(default=list, blank=True)
    made_by_id = models.UUIDField(null=True, blank=True)
    made_by_name = models.CharField(_("made by"), max_length=120, blank=True)
    announced_at = models.DateTimeField(_("announced at"), null=True, blank=True)
    object_until = models.DateTimeField(_("objections until"), null=True, blank=True)
    published_by_id = models.UUIDField(null=True, blank=True)
    published_by_name = models.CharField(_("published by"), max_length=120, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        db_table = "award_round"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(last_month__gte=F("first_month")), name="award_round_months"),
            models.CheckConstraint(
                condition=Q(published_by_id__isnull=True)
                | Q(made_by_id__isnull=True)
                | ~Q(published_by_id=F("made_by_id")),
                name="award_round_published_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(status=RoundStatus.PUBLISHED)
                | Q(published_by_id__isnull=False, published_at__gt=F("object_until")),
                name="award_round_published_after_objections",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the round's page."""
        return reverse("scorecards:round", args=[self.pk])

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en

    def shown_rows(self) -> list[dict[str, Any]]:
        """Return the announced list as plain data."""
        names = ("rank", "code", "name", "region", "points")
        return [dict(zip(names, row, strict=True)) for row in self.shown]


class AwardEntry(Record):
    """A station in a round. `exclusion` says by which rule it is out, `reason` why in words where somebody excluded it."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "awe"

    round = models.ForeignKey(AwardRound, on_delete=models.PROTECT, related_name="entries", verbose_name=_("round"))
    station = models.ForeignKey(
        "registry.Station", on_delete=models.PROTECT, related_name="+", verbose_name=_("station")
    )
    region = models.CharField(_("regional office"), max_length=20, choices=Region.choices)
    months = models.PositiveSmallIntegerField(_("months with a card"), default=0)
    points = models.DecimalField(_("mean points"), max_digits=5, decimal_places=2, null=True, blank=True)
    lowest = models.DecimalField(_("lowest month"), max_digits=5, decimal_places=2, null=True, blank=True)
    violation_points = models.PositiveIntegerField(_("violation points"), default=0)
    exclusion = models.CharField(_("excluded by"), max_length=12, choices=Exclusion.choices, blank=True)
    reason = models.CharField(pgettext_lazy("award", "reason of exclusion"), max_length=500, blank=True)
    rank = models.PositiveIntegerField(_("rank"), null=True, blank=True)
    is_winner = models.BooleanField(_("award"), default=False)
    certificate = models.CharField(_("certificate number"), max_length=30, blank=True)
    withdrawn_at = models.DateTimeField(pgettext_lazy("award", "withdrawn at"), null=True, blank=True)
    withdrawn_by_name = models.CharField(pgettext_lazy("award", "withdrawn by"), max_length=120, blank=True)
    withdrawn_reason = models.CharField(pgettext_lazy("award", "why it was withdrawn"), max_length=500, blank=True)

    class Meta:
        db_table = "award_entry"
        ordering = ["round", "rank", "-points"]
        constraints = [
            models.UniqueConstraint(fields=["round", "station"], name="award_entry_once"),
            models.CheckConstraint(
                condition=Q(is_winner=False) | Q(exclusion="", rank__isnull=False), name="award_not_to_the_excluded"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | (~Q(withdrawn_reason="") & ~Q(certificate="")),
                name="award_withdrawn_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(exclusion=Exclusion.DECIDED) | ~Q(reason=""), name="award_exclusion_says_why"
            ),
        ]
        indexes = [models.Index(fields=["station", "round"], name="award_entry_of_station")]

    def __str__(self) -> str:
        return str(self.station)

    def get_absolute_url(self) -> str:
        """Return the page of the round."""
        return reverse("scorecards:round", args=[self.round_id])


class AwardObjection(Record):
    """A station objects to a name on the announced list. Others never read who objected."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "awo"
    moves: ClassVar[Moves | None] = OBJECTION_MOVES
    TONES: ClassVar[dict[str, str]] = {ObjectionStatus.OPEN: "warn", ObjectionStatus.GRANTED: "good"}

    number = models.CharField(_("number"), max_length=30, unique=True)
    round = models.ForeignKey(AwardRound, on_delete=models.PROTECT, related_name="objections", verbose_name=_("round"))
    station = models.ForeignKey(
        "registry.Station", on_delete=models.PROTECT, related_name="+", verbose_name=_("objected by")
    )
    against = models.CharField(_("objected to (station code)"), max_length=12)
    status = models.CharField(_("status"), max_length=12, choices=ObjectionStatus.choices, default=ObjectionStatus.OPEN)
    text = models.TextField(pgettext_lazy("award", "objection"))
    made_by_id = models.UUIDField(null=True, blank=True)
    decision = models.TextField(_("decision"), blank=True)
    decided_by_id = models.UUIDField(null=True, blank=True)
    decided_by_name = models.CharField(_("decided by"), max_length=120, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        db_table = "award_objection"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["round", "station", "against"], name="award_objection_once"),
            models.CheckConstraint(
                condition=Q(decided_by_id__isnull=True)
                | Q(made_by_id__isnull=True)
                | ~Q(decided_by_id=F("made_by_id")),
                name="award_objection_decided_by_another",
            ),
        ]
        indexes = [models.Index(fields=["station", "-created_at"], name="award_objection_of_station")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the page of the round."""
        return reverse("scorecards:round", args=[self.round_id])
