"""The library: writing an edition, having it released by a second person, retiring it; what a reader keeps and opens."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalog.models import Component, VehicleModel
from common.clock import now
from common.errors import Invalid
from common.files.models import StoredFile
from common.history.record import record
from common.jobs.actions import start_job
from network.support import locks
from network.support.actions.checking import text_of
from network.support.actions.documents import LONGEST_DAYS
from network.support.actions.editions import place_of, put_in_force, require_draft, rewrite
from network.support.actions.sign_for import ask_to_sign, stop_asking
from network.support.anonymity import named_in
from network.support.audience import Audience
from network.support.choices import DocumentStatus, LiteratureKind, SupportError
from network.support.files import LITERATURE, Upload, file_of, keep_files
from network.support.jobs import READ_FILES
from network.support.literature_models import Literature, LiteratureMark
from network.support.literature_selectors import DRAFT, RELEASE, VIEW, literature_for
from network.support.literature_texts import forget_file

TEXTS = ("title_zh", "title_en", "body_zh", "body_en", "changes")


@dataclass(frozen=True, slots=True, kw_only=True)
class LiteratureText:
    """What an edition is about: `vehicle_models` and `component` are codes of the catalogue, none is all of them.

    With `sign_days` its readers sign for it within so many working days.
    """

    kind: str
    title_zh: str
    body_zh: str
    title_en: str = ""
    body_en: str = ""
    changes: str = ""
    vehicle_models: Sequence[str] = ()
    component: str = ""
    sign_days: int = 0


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
    before = None if follows is None else literature_for(acting_user).get_or_404(follows)
    made = Literature(
        **place_of(before, "LIT"), **values, drafted_by_id=acting_user.id, drafted_by_name=acting_user.name
    )
    made.save(force_insert=True)
    keep_files(files, subject_id=made.pk, kind=LITERATURE, station_id=None, actor=acting_user)
    _have_read(made, files, acting_user)
    after = {"number": made.number, "edition": made.edition, "title": made.title_zh}
    record(made, "literature.drafted", acting_user, after=after)
    return made


@transaction.atomic
def amend_literature(
    edition_id: UUID, text: LiteratureText, audience: Audience, *, files: Sequence[Upload] = (), acting_user: Actor
) -> Literature:
    """Change a draft; whoever does is its writer from now on. Raises WrongState once it was released."""
    acting_user.require(DRAFT)
    values = _checked(text) | audience.values()
    edition = _draft(edition_id, acting_user)
    before, after = rewrite(edition, values, acting_user)
    keep_files(files, subject_id=edition.pk, kind=LITERATURE, station_id=None, actor=acting_user)
    _have_read(edition, files, acting_user)
    after |= {"files": len(files)} if files else {}
    record(edition, "literature.amended", acting_user, before=before, after=after)
    return edition


@transaction.atomic
def remove_literature_file(edition_id: UUID, file_id: UUID, *, acting_user: Actor) -> Literature:
    """Take a file out of a draft. Raises NotYours for one that is not in it, WrongState once the draft was released."""
    acting_user.require(DRAFT)
    edition = _draft(edition_id, acting_user)
    file = file_of(edition.pk, LITERATURE, file_id)
    forget_file(file.pk)
    StoredFile.objects.filter(pk=file.pk).delete()
    record(edition, "literature.file_removed", acting_user, before={"file": file.name})
    return edition


@transaction.atomic
def release_literature(edition_id: UUID, *, acting_user: Actor) -> Literature:
    """Put a draft in force in place of the edition before, which stays readable; where it is asked, its readers get a copy to sign for.

    Raises NotAllowed for who drafted it, Invalid when nobody would get what is to be signed for.
    """
    acting_user.require(RELEASE)
    edition = locks.lock_literature(literature_for(acting_user), edition_id)
    for old in put_in_force(edition, acting_user):
        record(old, "literature.replaced", acting_user, after={"status": old.status, "edition": edition.edition})
    sent = ask_to_sign(edition, acting_user)
    after = {"status": edition.status} | ({"document": sent.number} if sent else {})
    record(edition, "literature.released", acting_user, after=after)
    return edition


@transaction.atomic
def retire_literature(edition_id: UUID, *, reason: str, acting_user: Actor) -> Literature:
    """Take an edition out of the library, or put a draft away; stations read it no more. Raises Invalid without a reason."""
    acting_user.require(RELEASE)
    edition = locks.lock_literature(literature_for(acting_user), edition_id)
    why, before = text_of(reason, "reason"), edition.status
    edition.move_to(DocumentStatus.WITHDRAWN, withdrawn_at=now())
    if before == DocumentStatus.IN_FORCE:
        stop_asking(edition, why, acting_user)
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
    file = file_of(edition.pk, LITERATURE, file_id)
    _mark(edition, acting_user, opened_at=now())
    after = {"file": file.name, "edition": edition.edition}
    record(edition, "literature.downloaded", acting_user, after=after, station_id=acting_user.station_id)
    return file


def require_nobody_named(texts: Mapping[str, str], names: Sequence[str] = ()) -> None:
    """Raise Invalid at the first text of a technical case in which a phone number, a plate, a VIN or one of `names` stands."""
    for field, text in texts.items():
        if found := named_in(text, names):
            sentence = _("A technical case names nobody and no vehicle. Take out: %(found)s.")
            raise Invalid(sentence % {"found": ", ".join(found)}, code=SupportError.NAMED, field=field)


def _have_read(edition: Literature, files: Sequence[Upload], acting_user: Actor) -> None:
    """Let a worker read what stands in the documents that came with an edition."""
    if any(name.lower().endswith(".pdf") for name, _content in files):
        start_job(READ_FILES, {"edition": str(edition.pk)}, acting_user=acting_user, subject=str(edition))


def _mark(edition: Literature, acting_user: Actor, **values: Any) -> None:
    LiteratureMark.objects.update_or_create(user_id=acting_user.id, family=edition.family, defaults=values)


def _draft(edition_id: UUID, acting_user: Actor) -> Literature:
    return require_draft(locks.lock_literature(literature_for(acting_user), edition_id))


def _checked(text: LiteratureText) -> dict[str, Any]:
    values = asdict(text)
    for name in ("title_zh", "body_zh"):
        values[name] = text_of(values[name], name)
    if text.kind not in LiteratureKind.values:
        raise Invalid(_("Choose a kind."), code=SupportError.TEXT, field="kind")
    if text.kind == LiteratureKind.CASE:
        require_nobody_named({name: str(values[name]) for name in TEXTS})
    if not 0 <= text.sign_days <= LONGEST_DAYS:
        raise Invalid(_("Between 1 and 250 working days."), code=SupportError.DUE, field="sign_days")
    codes = list(dict.fromkeys(one.strip().upper() for one in text.vehicle_models if one.strip()))
    strange = set(codes) - set(VehicleModel.objects.filter(code__in=codes).values_list("code", flat=True))
    if strange:
        raise Invalid(_("There is no such vehicle model."), code=SupportError.TEXT, field="vehicle_models")
    component = Component.objects.filter(code=text.component).first()
    if text.component and component is None:
        raise Invalid(_("There is no such component."), code=SupportError.TEXT, field="component")
    return values | {"vehicle_models": codes, "component": component}
