"""What a reviewer would grant and may not: asked of the role above."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.claims.goodwill.choices import GOODWILL_MOVES, GoodwillStatus
from common.money import DEFAULT_CURRENCY, MoneyMinorField
from common.records import Moves, Placement, Record


class GoodwillApproval(Record):
    """The decisions of a first review that give more goodwill than the reviewer may grant. Head office's own: no station sees it.

    `decisions` holds the reviewer's word on each line (line, approved_minor, reason_code, comment); granting carries them out as they stand.
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "gwa"
    moves: ClassVar[Moves | None] = GOODWILL_MOVES
    TONES: ClassVar[dict[str, str]] = {
        GoodwillStatus.WAITING: "busy",
        GoodwillStatus.GRANTED: "good",
        GoodwillStatus.REFUSED: "bad",
        GoodwillStatus.WITHDRAWN: "off",
    }

    number = models.CharField(_("number"), max_length=24, unique=True)
    claim = models.ForeignKey(
        "claims.Claim", verbose_name=_("claim"), on_delete=models.PROTECT, related_name="goodwill_approvals"
    )
    status = models.CharField(
        _("status"), max_length=12, choices=GoodwillStatus.choices, default=GoodwillStatus.WAITING
    )
    decisions = models.JSONField(default=list)
    currency = models.CharField(max_length=3, default=DEFAULT_CURRENCY)
    claimed_minor = MoneyMinorField(_("claimed"))
    asked_minor = MoneyMinorField(_("to be granted"))
    limit_minor = MoneyMinorField(_("limit of the reviewer"))
    clause = models.CharField(_("clause"), max_length=20, blank=True)
    reason = models.TextField(_("why it should be granted"))
    asked_by = models.UUIDField()
    asked_name = models.CharField(_("asked by"), max_length=80)
    asked_at = models.DateTimeField(_("asked"))
    decided_by = models.UUIDField(null=True, blank=True)
    decided_name = models.CharField(_("decided by"), max_length=80, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    answer = models.TextField(_("answer to the reviewer"), blank=True)

    class Meta:
        db_table = "claim_goodwill_approval"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["status", "asked_at"], name="goodwill_queue"),
            models.Index(fields=["-created_at", "-id"], name="goodwill_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(status=GoodwillStatus.WAITING), name="goodwill_one_waiting"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[GoodwillStatus.GRANTED, GoodwillStatus.REFUSED])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="goodwill_second_person",
            ),
            models.CheckConstraint(
                condition=Q(asked_minor__gt=F("limit_minor"), asked_minor__lte=F("claimed_minor")),
                name="goodwill_above_limit",
            ),
        ]

    @property
    def asked_lines(self) -> list[dict[str, Any]]:
        """Return the reviewer's word on each line, its key as a UUID."""
        return [{**one, "line_id": UUID(one["line_id"])} for one in self.decisions]

    @property
    def asked_amounts(self) -> list[dict[str, Any]]:
        """Return the same with the currency."""
        return [{**one, "currency": self.currency} for one in self.asked_lines]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("claims:goodwill", args=[self.pk])
