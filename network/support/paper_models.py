"""What stations write to head office: reviewed by the regional office, then answered by a section."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Role
from common.records import Moves, Placement, Record
from network.support.choices import PAPER_MOVES, PaperKind, PaperStatus


class StationPaper(Record):
    """A paper of a station. `section` is the role at head office that answers; it sees the paper once the regional office passed it."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "spp"
    moves: ClassVar[Moves | None] = PAPER_MOVES
    searched: ClassVar[tuple[str, ...]] = ("number", "title", "text", "answer")
    TONES: ClassVar[dict[str, str]] = {
        PaperStatus.REVIEW: "warn",
        PaperStatus.PASSED: "busy",
        PaperStatus.RETURNED: "bad",
        PaperStatus.ANSWERED: "good",
    }

    number = models.CharField(_("number"), max_length=20, unique=True)
    station = models.ForeignKey(
        "registry.Station", on_delete=models.PROTECT, related_name="+", verbose_name=_("station")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=PaperKind.choices)
    section = models.CharField(_("section"), max_length=40, choices=Role.choices)
    status = models.CharField(_("status"), max_length=10, choices=PaperStatus.choices, default=PaperStatus.REVIEW)
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text"))
    written_by_id = models.UUIDField(null=True, blank=True)
    written_by_name = models.CharField(pgettext_lazy("paper", "written by"), max_length=120)
    sent_at = models.DateTimeField(pgettext_lazy("paper", "sent at"))
    due_at = models.DateTimeField(pgettext_lazy("paper", "next step due by"))
    reviewed_by_id = models.UUIDField(null=True, blank=True)
    reviewed_by_name = models.CharField(_("passed by"), max_length=120, blank=True)
    reviewed_at = models.DateTimeField(_("passed at"), null=True, blank=True)
    note = models.TextField(_("note of the regional office"), blank=True)
    answered_by_id = models.UUIDField(null=True, blank=True)
    answered_by_name = models.CharField(pgettext_lazy("paper", "answered by"), max_length=120, blank=True)
    answered_at = models.DateTimeField(pgettext_lazy("paper", "answered at"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    is_late = models.BooleanField(_("overdue"), default=False)

    class Meta:
        db_table = "station_paper"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by_id__isnull=True) | ~Q(reviewed_by_id=F("written_by_id")),
                name="station_paper_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[PaperStatus.PASSED, PaperStatus.ANSWERED])
                | Q(reviewed_by_id__isnull=False, reviewed_at__isnull=False),
                name="station_paper_reviewed_first",
            ),
            models.CheckConstraint(
                condition=~Q(status=PaperStatus.ANSWERED) | Q(answered_by_id__isnull=False, answered_at__isnull=False),
                name="station_paper_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["station", "-created_at"], name="station_paper_of_station"),
            models.Index(fields=["status", "due_at"], name="station_paper_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the paper's page, at the station or at head office."""
        return reverse("support:paper", args=[self.pk])
