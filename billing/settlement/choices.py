"""States of a statement and of a dispute about it, and how they may move."""

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
    PAYING = "paying", _("In payment")
    PAID = "paid", _("Paid")
    CARRIED = "carried", _("Carried forward")


S = StatementStatus

STATEMENT_MOVES = {
    S.DRAFT: {S.ISSUED},
    S.ISSUED: {S.CONFIRMED, S.DISPUTED},
    S.DISPUTED: {S.ISSUED},
    S.CONFIRMED: {S.PAYING, S.CARRIED},
    S.PAYING: {S.PAID, S.CONFIRMED},
    S.PAID: set(),
    S.CARRIED: set(),
}


class DisputeStatus(TextChoices):
    """Where a station's objection to a line stands."""

    OPEN = "open", pgettext_lazy("dispute", "Open")
    GRANTED = "granted", pgettext_lazy("dispute", "Granted")
    EXPLAINED = "explained", _("Explained")


DISPUTE_MOVES = {
    DisputeStatus.OPEN: {DisputeStatus.GRANTED, DisputeStatus.EXPLAINED},
    DisputeStatus.GRANTED: set(),
    DisputeStatus.EXPLAINED: set(),
}


class SettlementError(StrEnum):
    """Why something about a statement was refused."""

    MONTH_NOT_OVER = "settlement.month_not_over"
    LATER_MONTH_CLOSED = "settlement.later_month_closed"
    CLOSED_ALREADY = "settlement.closed_already"
    NOTHING_DUE = "settlement.nothing_due"
    STILL_DUE = "settlement.still_due"
    DISPUTED_ALREADY = "settlement.disputed_already"
    SAME_PERSON = "settlement.same_person"


class SummedFigure(TextChoices):
    """A figure of a statement that is the sum of more entries than those on it, or of fewer."""

    OPENING = "opening", _("Entries behind the opening balance")
    CLOSING = "closing", _("Entries behind the closing balance")
    DUE = "due", _("Entries behind the amount due")
    SERVICES = "services", _("Entries behind the services to invoice")
