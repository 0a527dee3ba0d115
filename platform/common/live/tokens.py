"""The signed token that says which channels a viewer may hear. It opens a stream for a quarter of an hour; pages bring fresh ones."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core import signing
from django.urls import get_script_prefix

from common.live.publish import OFFICE, station_channel

SALT = "common.live"
VALID_S = 15 * 60
ADDRESS = "live/"


def channels_of(actor: Any) -> list[str]:
    """Return what somebody may hear where they stand: head office's channel, their station's, or none."""
    if not actor.roles:
        return []
    if actor.is_station:
        return [station_channel(actor.station_id)]
    return [OFFICE] if actor.is_office else []


def issue(channels: Sequence[str]) -> str:
    """Return a token for these channels."""
    return signing.dumps(list(channels), salt=SALT)


def read(token: str) -> list[str] | None:
    """Return the channels of a token, or None when it is forged or too old."""
    try:
        found = signing.loads(token, salt=SALT, max_age=VALID_S)
    except signing.BadSignature:
        return None
    return [str(one) for one in found]


def live_address(actor: Any) -> str:
    """Return the address of the stream for this person, with a fresh token."""
    prefix = getattr(settings, "LIVE_ADDRESS", raw_address(ADDRESS))
    return f"{prefix}?token={quote(issue(channels_of(actor)))}"


def raw_address(path: str) -> str:
    """Return the address of a bare endpoint, which has one place for head office and all stations."""
    root = get_script_prefix().partition("/s/")[0].rstrip("/")
    return f"{root}/{path}"
