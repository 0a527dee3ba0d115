"""What a station is owed and owes at this moment, and what of it is spoken for. Read from the ledger, under the station's lock where it matters."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, Sum

from billing.ledger.choices import AccountKind
from billing.ledger.models import Entry
from billing.settlement.debts.choices import Debt
from billing.settlement.offsets.choices import OffsetStatus
from billing.settlement.offsets.models import Offset
from billing.settlement.payments.choices import PaymentStatus
from billing.settlement.payments.models import PaymentLine
from common.money import DEFAULT_CURRENCY


@dataclass(frozen=True, slots=True)
class Available:
    """What can be offset: no more than is owed to the station, and no more than it owes, both less what is held for others."""

    payable_minor: int
    debt_minor: int

    @property
    def limit_minor(self) -> int:
        """The highest amount of an offset."""
        return max(0, min(self.payable_minor, self.debt_minor))


def balance_minor(station_id: UUID, kind: AccountKind, currency: str = DEFAULT_CURRENCY) -> int:
    """Return the balance of a station's account, debit positive."""
    rows = Entry.objects.filter(station_id=station_id, account__kind=kind, currency=currency)
    total: int | None = rows.aggregate(total=Sum("amount_minor"))["total"]
    return total or 0


def free_payable_minor(station_id: UUID, currency: str = DEFAULT_CURRENCY, *, but: UUID | None = None) -> int:
    """Return what the station is owed less what open offsets and collected payments hold (`but` leaves one of them out)."""
    owed = -balance_minor(station_id, AccountKind.STATION_PAYABLE, currency)
    return owed - held_by_offsets(station_id, currency, but=but) - _collected(station_id, currency, but)


def available(station_id: UUID, debt: Debt, currency: str = DEFAULT_CURRENCY, *, but: UUID | None = None) -> Available:
    """Return what can be offset against a debt."""
    owes = balance_minor(station_id, debt.account, currency)
    held = held_by_offsets(station_id, currency, debt=debt, but=but)
    return Available(free_payable_minor(station_id, currency, but=but), owes - held)


def held_by_offsets(station_id: UUID, currency: str, *, debt: Debt | None = None, but: UUID | None = None) -> int:
    """Return the sum of the offsets that wait for confirmations."""
    waiting = Q(station_id=station_id, currency=currency, status=OffsetStatus.REQUESTED)
    rows = Offset.objects.filter(waiting, **({"debt": debt} if debt else {})).exclude(pk__in=_one(but))
    total: int | None = rows.aggregate(total=Sum("amount_minor"))["total"]
    return total or 0


def _collected(station_id: UUID, currency: str, but: UUID | None) -> int:
    """Return the sum of the payments in batches that are not released: those are not in the ledger yet."""
    rows = PaymentLine.objects.filter(station_id=station_id, currency=currency, status=PaymentStatus.COLLECTED)
    total: int | None = rows.exclude(pk__in=_one(but)).aggregate(total=Sum("amount_minor"))["total"]
    return total or 0


def _one(key: UUID | None) -> list[UUID]:
    return [] if key is None else [key]
