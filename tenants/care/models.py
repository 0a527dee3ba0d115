"""Follow-up calls after a delivery. Customer data: they never leave the station's schema."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.clock import now
from common.records import Moves, Placement, Record
from tenants.care.choices import MOVES, FollowUpStatus, Outcome, Sequence


class FollowUp(Record):
    """A call that is owed to a customer: the first within three working days of the delivery, the second two weeks after it."""

    placement: ClassVar[Placement] = Placement.STATION
    public_prefix: ClassVar[str] = "fup"
    moves: ClassVar[Moves | None] = MOVES
    TONES: ClassVar[dict[str, str]] = {"planned": "info", "done": "good", "unreached": "off"}

    station_id = models.UUIDField(editable=False)
    repair_order_id = models.UUIDField()
    order_number = models.CharField(_("repair order"), max_length=40)
    sequence = models.PositiveSmallIntegerField(_("call"), choices=Sequence.choices)
    status = models.CharField(
        _("status"), max_length=12, choices=FollowUpStatus.choices, default=FollowUpStatus.PLANNED
    )
    plate = models.CharField(_("plate"), max_length=17)
    customer_name = models.CharField(_("customer"), max_length=80)
    customer_phone = models.CharField(_("customer's phone"), max_length=30)
    delivered_at = models.DateTimeField(_("delivered at"))
    due_at = models.DateTimeField(_("call by"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    satisfaction = models.PositiveSmallIntegerField(_("satisfaction (1–5)"), null=True, blank=True)
    has_complaint = models.BooleanField(_("customer complaint"), default=False)
    answer = models.TextField(_("what the customer said"), max_length=2000, blank=True)
    called_at = models.DateTimeField(_("called"), null=True, blank=True)
    called_by = models.UUIDField(null=True, blank=True)
    caller_name = models.CharField(_("called by"), max_length=80, blank=True)

    class Meta:
        db_table = "follow_up"
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(fields=["repair_order_id", "sequence"], name="follow_up_once"),
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True) | Q(satisfaction__range=(1, 5)), name="follow_up_score"
            ),
            models.CheckConstraint(
                condition=~Q(status=FollowUpStatus.DONE) | Q(called_at__isnull=False), name="follow_up_called"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_number}-{self.sequence}"

    def get_absolute_url(self) -> str:
        """Return the call sheet."""
        return reverse("care:follow_up", args=[self.pk])

    def is_overdue(self, moment: datetime | None = None) -> bool:
        """Tell whether the call should have been made by now."""
        return self.status == FollowUpStatus.PLANNED and self.due_at < (moment or now())


class CallAttempt(Record):
    """One time that somebody dialled."""

    placement: ClassVar[Placement] = Placement.STATION
    public_prefix: ClassVar[str] = "cal"
    append_only: ClassVar[bool] = True

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="calls")
    outcome = models.CharField(_("how it ended"), max_length=16, choices=Outcome.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    caller_id = models.UUIDField()
    caller_name = models.CharField(_("by"), max_length=80)

    class Meta:
        db_table = "follow_up_call"
        ordering = ["-created_at", "-id"]
