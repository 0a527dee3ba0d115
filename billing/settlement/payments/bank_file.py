"""The bank file: CSV with fixed columns and control totals, and ISO 20022 pain.001.001.09. Both are read off the released lines."""

import csv
import hashlib
import io
from collections.abc import Sequence
from xml.etree import ElementTree

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from billing.settlement.models import PaymentBatch, PaymentLine
from billing.settlement.payments.choices import PaymentStatus
from common.errors import WrongState
from common.money import to_decimal

COLUMNS = ("reference", "amount", "currency", "name", "account", "bank", "bank_code", "purpose")
TOTAL = "TOTAL"
PAIN = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
SENT = (PaymentStatus.SENT, PaymentStatus.PAID, PaymentStatus.REJECTED)


def require_released(batch: PaymentBatch) -> None:
    """Raise WrongState before the release: there is nothing to hand to the bank."""
    if batch.released_at is None:
        raise WrongState(_("This batch was not released yet."), status=str(batch.status))


def lines_of(batch: PaymentBatch) -> Sequence[PaymentLine]:
    """Return the payments that went to the bank, in the order of their references."""
    rows = PaymentLine.objects.filter(batch=batch, status__in=SENT).select_related("statement")
    return list(rows.order_by("reference"))


def bank_csv(batch: PaymentBatch) -> bytes:
    """Return the CSV file. Its last row is the control: how many payments, and their sum."""
    out, rows = io.StringIO(), lines_of(batch)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in rows:
        writer.writerow([one.reference, _amount(one.amount_minor, one.currency), one.currency, one.company_name,
                         one.account_number, one.bank_name, one.bank_code, one.statement.number])  # fmt: skip
    total = sum(one.amount_minor for one in rows)
    writer.writerow([TOTAL, _amount(total, batch.currency), batch.currency, len(rows), "", "", "", ""])
    return out.getvalue().encode()


def digest_of(batch: PaymentBatch) -> str:
    """Return the check sum of the CSV file: it is kept at the release, so that a changed file is noticed."""
    return hashlib.sha256(bank_csv(batch)).hexdigest()


def pain_xml(batch: PaymentBatch) -> bytes:
    """Return the batch as a customer credit transfer initiation (pain.001.001.09)."""
    rows, company = lines_of(batch), settings.COMPANY
    root = ElementTree.Element("Document", xmlns=PAIN)
    initiation = _under(root, "CstmrCdtTrfInitn")
    header = _under(initiation, "GrpHdr")
    _under(header, "MsgId", batch.number)
    _under(header, "CreDtTm", batch.released_at.isoformat(timespec="seconds") if batch.released_at else "")
    _totals(header, batch, rows)
    _under(_under(header, "InitgPty"), "Nm", company["name"])
    payment = _under(initiation, "PmtInf")
    _under(payment, "PmtInfId", batch.number)
    _under(payment, "PmtMtd", "TRF")
    _totals(payment, batch, rows)
    _under(_under(payment, "ReqdExctnDt"), "Dt", batch.released_at.date().isoformat() if batch.released_at else "")
    _under(_under(payment, "Dbtr"), "Nm", company["name"])
    _account(payment, "DbtrAcct", company["account_number"])
    _bank(payment, "DbtrAgt", company["bank_code"], company["bank_name"])
    for one in rows:
        _transfer(payment, one)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _transfer(payment: ElementTree.Element, one: PaymentLine) -> None:
    transfer = _under(payment, "CdtTrfTxInf")
    _under(_under(transfer, "PmtId"), "EndToEndId", one.reference)
    amount = _under(_under(transfer, "Amt"), "InstdAmt", _amount(one.amount_minor, one.currency))
    amount.set("Ccy", one.currency)
    _bank(transfer, "CdtrAgt", one.bank_code, one.bank_name)
    _under(_under(transfer, "Cdtr"), "Nm", one.company_name)
    _account(transfer, "CdtrAcct", one.account_number)
    _under(_under(transfer, "RmtInf"), "Ustrd", one.statement.number)


def _totals(parent: ElementTree.Element, batch: PaymentBatch, rows: Sequence[PaymentLine]) -> None:
    _under(parent, "NbOfTxs", str(len(rows)))
    _under(parent, "CtrlSum", _amount(sum(one.amount_minor for one in rows), batch.currency))


def _account(parent: ElementTree.Element, name: str, number: str) -> None:
    _under(_under(_under(_under(parent, name), "Id"), "Othr"), "Id", number)


def _bank(parent: ElementTree.Element, name: str, code: str, bank_name: str) -> None:
    bank = _under(_under(parent, name), "FinInstnId")
    member = _under(bank, "ClrSysMmbId")
    _under(_under(member, "ClrSysId"), "Cd", "CNAPS")
    _under(member, "MmbId", code)
    _under(bank, "Nm", bank_name)


def _under(parent: ElementTree.Element, name: str, text: str = "") -> ElementTree.Element:
    child = ElementTree.SubElement(parent, name)
    if text:
        child.text = text
    return child


def _amount(minor: int, currency: str) -> str:
    return str(to_decimal(minor, currency))
