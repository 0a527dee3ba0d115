"""The two debts of a station, and what can be wrong with a document that makes one."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from billing.ledger.choices import AccountKind


class Debt(TextChoices):
    """What a station owes money for."""

    PARTS = "parts", _("Parts")
    VEHICLE = "vehicle", _("Vehicles")

    @property
    def account(self) -> AccountKind:
        """Return the station's account that holds the debt."""
        return AccountKind.PARTS_DEBT if self is Debt.PARTS else AccountKind.VEHICLE_DEBT

    @property
    def income(self) -> AccountKind:
        """Return head office's account on the other side."""
        return AccountKind.PARTS_SALES if self is Debt.PARTS else AccountKind.VEHICLE_SALES


DEBT_ACCOUNTS = tuple(debt.account for debt in Debt)


class DebtError(StrEnum):
    """Why a document was not booked."""

    OTHER_CONTENT = "debt.document_booked_with_other_content"
    NOT_POSITIVE = "debt.amount_not_positive"
    FILE = "debt.file_has_errors"
