"""Verification tokens: short enough for a QR code, signed with the deployment's key, without any personal data."""

import base64
import io
from uuid import UUID

import segno
from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

SIGNATURE_LENGTH = 22  # of base-64 digits: 132 bits


def verification_token(kind: str, key: UUID) -> str:
    """Return the token that a document of `kind` ("certificate", "agreement", …) about record `key` carries."""
    return f"{_short(key)}.{_signature(kind, key)}"


def read_token(kind: str, token: str) -> UUID | None:
    """Return the record's key, or None when the token was not made by us for this kind of document."""
    text, _, signature = token.partition(".")
    try:
        key = UUID(bytes=base64.urlsafe_b64decode(f"{text}=="))
    except ValueError:
        return None
    return key if constant_time_compare(signature, _signature(kind, key)) else None


def qr_svg(text: str) -> str:
    """Return a QR code as SVG without a size of its own: a page or a template scales it. Error correction M."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=2, omitsize=True, xmldecl=False, dark="#111", light="#fff"
    )
    return out.getvalue().decode()


def _short(key: UUID) -> str:
    return base64.urlsafe_b64encode(key.bytes).decode().rstrip("=")


def _signature(kind: str, key: UUID) -> str:
    return Signer(salt=f"documents.{kind}").signature(str(key))[:SIGNATURE_LENGTH]
