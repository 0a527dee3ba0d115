"""What certificates are for, and where one stands."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CertificateScope(TextChoices):
    """What the holder may do. APPRAISAL is asked for on claims, RESCUE on dispatch."""

    APPRAISAL = "appraisal", _("Quality appraisal")
    RESCUE = "rescue", _("Roadside rescue")
    HIGH_VOLTAGE = "high_voltage", _("High-voltage systems")
    MECHATRONICS = "mechatronics", _("Mechanical and electrical repair")
    BODY = "body", _("Body repair")
    PAINT = "paint", _("Painting")
    FINAL_INSPECTION = "final_inspection", _("Final inspection and road test")


class Standing(TextChoices):
    """Where a certificate stands on a day; it follows from its dates and its revocation."""

    UPCOMING = "upcoming", _("Not yet valid")
    VALID = "valid", _("Valid")
    EXPIRING = "expiring", _("Expires soon")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")


class CertificationError(StrEnum):
    """Why a step was refused."""

    NOT_AT_STATION = "certificate.not_at_station"
    DATES = "certificate.dates"
    OVERLAPS = "certificate.overlaps"
    REVOKED = "certificate.revoked"
    OWN = "certificate.own"
    NO_REASON = "certificate.no_reason"
    COURSE = "certificate.course"
    TAKEN = "course.code_taken"
