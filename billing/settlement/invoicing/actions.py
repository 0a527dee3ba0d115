"""Invoices: the station enters and withdraws, finance accepts or refuses. What does not agree is named and can't be accepted."""

from dataclasses import asdict
from uuid import UUID

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.settlement.choices import StatementStatus
from billing.settlement.figures import invoiceable_minor
from billing.settlement.invoicing.check import differences
from billing.settlement.invoicing.choices import InvoiceError, InvoiceStatus
from billing.settlement.invoicing.originals import store_original
from billing.settlement.invoicing.printed import Printed
from billing.settlement.locks import lock_invoice, lock_statement
from billing.settlement.models import Invoice
from common.errors import Invalid, WrongState
from common.history.record import record

__all__ = ["Printed", "accept_invoice", "enter_invoice", "refuse_invoice", "withdraw_invoice"]

INVOICED_IN = (StatementStatus.ISSUED, StatementStatus.CONFIRMED)


@transaction.atomic
def enter_invoice(statement_id: UUID, printed: Printed, *, acting_user: Actor, original: File | None = None) -> Invoice:
    """Enter an invoice for a statement, as it is printed: differences are shown, not refused. `original` is its PDF, OFD or XML.

    Raises Invalid for a number that is not of 20 digits or in use, WrongState while the statement is disputed or once it was paid.
    """
    acting_user.require("invoices.enter")
    statement = lock_statement(statement_id, acting_user)
    if statement.status not in INVOICED_IN:
        raise WrongState(status=statement.status)
    if invoiceable_minor(statement) <= 0:
        raise Invalid(_("This statement has no services to invoice."), code=InvoiceError.NOTHING_TO_INVOICE)
    if not (printed.number.isdecimal() and printed.number.isascii() and len(printed.number) == 20):
        raise Invalid(_("An e-invoice number has 20 digits."), code=InvoiceError.NUMBER, field="number")
    if printed.total_minor <= 0:
        raise Invalid(_("Give an amount above zero."), field="total")
    row = Invoice(
        station_id=statement.station_id, statement=statement, entered_by_name=acting_user.name, **asdict(printed)
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Invalid(
            _("An invoice with this number was entered already."), code=InvoiceError.DUPLICATE, field="number"
        ) from error
    if original is not None:
        store_original(original, row, acting_user)
    said = {"status": row.status, "number": row.number, "total_minor": row.total_minor, "statement": statement.number}
    record(row, "invoice.entered", acting_user, after=said)
    return row


@transaction.atomic
def withdraw_invoice(invoice_id: UUID, *, acting_user: Actor) -> Invoice:
    """Take an invoice back before it was checked; its number may be entered again. Raises WrongState afterwards."""
    acting_user.require("invoices.enter")
    row, _statement = lock_invoice(invoice_id, acting_user)
    return _move(row, InvoiceStatus.WITHDRAWN, "invoice.withdrawn", acting_user)


@transaction.atomic
def accept_invoice(invoice_id: UUID, *, acting_user: Actor) -> Invoice:
    """Accept what agrees. Raises Invalid naming the differences, WrongState once it was checked."""
    acting_user.require("invoices.check")
    row, _statement = lock_invoice(invoice_id, acting_user)
    _require_submitted(row)
    found = [one for one in differences(row) if one.blocks]
    if found:
        raise Invalid(
            "; ".join(str(one) for one in found),
            code=InvoiceError.DIFFERENCES,
            differences=[{"kind": one.kind, "found": one.found, "expected": one.expected} for one in found],
        )
    return _move(row, InvoiceStatus.ACCEPTED, "invoice.accepted", acting_user, checked_by_name=acting_user.name)


@transaction.atomic
def refuse_invoice(invoice_id: UUID, *, acting_user: Actor, reason: str) -> Invoice:
    """Refuse it with a reason; the station enters another, or the same number put right. Raises WrongState once it was checked."""
    acting_user.require("invoices.check")
    if not reason.strip():
        raise Invalid(_("Say why, so that the station can put it right."), field="reason")
    row, _statement = lock_invoice(invoice_id, acting_user)
    _require_submitted(row)
    said = {"checked_by_name": acting_user.name, "answer": reason[:500]}
    return _move(row, InvoiceStatus.REFUSED, "invoice.refused", acting_user, reason=reason, **said)


def _require_submitted(row: Invoice) -> None:
    if row.status != InvoiceStatus.SUBMITTED:
        raise WrongState(status=str(row.status))


def _move(
    row: Invoice, status: InvoiceStatus, verb: str, actor: Actor, *, reason: str = "", **values: object
) -> Invoice:
    before = {"status": row.status}
    row.move_to(status, **values)
    record(row, verb, actor, before=before, after={"status": row.status}, reason=reason)
    return row
