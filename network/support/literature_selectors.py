"""Which literature a person may read, and what they have marked."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, Q

from accounts.actors import Actor
from catalog.models import Component, VehicleModel
from common.records import RecordQuerySet
from network.support.audience import meant_for
from network.support.choices import CopyStatus, DocumentStatus
from network.support.literature_models import Literature, LiteratureMark
from network.support.models import DocumentCopy, IssuedDocument
from network.support.selectors import copies_for, may_act_on
from tenants.registry.models import Station

VIEW, DRAFT, RELEASE = "library.view", "library.draft", "library.release"
READABLE = (DocumentStatus.IN_FORCE, DocumentStatus.REPLACED)
RECENT = 20


def literature_for(actor: Actor) -> RecordQuerySet:
    """Return the editions in sight: a station's posts read what is, or was, in force for them; drafts are for those who write or release."""
    rows: RecordQuerySet = Literature.objects.select_related("component")
    if not actor.may(VIEW):
        return rows.none()
    if actor.station_id is not None:
        return rows.filter(_for_post(actor, actor.station_id), status__in=READABLE)
    if not actor.is_office:
        return rows.none()
    return rows if actor.may(DRAFT) or actor.may(RELEASE) else rows.exclude(status=DocumentStatus.DRAFT)


def editions_of(edition: Literature, actor: Actor) -> RecordQuerySet:
    """Return all editions of one piece in sight, the newest first."""
    rows: RecordQuerySet = literature_for(actor).filter(family=edition.family).order_by("-edition")
    return rows


def mark_of(edition: Literature, actor: Actor) -> LiteratureMark | None:
    """Return what the reader has marked of it."""
    return LiteratureMark.objects.filter(user_id=actor.id, family=edition.family).first()


def favourites(actor: Actor) -> list[object]:
    """Return the families that the reader keeps at hand."""
    return list(LiteratureMark.objects.filter(user_id=actor.id, is_favourite=True).values_list("family", flat=True))


def recently_opened(actor: Actor) -> list[object]:
    """Return the families whose files the reader opened last, at most 20."""
    marks = LiteratureMark.objects.filter(user_id=actor.id, opened_at__isnull=False).order_by("-opened_at")
    return list(marks.values_list("family", flat=True)[:RECENT])


def to_release(actor: Actor) -> RecordQuerySet:
    """Return the drafts that somebody else wrote: this person may release them."""
    rows: RecordQuerySet = literature_for(actor).filter(status=DocumentStatus.DRAFT)
    return rows.exclude(drafted_by_id=actor.id)


def model_choices() -> Sequence[tuple[str, str]]:
    """Return the vehicle models by code, for a form's choices."""
    return [(one.code, f"{one.code} {one.name}") for one in VehicleModel.objects.order_by("code")]


def component_choices() -> Sequence[tuple[str, str]]:
    """Return the components by code, for a form's choices."""
    return [(one.code, f"{one.code} {one.name}") for one in Component.objects.order_by("code")]


def sent_with(edition: Literature) -> IssuedDocument | None:
    """Return the document that sends an edition in sight to be signed for; None when nobody signs."""
    return IssuedDocument.objects.filter(literature=edition).first()


def signed_of(document: IssuedDocument) -> tuple[int, int, int]:
    """Return how many copies were sent, how many are signed for, and how many were or are late."""
    signed, late = Count("pk", filter=Q(signed_at__isnull=False)), Count("pk", filter=Q(is_late=True))
    found = document.copies.aggregate(sent=Count("pk"), signed=signed, late=late)
    return found["sent"], found["signed"], found["late"]


def to_sign_for(edition: Literature, actor: Actor) -> list[DocumentCopy]:
    """Return the copies of an edition that wait for this person's signature."""
    rows = copies_for(actor).filter(document__literature=edition, status=CopyStatus.TO_SIGN)
    return [one for one in rows if may_act_on(actor, one)]


def _for_post(actor: Actor, station_id: UUID) -> Q:
    station = Station.objects.get(pk=station_id)
    posts = Q(pk__in=[])
    for one in actor.roles:
        posts |= Q(posts__contains=[str(one)])
    return posts & meant_for(station)
