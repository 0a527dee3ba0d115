"""Queueing a message, and taking in what the provider reports about it. Sending itself is `sending.py`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from common.channels.choices import MessageError, MessageLanguage, MessageStatus
from common.channels.models import Message
from common.channels.port import BadReceipt, Receipt, provider_in_use
from common.channels.selectors import messages_for
from common.channels.templates import template_of
from common.clock import database_now
from common.errors import Invalid, WrongState
from common.history.record import record
from common.ids import new_id
from common.people import Person, Process
from common.scope import for_office
from common.sealed import seal

PROVIDER = Process(gettext_noop("SMS provider"))
SEND_WITHIN = timedelta(hours=2)
WAKE = "messages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What to send: to whom, which text in which language, about what; once for each `key`."""

    to: str
    template: str
    language: str = MessageLanguage.ZH
    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    subject_id: UUID | None = None
    within: timedelta = SEND_WITHIN


@transaction.atomic
def send_message(letter: Letter, *, acting_user: Person) -> Message:
    """Queue a message in the caller's transaction: it is sent if that commits. The same `key` returns the message that there is.

    The caller stands in head office's scope. Raises Invalid without a number, LookupError for a text that nobody has registered.
    """
    known = Message.objects.filter(key=letter.key).first()
    if known is not None:
        return known
    if template_of(letter.template) is None:
        raise LookupError(f"no message text is called {letter.template}")
    if not letter.to:
        raise Invalid(_("There is no number to send to."), code=MessageError.NO_NUMBER, field="contact_phone")
    return _queue(letter, acting_user)


@transaction.atomic
def send_again(message_id: UUID, *, acting_user: Any) -> Message:
    """Send the text of a message that did not arrive once more, as a message of its own. Raises WrongState while it may still arrive."""
    acting_user.require("messages.send")
    old: Message = messages_for(acting_user).locked().get_or_404(message_id)
    if old.status != MessageStatus.FAILED:
        raise WrongState(_("Only a message that did not arrive is sent again."))
    letter = Letter(
        to=old.to, template=old.template, language=old.language, key=f"again:{old.pk}", values=old.values,
        subject_id=old.subject_id,
    )  # fmt: skip
    return send_message(letter, acting_user=acting_user)


def take_receipt(body: bytes, headers: Mapping[str, str]) -> bool:
    """Take in a webhook of the provider; returns whether it told anything new. Raises BadReceipt when it is not the provider's."""
    provider = provider_in_use()
    if provider is None:
        raise BadReceipt
    return note_receipt(provider.read_receipt(body, headers))


def note_receipt(receipt: Receipt) -> bool:
    """Note what became of a message. One that comes twice, late, or about a message of another system changes nothing."""
    try:
        key = UUID(receipt.reference)
    except ValueError:
        return False
    with for_office(), transaction.atomic():
        message = Message.objects.select_for_update(no_key=True).filter(pk=key).first()
        status = MessageStatus.DELIVERED if receipt.delivered else MessageStatus.FAILED
        if message is None or status not in message.possible_moves():
            return False
        error = "" if receipt.delivered else MessageError.NOT_DELIVERED
        told = {"provider_id": receipt.provider_id, "error": error, "ended_at": database_now()}
        message.move_to(status, **told)
        verb = "message.delivered" if receipt.delivered else "message.failed"
        record(message, verb, PROVIDER, after={"status": status, "error": str(error)})
    return True


def _queue(letter: Letter, acting_user: Person) -> Message:
    moment = database_now()
    message = Message.objects.create(
        id=new_id(),
        key=letter.key,
        subject_id=letter.subject_id,
        template=letter.template,
        language=letter.language,
        to_sealed=seal(letter.to),
        values_sealed=seal(json.dumps(dict(letter.values))),
        not_before=moment,
        expires_at=moment + letter.within,
    )
    record(message, "message.queued", acting_user, after={"text": message.template, "language": message.language})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [WAKE])
    return message
