"""Checking an invoice: what does not agree, named to the cent. Pure but for the look at the other invoices."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as now_

from billing.settlement.figures import invoiceable_minor
from billing.settlement.invoicing.choices import LIVE_INVOICES, DetailsStatus, DifferenceKind, InvoiceStatus
from billing.settlement.invoicing.einvoice import EInvoice, read_einvoice
from billing.settlement.invoicing.originals import einvoice_of
from billing.settlement.invoicing.printed import Printed
from billing.settlement.invoicing.taxes import expected_tax, is_right_tax
from billing.settlement.models import BankDetails, Invoice, Statement
from common.clock import today
from common.money import format_minor
from common.text import Text


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not agree: what the invoice says, and what was expected. `blocks` forbids to accept it."""

    kind: DifferenceKind
    found: str
    expected: str
    minor: int = 0

    @property
    def blocks(self) -> bool:
        """Whether it can't be accepted so. More invoices may still come, so falling short does not block."""
        return self.kind is not DifferenceKind.SHORT

    @property
    def label(self) -> Text:
        """The difference in words."""
        return self.kind.label

    def __str__(self) -> str:
        said = now_("%(what)s: %(found)s, expected %(expected)s")
        return said % {"what": self.label, "found": self.found, "expected": self.expected}


@dataclass(frozen=True, slots=True)
class Expected:
    """What an invoice is compared with."""

    seller_name: str
    seller_tax_number: str
    buyer_name: str
    buyer_tax_number: str
    period: date
    open_minor: int
    today: date


def differences(invoice: Invoice) -> list[Difference]:
    """Return what does not agree, most important first; empty is right."""
    file = einvoice_of(invoice)
    found = _differences(invoice, file)
    if file is not None:
        found += [*_against(invoice, file.printed), *within(file)]
    return [*found, *_used(invoice)]


def _differences(invoice: Invoice, file: EInvoice | None) -> list[Difference]:
    """Return what does not agree in itself and with the statement; `file` is the invoice's own, where there is one."""
    expected = expected_of(invoice)
    return [
        *_arithmetic(invoice, file),
        *_parties(invoice, expected),
        *_dates(invoice, expected),
        *_amount(invoice, expected),
    ]


def _used(invoice: Invoice) -> list[Difference]:
    """Return that another invoice bears this number."""
    others = Invoice.objects.filter(number=invoice.number, status__in=LIVE_INVOICES).exclude(pk=invoice.pk)
    if invoice.status != InvoiceStatus.SUBMITTED or not others.exists():
        return []
    return [Difference(DifferenceKind.DUPLICATE, invoice.number, now_("a number of its own"))]


def look_at_file(statement: Statement, content: bytes) -> tuple[Printed, list[Difference]]:
    """Return what an e-invoice's XML says, and what does not agree in it or with the statement. Nothing is kept. Raises Invalid."""
    file = read_einvoice(content)
    would_be = Invoice(station_id=statement.station_id, statement=statement, **asdict(file.printed))
    return file.printed, [*_differences(would_be, file), *_used(would_be), *within(file)]


def within(file: EInvoice) -> list[Difference]:
    """Return where an e-invoice's file contradicts itself."""
    return [Difference(one.kind, one.found, one.expected, one.minor) for one in file.contradictions()]


def _against(invoice: Invoice, said: Printed) -> list[Difference]:
    """Compare what was entered with the invoice's own file, field by field."""
    found = []
    for name, wanted in asdict(said).items():
        entered = getattr(invoice, name)
        if name.endswith("_minor") and entered != wanted:
            found.append(_money(DifferenceKind.FILE, invoice, entered, wanted))
        elif entered != wanted and _plain(str(entered)) != _plain(str(wanted)):
            found.append(Difference(DifferenceKind.FILE, str(entered), str(wanted)))
    return found


def expected_of(invoice: Invoice) -> Expected:
    """Return what the invoice should say: the station's company, ours, the month, and what is still to be invoiced."""
    details = approved_details(invoice.station_id)
    return Expected(
        seller_name=details.company_name if details else "",
        seller_tax_number=details.tax_number if details else "",
        buyer_name=settings.COMPANY["name"],
        buyer_tax_number=settings.COMPANY["tax_number"],
        period=invoice.statement.period,
        open_minor=invoiceable_minor(invoice.statement) - invoiced_minor(invoice.statement, but=invoice),
        today=today(),
    )


