"""The XML of a fully digitalised e-invoice, as the tax platform gives it out."""

from collections.abc import Sequence

from billing.settlement.invoicing.printed import Printed
from common.money import to_decimal

LINE = """<IssuItemInformation><ItemName>*劳务*维修费</ItemName><Quantity>1</Quantity><Amount>{net}</Amount><TaxRate>{rate}</TaxRate>
<ComTaxAm>{tax}</ComTaxAm></IssuItemInformation>"""
WHOLE = """<?xml version="1.0" encoding="UTF-8"?>{doctype}
<EInvoice><Header><EIid>{header}</EIid><EInvoiceTag>SWEI3200</EInvoiceTag></Header><EInvoiceData>
<SellerInformation><SellerIdNum>{one.seller_tax_number}</SellerIdNum><SellerName>{one.seller_name}</SellerName></SellerInformation>
<BuyerInformation><BuyerIdNum>{one.buyer_tax_number}</BuyerIdNum><BuyerName>{one.buyer_name}</BuyerName></BuyerInformation>
<BasicInformation><TotalAmWithoutTax>{net}</TotalAmWithoutTax><TotalTaxAm>{tax}</TotalTaxAm>
<TotalTax-includedAmount>{total}</TotalTax-includedAmount><RequestTime>{one.issued_on} 10:00:00</RequestTime></BasicInformation>
{lines}</EInvoiceData><TaxSupervisionInfo><InvoiceNumber>{one.number}</InvoiceNumber><IssueTime>{one.issued_on}</IssueTime>
</TaxSupervisionInfo></EInvoice>"""


def einvoice_xml(
    one: Printed, lines: Sequence[tuple[str, str, str]] | None = None, *, header: str = "", doctype: str = ""
) -> bytes:
    """Return the file of an invoice; its lines, (net, rate, tax) each, add up unless told otherwise."""
    net, tax = str(to_decimal(one.net_minor)), str(to_decimal(one.tax_minor))
    given = lines if lines is not None else [(net, str(one.tax_rate / 100), tax)]
    rows = "".join(LINE.format(net=net, rate=rate, tax=tax) for net, rate, tax in given)
    totals = {"net": net, "tax": tax, "total": to_decimal(one.total_minor)}
    return WHOLE.format(one=one, lines=rows, header=header or one.number, doctype=doctype, **totals).encode()
