"""Kinds of account and of transaction, and what can be wrong with a posting."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Owner(StrEnum):
    """Whose an account is."""

    OFFICE = "office"
    STATION = "station"
    SUPPLIER = "supplier"


class AccountKind(TextChoices):
    """What an account stands for. A debit is positive, a credit negative, whatever the kind."""

    STATION_PAYABLE = "station_payable", _("Payable to the station")
    PARTS_DEBT = "parts_debt", _("Parts debt of the station")
    VEHICLE_DEBT = "vehicle_debt", _("Vehicle debt of the station")
    SUPPLIER_RECEIVABLE = "supplier_receivable", _("Receivable from the supplier")
    WARRANTY_EXPENSE = "warranty_expense", _("Warranty expense")
    OUTBOUND_EXPENSE = "outbound_expense", _("Outbound rescue expense")
    GOODWILL_EXPENSE = "goodwill_expense", _("Goodwill expense")
    RECOVERY_INCOME = "recovery_income", _("Recovery from suppliers")
    PENALTY_INCOME = "penalty_income", _("Penalties")
    SUBSCRIPTION_INCOME = "subscription_income", _("Subscription income")
    PARTS_SALES = "parts_sales", _("Parts sold")
    VEHICLE_SALES = "vehicle_sales", _("Vehicles sold")
    IN_TRANSIT = "in_transit", _("Payments in transit")
    BANK = "bank", _("Bank")

    @property
    def owner(self) -> Owner:
        """Return whose accounts of this kind are."""
        return OWNERS.get(self, Owner.OFFICE)


OWNERS = {
    AccountKind.STATION_PAYABLE: Owner.STATION,
    AccountKind.PARTS_DEBT: Owner.STATION,
    AccountKind.VEHICLE_DEBT: Owner.STATION,
    AccountKind.SUPPLIER_RECEIVABLE: Owner.SUPPLIER,
}


class TransactionKind(TextChoices):
    """What a transaction is about; statements group by it."""

    CLAIM = "claim", _("Warranty claim")
    RESCUE = "rescue", _("Outbound rescue")
    PENALTY = "penalty", _("Penalty")
    CHARGEBACK = "chargeback", _("Chargeback")
    SUBSCRIPTION = "subscription", _("Subscription")
    RECEIVABLE = "receivable", _("Parts or vehicles delivered")
    OFFSET = "offset", _("Offset")
    PAYMENT = "payment", _("Payment")
    CORRECTION = "correction", _("Contra entry")


KIND_BY_ACCOUNT = (
    (AccountKind.IN_TRANSIT, TransactionKind.PAYMENT),
    (AccountKind.BANK, TransactionKind.PAYMENT),
    (AccountKind.SUBSCRIPTION_INCOME, TransactionKind.SUBSCRIPTION),
    (AccountKind.RECOVERY_INCOME, TransactionKind.CHARGEBACK),
    (AccountKind.PENALTY_INCOME, TransactionKind.PENALTY),
    (AccountKind.WARRANTY_EXPENSE, TransactionKind.CLAIM),
    (AccountKind.GOODWILL_EXPENSE, TransactionKind.CLAIM),
    (AccountKind.OUTBOUND_EXPENSE, TransactionKind.RESCUE),
)


class CorrectionStatus(TextChoices):
    """Where a correction (红字更正) stands: one person asks, another posts."""

    REQUESTED = "requested", pgettext_lazy("correction", "Requested")
    POSTED = "posted", _("Posted")
    REFUSED = "refused", pgettext_lazy("correction", "Refused")


CORRECTION_MOVES = {
    CorrectionStatus.REQUESTED: {CorrectionStatus.POSTED, CorrectionStatus.REFUSED},
    CorrectionStatus.POSTED: set(),
    CorrectionStatus.REFUSED: set(),
}


class LedgerError(StrEnum):
    """Why a posting was refused."""

    UNBALANCED = "ledger.unbalanced"
    EMPTY = "ledger.empty"
    CURRENCY = "ledger.currency_of_account"
    OWNER = "ledger.owner_missing"
    OTHER_ENTRIES = "ledger.key_used_for_other_entries"
    REVERSED = "ledger.reversed_already"
    IS_REVERSAL = "ledger.is_a_reversal"
    SAME_PERSON = "ledger.same_person"
    OWNED = "ledger.corrected_elsewhere"
