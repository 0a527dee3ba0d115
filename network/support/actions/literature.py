"""The library: writing an edition, having it released by a second person, retiring it; what a reader keeps and opens."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalog.models import Component, VehicleModel
from common.clock import now
from common.errors import Invalid, NotAllowed, WrongState
from common.files.models import StoredFile
from common.history.record import record
from common.ids import new_id
from common.numbering.next_number import next_number
from network.support import locks
from network.support.actions.checking import text_of
from network.support.audience import Audience
from network.support.choices import DocumentStatus, LiteratureKind, SupportError
from network.support.files import Upload, file_of, keep_files
from network.support.literature_models import Literature, LiteratureMark
from network.support.literature_selectors import DRAFT, RELEASE, VIEW, literature_for

FILE = "support.literature"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiteratureText:
    """What an edition is about: `vehicle_models` and `component` are codes of the catalogue, none is all of them."""

    kind: str
    title_zh: str
    body_zh: str
    title_en: str = ""
    body_en: str = ""
    changes: str = ""
    vehicle_models: Sequence[str] = ()
    component: str = ""


@transaction.atomic
def draft_literature(
    text: LiteratureText,
    audience: Audience,
    *,
    files: Sequence[Upload] = (),
    follows: UUID | None = None,
    acting_user: Actor,
) -> Literature:
    """Draft a piece of literature, or with `follows` (any edition of it) its next edition.

    Raises Invalid for what can't be read, WrongState while a draft of it waits already.
    """
    acting_user.require(DRAFT)
    values = _checked(text) | audience.values()
    if follows is None:
        family, number, edition = new_id(), next_number("LIT"), 1
    else:
        before = literature_for(acting_user).get_or_404(follows)
        all_of_it = Literature.objects.filter(family=before.family)
        if all_of_it.filter(status=DocumentStatus.DRAFT).exists():
            raise WrongState(_("There is a draft of the next edition already. Go on with that one."))
        family, number = before.family, before.number
        edition = (all_of_it.aggregate(last=Max("edition"))["last"] or 0) + 1
    made = Literature(
        family=family,
        number=number,
        edition=edition,
        drafted_by_id=acting_user.id,
        drafted_by_name=acting_user.name,
        **values,
    )
    made.save(force_insert=True)
    keep_files(files, subject_id=made.pk, kind=FILE, station_id=None, actor=acting_user)
    record(
        made, "literature.drafted", acting_user, after={"number": number, "edition": edition, "title": made.title_zh}
    )
    return made


@transaction.atomic
def amend_literature(
    edition_id: UUID, text: LiteratureText, audience: Audience, *, files: Sequence[Upload] = (), acting_user: Actor
) -> Literature:
    """Change a draft; whoever does is its writer from now on. Raises WrongState once it was released."""
    acting_user.require(DRAFT)
    values = _checked(text) | audience.values()
    edition = _draft(edition_id, acting_user)
    before = {name: getattr(edition, name) for name in values}
    edition.change(**values, drafted_by_id=acting_user.id, drafted_by_name=acting_user.name)
    keep_files(files, subject_id=edition.pk, kind=FILE, station_id=None, actor=acting_user)
    changed = {name: value for name, value in values.items() if before[name] != value}
    record(
        edition,
        "literature.amended",
        acting_user,
        before={name: before[name] for name in changed},
        after=changed | ({"files": len(files)} if files else {}),
    )
    return edition


@transaction.atomic
def remove_literature_file(edition_id: UUID, file_id: UUID, *, acting_user: Actor) -> Literature:
    """Take a file out of a draft. Raises NotYours for one that is not in it, WrongState once the draft was released."""
    acting_user.require(DRAFT)
    edition = _draft(edition_id, acting_user)
    file = file_of(edition.pk, FILE, file_id)
    StoredFile.objects.filter(pk=file.pk).delete()
    record(edition, "literature.file_removed", acting_user, before={"file": file.name})
    return edition


@transaction.atomic
def release_literature(edition_id: UUID, *, acting_user: Actor) -> Literature:
    """Put a draft in force in place of the edition before, which stays readable. Raises NotAllowed for who drafted it."""
    acting_user.require(RELEASE)
    edition = locks.lock_literature(literature_for(acting_user), edition_id)
    if edition.drafted_by_id == acting_user.id:
        raise NotAllowed(_("Whoever drafted a document can't release it. Ask a second person."))
    at = now()
    if edition.status == DocumentStatus.DRAFT:
        _replace(edition, acting_user)
    edition.move_to(
        DocumentStatus.IN_FORCE, released_by_id=acting_user.id, released_by_name=acting_user.name, released_at=at
    )
    record(edition, "literature.released", acting_user, after={"status": edition.status})
    return edition


@transaction.atomic
def retire_literature(edition_id: UUID, *, reason: str, acting_user: Actor) -> Literature:
    """Take an edition out of the library, or put a draft away; stations read it no more. Raises Invalid without a reason."""
    acting_user.require(RELEASE)
    edition = locks.lock_literature(literature_for(acting_user), edition_id)
    why, before = text_of(reason, "reason"), edition.status
    edition.move_to(DocumentStatus.WITHDRAWN, withdrawn_at=now())
    after = {"status": edition.status}
    record(edition, "literature.retired", acting_user, before={"status": before}, after=after, reason=why)
    return edition


@transaction.atomic
def keep_at_hand(edition_id: UUID, *, is_favourite: bool, acting_user: Actor) -> Literature:
    """Put a piece among the reader's favourites, or take it out; it stays there when a new edition comes."""
    acting_user.require(VIEW)
    edition: Literature = literature_for(acting_user).get_or_404(edition_id)
    _mark(edition, acting_user, is_favourite=is_favourite)
    return edition


