"""Versions of the warranty policy."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.policy.choices import POLICY_MOVES, PolicyStatus
from common.records import Moves, Placement, Record


class PolicyVersion(Record):
    """One version: its clauses as JSON (see `content.py`) and the day from which it holds.

    Whoever drafted it can't publish it, and a published version never changes: both are kept by the database.
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "pol"
    moves: ClassVar[Moves | None] = POLICY_MOVES
    TONES: ClassVar[dict[str, str]] = {PolicyStatus.PUBLISHED: "good", PolicyStatus.WITHDRAWN: "off"}

    label = models.CharField(_("version"), max_length=40, unique=True)
    effective_from = models.DateField(_("in force from"))
    status = models.CharField(_("status"), max_length=20, choices=PolicyStatus.choices, default=PolicyStatus.DRAFT)
    summary = models.TextField(_("what changes"), blank=True)
    content = models.JSONField(_("clauses"), default=dict)
    drafted_by = models.UUIDField()
    drafted_by_name = models.CharField(_("drafted by"), max_length=80)
    published_by = models.UUIDField(null=True, blank=True)
    published_by_name = models.CharField(_("published by"), max_length=80, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        db_table = "policy_version"
        ordering = ["-effective_from", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["effective_from"],
                condition=Q(status=PolicyStatus.PUBLISHED),
                name="policy_one_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status=PolicyStatus.PUBLISHED) | Q(published_by__isnull=False),
                name="policy_published_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("drafted_by")),
                name="policy_second_person",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """Return the page of this version."""
        return reverse("policy:detail", args=[self.pk])
