"""Months with postings and statements for tests; invoices, payments, debts and the parties of an offset."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.settlement.actions import confirm_statement
from billing.settlement.closing import issue_statement
from billing.settlement.debts.actions import Delivery, book_receivable
from billing.settlement.debts.choices import Debt
from billing.settlement.figures import invoiceable_minor
from billing.settlement.invoicing.actions import Printed, accept_invoice, enter_invoice
from billing.settlement.invoicing.details import (
    CallBack,
    Company,
    approve_bank_details,
    propose_bank_details,
    record_call_back,
)
from billing.settlement.models import (
    BankAnswer,
    BankDetails,
    Invoice,
    PaymentBatch,
    PaymentLine,
    Receivable,
    Statement,
)
from billing.settlement.offsets.choices import Party
from billing.settlement.payments.actions import collect_batch, release_batch
from billing.settlement.payments.answers import read_bank_answer
from common.clock import today
from common.ids import new_id
from common.scope import for_office
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests.builders.ledger import claim_posting
from tests.world import HOME, office_actor, station_actor


def month_ago(months: int = 1) -> date:
    """Return the first day of the month `months` ago."""
    first = today().replace(day=1)
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def issued(station_id: UUID, *amounts: int, period: date | None = None, by: Actor | None = None) -> Statement:
    """Post claims of these amounts in the month (last month by default) and issue its statement."""
    first = period or month_ago()
    for minor in amounts or (10_000,):
        claim_posting(station_id, minor, on=first + timedelta(days=9))
    with for_office():
        return issue_statement(station_id, first, acting_user=by or office_actor(Role.FINANCE))


def answered(statement: Statement, step: Any, manager: Actor, acting: Any, **values: Any) -> Statement:
    """Let the station's manager take a step."""
    with acting(manager):
        result: Statement = step(statement.pk, acting_user=manager, **values)
        return result


COMPANY = Company(
    company_name="上海浦东汽修有限公司",
    tax_number="91310115MA1H00001X",
    bank_name="示例银行浦东支行",
    bank_code="102290000022",
    account_number="6222000011112222",
)


def with_bank_details(code: str = HOME) -> BankDetails:
    """Propose and approve the bank details of a station."""
    manager = station_actor(Role.STATION_MANAGER, code)
    with inside(manager.station):
        proposed = propose_bank_details(COMPANY, reason="agreement", acting_user=manager)
    with at_head_office():
        return called_and_approved(proposed)


def called_and_approved(proposed: BankDetails) -> BankDetails:
    """Let the finance lead call the station back and finance approve; head office's scope."""
    call = CallBack("400-000-0000", "站长", "户名和账号已核实")
    record_call_back(proposed.pk, call, acting_user=office_actor(Role.FINANCE_LEAD))
    return approve_bank_details(proposed.pk, acting_user=office_actor(Role.FINANCE))


def printed(statement: Statement, **other: Any) -> Printed:
    """Return what a right invoice for the whole statement says, without tax unless told otherwise."""
    with for_office(), transaction.atomic():
        total = invoiceable_minor(statement)
    usual: dict[str, Any] = {
        "number": f"{statement.pk.int % 10**20:020d}",
        "issued_on": today(),
        "net_minor": total,
        "tax_rate": Decimal("0.00"),
        "tax_minor": 0,
        "total_minor": total,
        "seller_name": COMPANY.company_name,
        "seller_tax_number": COMPANY.tax_number,
        "buyer_name": settings.COMPANY["name"],
        "buyer_tax_number": settings.COMPANY["tax_number"],
    }
    return Printed(**(usual | other))


def entered(statement: Statement, **other: Any) -> Invoice:
    """Enter an invoice for the statement, as its station would."""
    manager = station_actor(Role.STATION_MANAGER, statement.station.code)
    with inside(manager.station):
        return enter_invoice(statement.pk, printed(statement, **other), acting_user=manager)


def invoiced(statement: Statement, **other: Any) -> Invoice:
    """Enter and accept an invoice for the statement, as its station and finance would."""
    row = entered(statement, **other)
    with at_head_office():
        return accept_invoice(row.pk, acting_user=office_actor(Role.FINANCE))


def confirmed(station: Station, *amounts: int, period: date | None = None) -> Statement:
    """Return a statement that the station has confirmed."""
    statement = issued(station.pk, *amounts, period=period)
    manager = station_actor(Role.STATION_MANAGER, station.code)
    with inside(manager.station):
        return confirm_statement(statement.pk, acting_user=manager)


def payable(station: Station, *amounts: int, period: date | None = None) -> Statement:
    """Return a statement that can be collected for payment: confirmed, invoiced, the bank details approved."""
    with for_office(), transaction.atomic():
        known = BankDetails.objects.filter(station=station, status="approved").exists()
    if not known:
        with_bank_details(station.code)
    statement = confirmed(station, *amounts, period=period)
    invoiced(statement)
    return statement


def collected(*statements: Statement) -> PaymentBatch:
    """Collect statements into a batch."""
    with at_head_office():
        return collect_batch([one.pk for one in statements], acting_user=office_actor(Role.FINANCE))


def released(*statements: Statement) -> PaymentBatch:
    """Collect statements into a batch and release it, by two people."""
    batch = collected(*statements)
    with at_head_office():
        return release_batch(batch.pk, acting_user=office_actor(Role.FINANCE_LEAD))


def answer_file(batch: PaymentBatch, *rejected: str) -> bytes:
    """Return the bank's answer: all payments accepted, but those whose references are in `rejected`."""
    with for_office(), transaction.atomic():
        lines = list(PaymentLine.objects.filter(batch=batch, status="sent").order_by("reference"))
    rows = [
        f"{one.reference},rejected,account closed,"
        if one.reference in rejected
        else f"{one.reference},accepted,,B-{one.reference}"
        for one in lines
    ]
    return "\n".join(["reference,result,reason,bank_reference", *rows]).encode()


def bank_says(batch: PaymentBatch, *rejected: str) -> BankAnswer:
    """Read the bank's answer, as finance would."""
    content = answer_file(batch, *rejected)
    with at_head_office():
        return read_bank_answer(batch.pk, content, name="answer.csv", acting_user=office_actor(Role.FINANCE))


def owing(station_id: UUID, minor: int, debt: Debt = Debt.PARTS) -> Receivable:
    """Book a delivery that the station owes for."""
    with for_office():
        delivery = Delivery(station_id, debt, f"D-{new_id()}"[:40], today(), minor)
        return book_receivable(delivery, acting_user=office_actor(Role.FINANCE))


def speakers(code: str = HOME) -> dict[Party, Actor]:
    """Return a person for each of the five parties."""
    return {
        Party.STATION: station_actor(Role.STATION_FINANCE, code),
        Party.REGIONAL_OFFICE: office_actor(Role.REGIONAL_OFFICE),
        Party.PARTS_SALES: office_actor(Role.PARTS_SALES),
        Party.VEHICLE_SALES: office_actor(Role.VEHICLE_SALES),
        Party.FINANCE: office_actor(Role.FINANCE),
    }
