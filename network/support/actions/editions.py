"""The steps that are the same for everything that comes out edition by edition. What is written into the history is the caller's."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.errors import NotAllowed, WrongState
from common.ids import new_id
from common.numbering.next_number import next_number
from common.records import RecordQuerySet
from network.support.choices import DocumentStatus
from network.support.editions import Edition

Kind = TypeVar("Kind", bound=Edition)


def place_of(before: Edition | None, series: str) -> dict[str, Any]:
    """Return family, number and edition of a new draft: a new family, or the next edition of the one that `before` is of.

    Raises WrongState while a draft of it waits already. The family stays locked: of two people at once the second one is told.
    """
    if before is None:
        return {"family": new_id(), "number": next_number(series), "edition": 1}
    family: RecordQuerySet = type(before).objects.filter(family=before.family)
    editions: list[Edition] = list(family.locked())
    if family.filter(status=DocumentStatus.DRAFT).exists():
        raise WrongState(_("There is a draft of the next edition already. Go on with that one."))
    return {"family": before.family, "number": before.number, "edition": 1 + max(one.edition for one in editions)}


def require_draft(edition: Kind) -> Kind:
    """Return the edition. Raises WrongState once it was released."""
    if edition.status != DocumentStatus.DRAFT:
        raise WrongState(_("A released document is never changed. Write its next edition."))
    return edition


def rewrite(edition: Edition, values: Mapping[str, Any], actor: Actor) -> tuple[dict[str, Any], dict[str, Any]]:
    """Change a draft; whoever does is its writer from now on. Returns what was and what is, for the history: only what differs."""
    was = {name: getattr(edition, name) for name in values}
    edition.change(**values, drafted_by_id=actor.id, drafted_by_name=actor.name)
    changed = [name for name, value in values.items() if was[name] != value]
    return {name: _told(was[name]) for name in changed}, {name: _told(values[name]) for name in changed}


def put_in_force(edition: Kind, actor: Actor) -> list[Kind]:
    """Release a draft; returns the editions that it replaces, which are out of force. Raises NotAllowed for who drafted it."""
    if edition.drafted_by_id == actor.id:
        raise NotAllowed(_("Whoever drafted a document can't release it. Ask a second person."))
    at = now()
    replaced: list[Kind] = []
    if edition.status == DocumentStatus.DRAFT:
        rows: RecordQuerySet = type(edition).objects.filter(family=edition.family, status=DocumentStatus.IN_FORCE)
        replaced = list(rows.locked())
    for old in replaced:
        old.move_to(DocumentStatus.REPLACED, withdrawn_at=at)
    edition.move_to(DocumentStatus.IN_FORCE, released_by_id=actor.id, released_by_name=actor.name, released_at=at)
    return replaced


def _told(value: Any) -> Any:
    """An entry of the catalogue is told by its code: its key says nothing to a reader."""
    return getattr(value, "code", "") if isinstance(value, Model) else value
