"""A version of the rules of some room, and the steps from draft to force. The room's own actions ask for the right and write the history."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.policy.choices import POLICY_MOVES, PolicyStatus
from billing.policy.rulebook.book import Book
from common.clock import database_now
from common.errors import Invalid, NotAllowed, WrongState
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


def begin(
    model: type[Any],
    book: Book,
    *,
    label: str,
    valid_from: datetime,
    values: Mapping[str, Any],
    summary: str,
    drafter: Actor,
) -> Any:
    """Begin a version. What `values` does not name is the example's. Raises Invalid for a taken label or a value that can't be."""
    policy = book.checked(label, values)
    if model.objects.filter(label=label).exists():
        raise Invalid(_("There is a version with this label already. Choose another."), field="label")
    return model.objects.create(
        label=label,
        valid_from=valid_from,
        values=book.values_of(policy),
        summary=summary,
        drafted_by=drafter.id,
        drafted_by_name=drafter.name,
    )


def amend(
    version: Any,
    book: Book,
    *,
    valid_from: datetime,
    values: Mapping[str, Any],
    summary: str,
    drafter: Actor,
    code: StrEnum,
) -> dict[str, Any]:
    """Change a locked draft and return what it was; raises WrongState with `code` for any other version."""
    if version.status != PolicyStatus.DRAFT:
        raise WrongState(_("A published version is never changed. Draft a new one."), code=code)
    policy = book.checked(version.label, values)
    before = {"valid_from": version.valid_from, "summary": version.summary}
    version.change(
        valid_from=valid_from,
        values=book.values_of(policy),
        summary=summary,
        drafted_by=drafter.id,
        drafted_by_name=drafter.name,
    )
    return before


def publish(version: Any, book: Book, *, publisher: Actor, code: StrEnum) -> dict[str, Any]:
    """Put a locked draft in force from its moment, or from now when that has passed: rules never change backwards. Return what holds.

    Raises NotAllowed with `code` for its drafter, WrongState unless it is a draft.
    """
    if version.drafted_by == publisher.id:
        raise NotAllowed(_("Whoever drafted a version can't publish it. Ask a second person."), code=code)
    book.checked(version.label, version.values)
    moment = database_now()
    valid_from = max(version.valid_from, moment)
    version.move_to(
        PolicyStatus.PUBLISHED,
        valid_from=valid_from,
        published_by=publisher.id,
        published_by_name=publisher.name,
        published_at=moment,
    )
    return {"label": version.label, "valid_from": valid_from, "status": version.status}