def approved_details(station_id: UUID) -> BankDetails | None:
    """Return the bank details in force of a station."""
    row: BankDetails | None = BankDetails.objects.filter(station_id=station_id, status=DetailsStatus.APPROVED).first()
    return row


def invoiced_minor(statement: Statement, *, but: Invoice | None = None) -> int:
    """Return the sum of the invoices that finance accepted."""
    rows = Invoice.objects.filter(statement=statement, status=InvoiceStatus.ACCEPTED)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    total: int | None = rows.aggregate(total=Sum("total_minor"))["total"]
    return total or 0


def accepted_minor(invoices: Iterable[Invoice]) -> int:
    """Return the sum of those of a statement's invoices that finance accepted."""
    return sum(one.total_minor for one in invoices if one.status == InvoiceStatus.ACCEPTED)


def invoices_match(statement: Statement) -> bool:
    """Whether the accepted invoices add up to the services of the month, to the cent. Without services none is needed."""
    return max(0, invoiceable_minor(statement)) == invoiced_minor(statement)


def _arithmetic(invoice: Invoice, file: EInvoice | None) -> list[Difference]:
    """Return where net, tax and total contradict each other. With its lines at hand the tax is right when each line's is."""
    found = []
    if invoice.net_minor + invoice.tax_minor != invoice.total_minor:
        found.append(_money(DifferenceKind.SUM, invoice, invoice.total_minor, invoice.net_minor + invoice.tax_minor))
    amounts = _taxed(invoice, file)
    wrong = [(net, tax, rate) for net, tax, rate in amounts if not is_right_tax(net, tax, rate)]
    return [*found, *(_money(DifferenceKind.TAX, invoice, tax, expected_tax(net, rate)) for net, tax, rate in wrong)]


def _taxed(invoice: Invoice, file: EInvoice | None) -> list[tuple[int, int, Decimal]]:
    """Return net, tax and rate of each amount that was taxed by itself: the file's lines if they add up to the invoice, else its totals."""
    lines = file.lines if file is not None else ()
    sums = (sum(line.net_minor for line in lines), sum(line.tax_minor for line in lines))
    if lines and sums == (invoice.net_minor, invoice.tax_minor):
        return [(line.net_minor, line.tax_minor, line.rate) for line in lines]
    return [(invoice.net_minor, invoice.tax_minor, Decimal(invoice.tax_rate))]


def _parties(invoice: Invoice, expected: Expected) -> list[Difference]:
    if not expected.seller_tax_number:
        return [Difference(DifferenceKind.NO_DETAILS, invoice.seller_name, now_("approved bank details"))]
    compared = (
        (DifferenceKind.SELLER, invoice.seller_name, expected.seller_name),
        (DifferenceKind.SELLER_NUMBER, invoice.seller_tax_number, expected.seller_tax_number),
        (DifferenceKind.BUYER, invoice.buyer_name, expected.buyer_name),
        (DifferenceKind.BUYER_NUMBER, invoice.buyer_tax_number, expected.buyer_tax_number),
    )
    return [Difference(kind, found, wanted) for kind, found, wanted in compared if _plain(found) != _plain(wanted)]


def _plain(text: str) -> str:
    """Return a name without what does not tell companies apart: spaces, and the two kinds of brackets."""
    return "".join(text.split()).replace("（", "(").replace("）", ")").upper()


def _dates(invoice: Invoice, expected: Expected) -> list[Difference]:
    if invoice.issued_on < expected.period:
        return [Difference(DifferenceKind.EARLY, str(invoice.issued_on), f"≥ {expected.period}")]
    if invoice.issued_on > expected.today:
        return [Difference(DifferenceKind.FUTURE, str(invoice.issued_on), f"≤ {expected.today}")]
    return []


def _amount(invoice: Invoice, expected: Expected) -> list[Difference]:
    if invoice.total_minor == expected.open_minor:
        return []
    kind = DifferenceKind.OVER if invoice.total_minor > expected.open_minor else DifferenceKind.SHORT
    return [_money(kind, invoice, invoice.total_minor, expected.open_minor)]


def _money(kind: DifferenceKind, invoice: Invoice, found: int, expected: int) -> Difference:
    shown = [format_minor(minor, invoice.currency) for minor in (found, expected)]
    return Difference(kind, shown[0], shown[1], found - expected)
