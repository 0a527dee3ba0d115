"""Versions of the triage scripts."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.policy.choices import POLICY_MOVES, PolicyStatus
from common.records import Moves, Placement, Record
from network.hotline.choices import Symptom


class TriageScript(Record):
    """One version of the script of a symptom. In force is the one that was published last; the shipped examples name nobody.

    Whoever drafted it can't publish it; a published version never changes.
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "tri"
    moves: ClassVar[Moves | None] = POLICY_MOVES
    TONES: ClassVar[dict[str, str]] = {PolicyStatus.PUBLISHED: "good", PolicyStatus.WITHDRAWN: "off"}

    symptom = models.CharField(_("symptom"), max_length=20, choices=Symptom.choices)
    number = models.PositiveIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=20, choices=PolicyStatus.choices, default=PolicyStatus.DRAFT)
    summary = models.CharField(_("what changes"), max_length=300, blank=True)
    steps = models.JSONField(default=list)
    drafted_by = models.UUIDField(null=True, blank=True)
    drafted_by_name = models.CharField(_("drafted by"), max_length=80, blank=True)
    published_by = models.UUIDField(null=True, blank=True)
    published_by_name = models.CharField(_("published by"), max_length=80, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        db_table = "hotline_triage_script"
        ordering = ["symptom", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["symptom", "number"], name="triage_script_once"),
            models.CheckConstraint(
                condition=~Q(status=PolicyStatus.PUBLISHED) | Q(published_at__isnull=False),
                name="triage_script_published_at",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("drafted_by")),
                name="triage_script_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_symptom_display()} · {self.number}"

    def get_absolute_url(self) -> str:
        """Return the page of this version."""
        return reverse("hotline:script", args=[self.pk])
