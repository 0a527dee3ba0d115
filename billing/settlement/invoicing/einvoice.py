"""Reading a fully digitalised e-invoice (数电票) from its XML: what it says, and where it contradicts itself.

The element names are those of the tax administration's `EInvoice` file. Its totals are never taken on trust: they are compared with its own
lines here, and with the statement in `check.py`. The tax administration's signature is not verified; finance does that on its platform.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from billing.settlement.invoicing.choices import DifferenceKind, InvoiceError
from billing.settlement.invoicing.printed import Printed
from billing.settlement.invoicing.safe_xml import Element, Unreadable, read_xml
from common.errors import Invalid
from common.money import format_minor, to_minor

ROOT = "EInvoice"
UNTAXED = ("免税", "不征税", "***", "*")
SELLER, BUYER = "EInvoiceData/SellerInformation", "EInvoiceData/BuyerInformation"
TOTALS = "EInvoiceData/BasicInformation"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: without tax, its rate in percent, its tax."""

    net_minor: int
    rate: Decimal
    tax_minor: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Where the file contradicts itself: what it says in one place, and in another."""

    kind: DifferenceKind
    found: str
    expected: str
    minor: int = 0


@dataclass(frozen=True, slots=True)
class EInvoice:
    """An e-invoice as its file has it."""

    printed: Printed
    lines: Sequence[Line]
    header_number: str

    def contradictions(self) -> Iterator[Contradiction]:
        """Yield where lines and totals, the lines' rates, or the two numbers differ."""
        said = self.printed
        if self.header_number and self.header_number != said.number:
            yield Contradiction(DifferenceKind.FILE_NUMBER, said.number, self.header_number)
        if not self.lines:
            return
        sums = (sum(line.net_minor for line in self.lines), sum(line.tax_minor for line in self.lines))
        for total, of_lines in zip((said.net_minor, said.tax_minor), sums, strict=True):
            if total != of_lines:
                words = (format_minor(total), format_minor(of_lines))
                yield Contradiction(DifferenceKind.FILE_LINES, *words, total - of_lines)
        if len(rates := sorted({line.rate for line in self.lines})) > 1:
            told = ", ".join(f"{rate.normalize():f} %" for rate in rates)
            yield Contradiction(DifferenceKind.FILE_RATES, told, f"{said.tax_rate.normalize():f} %")


def read_einvoice(content: bytes) -> EInvoice:
    """Read the XML of an e-invoice. Raises Invalid for what is no such file, has a document type, lacks a field, or is a red-letter invoice."""
    try:
        root = read_xml(content)
    except Unreadable as error:
        raise _refused(_("The XML can't be read. Take the file as the tax platform gave it out.")) from error
    if root.name != ROOT:
        raise _refused(_("This XML is not an e-invoice of the tax administration."))
    try:
        found = _einvoice(root)
    except (ValueError, InvalidOperation) as error:
        raise _refused(_("A number, date or amount is missing in the e-invoice, or can't be read.")) from error
    if found.printed.total_minor <= 0:
        raise Invalid(
            _("This is a red-letter invoice. Enter the invoice that stands."), code=InvoiceError.RED, field="original"
        )
    return found


def is_einvoice(content: bytes) -> bool:
    """Whether the bytes are an XML of this kind. Raises Invalid for XML that is not well-formed or has a document type."""
    try:
        return read_xml(content).name == ROOT
    except Unreadable as error:
        raise _refused(_("The XML can't be read. Take the file as the tax platform gave it out.")) from error


def _einvoice(root: Element) -> EInvoice:
    data = root.find("EInvoiceData")
    lines = [_line(one) for one in data.every("IssuItemInformation")] if data else []
    largest = max(lines, key=lambda line: line.net_minor, default=None)
    header = root.said("Header/EIid")
    issued = root.said("TaxSupervisionInfo/IssueTime") or root.said(f"{TOTALS}/RequestTime")
    printed = Printed(
        number=root.said("TaxSupervisionInfo/InvoiceNumber") or header,
        issued_on=date.fromisoformat(issued[:10]),
        net_minor=_money(root.said(f"{TOTALS}/TotalAmWithoutTax")),
        tax_rate=largest.rate if largest else Decimal(0),
        tax_minor=_money(root.said(f"{TOTALS}/TotalTaxAm") or "0"),
        total_minor=_money(root.said(f"{TOTALS}/TotalTax-includedAmount")),
        seller_name=root.said(f"{SELLER}/SellerName")[:120],
        seller_tax_number=root.said(f"{SELLER}/SellerIdNum")[:20],
        buyer_name=root.said(f"{BUYER}/BuyerName")[:120],
        buyer_tax_number=root.said(f"{BUYER}/BuyerIdNum")[:20],
    )
    return EInvoice(printed, lines, header)


def _line(element: Element) -> Line:
    return Line(_money(element.said("Amount")), _rate(element.said("TaxRate")), _money(element.said("ComTaxAm") or "0"))


def _money(text: str) -> int:
    amount = Decimal(text.replace(",", ""))
    if not amount.is_finite() or abs(amount) >= 10**11:
        raise ValueError(text)
    return to_minor(amount)


def _rate(text: str) -> Decimal:
    """Return percent from 0.13, 13% or a word for untaxed."""
    if not text or text in UNTAXED:
        return Decimal("0.00")
    rate = Decimal(text.removesuffix("%"))
    percent = rate if text.endswith("%") else rate * 100
    if not 0 <= percent <= 100:
        raise ValueError(text)
    return percent.quantize(Decimal("0.01"))


def _refused(sentence: object) -> Invalid:
    return Invalid(sentence, code=InvoiceError.FILE, field="original")  # type: ignore[arg-type]
