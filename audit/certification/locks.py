"""Row locks of certification, in order of their keys."""

from uuid import UUID

from audit.certification.models import Certificate
from common.errors import NotYours


def lock_certificate(key: UUID) -> Certificate:
    """Return the certificate, locked until the transaction ends. Raises NotYours when it is not there for the actor."""
    rows = list(Certificate.objects.filter(pk=key).locked())
    if not rows:
        raise NotYours
    certificate: Certificate = rows[0]
    return certificate
