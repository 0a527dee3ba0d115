"""States of invoices and bank details, and the differences that a check can name."""

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class InvoiceStatus(TextChoices):
    """Where an invoice stands."""

    SUBMITTED = "submitted", pgettext_lazy("invoice", "To be checked")
    ACCEPTED = "accepted", pgettext_lazy("invoice", "Accepted")
    REFUSED = "refused", pgettext_lazy("invoice", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("invoice", "Withdrawn")


INVOICE_MOVES: Mapping[InvoiceStatus, set[InvoiceStatus]] = {
    InvoiceStatus.SUBMITTED: {InvoiceStatus.ACCEPTED, InvoiceStatus.REFUSED, InvoiceStatus.WITHDRAWN},
    InvoiceStatus.ACCEPTED: set(),
    InvoiceStatus.REFUSED: set(),
    InvoiceStatus.WITHDRAWN: set(),
}
LIVE_INVOICES = (InvoiceStatus.SUBMITTED, InvoiceStatus.ACCEPTED)


class DetailsStatus(TextChoices):
    """Where a station's bank details stand."""

    PROPOSED = "proposed", pgettext_lazy("bank details", "Proposed")
    APPROVED = "approved", pgettext_lazy("bank details", "Approved")
    REFUSED = "refused", pgettext_lazy("bank details", "Refused")
    SUPERSEDED = "superseded", _("Superseded")


DETAILS_MOVES: Mapping[DetailsStatus, set[DetailsStatus]] = {
    DetailsStatus.PROPOSED: {DetailsStatus.APPROVED, DetailsStatus.REFUSED},
    DetailsStatus.APPROVED: {DetailsStatus.SUPERSEDED},
    DetailsStatus.REFUSED: set(),
    DetailsStatus.SUPERSEDED: set(),
}


class TaxRate(TextChoices):
    """The VAT rates of repair, parts and small taxpayers, in percent."""

    R13 = "13.00", "13 %"
    R9 = "9.00", "9 %"
    R6 = "6.00", "6 %"
    R3 = "3.00", "3 %"
    R1 = "1.00", "1 %"
    R0 = "0.00", "0 %"


class DifferenceKind(TextChoices):
    """What does not agree between an invoice and its statement, or within itself."""

    SUM = "sum", _("Net and tax do not add up to the total")
    TAX = "tax", _("The tax is not net × rate")
    OVER = "over", _("The invoices exceed the statement")
    SHORT = "short", _("The invoices do not reach the statement yet")
    SELLER = "seller", _("The seller is not the station's company")
    SELLER_NUMBER = "seller_number", _("The seller's tax number is not the station's")
    BUYER = "buyer", _("The buyer is not our company")
    BUYER_NUMBER = "buyer_number", _("The buyer's tax number is not ours")
    DUPLICATE = "duplicate", _("This invoice number was used before")
    EARLY = "early", _("The invoice is dated before the month of the statement")
    FUTURE = "future", _("The invoice bears a date that is still to come")
    FILE = "file", _("The invoice's own file says otherwise")
    FILE_LINES = "file_lines", _("The lines of the file do not add up to its totals")
    FILE_RATES = "file_rates", _("The file has lines of several tax rates: one invoice for each is needed")
    FILE_NUMBER = "file_number", _("The file bears two different numbers")
    NO_DETAILS = "no_details", _("The station's company is not on record: no approved bank details")


class InvoiceError(StrEnum):
    """Why something about an invoice or bank details was refused."""

    DUPLICATE = "invoice.duplicate_number"
    NUMBER = "invoice.number_not_20_digits"
    DIFFERENCES = "invoice.differences"
    FILE = "invoice.file_unreadable"
    RED = "invoice.red_letter"
    NOTHING_TO_INVOICE = "invoice.nothing_to_invoice"
    NOT_CALLED = "bank_details.not_called_back"
    PROPOSED_ALREADY = "bank_details.proposed_already"
    SAME_PERSON = "bank_details.same_person"
