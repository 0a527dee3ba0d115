"""States and kinds of claims and their lines, how a claim may move, and what can be wrong with one."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from billing.policy.choices import ClaimType as ClaimType  # the policy speaks of kinds of claims too
from billing.policy.choices import PhotoSubject as PhotoSubject


class ClaimStatus(TextChoices):
    """Where a claim stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for first review")
    RETURNED = "returned", _("Returned with a question")
    AWAITING_APPROVAL = "awaiting_approval", _("Waiting for approval of goodwill")
    AWAITING_PARTS = "awaiting_parts", _("Waiting for old parts")
    FIRST_REVIEWED = "first_reviewed", _("Waiting for final review")
    SETTLED = "settled", _("Finally approved")
    REJECTED = "rejected", _("Rejected")
    CANCELLED = "cancelled", _("Cancelled")


CLAIM_MOVES = {
    ClaimStatus.DRAFT: {ClaimStatus.SUBMITTED, ClaimStatus.CANCELLED},
    ClaimStatus.SUBMITTED: {
        ClaimStatus.RETURNED,
        ClaimStatus.AWAITING_APPROVAL,
        ClaimStatus.AWAITING_PARTS,
        ClaimStatus.FIRST_REVIEWED,
        ClaimStatus.REJECTED,
    },
    ClaimStatus.AWAITING_APPROVAL: {ClaimStatus.SUBMITTED, ClaimStatus.AWAITING_PARTS, ClaimStatus.FIRST_REVIEWED},
    ClaimStatus.RETURNED: {ClaimStatus.SUBMITTED, ClaimStatus.CANCELLED},
    ClaimStatus.AWAITING_PARTS: {ClaimStatus.FIRST_REVIEWED, ClaimStatus.SUBMITTED},
    ClaimStatus.FIRST_REVIEWED: {
        ClaimStatus.SETTLED,
        ClaimStatus.REJECTED,
        ClaimStatus.SUBMITTED,
        ClaimStatus.AWAITING_PARTS,
    },
    ClaimStatus.SETTLED: {ClaimStatus.FIRST_REVIEWED},
    ClaimStatus.REJECTED: {ClaimStatus.SUBMITTED, ClaimStatus.AWAITING_PARTS, ClaimStatus.FIRST_REVIEWED},
    ClaimStatus.CANCELLED: set(),
}

EDITABLE = frozenset({ClaimStatus.DRAFT, ClaimStatus.RETURNED})
REOPENS_TO = {
    ClaimStatus.SETTLED: ClaimStatus.FIRST_REVIEWED,
    ClaimStatus.AWAITING_PARTS: ClaimStatus.SUBMITTED,
    ClaimStatus.FIRST_REVIEWED: ClaimStatus.SUBMITTED,
    ClaimStatus.REJECTED: ClaimStatus.SUBMITTED,
}


class LineKind(TextChoices):
    """What a line is for."""

    LABOUR = "labour", _("Labour")
    PART = "part", _("Part")
    OUTBOUND = "outbound", _("Outbound drive")
    TOLLS = "tolls", _("Tolls")
    TOWING = "towing", _("Towing")
    SUBLET = "sublet", _("Sublet work")
    OTHER = "other", _("Other")


class OldPartState(TextChoices):
    """What is known of the replaced part of a line; `billing.oldparts` tells."""

    NOT_REQUIRED = "not_required", _("Not required")
    AWAITED = "awaited", _("Awaited")
    CONFIRMED = "confirmed", _("Confirmed")
    WAIVED = "waived", _("Waived")
    REJECTED = "rejected", _("Rejected")
    MISSING = "missing", _("Missing")
    OVERDUE = "overdue", _("Overdue")
    RETAINED = "retained", _("Kept at the station")


OPEN_PART = OldPartState.AWAITED
HELD_PART = OldPartState.OVERDUE
FAILED_PARTS = frozenset({OldPartState.REJECTED, OldPartState.MISSING})
UNPAID_PARTS = FAILED_PARTS | {OPEN_PART, HELD_PART}


class Section(TextChoices):
    """Which section of head office reviewed (separation of duties 1)."""

    CLAIMS = "claims", _("Claims section")
    INSPECTION = "inspection", _("Inspection section")


class Hold(TextChoices):
    """Whether a settled claim has lines that were not paid yet, because their old part was overdue."""

    NONE = "", _("None")
    OVERDUE = "overdue", _("Held: old part overdue")
    RELEASED = "released", _("Released: decide the rest")


class Outcome(TextChoices):
    """What a rule says about a line."""

    OK = "ok", _("In order")
    CUT = "cut", _("Cut")
    REJECT = "reject", _("Refuse")
    REFER = "refer", _("Look closely")


class Reason(TextChoices):
    """Why a reviewer paid less than was claimed."""

    NOT_COVERED = "not_covered", _("Not covered by warranty")
    EXCLUDED = "excluded", _("Excluded item")
    LABOUR_ABOVE_NORM = "labour_above_norm", _("Labour above norm")
    PRICE_ABOVE_LIST = "price_above_list", _("Price above list")
    DUPLICATE = "duplicate", _("Claimed already")
    EVIDENCE_MISSING = "evidence_missing", _("Evidence missing")
    NOT_PREAUTHORISED = "not_preauthorised", _("Not pre-authorised")
    WRONG_DIAGNOSIS = "wrong_diagnosis", _("Diagnosis does not fit")
    DISTANCE_TOO_LONG = "distance_too_long", _("Distance too long")
    OLD_PART_MISSING = "old_part_missing", _("Old part missing")
    OLD_PART_MISMATCH = "old_part_mismatch", _("Old part does not match")
    REINSPECTION = "reinspection", _("Result of the re-inspection")
    OTHER = "other", _("Other reason")


class ClaimError(StrEnum):
    """Why a step on a claim was refused."""

    STATION_CLOSED = "claim.station_closed"
    NOT_CLAIMABLE = "claim.not_claimable"
    ALREADY_CLAIMED = "claim.already_claimed"
    PART_CLAIMED = "claim.part_claimed"
    NOT_REPAIRED = "claim.not_repaired"
    UNKNOWN_VEHICLE = "claim.unknown_vehicle"
    NO_LINES = "claim.no_lines"
    INCOMPLETE = "claim.incomplete"
    FUTURE_DATE = "claim.future_date"
    NO_CERTIFICATE = "claim.no_certificate"
    UNKNOWN_LINE = "claim.unknown_line"
    UNDECIDED_LINE = "claim.undecided_line"
    OVER_CLAIM = "claim.over_claim"
    OVER_APPROVAL = "claim.over_approval"
    REASON_MISSING = "claim.reason_missing"
    SAME_PERSON = "claim.same_person"
    OWN_CLAIM = "claim.own_claim"
    GOODWILL_LIMIT = "claim.goodwill_limit"
    OLD_PART_OPEN = "claim.old_part_open"
    OLD_PART_FAILED = "claim.old_part_failed"
    SAME_SECTION = "claim.same_section"
    LINE_HELD = "claim.line_held"
    LINE_OPEN = "claim.line_not_settled"
    CORRECTED = "claim.posting_corrected"
    TAKEN = "claim.taken"
    NOT_CLEAN = "claim.not_clean"
    NOTHING_FREE = "claim.nothing_free"
    BAD_WEIGHT = "claim.bad_weight"
