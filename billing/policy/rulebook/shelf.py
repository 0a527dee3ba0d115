"""One room's versions: where they stand, who may do what with them, and the steps from draft to force."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.policy.choices import PolicyStatus
from billing.policy.rulebook.book import Book
from billing.policy.rulebook.versions import RuleVersion, in_force
from common.clock import database_now, now
from common.errors import Invalid, NotAllowed, WrongState
from common.history.record import record
from common.records import RecordQuerySet
from common.text import Text


class ShelfError(StrEnum):
    """Why a version stays as it is, for a room that has no words of its own for it."""

    PUBLISHED = "rules.published"
    SAME_PERSON = "rules.same_person"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A room's rules: `book` says what they are, `model` keeps the versions, `versions_for` is the room's gate.

    `name` is the URL name of the list, with `_draft` and so on of the others; `noun` begins the verbs of history. `reads`, `drafts` and
    `publishes` are rows of the role table; `effect` tells whoever publishes
    what will follow the version; `published` and `same_person` are the room's codes for a version that can't be changed, and for a drafter
    that would publish; `hint` is told above the form of a draft.
    """

    model: type[RuleVersion]
    book: Book
    title: Text
    name: str
    noun: str
    versions_for: Callable[[Actor], RecordQuerySet]
    reads: str
    drafts: str
    publishes: str
    effect: Text
    published: StrEnum = ShelfError.PUBLISHED
    same_person: StrEnum = ShelfError.SAME_PERSON
    hint: Text = ""

    def live(self, actor: Actor) -> RuleVersion | None:
        """Return the version in force."""
        found: RuleVersion | None = in_force(self.versions_for(actor), now())
        return found

    def read(self, version: RuleVersion | None) -> Any:
        """Return a version as plain data; without one the example."""
        return self.book.read(version.label, version.values) if version else self.book.example

    @transaction.atomic
    def draft(
        self, *, label: str, valid_from: datetime, values: Mapping[str, Any], summary: str = "", acting_user: Actor
    ) -> Any:
        """Begin a version. What `values` does not name is the example's. Raises Invalid for a taken label or a value that can't be."""
        acting_user.require(self.drafts)
        policy = self.book.checked(label, values)
        rows = self.model._default_manager
        if rows.filter(label=label).exists():
            raise Invalid(_("There is a version with this label already. Choose another."), field="label")
        version = rows.create(
            label=label,
            valid_from=valid_from,
            values=self.book.values_of(policy),
            summary=summary,
            drafted_by=acting_user.id,
            drafted_by_name=acting_user.name,
        )
        record(version, f"{self.noun}.drafted", acting_user, after={"label": label, "valid_from": valid_from})
        return version

    @transaction.atomic
    def amend(
        self,
        version_id: UUID,
        *,
        valid_from: datetime,
        values: Mapping[str, Any],
        summary: str = "",
        acting_user: Actor,
    ) -> Any:
        """Change a draft; whoever does is its drafter from now on. Raises WrongState once it is published or withdrawn."""
        acting_user.require(self.drafts)
        version = self._locked(version_id, acting_user)
        if version.status != PolicyStatus.DRAFT:
            raise WrongState(_("A published version is never changed. Draft a new one."), code=self.published)
        policy = self.book.checked(version.label, values)
        before = {"valid_from": version.valid_from, "summary": version.summary}
        version.change(
            valid_from=valid_from,
            values=self.book.values_of(policy),
            summary=summary,
            drafted_by=acting_user.id,
            drafted_by_name=acting_user.name,
        )
        after = {"valid_from": valid_from, "summary": summary}
        record(version, f"{self.noun}.amended", acting_user, before=before, after=after)
        return version

    @transaction.atomic
    def publish(self, version_id: UUID, *, acting_user: Actor) -> Any:
        """Put a draft in force from its moment, or from now when that has passed: rules never change backwards.

        Raises NotAllowed for its drafter, WrongState unless it is a draft.
        """
        acting_user.require(self.publishes)
        version = self._locked(version_id, acting_user)
        if version.drafted_by == acting_user.id:
            sentence = _("Whoever drafted a version can't publish it. Ask a second person.")
            raise NotAllowed(sentence, code=self.same_person)
        self.book.checked(version.label, version.values)
        moment = database_now()
        valid_from = max(version.valid_from, moment)
        version.move_to(
            PolicyStatus.PUBLISHED,
            valid_from=valid_from,
            published_by=acting_user.id,
            published_by_name=acting_user.name,
            published_at=moment,
        )
        after = {"label": version.label, "valid_from": valid_from, "status": version.status}
        record(version, f"{self.noun}.published", acting_user, before={"status": PolicyStatus.DRAFT}, after=after)
        return version

    @transaction.atomic
    def withdraw(self, version_id: UUID, *, reason: str = "", acting_user: Actor) -> Any:
        """Put a draft away."""
        acting_user.require(self.drafts)
        version = self._locked(version_id, acting_user)
        version.move_to(PolicyStatus.WITHDRAWN)
        record(version, f"{self.noun}.withdrawn", acting_user, after={"status": version.status}, reason=reason)
        return version

    def _locked(self, version_id: UUID, actor: Actor) -> Any:
        return self.versions_for(actor).locked().get_or_404(version_id)
