"""Which callbacks a person may see, and which comes next."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.actors import Actor
from common.records import RecordQuerySet
from network.hotline.callbacks.choices import OPEN, CallbackStatus, Origin
from network.hotline.callbacks.models import Callback


def callbacks_for(actor: Actor) -> RecordQuerySet:
    """Return the callbacks: head office's alone."""
    rows = Callback.objects.select_related("case")
    return rows.all() if actor.is_office and actor.roles else rows.none()


def to_be_called(actor: Actor, moment: datetime) -> RecordQuerySet:
    """Return what may be called now, the most urgent first."""
    waiting = callbacks_for(actor).filter(status=CallbackStatus.WAITING)
    return waiting.filter(Q(not_before__isnull=True) | Q(not_before__lte=moment)).order_by("due_at", "pk")


def open_missed_of(index: str) -> RecordQuerySet:
    """Return the open callback for missed calls of a number, if there is one."""
    return Callback.objects.filter(origin=Origin.MISSED, phone_index=index, status__in=OPEN)


def open_follow_up_of(case_id: UUID) -> RecordQuerySet:
    """Return the open question after the rescue of a case, if there is one."""
    return Callback.objects.filter(origin=Origin.FOLLOW_UP, case_id=case_id, status__in=OPEN)


def callback_of_client_key(key: UUID | None) -> Callback | None:
    """Return the callback that this form has promised before."""
    return Callback.objects.filter(client_key=key).first() if key else None
