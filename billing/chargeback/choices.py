"""States of a chargeback and how it may move between them."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ChargebackStatus(TextChoices):
    """Where a chargeback (追偿) stands."""

    RAISED = "raised", _("Raised")
    ACCEPTED = "accepted", pgettext_lazy("chargeback", "Accepted")
    DISPUTED = "disputed", _("Disputed")
    RESOLVED = "resolved", _("Re-inspected")
    PAID = "paid", _("Paid")
    UNPAID = "unpaid", _("To be paid again")  # its receipt was taken back
    CANCELLED = "cancelled", pgettext_lazy("chargeback", "Withdrawn")


S = ChargebackStatus

CHARGEBACK_MOVES = {
    S.RAISED: {S.ACCEPTED, S.DISPUTED, S.CANCELLED},
    S.ACCEPTED: {S.PAID, S.CANCELLED},
    S.DISPUTED: {S.RESOLVED, S.CANCELLED},
    S.RESOLVED: {S.PAID, S.CANCELLED},
    S.PAID: {S.UNPAID, S.CANCELLED},
    S.UNPAID: {S.PAID, S.CANCELLED},
    S.CANCELLED: set(),
}


class ChargebackError(StrEnum):
    """Why something about a chargeback was refused."""

    OVER_AMOUNT = "chargeback.over_amount"
    SHARE = "chargeback.share_not_a_percentage"
    CAP = "chargeback.cap_not_above_zero"
    CAP_REACHED = "chargeback.cap_reached"
    OVER_SHARE = "chargeback.shares_over_100"
    NOTHING_DUE = "chargeback.nothing_due"
    NO_RECEIPT = "chargeback.no_receipt"
    REVERSAL_ASKED = "chargeback.reversal_asked_for_already"
    LATER_RECEIPT = "chargeback.later_receipt"
    SAME_PERSON = "chargeback.same_person"
    NO_SUBJECT = "chargeback.contract_without_part"
    DATES = "chargeback.dates_reversed"
    TOO_LATE = "chargeback.too_late"
    NOT_WANTED = "chargeback.part_not_asked_for"
    ASKED_ALREADY = "chargeback.part_asked_for_already"
    NO_CONTRACT = "chargeback.no_contract"
    NEGATIVE_NET = "chargeback.negative_net"
    BATCH = "chargeback.batch_reversed"


class ReversalStatus(TextChoices):
    """Where the taking back of a receipt (冲正收款) stands: one person of finance asks, another confirms."""

    REQUESTED = "requested", pgettext_lazy("correction", "Requested")
    DONE = "done", _("Receipt taken back")
    REFUSED = "refused", pgettext_lazy("correction", "Refused")


REVERSAL_MOVES = {
    ReversalStatus.REQUESTED: {ReversalStatus.DONE, ReversalStatus.REFUSED},
    ReversalStatus.DONE: set(),
    ReversalStatus.REFUSED: set(),
}


class LooseStatus(TextChoices):
    """Where a settled line without a supplier stands."""

    OPEN = "open", _("Supplier unknown")
    CHARGED = "charged", _("Charged to a supplier")
    BORNE = "borne", _("Borne by the manufacturer")
    CANCELLED = "cancelled", _("Reopened")


LOOSE_MOVES = {
    LooseStatus.OPEN: {LooseStatus.CHARGED, LooseStatus.BORNE, LooseStatus.CANCELLED},
    LooseStatus.CHARGED: {LooseStatus.CANCELLED},
    LooseStatus.BORNE: {LooseStatus.OPEN, LooseStatus.CANCELLED},
    LooseStatus.CANCELLED: {LooseStatus.OPEN},
}
