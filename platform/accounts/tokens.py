"""The token of an invitation: made from the server's secret, so that the mail can be written later while the table keeps only its hash."""

import base64
import hashlib
import hmac

from django.conf import settings

from accounts.models import Invitation

SALT = b"accounts.invitation:"


def token_of(invitation: Invitation) -> str:
    """Return the token of the invitation as it was sent last; sending it again changes `version` and so the token."""
    said = f"{invitation.pk}:{invitation.email.lower()}:{invitation.version}".encode()
    key = hashlib.sha256(SALT + settings.SECRET_KEY.encode()).digest()
    return base64.urlsafe_b64encode(hmac.digest(key, said, "sha256")).rstrip(b"=").decode()


def hash_of(token: str) -> str:
    """Return what the table keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
