"""What follows from a published card: a station's appeal against a figure, and what a grade proposes."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.records import Moves, Placement, Record
from network.scorecards.choices import APPEAL_MOVES, PROPOSAL_MOVES, AppealStatus, ProposalStatus, Source


class ScoreAppeal(Record):
    """A station objects to one figure of its card. Who computed or published the month can't decide it (a constraint).

    It is to be decided by `due_at`, so many working days after it was filed as the month's standard says.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "sap"
    moves: ClassVar[Moves | None] = APPEAL_MOVES
    TONES: ClassVar[dict[str, str]] = {
        AppealStatus.OPEN: "warn",
        AppealStatus.UPHELD: "off",
        AppealStatus.GRANTED: "good",
    }

    number = models.CharField(_("number"), max_length=30, unique=True)
    card = models.ForeignKey("scorecards.ScoreCard", on_delete=models.PROTECT, related_name="appeals")
    station = models.ForeignKey(
        "registry.Station", on_delete=models.PROTECT, related_name="+", verbose_name=_("station")
    )
    month = models.DateField(_("month"))
    source = models.CharField(_("indicator"), max_length=20, choices=Source.choices)
    status = models.CharField(_("status"), max_length=12, choices=AppealStatus.choices, default=AppealStatus.OPEN)
    text = models.TextField(pgettext_lazy("score appeal", "objection"))
    appealed_by_name = models.CharField(_("appealed by"), max_length=120)
    computed_by_id = models.UUIDField(null=True, blank=True)
    published_by_id = models.UUIDField(null=True, blank=True)
    was = models.FloatField(_("measured before"), null=True, blank=True)
    corrected = models.FloatField(_("corrected to"), null=True, blank=True)
    due_at = models.DateTimeField(_("to be decided by"), null=True, blank=True)
    late_at = models.DateTimeField(_("late since"), null=True, blank=True)
    decision = models.TextField(_("decision"), blank=True)
    decided_by_id = models.UUIDField(null=True, blank=True)
    decided_by_name = models.CharField(_("decided by"), max_length=120, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        db_table = "score_appeal"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["station", "month", "source"], name="score_appeal_once"),
            models.CheckConstraint(
                condition=Q(decided_by_id__isnull=True)
                | (
                    (Q(computed_by_id__isnull=True) | ~Q(decided_by_id=F("computed_by_id")))
                    & (Q(published_by_id__isnull=True) | ~Q(decided_by_id=F("published_by_id")))
                ),
                name="score_appeal_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(status=AppealStatus.OPEN) | Q(decided_by_id__isnull=False, decided_at__isnull=False),
                name="score_appeal_decided_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["station", "-created_at"], name="score_appeal_of_station")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the appeal's page."""
        return reverse("scorecards:appeal", args=[self.pk])


class GradeProposal(Record):
    """What a grade that was reached several months running proposes: a labour coefficient, a level.

    The customer-service manager instructs it (never who published the month). For a coefficient that is an order of the station's
    lifecycle, which the claims section carries out; a level is requested there by service management.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "gpr"
    moves: ClassVar[Moves | None] = PROPOSAL_MOVES
    TONES: ClassVar[dict[str, str]] = {
        ProposalStatus.PROPOSED: "warn",
        ProposalStatus.INSTRUCTED: "good",
        ProposalStatus.DISMISSED: "off",
    }

    number = models.CharField(_("number"), max_length=30, unique=True)
    card = models.ForeignKey("scorecards.ScoreCard", on_delete=models.PROTECT, related_name="proposals")
    station = models.ForeignKey(
        "registry.Station", on_delete=models.PROTECT, related_name="+", verbose_name=_("station")
    )
    status = models.CharField(
        _("status"), max_length=12, choices=ProposalStatus.choices, default=ProposalStatus.PROPOSED
    )
    grade = models.CharField(_("grade"), max_length=10)
    months = models.PositiveSmallIntegerField(_("months running"))
    coefficient_now = models.DecimalField(_("labour coefficient now"), max_digits=4, decimal_places=2)
    coefficient = models.DecimalField(_("proposed coefficient"), max_digits=4, decimal_places=2, null=True, blank=True)
    level_now = models.CharField(_("level now"), max_length=4)
    level = models.CharField(_("proposed level"), max_length=4, blank=True)
    published_by_id = models.UUIDField(null=True, blank=True)
    instruction = models.TextField(_("instruction"), blank=True)
    order_id = models.UUIDField(null=True, blank=True)
    order_number = models.CharField(_("order"), max_length=30, blank=True)
    decided_by_id = models.UUIDField(null=True, blank=True)
    decided_by_name = models.CharField(_("decided by"), max_length=120, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        db_table = "grade_proposal"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["station"], condition=Q(status=ProposalStatus.PROPOSED), name="grade_proposal_one_open"
            ),
            models.CheckConstraint(
                condition=Q(decided_by_id__isnull=True)
                | Q(published_by_id__isnull=True)
                | ~Q(decided_by_id=F("published_by_id")),
                name="grade_proposal_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(coefficient__isnull=False) | ~Q(level=""), name="grade_proposal_of_something"
            ),
        ]
        indexes = [models.Index(fields=["station", "-created_at"], name="grade_proposal_of_station")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the proposal's page."""
        return reverse("scorecards:proposal", args=[self.pk])
