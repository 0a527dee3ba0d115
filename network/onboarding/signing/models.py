"""Rounds of electronic signatures of an agreement, and what the provider told."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.records import Moves, Placement, Record
from network.onboarding.signing.choices import LIVE, SIGNING_MOVES, Problem, SigningStatus


class Signing(Record):
    """One sending of an agreement for signature: the station's representative first, then the manufacturer's signatory.

    `sha256` is that of the paper that was sent. Whoever prepared the agreement does not sign it for the manufacturer: the database refuses it.
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "sgn"
    moves: ClassVar[Moves | None] = SIGNING_MOVES
    TONES: ClassVar[dict[str, str]] = {
        "requested": "neutral",
        "sent": "busy",
        "station_signed": "info",
        "completed": "good",
        "declined": "bad",
        "expired": "warn",
        "withdrawn": "off",
        "refused": "bad",
    }

    agreement = models.ForeignKey("onboarding.Agreement", on_delete=models.PROTECT, related_name="signings")
    attempt = models.PositiveSmallIntegerField(_("sending"))
    status = models.CharField(
        _("status"), max_length=20, choices=SigningStatus.choices, default=SigningStatus.REQUESTED
    )
    envelope_key = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField(_("SHA-256 of the paper"), max_length=64)
    rules = models.CharField(_("version"), max_length=40)
    again_reason = models.CharField(_("why it is sent again"), max_length=500, blank=True)
    prepared_by = models.UUIDField()
    sent_by = models.UUIDField()
    office_signatory = models.UUIDField()
    office_signatory_name = models.CharField(_("signs for the manufacturer"), max_length=80)
    due_at = models.DateTimeField(_("due"))
    station_signed_at = models.DateTimeField(_("signed by the station"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    problem = models.CharField(_("problem"), max_length=20, choices=Problem.choices, blank=True)

    class Meta:
        db_table = "agreement_signing"
        ordering = ["agreement", "attempt"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "attempt"], name="signing_once"),
            models.UniqueConstraint(fields=["agreement"], condition=Q(status__in=LIVE), name="signing_one_live"),
            models.UniqueConstraint(
                fields=["envelope_key"], condition=~Q(envelope_key=""), name="signing_envelope_once"
            ),
            models.CheckConstraint(
                condition=~Q(office_signatory=F("prepared_by")), name="signing_preparing_is_not_signing"
            ),
            models.CheckConstraint(condition=Q(attempt=1) | ~Q(again_reason=""), name="signing_again_with_a_reason"),
            models.CheckConstraint(
                condition=~Q(status__in=("sent", "station_signed", "completed")) | ~Q(envelope_key=""),
                name="signing_sent_has_envelope",
            ),
            models.CheckConstraint(
                condition=Q(status__in=LIVE) | Q(ended_at__isnull=False), name="signing_ended_says_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement.number} · {self.attempt}"


class SigningNotice(Record):
    """A webhook of the provider, taken in once."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "sgo"
    append_only: ClassVar[bool] = True

    event_id = models.CharField(max_length=80, unique=True)
    envelope_key = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        db_table = "agreement_signing_notice"
        ordering = ["created_at"]
