"""Lists by cursor on (created, id), newest first: stable while rows come in, and as fast on page 1,000 as on page 1.

A list that is narrowed to some days goes by those days instead, latest first, as its page does: an index begins there, whereas by age
the database would walk through years of newer rows. Its cursors name the field that they go by.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Field, Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from common.errors import Invalid
from common.records import RecordQuerySet

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
CREATED = "created_at"


@dataclass(frozen=True, slots=True)
class Slice:
    """A page of rows and the cursor of the next one, if there is one."""

    rows: list[Any]
    next_cursor: str | None


def take(rows: RecordQuerySet, query: QueryDict, by: str = CREATED) -> Slice:
    """Return the page that `limit` and `cursor` ask for, in the order of the field `by`. Raises Invalid when either is not right."""
    limit = _limit(query.get("limit", ""))
    if cursor := query.get("cursor"):
        value, key = _decode(cursor, rows.model._meta.get_field(by))
        behind = Q(**{f"{by}__lt": value}) | Q(**{by: value}, pk__lt=key)
        rows = rows.filter(behind, **{f"{by}__lte": value})  # said again as a bound of its own, where the index begins
    found = list(rows.order_by(f"-{by}", "-pk")[: limit + 1])
    more = len(found) > limit
    return Slice(found[:limit], encode(found[limit - 1], by) if more else None)


def encode(row: Any, by: str = CREATED) -> str:
    """Return the cursor that continues after `row`."""
    parts = [getattr(row, by).isoformat(), str(row.pk), *([] if by == CREATED else [by])]
    return base64.urlsafe_b64encode("|".join(parts).encode()).decode().rstrip("=")


def _decode(cursor: str, field: "Field[Any, Any]") -> tuple[Any, UUID]:
    """Return the value and the key that the list goes on behind. Raises Invalid for a cursor of another order."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        value, key, *by = text.split("|")
        if (by or [CREATED]) != [field.name]:
            raise ValueError(by)
        return field.to_python(datetime.fromisoformat(value) if field.name == CREATED else value), UUID(key)
    except (ValueError, ValidationError, binascii.Error) as error:
        raise Invalid(_("This cursor is not one of ours. Start again without it."), field="cursor") from error


def _limit(text: str) -> int:
    if not text:
        return DEFAULT_LIMIT
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MAX_LIMIT:
        raise Invalid(_("Give a limit between 1 and 200."), field="limit")
    return int(text)
