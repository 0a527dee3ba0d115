"""Which documents and copies a person may see."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q

from accounts.actors import Actor
from accounts.roles import Role
from accounts.selectors import people_at
from common.clock import now
from common.records import RecordQuerySet
from network.support.choices import TO_EXECUTE, CopyStatus, DocumentStatus
from network.support.models import DocumentCopy, IssuedDocument

REGIONAL_ONLY = frozenset({Role.REGIONAL_OFFICE})
VIEW, DRAFT, RELEASE = "documents.view", "documents.draft", "documents.release"


def documents_for(actor: Actor) -> RecordQuerySet:
    """Return the editions at head office: drafts only for those who draft or release. A station reads its copies."""
    rows: RecordQuerySet = IssuedDocument.objects.all()
    if not (actor.is_office and actor.may(VIEW)):
        return rows.none()
    return rows if actor.may(DRAFT) or actor.may(RELEASE) else rows.exclude(status=DocumentStatus.DRAFT)


def copies_for(actor: Actor) -> RecordQuerySet:
    """Return the copies: a station's own, a region's for its office, all for head office."""
    rows: RecordQuerySet = DocumentCopy.objects.select_related("document", "station")
    if not actor.may(VIEW):
        return rows.none()
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id)
    if not actor.is_office:
        return rows.none()
    return rows.filter(station__region=actor.region) if actor.roles <= REGIONAL_ONLY else rows


def copies_of(document: IssuedDocument, actor: Actor) -> RecordQuerySet:
    """Return the copies of an edition in sight."""
    rows: RecordQuerySet = copies_for(actor).filter(document=document)
    return rows


def edition_in_force(document: IssuedDocument) -> IssuedDocument | None:
    """Return the edition in force in place of one that was replaced."""
    found: IssuedDocument | None = IssuedDocument.objects.filter(
        family=document.family, status=DocumentStatus.IN_FORCE
    ).first()
    return found


def copy_in_place_of(copy: DocumentCopy, current: IssuedDocument, actor: Actor) -> DocumentCopy | None:
    """Return the same post's copy of the edition in force, if it was sent one."""
    found: DocumentCopy | None = copies_of(current, actor).filter(station=copy.station_id, post=copy.post).first()
    return found


def editions_of(document: IssuedDocument, actor: Actor) -> RecordQuerySet:
    """Return all editions of a document in sight, the newest first."""
    rows: RecordQuerySet = documents_for(actor).filter(family=document.family).order_by("-edition")
    return rows


def by_region(document: IssuedDocument, actor: Actor) -> Sequence[dict[str, Any]]:
    """Return for each regional office how many copies there are, signed for, late, to be checked and done."""
    counted = copies_of(document, actor).order_by("station__region").values("station__region")
    return list(
        counted.annotate(
            sent=Count("pk"),
            signed=Count("pk", filter=Q(signed_at__isnull=False)),
            late=Count("pk", filter=Q(is_late=True)),
            reported=Count("pk", filter=Q(status=CopyStatus.REPORTED)),
            done=Count("pk", filter=Q(status=CopyStatus.DONE)),
        )
    )


def may_act_on(actor: Actor, copy: DocumentCopy) -> bool:
    """Tell whether the copy is this person's: they hold its post, or manage the station while nobody holds it."""
    if actor.station_id != copy.station_id or not actor.may("documents.sign"):
        return False
    if actor.has(Role(copy.post)):
        return True
    return actor.has(Role.STATION_MANAGER) and not people_at(copy.station_id, Role(copy.post))


def own_copies(actor: Actor) -> RecordQuerySet:
    """Return the copies that wait for this person's post."""
    waiting = (CopyStatus.TO_SIGN, *TO_EXECUTE)
    rows: RecordQuerySet = copies_for(actor).filter(post__in=list(actor.roles), status__in=waiting)
    return rows.order_by("sign_by")


def to_check(actor: Actor) -> RecordQuerySet:
    """Return the copies whose evidence waits for head office."""
    rows: RecordQuerySet = copies_for(actor).filter(status=CopyStatus.REPORTED)
    return rows.order_by("reported_at")


def late_copies(actor: Actor) -> RecordQuerySet:
    """Return the copies with which a station is late now."""
    rows: RecordQuerySet = copies_for(actor).filter(late_now())
    return rows


def late_now() -> Q:
    """Return which copies are late now: who signed late and has time to carry it out, or a new day, was late and is not."""
    to_sign = Q(status=CopyStatus.TO_SIGN, sign_by__lt=now())
    return Q(is_late=True) & (to_sign | Q(status__in=TO_EXECUTE, execute_by__lt=now()))


def to_release(actor: Actor) -> RecordQuerySet:
    """Return the drafts that somebody else wrote: this person may release them."""
    rows: RecordQuerySet = documents_for(actor).filter(status=DocumentStatus.DRAFT)
    return rows.exclude(drafted_by_id=actor.id)
