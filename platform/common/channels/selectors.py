"""Which messages a person may see."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from common.channels.choices import TO_SEND
from common.channels.models import Message
from common.records import RecordQuerySet


def messages_for(actor: Any) -> RecordQuerySet:
    """Return the messages: head office's alone."""
    return Message.objects.all() if actor.is_office and actor.roles else Message.objects.none()


def messages_about(subject_id: UUID) -> RecordQuerySet:
    """Return the messages about a record, newest first; the caller has passed the record's gate."""
    return Message.objects.filter(subject_id=subject_id)


def messages_about_many(subject_ids: Iterable[UUID]) -> RecordQuerySet:
    """Return the messages about several records, each of which has passed its gate."""
    return Message.objects.filter(subject_id__in=list(subject_ids))


def waiting_messages() -> int:
    """Return how many are still to be sent."""
    return Message.objects.filter(status__in=TO_SEND).count()
