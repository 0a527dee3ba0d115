"""Saying that something happened to whoever watches right now. A hint to look, never the only way to know."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

NOTIFY_CHANNEL = "live"
OFFICE = "office"
MAX_BYTES = 7_500  # PostgreSQL refuses a payload of 8,000


def station_channel(station_id: UUID | str) -> str:
    """Return the channel that one station's people watch."""
    return f"station:{station_id}"


def publish(channel: str, event: str, data: dict[str, Any] | None = None) -> None:
    """Tell the viewers of `channel` at commit. What does not fit into a notification is left out; viewers then look for themselves."""
    publish_all([(channel, event, data or {})])


def publish_all(news: Sequence[tuple[str, str, dict[str, Any]]]) -> None:
    """Tell several channels, each its (channel, event, data), with one statement."""
    texts = [_fitting(*one) for one in news]
    if texts:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, said) FROM unnest(%s::text[]) AS said", [NOTIFY_CHANNEL, texts])


def _fitting(channel: str, event: str, data: dict[str, Any]) -> str:
    text = pack(channel, event, data)
    return text if len(text.encode()) <= MAX_BYTES else pack(channel, event, {})


def pack(channel: str, event: str, data: dict[str, Any]) -> str:
    """Return the notification's text."""
    return json.dumps({"c": channel, "e": event, "d": data}, separators=(",", ":"), default=str)


def unpack(text: str) -> tuple[str, str, dict[str, Any]] | None:
    """Return (channel, event, data), or None for what is not ours."""
    try:
        found = json.loads(text)
        return str(found["c"]), str(found["e"]), dict(found["d"])
    except (ValueError, KeyError, TypeError):
        return None
