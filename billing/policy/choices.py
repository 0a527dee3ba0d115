"""States of a policy version, the words that its clauses choose from, and what can be wrong with one."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PolicyStatus(TextChoices):
    """Where a version stands. A published one is never changed: the next version replaces it from a date on."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


POLICY_MOVES = {
    PolicyStatus.DRAFT: {PolicyStatus.PUBLISHED, PolicyStatus.WITHDRAWN},
    PolicyStatus.PUBLISHED: set(),
    PolicyStatus.WITHDRAWN: set(),
}


class ClaimType(TextChoices):
    """Under which promise the manufacturer pays."""

    WARRANTY = "warranty", _("Warranty")
    FIRST_MAINTENANCE = "first_maintenance", _("First maintenance")
    OUTBOUND_RESCUE = "outbound_rescue", _("Outbound rescue")
    GOODWILL = "goodwill", _("Goodwill")
    PARTS_WARRANTY = "parts_warranty", _("Parts warranty")
    PRE_DELIVERY = "pre_delivery", _("Pre-delivery")
    CAMPAIGN = "campaign", _("Campaign")


class OldPartAction(TextChoices):
    """What becomes of a replaced part."""

    RETURN = "return", _("Return it")
    RETAIN = "retain", _("Keep it at the station")
    WAIVE = "waive", _("Not wanted")


class GuardRole(TextChoices):
    """As what a component counts for the guarantees."""

    ASSEMBLY = "assembly", _("Assembly (engine, gearbox, battery, motor)")
    MAIN_PART = "main_part", _("Main part")
    SAFETY = "safety", _("Safety")


class RepairDepth(TextChoices):
    """How deep a repair went; the workshop answers for it accordingly."""

    OVERHAUL = "overhaul", _("Whole vehicle or assembly")
    SECOND_MAINTENANCE = "second_maintenance", _("Second-level maintenance")
    MINOR = "minor", _("First-level maintenance, minor or special repair")


class PhotoSubject(TextChoices):
    """What a photo of a claim shows."""

    ODOMETER = "odometer", _("Odometer")
    VIN_PLATE = "vin_plate", _("VIN plate")
    FAILED_PART = "failed_part", _("Failed part")
    POSITION = "position", _("Place of the breakdown")
    VEHICLE = "vehicle", _("Whole vehicle")
    OTHER = "other", _("Something else")


class PolicyError(StrEnum):
    """Why a policy, or a day without one, was refused."""

    GAP = "policy.gap"
    SAME_PERSON = "policy.same_person"
    PUBLISHED = "policy.published"
    CONTENT = "policy.content"
    DATE_TAKEN = "policy.date_taken"
    TWIN = "policy.twin"
    FILE = "policy.file"
    CURRENCY = "policy.currency"
