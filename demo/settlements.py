"""Eighteen months of settlement: months that were closed and paid long ago, made in bulk, and the last two, lived through the product's own steps.

The old ones were closed by the real close; their invoices and payments did not pass through the steps, so they have no timeline of their own.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from uuid import UUID

from django.conf import settings
from django.db.models import Min

from accounts.actors import Actor, actor_at_office
from accounts.models import User
from accounts.roles import Role
from billing.ledger.choices import AccountKind, TransactionKind
from billing.ledger.models import Account, Entry, Transaction
from billing.ledger.posting import account
from billing.ledger.sheet import month_of
from billing.settlement.actions import confirm_statement
from billing.settlement.choices import StatementStatus as S
from billing.settlement.closing import close_month
from billing.settlement.debts.actions import Delivery, book_receivable
from billing.settlement.debts.balances import available
from billing.settlement.debts.choices import Debt
from billing.settlement.disputing import answer_dispute, dispute_line
from billing.settlement.figures import due_minor, invoiceable_minor
from billing.settlement.invoicing.actions import Printed, accept_invoice, enter_invoice, refuse_invoice
from billing.settlement.invoicing.choices import DetailsStatus, InvoiceStatus
from billing.settlement.invoicing.details import (
    CallBack,
    Company,
    approve_bank_details,
    propose_bank_details,
    record_call_back,
)
from billing.settlement.invoicing.taxes import net_of
from billing.settlement.models import BankDetails, Invoice, PaymentBatch, PaymentLine, Statement
from billing.settlement.offsets.actions import confirm_offset, refuse_offset, request_offset
from billing.settlement.offsets.choices import Party
from billing.settlement.payments.actions import collect_batch, release_batch
from billing.settlement.payments.answers import read_bank_answer
from billing.settlement.payments.choices import BatchStatus, PaymentStatus
from common.clock import today
from common.ids import new_id
from common.numbering.next_number import next_number
from demo.chance import SHANGHAI, dice
from demo.people import DOMAIN, HOME_REGION, office, staff
from demo.size import Size
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside

RATE = Decimal("13.00")
_account = cache(account)


def settle_the_months(stations: list[Station], size: Size) -> None:
    """Close each month but this one, pay the old ones, and leave the last two where people are working on them."""
    roll = dice("settlement")
    lived_in = stations[: size.lived_in]
    _bank_details(stations, lived_in)
    first = Entry.objects.filter(account__kind=AccountKind.STATION_PAYABLE).aggregate(day=Min("occurred_on"))["day"]
    period = first.replace(day=1) if first else today().replace(day=1)
    while month_of(period)[1] < today():
        close_month(period, acting_user=office(Role.FINANCE))
        after = (period + timedelta(days=32)).replace(day=1)
        if (after + timedelta(days=32)).replace(day=1) < today().replace(day=1):
            _pay_in_bulk(period, after, roll)
        period = after
    _live_the_last_months(lived_in, roll)
    _owe_and_offset(lived_in, roll)


def _bank_details(stations: list[Station], lived_in: list[Station]) -> None:
    """The lived-in stations propose theirs and finance approves; those of the others are there."""
    for station in lived_in:
        with inside(station):
            asked = propose_bank_details(
                _company(station), reason="签约时提供", acting_user=staff(station, Role.STATION_MANAGER)
            )
        with at_head_office():
            call = CallBack(station.phone, "站长", "户名、账号与协议一致")
            record_call_back(asked.pk, call, acting_user=office(Role.FINANCE))
            approve_bank_details(asked.pk, acting_user=office(Role.FINANCE_LEAD))
    lead = office(Role.FINANCE_LEAD)
    BankDetails.objects.bulk_create(
        BankDetails(
            station=station, status=DetailsStatus.APPROVED, call_required=False, reason="签约时提供", proposed_by=station.pk, proposed_by_name="站长",
            decided_by=lead.id, decided_by_name=lead.name, **_as_fields(_company(station)),
        )
        for station in stations[len(lived_in) :]
    )  # fmt: skip


def _company(station: Station) -> Company:
    roll = dice(f"company {station.code}")
    digits = "".join(str(roll.randint(0, 9)) for _ in range(12))
    return Company(
        company_name=f"{station.city}驰远汽车服务有限公司",
        tax_number=f"91{digits[:6]}MA{digits[4:12]}",
        bank_name=f"示例银行{station.city}分行",
        bank_code=f"1022{digits[:8]}",
        account_number=f"6222{digits}",
    )


def _as_fields(company: Company) -> dict[str, str]:
    return {name: getattr(company, name) for name in company.__slots__}


# the old months


def _pay_in_bulk(period: date, paid_in: date, roll: Random) -> None:
    """Confirm, invoice and pay every statement of a month, in the month after it."""
    finance, lead = office(Role.FINANCE), office(Role.FINANCE_LEAD)
    rows = list(
        Statement.objects.filter(period=period, status=S.ISSUED).select_related("station").order_by("station__code")
    )
    paid_on = paid_in + timedelta(days=19)
    batch = PaymentBatch(
        number=next_number("PAY"), status=BatchStatus.ANSWERED, made_by=finance.id, made_by_name=finance.name, released_by=lead.id,
        released_by_name=lead.name, released_at=_noon(paid_on),
    )  # fmt: skip
    invoices, payments, transactions, entries = list[Invoice](), list[PaymentLine](), list[Transaction](), list[Entry]()
    for statement in rows:
        due, services = due_minor(statement), invoiceable_minor(statement)
        if services > 0:
            invoices.append(_old_invoice(statement, services, paid_in, finance, roll))
        if due > 0:
            line = _old_payment(batch, statement, due, len(payments) + 1)
            payments.append(line)
            line.posted = _post(
                transactions, entries, f"payment:{line.pk}", line, paid_on, lead, _payable(line), AccountKind.IN_TRANSIT
            )
            _post(
                transactions,
                entries,
                f"bank:{line.pk}",
                line,
                paid_on,
                finance,
                _account(AccountKind.IN_TRANSIT),
                AccountKind.BANK,
            )
    paid = {line.statement_id for line in payments}
    batch.save(force_insert=True)
    Invoice.objects.bulk_create(invoices)
    Transaction.objects.bulk_create(transactions)
    Entry.objects.bulk_create(entries)
    PaymentLine.objects.bulk_create(payments)
    Statement.objects.filter(pk__in=[row.pk for row in rows]).update(
        issued_at=_noon(paid_in + timedelta(days=1)),
        confirmed_at=_noon(paid_in + timedelta(days=6)),
        status=S.CONFIRMED,
    )
    Statement.objects.filter(pk__in=paid).update(status=S.PAYING)
    Statement.objects.filter(pk__in=paid).update(status=S.PAID, bank_reference=f"CNB{paid_on:%Y%m%d}")
    Statement.objects.filter(pk__in=[row.pk for row in rows], status=S.CONFIRMED).update(status=S.CARRIED)


def _old_invoice(statement: Statement, services: int, month: date, finance: Actor, roll: Random) -> Invoice:
    printed = _printed(statement, services, roll, month + timedelta(days=8))
    return Invoice(
        station_id=statement.station_id, statement=statement, status=InvoiceStatus.ACCEPTED, entered_by_name="财务", checked_by_name=finance.name,
        **{name: getattr(printed, name) for name in printed.__slots__},
    )  # fmt: skip


def _old_payment(batch: PaymentBatch, statement: Statement, due: int, number: int) -> PaymentLine:
    company = _as_fields(_company(statement.station))
    company.pop("tax_number")
    return PaymentLine(
        id=new_id(), batch=batch, station_id=statement.station_id, statement=statement, reference=f"{batch.number}-{number:04d}",
        status=PaymentStatus.PAID, amount_minor=due, bank_reference=f"CNB{number:06d}", **company,
    )  # fmt: skip


def _payable(line: PaymentLine) -> Account:
    return _account(AccountKind.STATION_PAYABLE, line.station_id)


def _post(
    transactions: list[Transaction], entries: list[Entry], key: str, line: PaymentLine, day: date, actor: Actor, debited: Account, credited: AccountKind,
) -> Transaction:  # fmt: skip
    """Make one balanced transaction of a payment."""
    row = Transaction(
        id=new_id(), business_key=key, kind=TransactionKind.PAYMENT, occurred_on=day, description=f"{line.statement.number} {line.reference}",
        reference=line.statement_id, station_id=debited.station_id, actor_id=actor.id, actor_name=actor.name, fingerprint=f"demo:{key}"[:64],
    )  # fmt: skip
    transactions.append(row)
    for number, (one, minor) in enumerate(
        ((debited, line.amount_minor), (_account(credited), -line.amount_minor)), start=1
    ):
        entries.append(
            Entry(
                id=new_id(),
                transaction=row,
                account=one,
                line=number,
                amount_minor=minor,
                currency=one.currency,
                occurred_on=day,
                station_id=one.station_id,
            )  # fmt: skip
        )
    return row


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=SHANGHAI)


def _printed(statement: Statement, total: int, roll: Random, day: date) -> Printed:
    """Return a right invoice over `total`, tax included."""
    net = net_of(total, RATE)
    company = _company(statement.station)
    return Printed(
        number="".join(str(roll.randint(0, 9)) for _ in range(20)),
        issued_on=min(day, today()),
        net_minor=net,
        tax_rate=RATE,
        tax_minor=total - net,
        total_minor=total,
        seller_name=company.company_name,
        seller_tax_number=company.tax_number,
        buyer_name=settings.COMPANY["name"],
        buyer_tax_number=settings.COMPANY["tax_number"],
    )


# the last two months


def _live_the_last_months(stations: list[Station], roll: Random) -> None:
    """The month before last was paid, but for one that the bank refused; last month's statements stand in every state."""
    last = (today().replace(day=1) - timedelta(days=1)).replace(day=1)
    before = (last - timedelta(days=1)).replace(day=1)
    paid = [row for row in _statements(before, stations) if _confirm_and_invoice(row, roll)]
    if paid:
        _pay_but_one([row.pk for row in paid])
    rows = _statements(last, stations)
    for place, row in enumerate(rows):
        _leave(place, row, roll)
    ready = [row.pk for place, row in enumerate(rows) if place % 6 == 4]
    if ready:
        with at_head_office():
            collect_batch(ready, acting_user=office(Role.FINANCE))


