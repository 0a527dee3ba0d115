"""Which statements and settled entries a person may see, and the sums that must agree."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from accounts.actors import Actor
from accounts.roles import Role
from billing.ledger.choices import AccountKind
from billing.ledger.selectors import accounts_for, entries_for
from billing.ledger.sheet import month_of
from billing.settlement.choices import StatementStatus as S
from billing.settlement.debts.choices import DEBT_ACCOUNTS
from billing.settlement.models import (
    BankDetails,
    Dispute,
    Invoice,
    Offset,
    OffsetConfirmation,
    PaymentBatch,
    PaymentLine,
    Receivable,
    Statement,
    StatementLine,
)
from billing.settlement.payments.choices import PaymentStatus
from common.history.models import History
from common.money import MoneyMinorField
from common.records import RecordQuerySet
from common.scope import for_office
from tenants.registry.models import Station


def statements_for(actor: Actor) -> RecordQuerySet:
    """Return a station's own statements, or all for head office, each with `moved_minor` and `closing_minor`.

    An issued statement never changes, so its figures are those that history told when it was issued (`verify_ledger` holds them against the
    entries); summing the station's entries since its first day for each row of a list would take seconds. Of a draft they are summed.
    """
    opening, closing = _told("opening_minor"), _told("closing_minor")
    rows = Statement.objects.select_related("station").annotate(
        moved_minor=Coalesce(
            closing - opening, _lines_sum(Q(statement=OuterRef("pk"))), output_field=MoneyMinorField()
        ),
        closing_minor=Coalesce(
            closing,
            _lines_sum(
                Q(
                    station=OuterRef("station"),
                    statement__currency=OuterRef("currency"),
                    statement__period__lte=OuterRef("period"),
                )
            ),
            output_field=MoneyMinorField(),
        ),
    )
    return in_sight(rows, actor)


def _told(figure: str) -> Any:
    """Return a figure as the statement's history told it when it was issued; null for a draft."""
    rows = History.objects.filter(aggregate_id=OuterRef("pk"), verb="statement.issued").order_by()
    told = rows.annotate(told=Cast(KeyTextTransform(figure, "after"), MoneyMinorField())).values("told")[:1]
    return Subquery(told, output_field=MoneyMinorField())


def in_sight(rows: RecordQuerySet, actor: Actor) -> RecordQuerySet:
    """Return a station's own rows, a regional office's those of its region, or all for the rest of head office."""
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id)
    if not (actor.is_office and actor.roles):
        return rows.none()
    return rows.filter(station__region=actor.region) if actor.roles <= {Role.REGIONAL_OFFICE} else rows


def _lines_sum(lines: Q) -> Any:
    sums = StatementLine.objects.filter(lines).order_by().annotate(one=Value(1)).values("one")
    total = sums.annotate(total=Sum(-F("entry__amount_minor"))).values("total")
    return Coalesce(Subquery(total, output_field=MoneyMinorField()), 0, output_field=MoneyMinorField())


def lines_for(actor: Actor) -> RecordQuerySet:
    """Return the settled entries in sight."""
    return in_sight(StatementLine.objects.select_related("entry__transaction", "statement"), actor)


def disputes_for(actor: Actor) -> RecordQuerySet:
    """Return the disputes in sight."""
    rows = Dispute.objects.select_related("statement", "station", "line__entry__transaction", "correction")
    return in_sight(rows, actor)


def invoices_for(actor: Actor) -> RecordQuerySet:
    """Return the invoices in sight."""
    return in_sight(Invoice.objects.select_related("station", "statement"), actor)


def bank_details_for(actor: Actor) -> RecordQuerySet:
    """Return the bank details in sight."""
    return in_sight(BankDetails.objects.select_related("station"), actor)


def receivables_for(actor: Actor) -> RecordQuerySet:
    """Return the documents of parts and vehicle debt in sight."""
    return in_sight(Receivable.objects.select_related("station", "posted"), actor)


