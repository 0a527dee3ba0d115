"""Kinds of stock movements, and the errors of the stock."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MoveKind(TextChoices):
    """Why the stock changed."""

    RECEIPT = "receipt", _("Receipt")
    ISSUE = "issue", _("Issue to a repair order")
    COUNT = "count", _("Stocktake")


class StockError(StrEnum):
    """Why the stock refused something."""

    UNKNOWN_PART = "stock.unknown_part"
    KEPT_ALREADY = "stock.kept_already"
    QUANTITY = "stock.quantity"
    NOT_ENOUGH = "stock.not_enough"
