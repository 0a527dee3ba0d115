"""States of a payment batch and of its lines, and what can be wrong."""

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BatchStatus(TextChoices):
    """Where a payment batch (付款批次) stands."""

    DRAFT = "draft", _("Draft")
    RELEASED = "released", _("Released")
    ANSWERED = "answered", _("Answered by the bank")
    CANCELLED = "cancelled", pgettext_lazy("batch", "Cancelled")


BATCH_MOVES: Mapping[BatchStatus, set[BatchStatus]] = {
    BatchStatus.DRAFT: {BatchStatus.RELEASED, BatchStatus.CANCELLED},
    BatchStatus.RELEASED: {BatchStatus.ANSWERED},
    BatchStatus.ANSWERED: set(),
    BatchStatus.CANCELLED: set(),
}


class PaymentStatus(TextChoices):
    """Where the payment of one statement stands."""

    COLLECTED = "collected", _("Collected")
    SENT = "sent", _("Sent to the bank")
    PAID = "paid", _("Paid")
    REJECTED = "rejected", _("Rejected by the bank")
    DROPPED = "dropped", _("Taken out")


P = PaymentStatus

PAYMENT_MOVES: Mapping[PaymentStatus, set[PaymentStatus]] = {
    P.COLLECTED: {P.SENT, P.DROPPED},
    P.SENT: {P.PAID, P.REJECTED},
    P.PAID: set(),
    P.REJECTED: set(),
    P.DROPPED: set(),
}
LIVE_PAYMENTS = (P.COLLECTED, P.SENT, P.PAID)


class PaymentError(StrEnum):
    """Why something about a payment was refused."""

    NOTHING_TO_COLLECT = "payment.nothing_to_collect"
    NOT_CONFIRMED = "payment.statement_not_confirmed"
    INVOICES = "payment.invoices_do_not_match"
    NO_DETAILS = "payment.no_bank_details"
    NOTHING_DUE = "payment.nothing_due"
    SAME_PERSON = "payment.same_person"
    CHANGED = "payment.amount_due_has_changed"
    FILE = "payment.answer_not_understood"
    AMOUNT = "payment.answer_with_another_amount"
    OTHER_BATCH = "payment.answer_of_another_batch"
    CONTRADICTION = "payment.answer_contradicts_an_earlier_one"
