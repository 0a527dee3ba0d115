"""Where a message stands, in which languages there are texts, and why one was refused."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MessageStatus(TextChoices):
    """Where a message stands. `sending` is held by one process, which may have died: after its lease another goes on."""

    QUEUED = "queued", pgettext_lazy("message", "Waiting to be sent")
    SENDING = "sending", pgettext_lazy("message", "Being sent")
    SENT = "sent", pgettext_lazy("message", "Handed over")
    DELIVERED = "delivered", pgettext_lazy("message", "Delivered")
    FAILED = "failed", pgettext_lazy("message", "Not delivered")


MESSAGE_MOVES = {
    MessageStatus.QUEUED: {MessageStatus.SENDING, MessageStatus.DELIVERED, MessageStatus.FAILED},
    MessageStatus.SENDING: {
        MessageStatus.QUEUED,
        MessageStatus.SENT,
        MessageStatus.DELIVERED,
        MessageStatus.FAILED,
    },
    MessageStatus.SENT: {MessageStatus.DELIVERED, MessageStatus.FAILED},
    MessageStatus.DELIVERED: set(),
    MessageStatus.FAILED: {MessageStatus.DELIVERED},  # a receipt that came late is still the truth
}
TO_SEND = (MessageStatus.QUEUED, MessageStatus.SENDING)


class MessageLanguage(TextChoices):
    """In which languages messages are written."""

    ZH = "zh-hans", _("Chinese")
    EN = "en", _("English")


class MessageError(StrEnum):
    """Why a message was refused, or did not arrive."""

    NO_NUMBER = "message.no_number"
    BAD_NUMBER = "message.bad_number"
    NOT_DELIVERED = "message.not_delivered"
    TOO_LATE = "message.too_late"
    BUSY = "message.provider_busy"
    AWAY = "message.provider_away"
    BAD_SIGNATURE = "message.bad_signature"


ERROR_WORDS = {
    MessageError.BAD_NUMBER: _("The provider does not know this number"),
    MessageError.NOT_DELIVERED: _("The network could not deliver it"),
    MessageError.TOO_LATE: _("Not sent in time; it would only confuse now"),
    MessageError.BUSY: _("The provider asks to send slower"),
    MessageError.AWAY: _("The provider does not answer"),
}