def offsets_for(actor: Actor) -> RecordQuerySet:
    """Return the offsets in sight, each with the number of its confirmations."""
    rows = Offset.objects.select_related("station", "posted")
    sums = OffsetConfirmation.objects.filter(offset=OuterRef("pk")).order_by().values("offset")
    counted = Subquery(sums.annotate(total=Count("pk")).values("total"))
    return in_sight(rows.annotate(confirmed=Coalesce(counted, 0)), actor)


def batches_for(actor: Actor) -> RecordQuerySet:
    """Return the payment batches with number and sum of their lines, for head office alone."""
    live = ~Q(status=PaymentStatus.DROPPED)
    lines = PaymentLine.objects.filter(live, batch=OuterRef("pk")).order_by().values("batch")
    rows: RecordQuerySet = PaymentBatch.objects.annotate(
        payments=Coalesce(Subquery(lines.annotate(total=Count("pk")).values("total")), 0),
        total_minor=Coalesce(Subquery(lines.annotate(total=Sum("amount_minor")).values("total")), 0),
    )
    return rows if actor.is_office and actor.roles else rows.none()


def payments_for(actor: Actor) -> RecordQuerySet:
    """Return the payments in sight."""
    return in_sight(PaymentLine.objects.select_related("station", "statement", "batch"), actor)


def debt_accounts_for(actor: Actor) -> RecordQuerySet:
    """Return the accounts of parts and vehicle debt with their balances."""
    return in_sight(accounts_for(actor).filter(kind__in=DEBT_ACCOUNTS), actor).order_by("station__code", "kind")  # type: ignore[return-value]


def debt_entries_for(actor: Actor) -> RecordQuerySet:
    """Return the entries of these accounts."""
    rows = entries_for(actor).filter(account__kind__in=DEBT_ACCOUNTS)
    return in_sight(rows.select_related("transaction", "account", "station"), actor)


def open_entries_for(actor: Actor) -> RecordQuerySet:
    """Return the entries of stations' payable accounts that are on no statement yet.

    Closing a month collects all entries up to its end, and the database refuses later ones of a closed month: what is open is dated after
    the account's last statement. Saying so lets an index find some thousands among millions.
    """
    rows = entries_for(actor).filter(_since_last_statement(actor), ~Exists(_lines_of_entry()))
    return rows.select_related("transaction", "station")


def _lines_of_entry() -> RecordQuerySet:
    lines: RecordQuerySet = StatementLine.objects.filter(entry=OuterRef("pk"))
    return lines


def _since_last_statement(actor: Actor) -> Q:
    """Return the condition of payable entries dated after their station's last statement; one query."""
    issued = Statement.objects.exclude(status=S.DRAFT).filter(
        station=OuterRef("station"), currency=OuterRef("currency")
    )
    last = issued.order_by("-period").values("period")[:1]
    accounts = accounts_for(actor).filter(kind=AccountKind.STATION_PAYABLE).order_by()
    by_period = defaultdict[date | None, list[Any]](list)
    for key, period in accounts.annotate(last=Subquery(last)).values_list("pk", "last"):
        by_period[period].append(key)
    found = Q(pk__in=[])
    for period, keys in by_period.items():
        since = Q(occurred_on__gt=month_of(period)[1]) if period else Q()
        found |= Q(account__in=keys) & since
    return found


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


def month_counts(actor: Actor) -> list[dict[str, Any]]:
    """Return the last twelve months that have statements: how many, and how many of them are confirmed or further."""
    done = Q(status__in=[S.CONFIRMED, S.PAYING, S.PAID, S.CARRIED])
    rows = statements_for(actor).order_by().values("period")
    counted = rows.annotate(
        number=Count("pk"),
        confirmed=Count("pk", filter=done),
        disputed=Count("pk", filter=Q(status=S.DISPUTED)),
    )
    return list(counted.order_by("-period")[:12])


def statement_to_verify(key: Any) -> Statement:
    """Return the statement that a signed token names, for anybody who holds the paper. Raises NotYours."""
    with for_office():
        row: Statement = Statement.objects.get_or_404(key)
    return row
