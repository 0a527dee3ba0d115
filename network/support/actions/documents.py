"""Writing a document, having it released by a second person, and taking it out of force."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.errors import Invalid, WrongState
from common.files.models import StoredFile
from common.history.record import record
from common.scope import for_office
from common.working_days.calendar import due_after_working_days
from network.support import locks
from network.support.actions.checking import text_of
from network.support.actions.editions import place_of, put_in_force, require_draft, rewrite
from network.support.audience import Audience, stations_of
from network.support.choices import OPEN_COPIES, WRITTEN, CopyStatus, DocumentStatus, Stage, SupportError
from network.support.deadlines import unwatch, watch
from network.support.files import ATTACHMENT, Upload, file_of, keep_files
from network.support.models import DocumentCopy, IssuedDocument
from network.support.selectors import DRAFT, RELEASE, documents_for

LONGEST_DAYS = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentText:
    """What a document says and what stations have to do with it. With `execute_days` it is carried out, and `evidence` says what is to be shown."""

    kind: str
    title_zh: str
    body_zh: str
    title_en: str = ""
    body_en: str = ""
    changes: str = ""
    sign_days: int = 3
    execute_days: int = 0
    evidence: str = ""


@transaction.atomic
def draft_document(
    text: DocumentText,
    audience: Audience,
    *,
    files: Sequence[Upload] = (),
    follows: UUID | None = None,
    acting_user: Actor,
) -> IssuedDocument:
    """Draft a document, or with `follows` (any edition of it) its next edition.

    Raises Invalid for what can't be read or reaches nobody, WrongState while a draft of it waits already.
    """
    acting_user.require(DRAFT)
    values = _checked(text) | audience.values()
    before = None if follows is None else documents_for(acting_user).get_or_404(follows)
    if before is not None and before.literature_id is not None:
        raise WrongState(_("This comes from the library. Write its next edition there."))
    document = IssuedDocument(
        **place_of(before, "DOC"), **values, drafted_by_id=acting_user.id, drafted_by_name=acting_user.name
    )
    stations_of(document)
    document.save(force_insert=True)
    keep_files(files, subject_id=document.pk, kind=ATTACHMENT, station_id=None, actor=acting_user)
    after = {"number": document.number, "edition": document.edition, "title": document.title_zh}
    record(document, "document.drafted", acting_user, after=after)
    return document


@transaction.atomic
def amend_document(
    document_id: UUID, text: DocumentText, audience: Audience, *, files: Sequence[Upload] = (), acting_user: Actor
) -> IssuedDocument:
    """Change a draft; whoever does is its writer from now on. Raises WrongState once it was released."""
    acting_user.require(DRAFT)
    values = _checked(text) | audience.values()
    document = _draft(document_id, acting_user)
    before, after = rewrite(document, values, acting_user)
    stations_of(document)
    keep_files(files, subject_id=document.pk, kind=ATTACHMENT, station_id=None, actor=acting_user)
    after |= {"files": len(files)} if files else {}
    record(document, "document.amended", acting_user, before=before, after=after)
    return document


@transaction.atomic
def remove_attachment(document_id: UUID, file_id: UUID, *, acting_user: Actor) -> IssuedDocument:
    """Take a file out of a draft. Raises NotYours for one that is not in it, WrongState once the draft was released."""
    acting_user.require(DRAFT)
    document = _draft(document_id, acting_user)
    file = file_of(document.pk, ATTACHMENT, file_id)
    StoredFile.objects.filter(pk=file.pk).delete()
    record(document, "document.file_removed", acting_user, before={"file": file.name})
    return document


@transaction.atomic
def release_document(document_id: UUID, *, acting_user: Actor) -> IssuedDocument:
    """Put a draft in force in place of the edition before, and send each post its copy.

    Raises NotAllowed for who drafted it, WrongState unless it is a draft, Invalid when no station would get it.
    """
    acting_user.require(RELEASE)
    return send_out(locks.lock_document(documents_for(acting_user), document_id), acting_user)


def send_out(document: IssuedDocument, acting_user: Actor) -> IssuedDocument:
    """Put a locked draft in force and send its copies, as `release_document` does. In the caller's transaction."""
    for old in put_in_force(document, acting_user):
        _close_copies(old)
        record(old, "document.replaced", acting_user, after={"status": old.status, "edition": document.edition})
    stations, at = stations_of(document), now()
    sent = send_copies(document, [one.pk for one in stations])
    watch(Stage.SIGN, document.pk, due_after_working_days(at, document.sign_days))
    if document.is_carried_out:
        watch(Stage.EXECUTE, document.pk, due_after_working_days(at, document.execute_days))
    after = {"status": document.status, "copies": len(sent)}
    record(document, "document.released", acting_user, after=after)
    return document