def _statements(period: date, stations: list[Station]) -> list[Statement]:
    rows = Statement.objects.filter(period=period, station__in=stations, status=S.ISSUED)
    return list(rows.select_related("station").order_by("station__code"))


def _confirm(row: Statement) -> None:
    with inside(row.station):
        confirm_statement(row.pk, acting_user=staff(row.station, Role.STATION_MANAGER))


def _enter(row: Statement, printed: Printed) -> Invoice:
    with inside(row.station):
        return enter_invoice(row.pk, printed, acting_user=staff(row.station, Role.STATION_FINANCE))


def _confirm_and_invoice(row: Statement, roll: Random) -> bool:
    """Take a statement as far as it can be paid. False when there is nothing to pay."""
    with at_head_office():
        due, services = due_minor(row), invoiceable_minor(row)
    if due <= 0 or services <= 0:
        return False
    _confirm(row)
    entered = _enter(row, _printed(row, services, roll, today()))
    with at_head_office():
        accept_invoice(entered.pk, acting_user=office(Role.FINANCE))
    return True


def _pay_but_one(keys: list[UUID]) -> None:
    with at_head_office():
        batch = collect_batch(keys, acting_user=office(Role.FINANCE))
        release_batch(batch.pk, acting_user=office(Role.FINANCE_LEAD))
        lines = list(PaymentLine.objects.filter(batch=batch).order_by("reference"))
        refused = lines[len(lines) // 2].reference
        told = [
            f"{one.reference},rejected,收款账号与户名不符,"
            if one.reference == refused
            else f"{one.reference},accepted,,CNB{number:08d}"
            for number, one in enumerate(lines, start=1)
        ]
        content = "\n".join(["reference,result,reason,bank_reference", *told]).encode()
        read_bank_answer(batch.pk, content, name="bank-answer.csv", acting_user=office(Role.FINANCE))


def _leave(place: int, row: Statement, roll: Random) -> None:
    """Leave last month's statement in one of six states, by its place."""
    with at_head_office():
        services, line = invoiceable_minor(row), row.lines.order_by("pk").first()
    if services <= 0 or line is None or place % 6 == 0:
        return
    right = _printed(row, services, roll, today())
    if place % 6 == 1:
        with inside(row.station):
            raised = dispute_line(
                line.pk, acting_user=staff(row.station, Role.STATION_MANAGER), reason="此单重复结算，请核实。"
            )
        if place > 1:
            with at_head_office():
                answer_dispute(
                    raised.pk, acting_user=office(Role.FINANCE), granted=True, answer="经核实确为重复，下月冲回。"
                )
        return
    _confirm(row)
    if place % 6 == 3:
        wrong = _enter(row, _but(right, total_minor=right.total_minor + 1, buyer_name="示例商用车有限公司"))
        if place > 3:
            with at_head_office():
                refuse_invoice(wrong.pk, acting_user=office(Role.FINANCE), reason="价税合计多一分，购买方名称有误。")
    if place % 6 == 4:
        entered = _enter(row, right)
        with at_head_office():
            accept_invoice(entered.pk, acting_user=office(Role.FINANCE))
    if place % 6 == 5:
        _enter(row, right)


def _but(printed: Printed, **other: object) -> Printed:
    values = {name: getattr(printed, name) for name in printed.__slots__}
    return Printed(**(values | other))


# debts and offsets


def _owe_and_offset(stations: list[Station], roll: Random) -> None:
    """Parts and vehicles were delivered; offsets wait, are posted, are refused."""
    finance = office(Role.FINANCE)
    with at_head_office():
        for number, station in enumerate(stations, start=1):
            _deliver(station, Debt.PARTS, f"PJ{today():%Y}{number:05d}", roll.randint(300, 4_000) * 1_000, finance)
            if number % 3 == 1:
                _deliver(
                    station, Debt.VEHICLE, f"ZC{today():%Y}{number:05d}", roll.randint(20, 45) * 1_000_000, finance
                )
    parties = (Party.STATION, Party.PARTS_SALES, Party.REGIONAL_OFFICE, Party.VEHICLE_SALES)
    waiting, posted, refused, fresh, *others = (stations * 7)[:7]
    _offset(waiting, Party.STATION, Party.PARTS_SALES, Party.VEHICLE_SALES)
    _offset(posted, *Party)
    _offset(refused, Party.STATION, refusing=Party.VEHICLE_SALES)
    _offset(fresh)
    for station, given in zip(others, (1, 2, 4), strict=True):
        _offset(station, *parties[:given])


def _deliver(station: Station, debt: Debt, number: str, minor: int, finance: Actor) -> None:
    on = today() - timedelta(days=12)
    delivery = Delivery(
        station.pk, debt, number, on, minor, on + timedelta(days=60), "三包备件" if debt is Debt.PARTS else "试驾车"
    )
    book_receivable(delivery, acting_user=finance)


def _offset(station: Station, *confirming: Party, refusing: Party | None = None) -> None:
    with at_head_office():
        minor = available(station.pk, Debt.PARTS).limit_minor // 2
    if minor <= 0:
        return
    asking = staff(station, Role.STATION_MANAGER)
    with inside(station):
        asked = request_offset(
            station.pk, debt=Debt.PARTS, amount_minor=minor, note="以服务费抵购件款", acting_user=asking
        )
    for party in confirming:
        person = _speaker(party, station)
        if person.is_station:
            with inside(station):
                confirm_offset(asked.pk, party=party, acting_user=person)
        else:
            with at_head_office():
                confirm_offset(asked.pk, party=party, acting_user=person)
    if refusing is not None:
        with at_head_office():
            refuse_offset(
                asked.pk,
                party=refusing,
                reason="该站购车款另有安排，暂不抵扣。",
                acting_user=_speaker(refusing, station),
            )


def _speaker(party: Party, station: Station) -> Actor:
    """Return who speaks for the party: of the regional offices the station's own."""
    if party is Party.STATION:
        return staff(station, Role.STATION_MANAGER)
    if party is Party.REGIONAL_OFFICE and station.region != HOME_REGION:
        return actor_at_office(User.objects.get(email=f"{station.region}.office@{DOMAIN}"))
    roles = {
        Party.REGIONAL_OFFICE: Role.REGIONAL_OFFICE,
        Party.PARTS_SALES: Role.PARTS_SALES,
        Party.VEHICLE_SALES: Role.VEHICLE_SALES,
        Party.FINANCE: Role.FINANCE,
    }
    return office(roles[party])
