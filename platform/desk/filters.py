"""How the desk's own records may be filtered, on the page and in the API."""

from django.utils.translation import gettext_lazy as _

from common.channels.choices import MessageLanguage, MessageStatus
from common.channels.models import Message
from common.pages import RecordFilter, choice, day_range


class MessageFilter(RecordFilter):
    """By status, language and day."""

    search = ("provider_id__icontains", "template__icontains")
    quick = ("status",)
    status = choice(MessageStatus.choices, label=_("Status"))
    language = choice(MessageLanguage.choices, label=_("Language"))
    created = day_range(field_name="created_at", label=_("Written at"))

    class Meta:
        model = Message
        fields = ["status", "language"]
