"""The time limits of a certificate: people are told a month before it ends, and when it has ended."""

from datetime import date, datetime, time, timedelta

from audit.certification.models import EXPIRES_SOON_DAYS, Certificate
from common.clock import business_zone
from common.deadlines.keep import call_off, set_deadline

EXPIRES = "certificate.expires"
SOON, ENDED = 0, 1  # the two steps


def watch(certificate: Certificate) -> None:
    """Set both limits: the warning, and the first moment at which it is no longer valid."""
    soon = certificate.valid_until - timedelta(days=EXPIRES_SOON_DAYS)
    ended = certificate.valid_until + timedelta(days=1)
    for step, day in ((SOON, soon), (ENDED, ended)):
        set_deadline(EXPIRES, certificate.pk, _morning(day), step=step, station_id=certificate.station_id)


def unwatch(certificate: Certificate) -> None:
    """Call both off: it was revoked."""
    call_off(certificate.pk, EXPIRES)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=business_zone())
