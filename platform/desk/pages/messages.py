"""Messages to people outside: the list with states and errors, one message, sending once more, and the provider's webhook."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from common.channels.actions import send_again, take_receipt
from common.channels.choices import MessageError, MessageStatus
from common.channels.fake.inbox import latest
from common.channels.models import Message
from common.channels.port import BadReceipt, provider_in_use
from common.channels.selectors import messages_for
from common.errors import NotYours
from common.pages import (
    PUBLIC,
    ActPage,
    Button,
    ChoiceColumn,
    Column,
    Crumb,
    DetailPage,
    Fact,
    ListPage,
    MomentColumn,
    NumberColumn,
    Page,
    RecordTable,
    StatusColumn,
)
from common.pages.parts import address
from common.pages.tables import show_moment
from common.text import Text
from desk.filters import MessageFilter
from desk.pages.loopback import is_demo_at_home

LARGEST_RECEIPT = 20_000


class MessageTable(RecordTable):
    """The messages, newest first."""

    title = NumberColumn(verbose_name=_("Text"), orderable=False)
    status = StatusColumn()
    masked_number = Column(verbose_name=_("Number"), orderable=False)
    language = ChoiceColumn()
    attempts = Column()
    error_words = Column(verbose_name=_("Error"), orderable=False)
    created_at = MomentColumn(verbose_name=_("Written at"))
    ended_at = MomentColumn()

    class Meta(RecordTable.Meta):
        model = Message
        fields = (
            "title",
            "status",
            "masked_number",
            "language",
            "attempts",
            "error_words",
            "created_at",
            "ended_at",
        )


class MessageList(ListPage):
    """All messages."""

    action = "messages.view"
    title = _("Messages")
    table_class = MessageTable
    filterset_class = MessageFilter
    empty = _("No message yet. Drivers get one when a crew has accepted, and when you ask for their position.")

    def rows(self) -> Any:
        """Return them through the gate."""
        return messages_for(self.actor)

    def subtitle(self) -> Text:
        """Say so when nothing can be sent."""
        return "" if provider_in_use() else _("No SMS provider is set up (SMS_PROVIDER): messages wait.")

    def page_buttons(self) -> Sequence[Button]:
        """In the demo, lead to the drivers' phones."""
        return [Button(_("Drivers' phones"), "desk:sms_inbox", icon="phone")] if is_demo_at_home(self.request) else []


class MessageDetail(DetailPage):
    """One message. The link in it is not shown: whoever holds it may act as the driver."""

    action = "messages.view"
    lit = "desk:messages"

    def record(self) -> Message:
        """Return it through the gate."""
        found: Message = messages_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Messages"), address("desk:messages"))]

    def facts(self, message: Message) -> Sequence[Fact]:
        """Return to whom, what, and how it went."""
        return [
            Fact(_("Number"), message.masked_number),
            Fact(_("Language"), message.get_language_display()),
            Fact(_("Attempts"), message.attempts, hint=message.error_words),
            Fact(_("Provider's number"), message.provider_id),
            Fact(_("Handed over at"), show_moment(message.sent_at)),
            Fact(_("Receipt at"), show_moment(message.ended_at)),
            Fact(_("Send until"), show_moment(message.expires_at)),
            Fact(_("Text"), message.shown_text, wide=True),
        ]

    def buttons(self, message: Message) -> Sequence[Button]:
        """Offer to send it once more when it did not arrive."""
        if message.status != MessageStatus.FAILED:
            return []
        again = Button(_("Send once more"), "desk:message_again", args=(message.pk,), action="messages.send", post=True)
        return [again]


class SendAgain(ActPage):
    """Sends a text once more, as a message of its own."""

    action = "messages.send"
    title = _("Send once more")
    success = _("The message is on its way.")
    lit = "desk:messages"

    def perform(self, reason: Any) -> str:
        """Queue it."""
        return send_again(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


@method_decorator(csrf_exempt, name="dispatch")
class Receipts(Page):
    """Where the provider reports: its signature is the permission. Answers 204 to what is known already, too."""

    action = PUBLIC

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """There is nothing to see."""
        return HttpResponseNotAllowed(["POST"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it in. 400 for a signature that is not the provider's."""
        if len(request.body) > LARGEST_RECEIPT:
            return JsonResponse({"error": str(MessageError.BAD_SIGNATURE)}, status=400)
        try:
            take_receipt(request.body, request.headers)
        except BadReceipt:
            return JsonResponse({"error": str(MessageError.BAD_SIGNATURE)}, status=400)
        return HttpResponse(status=204)


class SmsInbox(Page):
    """The drivers' phones of the demo: what the fake provider has delivered. Only in the demo, and only from this machine."""

    action = PUBLIC
    title = _("Drivers' phones")
    template_name = "desk/sms_inbox.html"

    def context(self) -> dict[str, Any]:
        """Return the latest messages. Raises NotYours anywhere but at home."""
        if not is_demo_at_home(self.request):
            raise NotYours
        return {"phones": latest()}
