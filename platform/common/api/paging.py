"""Lists by cursor on (created, id), newest first: stable while rows come in, and as fast on page 1,000 as on page 1."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from common.errors import Invalid
from common.records import RecordQuerySet

DEFAULT_LIMIT = 50
MAX_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Slice:
    """A page of rows and the cursor of the next one, if there is one."""

    rows: list[Any]
    next_cursor: str | None


def take(rows: RecordQuerySet, query: QueryDict) -> Slice:
    """Return the page that `limit` and `cursor` ask for. Raises Invalid when either is not right."""
    limit = _limit(query.get("limit", ""))
    if cursor := query.get("cursor"):
        created, key = _decode(cursor)
        behind = Q(created_at__lt=created) | Q(created_at=created, pk__lt=key)
        rows = rows.filter(behind, created_at__lte=created)  # said again as a bound of its own, where the index begins
    found = list(rows.order_by("-created_at", "-pk")[: limit + 1])
    more = len(found) > limit
    return Slice(found[:limit], encode(found[limit - 1]) if more else None)


def encode(row: Any) -> str:
    """Return the cursor that continues after `row`."""
    return base64.urlsafe_b64encode(f"{row.created_at.isoformat()}|{row.pk}".encode()).decode().rstrip("=")


def _decode(cursor: str) -> tuple[datetime, UUID]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        created, _separator, key = text.partition("|")
        return datetime.fromisoformat(created), UUID(key)
    except (ValueError, binascii.Error) as error:
        raise Invalid(_("This cursor is not one of ours. Start again without it."), field="cursor") from error


def _limit(text: str) -> int:
    if not text:
        return DEFAULT_LIMIT
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MAX_LIMIT:
        raise Invalid(_("Give a limit between 1 and 200."), field="limit")
    return int(text)
