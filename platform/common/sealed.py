"""Personal data that is not searched is sealed (encrypted); what is looked up by its exact value gets a blind index beside it.

The key is FIELD_KEY, else one derived from SECRET_KEY. Neither the sealed text nor the index can be read or made without it.
"""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def seal(text: str) -> str:
    """Return `text` encrypted; an empty text stays empty."""
    return _fernet().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """Return what was sealed; an empty text when it was sealed with a key that is gone."""
    try:
        return _fernet().decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        return ""


def blind_index(kind: str, value: str) -> str:
    """Return a keyed digest of `value`, by which equal values of one `kind` are found without being readable."""
    return hmac.new(_key(b"index"), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest() if value else ""


def masked(text: str, *, head: int = 3, tail: int = 4) -> str:
    """Return `138****1234`: enough to recognise, not enough to call. Short texts lose everything but their end."""
    if len(text) <= head + tail:
        return "*" * max(len(text) - 2, 0) + text[-2:]
    return f"{text[:head]}{'*' * 4}{text[-tail:]}"


@lru_cache(maxsize=4)
def _derived(secret: str, purpose: bytes) -> bytes:
    return hmac.new(secret.encode(), b"stationmaster.sealed:" + purpose, hashlib.sha256).digest()


def _key(purpose: bytes) -> bytes:
    return _derived(getattr(settings, "FIELD_KEY", "") or settings.SECRET_KEY, purpose)


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key(b"text")))
