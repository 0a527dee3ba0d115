"""Messages on the API: list, one, send once more. They are written by what happens, not by a request."""

from typing import Any, ClassVar

from rest_framework import serializers

from common.api import NoBody, RecordApi, RecordSerializer, command
from common.channels.actions import send_again
from common.channels.models import Message
from common.channels.selectors import messages_for
from common.records import RecordQuerySet
from desk.filters import MessageFilter


class MessageSerializer(RecordSerializer):
    """A message. The number is masked, and the link in the text is not shown."""

    number = serializers.CharField(source="masked_number", read_only=True)
    text = serializers.CharField(source="shown_text", read_only=True)

    class Meta:
        model = Message
        fields: ClassVar[tuple[str, ...]] = (
            "template",
            "language",
            "status",
            "number",
            "text",
            "attempts",
            "error",
            "provider_id",
            "sent_at",
            "ended_at",
            "expires_at",
        )
        read_only_fields = fields


class MessageApi(RecordApi):
    """Messages to people outside."""

    action = "messages.view"
    serializer_class = MessageSerializer
    filterset_class = MessageFilter

    def records(self) -> RecordQuerySet:
        """Return the messages in sight."""
        return messages_for(self.actor)

    @command(action="messages.send", body=NoBody)
    def send_again(self, message: Message, body: dict[str, Any]) -> Message:
        """Send a message that did not arrive once more, as a message of its own."""
        return send_again(message.pk, acting_user=self.actor)
