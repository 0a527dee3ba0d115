"""API keys: made once, shown once, kept as a hash. The place is readable in the key (`smk_SHA01_…`); what it may do is not."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import ApiKey, User
from common.clock import now

PREFIX = "smk"
OFFICE = "hq"
USE_NOTED_EVERY = timedelta(minutes=5)


def make_key(
    user: User, *, label: str, station_id: UUID | None, station_code: str = "", scopes: Iterable[str] = ()
) -> tuple[ApiKey, str]:
    """Make a key for a person at a place. Returns the row and the text, which can't be shown again. No scopes: all their role allows."""
    text = f"{PREFIX}_{station_code or OFFICE}_{secrets.token_urlsafe(32)}"
    row = ApiKey.objects.create(
        user=user, label=label, key_hash=digest(text), hint=text[-4:], station_id=station_id, scopes=sorted(scopes)
    )
    return row, text


def find_key(text: str) -> ApiKey | None:
    """Return the living key behind a text, or None. Its use is noted every five minutes at most."""
    key = (
        ApiKey.objects.select_related("user")
        .filter(key_hash=digest(text), revoked_at=None, user__is_active=True)
        .first()
    )
    if key is not None:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now() - USE_NOTED_EVERY)
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=Now())
    return key


def station_in(text: str) -> str:
    """Return the station's code that a key names, or an empty text. A hint for routing: the key itself is checked by its hash."""
    parts = text.split("_", 2)
    return parts[1] if len(parts) == 3 and parts[0] == PREFIX and parts[1] != OFFICE else ""


def digest(text: str) -> str:
    """Return the hash under which a key is kept; the key's own entropy makes a slow hash needless."""
    return hashlib.sha256(text.encode()).hexdigest()
