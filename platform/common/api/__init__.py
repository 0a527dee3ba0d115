"""The frame of the API: lists, records, commands, problems, ids, money. An app adds a serialiser and a view of a few lines."""

from common.api.fields import MoneyField, PublicIdField
from common.api.routing import router
from common.api.serializers import NoBody, RecordSerializer
from common.api.views import RecordApi, command, creates, updates

__all__ = [
    "MoneyField",
    "NoBody",
    "PublicIdField",
    "RecordApi",
    "RecordSerializer",
    "command",
    "creates",
    "router",
    "updates",
]
