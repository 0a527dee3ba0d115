"""Requests for a driver's position."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.records import Moves, Placement, Record
from common.sealed import masked, unseal
from network.hotline.choices import SHARING_MOVES, CallerLanguage, Doubt, SharedBy, SharingStatus, Verdict
from network.hotline.sharing.words import words_of


class PositionRequest(Record):
    """A link that was sent to a driver. Of its token only the digest is kept: nobody can make the link again from the row.

    Asked from the form, it belongs to `form_key` until the case opens. The position is WGS-84; `words` is what the driver typed. One in
    `doubt` lies `away_m` from its case and has moved nothing: an agent's `verdict` is open, and then who gave it is kept.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "psr"
    moves: ClassVar[Moves | None] = SHARING_MOVES
    TONES: ClassVar[dict[str, str]] = {
        SharingStatus.ASKED: "info",
        SharingStatus.OPENED: "busy",
        SharingStatus.REFUSED: "warn",
        SharingStatus.ANSWERED: "good",
    }

    station_id = models.UUIDField(null=True, blank=True)
    case = models.ForeignKey(
        "hotline.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="position_requests"
    )
    form_key = models.UUIDField(null=True, blank=True, db_index=True)
    status = models.CharField(_("status"), max_length=10, choices=SharingStatus.choices, default=SharingStatus.ASKED)
    token_digest = models.CharField(max_length=64, unique=True)
    phone_sealed = models.TextField()
    phone_index = models.CharField(max_length=64, db_index=True)
    language = models.CharField(_("language"), max_length=5, choices=CallerLanguage.choices)
    asked_by = models.UUIDField(null=True, blank=True)
    expires_at = models.DateTimeField(_("link works until"))
    opened_at = models.DateTimeField(_("link opened"), null=True, blank=True)
    answered_at = models.DateTimeField(_("position received"), null=True, blank=True)
    answers = models.PositiveSmallIntegerField(default=0)
    shared_by = models.CharField(_("told by"), max_length=6, choices=SharedBy.choices, blank=True)
    lat = models.FloatField(_("latitude (WGS-84)"), null=True, blank=True)
    lon = models.FloatField(_("longitude (WGS-84)"), null=True, blank=True)
    accuracy_m = models.FloatField(_("accuracy (m)"), null=True, blank=True)
    words = models.CharField(_("place in the driver's words"), max_length=200, blank=True)
    doubt = models.CharField(
        pgettext_lazy("position", "why it is asked"), max_length=6, choices=Doubt.choices, blank=True
    )
    away_m = models.PositiveIntegerField(_("from the case (m)"), null=True, blank=True)
    verdict = models.CharField(
        pgettext_lazy("position", "the agent's answer"), max_length=5, choices=Verdict.choices, blank=True
    )
    decided_by_name = models.CharField(pgettext_lazy("position", "answered by"), max_length=120, blank=True)

    class Meta:
        db_table = "hotline_position_request"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lat__isnull=True, lon__isnull=True)
                | models.Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180),
                name="position_request_on_earth",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=SharingStatus.ANSWERED) | models.Q(answered_at__isnull=False),
                name="position_request_answered_at",
            ),
            models.CheckConstraint(
                condition=models.Q(doubt="", verdict="")
                | (~models.Q(doubt="") & ~models.Q(verdict="") & models.Q(case__isnull=False, lat__isnull=False)),
                name="position_request_in_doubt",
            ),
        ]
        indexes = [models.Index(fields=["station_id", "created_at"], name="position_request_of_station")]

    def __str__(self) -> str:
        return self.masked_phone

    @property
    def masked_phone(self) -> str:
        """The driver's number, enough of it to recognise."""
        return masked(unseal(self.phone_sealed))

    @property
    def is_open(self) -> bool:
        """Whether an agent has to say whether the case moves there."""
        return self.verdict == Verdict.OPEN

    @property
    def question(self) -> str:
        """What the agent is asked of a position in doubt."""
        return words_of(self.doubt, self.away_m)

    def get_absolute_url(self) -> str:
        """Return the page of the case to which it belongs, else the cases."""
        return reverse("hotline:case", args=[self.case_id]) if self.case_id else reverse("hotline:cases")
