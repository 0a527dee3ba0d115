"""Which statements and settled entries a person may see, and the sums that must agree."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from accounts.actors import Actor
from billing.ledger.choices import AccountKind
from billing.ledger.models import Entry
from billing.ledger.selectors import entries_for
from billing.settlement.choices import StatementStatus
from billing.settlement.models import Statement, StatementLine
from common.money import MoneyMinorField
from common.records import RecordQuerySet
from common.scope import for_office
from tenants.registry.models import Station


def statements_for(actor: Actor) -> RecordQuerySet:
    """Return a station's own statements, or all for head office, each with `moved_minor` and `closing_minor` read from its entries."""
    rows = Statement.objects.select_related("station").annotate(
        moved_minor=_lines_sum(Q(statement=OuterRef("pk"))),
        closing_minor=_lines_sum(
            Q(
                station=OuterRef("station"),
                statement__currency=OuterRef("currency"),
                statement__period__lte=OuterRef("period"),
            )
        ),
    )
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id)
    return rows if actor.is_office and actor.roles else rows.none()


def _lines_sum(lines: Q) -> Any:
    sums = StatementLine.objects.filter(lines).order_by().annotate(one=Value(1)).values("one")
    total = sums.annotate(total=Sum(-F("entry__amount_minor"))).values("total")
    return Coalesce(Subquery(total, output_field=MoneyMinorField()), 0)


def lines_for(actor: Actor) -> RecordQuerySet:
    """Return the settled entries in sight."""
    rows = StatementLine.objects.select_related("entry__transaction", "statement")
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id)
    return rows if actor.is_office and actor.roles else rows.none()


def open_entries_for(actor: Actor) -> RecordQuerySet:
    """Return the entries of stations' payable accounts that are on no statement yet."""
    rows = entries_for(actor).filter(account__kind=AccountKind.STATION_PAYABLE, settled_in__isnull=True)
    return rows.select_related("transaction", "station")


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One station: what the ledger says, what its statements say, what is still open, and the difference (zero is right)."""

    station: Station
    ledger_minor: int
    statements_minor: int
    open_minor: int

    @property
    def difference_minor(self) -> int:
        """What neither statements nor open entries explain."""
        return self.ledger_minor - self.statements_minor - self.open_minor


def reconciliation(actor: Actor) -> list[Reconciled]:
    """Compare the ledger with the statements, station by station: three sums, each read on a way of its own."""
    actor.require("settlement.close")
    ledger = _by_station(entries_for(actor).filter(account__kind=AccountKind.STATION_PAYABLE), "amount_minor")
    settled = _by_station(lines_for(actor), "entry__amount_minor")
    still_open = _by_station(open_entries_for(actor), "amount_minor")
    stations = Station.objects.filter(pk__in=ledger.keys() | settled.keys())
    return [
        Reconciled(one, ledger.get(one.pk, 0), settled.get(one.pk, 0), still_open.get(one.pk, 0)) for one in stations
    ]


def _by_station(rows: RecordQuerySet, amount: str) -> dict[Any, int]:
    sums = rows.select_related(None).order_by().values("station_id").annotate(total=Sum(amount))
    return {row["station_id"]: -row["total"] for row in sums}


def stations_with_open_entries(until: Any) -> list[Any]:
    """Return the keys of the stations that have unsettled entries up to a day, in order."""
    rows = Entry.objects.filter(
        account__kind=AccountKind.STATION_PAYABLE, settled_in__isnull=True, occurred_on__lte=until
    )
    return list(rows.order_by("station_id").values_list("station_id", flat=True).distinct())


def month_counts(actor: Actor) -> list[dict[str, Any]]:
    """Return the last twelve months that have statements: how many, and how many of them are confirmed or further."""
    done = Q(status__in=[StatementStatus.CONFIRMED, StatementStatus.PAID, StatementStatus.CARRIED])
    rows = statements_for(actor).order_by().values("period")
    counted = rows.annotate(
        number=Count("pk"),
        confirmed=Count("pk", filter=done),
        disputed=Count("pk", filter=Q(status=StatementStatus.DISPUTED)),
    )
    return list(counted.order_by("-period")[:12])


def statement_to_verify(key: Any) -> Statement:
    """Return the statement that a signed token names, for anybody who holds the paper. Raises NotYours."""
    with for_office():
        row: Statement = Statement.objects.get_or_404(key)
    return row
