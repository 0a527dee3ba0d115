"""The invoice order (发票委托单): what the station's invoices for a statement have to say, as data and on paper."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.settlement.figures import invoiceable_minor
from billing.settlement.invoicing.actions import INVOICED_IN
from billing.settlement.invoicing.check import approved_details, invoiced_minor
from billing.settlement.invoicing.choices import InvoiceError
from billing.settlement.models import BankDetails, Statement
from common.documents import qr_svg, render_pdf, verification_token
from common.errors import Invalid, WrongState
from common.money import format_minor
from common.pages.addresses import public_address

TEMPLATE = "billing/settlement/documents/invoice_order.typ"
PAPER = "statement"  # the QR code leads to the statement that is ordered


@dataclass(frozen=True, slots=True)
class InvoiceOrder:
    """Whom the invoice is made out to, by whom, and over how much, tax included. `seller` is None without approved bank details."""

    statement: Statement
    buyer: Mapping[str, str]
    seller: BankDetails | None
    services_minor: int
    invoiced_minor: int

    @property
    def currency(self) -> str:
        """The statement's."""
        return self.statement.currency

    @property
    def open_minor(self) -> int:
        """What is still to be invoiced."""
        return max(0, self.services_minor - self.invoiced_minor)


def invoice_order_of(statement: Statement) -> InvoiceOrder:
    """Return the order for a statement. Raises WrongState while it is disputed or once it was paid, Invalid without services."""
    if statement.status not in INVOICED_IN:
        raise WrongState(status=str(statement.status))
    services = invoiceable_minor(statement)
    if services <= 0:
        raise Invalid(_("This statement has no services to invoice."), code=InvoiceError.NOTHING_TO_INVOICE)
    seller = approved_details(statement.station_id)
    return InvoiceOrder(statement, settings.COMPANY, seller, services, invoiced_minor(statement))


def invoice_order_pdf(order: InvoiceOrder) -> bytes:
    """Return the order as a PDF in the reader's language."""
    row = order.statement
    return render_pdf(
        TEMPLATE,
        {
            "lang": "zh" if (get_language() or "").startswith("zh") else "en",
            "title": now_("Invoice order"),
            "number": row.number,
            "subtitle": f"{row.number} · {row.station} · {row.month}",
            "qr": qr_svg(public_address("settlement:verify", verification_token(PAPER, row.pk))),
            "caption": now_("Whether this statement is genuine can be checked here."),
            "foot": str(row.station),
            "sections": [
                [now_("Buyer, to be printed exactly so"), _buyer(order.buyer)],
                [now_("Seller"), _seller(order.seller)],
                [now_("Amount, tax included"), _amounts(order)],
            ],
            "heading": now_("How to issue it"),
            "rules": _rules(row),
            "signatures": [now_("Station, seal"), now_("Head office, seal")],
        },
    )


def _buyer(buyer: Mapping[str, str]) -> list[list[str]]:
    return [
        [now_("Name"), buyer["name"]],
        [now_("Tax number"), buyer["tax_number"]],
        [now_("Bank and branch"), buyer["bank_name"]],
        [now_("Account number"), buyer["account_number"]],
    ]


def _seller(seller: BankDetails | None) -> list[list[str]]:
    if seller is None:
        return [[now_("Name"), now_("No approved bank details: propose them first.")]]
    return [[now_("Name"), seller.company_name], [now_("Tax number"), seller.tax_number]]


def _amounts(order: InvoiceOrder) -> list[list[str]]:
    pairs = [
        (now_("Services to invoice"), order.services_minor),
        (now_("Invoiced and accepted"), order.invoiced_minor),
        (now_("Still to be invoiced"), order.open_minor),
    ]
    return [[label, format_minor(minor, order.statement.currency)] for label, minor in pairs]


def _rules(statement: Statement) -> list[str]:
    number = {"number": statement.number, "month": statement.month}
    return [
        now_("A fully digitalised e-invoice, dated in or after %(month)s.") % number,
        now_(
            "Several invoices may make up the amount, but each has one tax rate; together they are the amount to the cent."
        ),
        now_("Write the statement's number %(number)s into the remarks.") % number,
        now_("Enter it on the page of the statement; from its XML the fields are filled in."),
    ]