@transaction.atomic
def withdraw_document(document_id: UUID, *, reason: str, acting_user: Actor) -> IssuedDocument:
    """Take an edition out of force, or put a draft away; nobody is waited for any more. Raises Invalid without a reason."""
    acting_user.require(RELEASE)
    document = locks.lock_document(documents_for(acting_user), document_id)
    return take_back(document, text_of(reason, "reason"), acting_user)


def take_back(document: IssuedDocument, why: str, acting_user: Actor) -> IssuedDocument:
    """Take a locked edition out of force, as `withdraw_document` does. In the caller's transaction."""
    before = document.status
    document.move_to(DocumentStatus.WITHDRAWN, withdrawn_at=now())
    _close_copies(document)
    record(
        document,
        "document.withdrawn",
        acting_user,
        before={"status": before},
        after={"status": document.status},
        reason=why,
    )
    return document


def send_copies(document: IssuedDocument, stations: Sequence[UUID]) -> list[DocumentCopy]:
    """Make the copies of an edition for some stations; its limits count from now. Those that are there stay as they are."""
    at = now()
    limits: dict[str, Any] = {"sign_by": due_after_working_days(at, document.sign_days)}
    if document.is_carried_out:
        limits["execute_by"] = due_after_working_days(at, document.execute_days)
    made = [
        DocumentCopy(document=document, station_id=station, post=post, **limits)
        for station in stations
        for post in document.posts
    ]
    with for_office():
        return DocumentCopy.objects.bulk_create(made, ignore_conflicts=True)


def _close_copies(document: IssuedDocument) -> None:
    """What was not finished need not be finished any more; what was signed for stays in the archive as it was."""
    unwatch(document.pk)
    waiting = DocumentCopy.objects.filter(document=document, status__in=OPEN_COPIES)
    waiting.update(status=CopyStatus.WITHDRAWN, version=F("version") + 1)


def _draft(document_id: UUID, acting_user: Actor) -> IssuedDocument:
    return require_draft(locks.lock_document(documents_for(acting_user), document_id))


def _checked(text: DocumentText) -> dict[str, Any]:
    values = asdict(text)
    for name in ("title_zh", "body_zh"):
        values[name] = text_of(values[name], name)
    if text.kind not in dict(WRITTEN):
        raise Invalid(_("Choose a kind."), code=SupportError.TEXT, field="kind")
    if not 1 <= text.sign_days <= LONGEST_DAYS:
        raise Invalid(_("Between 1 and 250 working days."), code=SupportError.DUE, field="sign_days")
    if not 0 <= text.execute_days <= LONGEST_DAYS:
        raise Invalid(_("Between 1 and 250 working days."), code=SupportError.DUE, field="execute_days")
    if text.execute_days and text.execute_days < text.sign_days:
        raise Invalid(
            _("It can't be carried out before it is signed for."), code=SupportError.DUE, field="execute_days"
        )
    if text.execute_days and not text.evidence.strip():
        raise Invalid(_("Say what stations have to show."), code=SupportError.TEXT, field="evidence")
    return values
