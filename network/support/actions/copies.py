"""Signing for a copy, carrying it out with evidence, and what head office says to that."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.errors import Invalid, NotAllowed
from common.history.record import record
from network.support import locks
from network.support.actions.checking import last_minute, text_of
from network.support.choices import CopyStatus, Stage, SupportError
from network.support.deadlines import unwatch, watch
from network.support.files import Upload, keep_files
from network.support.models import DocumentCopy
from network.support.selectors import copies_for, may_act_on

EVIDENCE = "support.evidence"
SIGN, CHECK = "documents.sign", "documents.check"


@transaction.atomic
def sign_copy(copy_id: UUID, *, acting_user: Actor) -> DocumentCopy:
    """Sign for a document (签收) as who holds the post. Raises NotAllowed for another post, WrongState when it is signed for."""
    copy = _own(copy_id, acting_user)
    before, at = copy.status, now()
    following = CopyStatus.SIGNED if copy.document.is_carried_out else CopyStatus.DONE
    copy.move_to(following, signed_at=at, signed_by_name=acting_user.name, is_late=copy.is_late or at > copy.sign_by)
    after = {"status": copy.status, "signed_by_name": acting_user.name, "is_late": copy.is_late}
    record(copy, "document_copy.signed", acting_user, before={"status": before}, after=after)
    return copy


@transaction.atomic
def report_execution(copy_id: UUID, *, report: str, files: Sequence[Upload] = (), acting_user: Actor) -> DocumentCopy:
    """Say how it was carried out, with evidence. Raises WrongState unless it is signed for, Invalid without words or any file."""
    copy = _own(copy_id, acting_user)
    words, before, at = text_of(report, "report"), copy.status, now()
    late = copy.is_late or (copy.execute_by is not None and at > copy.execute_by)
    copy.move_to(CopyStatus.REPORTED, report=words, reported_at=at, reported_by_name=acting_user.name, is_late=late)
    kept = keep_files(files, subject_id=copy.pk, kind=EVIDENCE, station_id=copy.station_id, actor=acting_user)
    if not kept and before == CopyStatus.SIGNED:
        raise Invalid(_("Add at least one file or photo as evidence."), code=SupportError.FILE, field="files")
    unwatch(copy.pk)
    after = {"status": copy.status, "files": len(kept), "is_late": late}
    record(copy, "document_copy.reported", acting_user, before={"status": before}, after=after)
    return copy


@transaction.atomic
def accept_execution(copy_id: UUID, *, remark: str = "", acting_user: Actor) -> DocumentCopy:
    """Accept the evidence. Raises WrongState unless it was handed in."""
    acting_user.require(CHECK)
    copy = locks.lock_copy(copies_for(acting_user), copy_id)
    copy.expect_status(CopyStatus.REPORTED)  # a signature that asks for nothing more leads to "done", too
    before = copy.status
    copy.move_to(CopyStatus.DONE, remark=remark.strip(), checked_at=now(), checked_by_name=acting_user.name)
    record(
        copy,
        "document_copy.accepted",
        acting_user,
        before={"status": before},
        after={"status": copy.status},
        reason=copy.remark,
    )
    return copy


@transaction.atomic
def return_execution(copy_id: UUID, *, remark: str, due_on: date, acting_user: Actor) -> DocumentCopy:
    """Send the evidence back with a remark and a new day. Raises Invalid for a day that has passed, WrongState unless it was handed in."""
    acting_user.require(CHECK)
    copy = locks.lock_copy(copies_for(acting_user), copy_id)
    why = text_of(remark, "remark")
    due_at = last_minute(due_on)
    before = copy.status
    copy.move_to(
        CopyStatus.RETURNED,
        remark=why,
        execute_by=due_at,
        checked_at=now(),
        checked_by_name=acting_user.name,
    )
    watch(Stage.EXECUTE, copy.pk, due_at, turn=copy.version)
    after = {"status": copy.status, "execute_by": copy.execute_by}
    record(copy, "document_copy.returned", acting_user, before={"status": before}, after=after, reason=why)
    return copy


def _own(copy_id: UUID, acting_user: Actor) -> DocumentCopy:
    """Return the copy, locked, for who holds its post."""
    acting_user.require(SIGN)
    copy = locks.lock_copy(copies_for(acting_user), copy_id)
    if not may_act_on(acting_user, copy):
        raise NotAllowed(_("This copy is for another post: %(post)s.") % {"post": copy.get_post_display()})
    return copy