@transaction.atomic
def open_file(edition_id: UUID, file_id: UUID, *, acting_user: Actor) -> StoredFile:
    """Return a file of an edition; who opened it and when is kept in the history, with the reader's station. Raises NotYours."""
    acting_user.require(VIEW)
    edition = literature_for(acting_user).get_or_404(edition_id)
    file = file_of(edition.pk, FILE, file_id)
    _mark(edition, acting_user, opened_at=now())
    after = {"file": file.name, "edition": edition.edition}
    record(edition, "literature.downloaded", acting_user, after=after, station_id=acting_user.station_id)
    return file


def _mark(edition: Literature, acting_user: Actor, **values: Any) -> None:
    LiteratureMark.objects.update_or_create(user_id=acting_user.id, family=edition.family, defaults=values)


def _replace(edition: Literature, acting_user: Actor) -> None:
    rows: Any = Literature.objects.filter(family=edition.family, status=DocumentStatus.IN_FORCE)
    for old in rows.locked():
        old.move_to(DocumentStatus.REPLACED, withdrawn_at=now())
        record(old, "literature.replaced", acting_user, after={"status": old.status, "edition": edition.edition})


def _draft(edition_id: UUID, acting_user: Actor) -> Literature:
    edition = locks.lock_literature(literature_for(acting_user), edition_id)
    if edition.status != DocumentStatus.DRAFT:
        raise WrongState(_("A released document is never changed. Write its next edition."))
    return edition


def _checked(text: LiteratureText) -> dict[str, Any]:
    values = asdict(text)
    for name in ("title_zh", "body_zh"):
        values[name] = text_of(values[name], name)
    if text.kind not in LiteratureKind.values:
        raise Invalid(_("Choose a kind."), code=SupportError.TEXT, field="kind")
    codes = list(dict.fromkeys(one.strip().upper() for one in text.vehicle_models if one.strip()))
    strange = set(codes) - set(VehicleModel.objects.filter(code__in=codes).values_list("code", flat=True))
    if strange:
        raise Invalid(_("There is no such vehicle model."), code=SupportError.TEXT, field="vehicle_models")
    component = Component.objects.filter(code=text.component).first()
    if text.component and component is None:
        raise Invalid(_("There is no such component."), code=SupportError.TEXT, field="component")
    return values | {"vehicle_models": codes, "component": component}
