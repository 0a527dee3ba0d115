"""The frame of the API: lists, records, commands, problems, ids, money. An app adds a serialiser and a view of a few lines."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from common.api.fields import Base64Field, DayField, MomentField, MoneyField, PublicIdField
    from common.api.routing import router
    from common.api.serializers import NoBody, RecordSerializer
    from common.api.views import RecordApi, command, creates, list_command, needs, updates

__all__ = [
    "Base64Field",
    "DayField",
    "MomentField",
    "MoneyField",
    "NoBody",
    "PublicIdField",
    "RecordApi",
    "RecordSerializer",
    "command",
    "creates",
    "list_command",
    "needs",
    "router",
    "updates",
]

HOMES = {
    "fields": ("Base64Field", "DayField", "MomentField", "MoneyField", "PublicIdField"),
    "routing": ("router",),
    "serializers": ("NoBody", "RecordSerializer"),
    "views": ("RecordApi", "command", "creates", "list_command", "needs", "updates"),
}


def __getattr__(name: str) -> Any:
    """Load on first use: REST framework's settings name modules of this package while REST framework itself is still loading."""
    for module, names in HOMES.items():
        if name in names:
            return getattr(import_module(f"common.api.{module}"), name)
    raise AttributeError(name)
