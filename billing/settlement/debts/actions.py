"""Booking what a station owes: one document, or a file of them. A document that was booked is not booked again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.ledger.choices import TransactionKind
from billing.ledger.posting import account, credit, debit, post
from billing.settlement.debts.choices import Debt, DebtError
from billing.settlement.locks import lock_station
from billing.settlement.models import Receivable
from billing.settlement.sheets import is_sheet, rows_of_sheet, rows_of_text
from common.clock import today
from common.errors import Invalid, NotYours, WrongState
from common.history.record import record
from common.money import to_minor
from tenants.registry.models import Station

COLUMNS = ("station", "debt", "document", "date", "amount", "due", "note")
EXAMPLE = ("SHA01", Debt.PARTS.value, "PD-2026-000123", "2026-11-30", "1234.50", "2026-12-31", "")
MOST_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """A document by which a station owes."""

    station_id: UUID
    debt: Debt
    document_number: str
    document_on: date
    amount_minor: int
    due_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Booked:
    """What a file did."""

    fresh: int
    known: int


@transaction.atomic
def book_receivable(delivery: Delivery, *, acting_user: Actor) -> Receivable:
    """Book a delivery, dated today. The same document again returns the first one; with other content it raises WrongState."""
    acting_user.require("debts.book")
    row, fresh = _book(delivery, acting_user)
    if fresh:
        said = {"debt": row.debt, "amount_minor": row.amount_minor, "document": row.document_number}
        record(row, "receivable.booked", acting_user, after=said)
    return row


@transaction.atomic
def book_file(content: bytes, *, acting_user: Actor) -> Booked:
    """Book all documents of a CSV file, or none: Invalid names each row that can't be read. Documents known already are counted."""
    acting_user.require("debts.book")
    deliveries = read_deliveries(content)
    before = set(
        Receivable.objects.filter(document_number__in=[one.document_number for one in deliveries]).values_list(
            "debt", "document_number"
        )
    )
    for one in deliveries:
        book_receivable(one, acting_user=acting_user)
    known = sum((one.debt, one.document_number) in before for one in deliveries)
    return Booked(len(deliveries) - known, known)


def _book(delivery: Delivery, actor: Actor) -> tuple[Receivable, bool]:
    if delivery.amount_minor <= 0:
        raise Invalid(_("Give an amount above zero."), code=DebtError.NOT_POSITIVE, field="amount")
    if not Station.objects.filter(pk=delivery.station_id).exists():
        raise NotYours
    lock_station(delivery.station_id)
    found = Receivable.objects.filter(debt=delivery.debt, document_number=delivery.document_number).first()
    if found is not None:
        return _same(found, delivery), False
    debts = account(delivery.debt.account, delivery.station_id)
    posted = post(
        f"receivable:{delivery.debt}:{delivery.document_number}",
        today(),
        delivery.document_number,
        [debit(debts, delivery.amount_minor), credit(delivery.debt.income, delivery.amount_minor)],
        reference=None,
        acting_user=actor,
        kind=TransactionKind.RECEIVABLE,
        reason=delivery.note,
    )
    row = Receivable.objects.create(
        station_id=delivery.station_id, debt=delivery.debt, document_number=delivery.document_number, document_on=delivery.document_on,
        due_on=delivery.due_on, amount_minor=delivery.amount_minor, note=delivery.note, posted=posted, booked_by_name=actor.name,
    )  # fmt: skip
    return row, True


def _same(found: Receivable, wanted: Delivery) -> Receivable:
    if (found.station_id, found.amount_minor) != (wanted.station_id, wanted.amount_minor):
        raise WrongState(
            _("Document %(number)s was booked already, with another station or amount.")
            % {"number": found.document_number},
            code=DebtError.OTHER_CONTENT,
        )
    return found


def read_deliveries(content: bytes) -> list[Delivery]:
    """Read a file with the columns of COLUMNS: CSV (UTF-8 or GB18030) or XLSX. Raises Invalid with a sentence for each row that is wrong."""
    rows = rows_of_sheet(content) if is_sheet(content) else list(rows_of_text(_text(content)))[: MOST_ROWS + 1]
    stations = {code: key for key, code in Station.objects.values_list("pk", "code")}
    read, wrong = list[Delivery](), list[str]()
    for number, row in rows:
        try:
            read.append(_delivery(row, stations))
        except (ValueError, InvalidOperation, KeyError) as error:
            wrong.append(now_("row %(number)d: %(what)s") % {"number": number, "what": _what(error)})
    wrong += list(_doubles(read))
    if not rows or len(rows) > MOST_ROWS:
        wrong.append(now_("give between 1 and %(most)d rows below the header") % {"most": MOST_ROWS})
    if wrong:
        raise Invalid("; ".join(wrong[:20]), code=DebtError.FILE, field="file")
    return read


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def _delivery(row: dict[str, str], stations: dict[str, UUID]) -> Delivery:
    missing = [name for name in COLUMNS[:5] if not (row.get(name) or "").strip()]
    if missing:
        raise ValueError(now_("%(columns)s is missing") % {"columns": ", ".join(missing)})
    values = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if values["station"] not in stations:
        raise ValueError(now_("there is no station %(code)s") % {"code": values["station"]})
    minor = to_minor(Decimal(values["amount"].replace(",", "")))
    if minor <= 0:
        raise ValueError(now_("the amount is not above zero"))
    due = date.fromisoformat(values["due"]) if values["due"] else None
    return Delivery(
        station_id=stations[values["station"]],
        debt=Debt(values["debt"]),
        document_number=values["document"][:40],
        document_on=date.fromisoformat(values["date"]),
        amount_minor=minor,
        due_on=due,
        note=values["note"][:200],
    )


def _doubles(read: list[Delivery]) -> Iterator[str]:
    seen = set[tuple[str, str]]()
    for one in read:
        if (one.debt, one.document_number) in seen:
            yield now_("document %(number)s stands in the file twice") % {"number": one.document_number}
        seen.add((one.debt, one.document_number))


def _what(error: Exception) -> str:
    return now_("the amount is not a number") if isinstance(error, InvalidOperation) else str(error)
