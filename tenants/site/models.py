"""Records of duties that were done, and of duties that were handed to people."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.records import Placement, Record
from tenants.site.choices import DutyKind


class DutyRecord(Record):
    """One round: the answer to each item of its checklist, and what was wrong. `answers` is `{item: {"ok": bool, "note": str}}`."""

    placement: ClassVar[Placement] = Placement.STATION
    public_prefix: ClassVar[str] = "dut"
    append_only: ClassVar[bool] = True

    station_id = models.UUIDField(editable=False)
    kind = models.CharField(_("duty"), max_length=16, choices=DutyKind.choices)
    day = models.DateField(_("day"))
    answers = models.JSONField(default=dict)
    finding_count = models.PositiveSmallIntegerField(_("faults found"), default=0)
    remarks = models.CharField(_("remarks"), max_length=1000, blank=True)
    done_by = models.UUIDField()
    doer_name = models.CharField(_("done by"), max_length=80)

    class Meta:
        db_table = "duty_record"
        ordering = ["-day", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "day"], condition=Q(kind=DutyKind.LOUNGE), name="duty_lounge_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}"

    def get_absolute_url(self) -> str:
        """Return the record's page."""
        return reverse("site:record", args=[self.pk])


class DutySignature(Record):
    """Somebody's word that they have read the duties of a post that they hold."""

    placement: ClassVar[Placement] = Placement.STATION
    public_prefix: ClassVar[str] = "sig"
    append_only: ClassVar[bool] = True

    station_id = models.UUIDField(editable=False)
    post = models.CharField(_("post"), max_length=60)
    user_id = models.UUIDField()
    user_name = models.CharField(_("name"), max_length=80)

    class Meta:
        db_table = "duty_signature"
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["post", "user_id"], name="duty_signed_once")]
