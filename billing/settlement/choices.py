"""States of a statement and how it may move between them."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StatementStatus(TextChoices):
    """Where a statement (结算单) stands."""

    DRAFT = "draft", _("Draft")
    ISSUED = "issued", pgettext_lazy("statement", "Issued")
    CONFIRMED = "confirmed", _("Confirmed")
    DISPUTED = "disputed", _("Disputed")
    PAID = "paid", _("Paid")
    CARRIED = "carried", _("Carried forward")


S = StatementStatus

STATEMENT_MOVES = {
    S.DRAFT: {S.ISSUED},
    S.ISSUED: {S.CONFIRMED, S.DISPUTED},
    S.DISPUTED: {S.ISSUED},
    S.CONFIRMED: {S.PAID, S.CARRIED},
    S.PAID: set(),
    S.CARRIED: set(),
}


class SettlementError(StrEnum):
    """Why something about a statement was refused."""

    MONTH_NOT_OVER = "settlement.month_not_over"
    LATER_MONTH_CLOSED = "settlement.later_month_closed"
    CLOSED_ALREADY = "settlement.closed_already"
    NOTHING_DUE = "settlement.nothing_due"
    STILL_DUE = "settlement.still_due"
