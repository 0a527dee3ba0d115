"""Booking what a station owes: one document, or a file of them. A document that was booked is not booked again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
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
from billing.settlement.sheets import SheetRow, read_sheet, require_right
from common.clock import today
from common.errors import Invalid, NotYours, WrongState
from common.history.record import record
from common.imports.importers import Field, Importer
from tenants.registry.models import Station

EXAMPLE = ("SHA01", Debt.PARTS.value, "PD-2026-000123", "2026-11-30", "1234.50", "2026-12-31", "")


class DeliveryFile(Importer):
    """The columns of a file of deliveries."""

    key = "document"
    fields = (
        Field("station", _("station"), required=True, longest=20, aliases=("服务站代码", "站代码")),
        Field("debt", _("debt"), "choice", required=True, choices=Debt.choices, aliases=("欠款类型",)),
        Field("document", _("document number"), required=True, longest=40, aliases=("单号",)),
        Field("date", _("document date"), "date", required=True, aliases=("日期",)),
        Field("amount", _("amount"), "money", required=True),
        Field("due", _("due on"), "date", aliases=("到期日",)),
        Field("note", _("note"), longest=200, aliases=("备注",)),
    )


DELIVERIES = DeliveryFile()
COLUMNS = tuple(one.name for one in DELIVERIES.fields)


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
    rows = read_sheet(content, DELIVERIES, code=DebtError.FILE)
    stations = {code: key for key, code in Station.objects.values_list("pk", "code")}
    for row in rows:
        _look_at(row, stations)
    require_right(rows, list(_doubles(rows)), code=DebtError.FILE)
    return [_delivery(row, stations) for row in rows]


def _look_at(row: SheetRow, stations: dict[str, UUID]) -> None:
    if row["station"] is not None and row["station"] not in stations:
        row.object_to(now_("there is no station %(code)s") % {"code": row["station"]})
    if row["amount"] == 0:
        row.object_to(now_("the amount is not above zero"))


def _delivery(row: SheetRow, stations: dict[str, UUID]) -> Delivery:
    return Delivery(
        station_id=stations[row["station"]],
        debt=Debt(row["debt"]),
        document_number=row["document"],
        document_on=row["date"],
        amount_minor=row["amount"],
        due_on=row["due"],
        note=row["note"] or "",
    )


def _doubles(rows: list[SheetRow]) -> Iterator[str]:
    seen = set[tuple[str, str]]()
    for one in rows:
        key = (one["debt"], one["document"])
        if None not in key and key in seen:
            yield now_("document %(number)s stands in the file twice") % {"number": one["document"]}
        seen.add(key)
