"""A version of the rules of some room, as it is kept."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.policy.choices import POLICY_MOVES, PolicyStatus
from common.records import Moves, Record


class RuleVersion(Record):
    """A version of the rules. Holds from a moment on, once published.

    Whoever drafted it can't publish it, and a published version never changes: the room's constraints and its trigger keep both.
    """

    moves: ClassVar[Moves | None] = POLICY_MOVES
    TONES: ClassVar[dict[str, str]] = {PolicyStatus.PUBLISHED: "good", PolicyStatus.WITHDRAWN: "off"}

    label = models.CharField(_("version"), max_length=40, unique=True)
    valid_from = models.DateTimeField(_("valid from"))
    status = models.CharField(_("status"), max_length=20, choices=PolicyStatus.choices, default=PolicyStatus.DRAFT)
    summary = models.TextField(_("what changes"), blank=True)
    values = models.JSONField(default=dict)
    drafted_by = models.UUIDField(null=True, blank=True)
    drafted_by_name = models.CharField(_("drafted by"), max_length=80, blank=True)
    published_by = models.UUIDField(null=True, blank=True)
    published_by_name = models.CharField(_("published by"), max_length=80, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label


def kept_by_the_database(name: str) -> list[models.BaseConstraint]:
    """Return the constraints of a room's versions: one published version a moment, and never published by its drafter."""
    return [
        models.UniqueConstraint(
            fields=["valid_from"], condition=models.Q(status=PolicyStatus.PUBLISHED), name=f"{name}_one_a_moment"
        ),
        models.CheckConstraint(
            condition=models.Q(published_by__isnull=True) | ~models.Q(published_by=models.F("drafted_by")),
            name=f"{name}_second_person",
        ),
    ]


def in_force(rows: Any, moment: datetime) -> Any:
    """Return the published one of these versions that holds at `moment`, or None."""
    return rows.filter(status=PolicyStatus.PUBLISHED, valid_from__lte=moment).order_by("-valid_from").first()
