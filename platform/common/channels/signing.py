"""Signatures of webhooks as Standard Webhooks has them: HMAC-SHA256 over id, time and body."""

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Mapping

TOLERANCE_S = 5 * 60
ID, AT, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"


def signed_headers(secret: str, key: str, body: bytes, *, at: float | None = None) -> dict[str, str]:
    """Return the headers of a signed webhook."""
    moment = str(int(time.time() if at is None else at))
    return {ID: key, AT: moment, SIGNATURE: f"v1,{_signature(secret, key, moment, body)}"}


def is_signed(secret: str, body: bytes, headers: Mapping[str, str], *, at: float | None = None) -> bool:
    """Tell whether the headers hold a fresh signature of `body` made with `secret`."""
    given = {name.lower(): value for name, value in headers.items()}
    key, moment, signatures = given.get(ID, ""), given.get(AT, ""), given.get(SIGNATURE, "")
    now = time.time() if at is None else at
    if not secret or not moment.isdigit() or abs(now - int(moment)) > TOLERANCE_S:
        return False
    wanted = f"v1,{_signature(secret, key, moment, body)}"
    return any(hmac.compare_digest(one.encode(), wanted.encode()) for one in signatures.split())


def _signature(secret: str, key: str, moment: str, body: bytes) -> str:
    digest = hmac.new(_key(secret), f"{key}.{moment}.".encode() + body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def _key(secret: str) -> bytes:
    """Return the bytes of a secret; `whsec_…` is Base64 by the standard."""
    if secret.startswith("whsec_"):
        try:
            return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except binascii.Error:
            pass
    return secret.encode()
