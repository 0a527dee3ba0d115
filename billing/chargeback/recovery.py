"""Recovery as figures (追偿统计汇总): by supplier, by part, by month; and whether they agree with the ledger to the cent.

Each figure is read from the chargebacks; `reconcile` compares their sum with the suppliers' accounts.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, TruncMonth

from accounts.actors import Actor
from billing.chargeback.choices import ChargebackStatus, LooseStatus
from billing.chargeback.selectors import DUE, chargebacks_for, loose_lines_for
from billing.ledger.choices import AccountKind
from billing.ledger.selectors import entries_for

STANDING = ~Q(status=ChargebackStatus.CANCELLED)
WAYS = {"supplier": ("supplier_id", "supplier__code"), "part": ("part_number",), "month": ("month",)}


def recovery_by(way: str, actor: Actor, start: date | None = None, end: date | None = None) -> QuerySet[Any]:
    """Return rows of plain values by `way` (supplier, part or month of the charge): count, charged, standing, paid, open, rate.

    `rate` is what still stands of what was charged, in whole percent; `charged_minor` counts withdrawn charges, too. Raises KeyError.
    """
    rows = chargebacks_for(actor).select_related(None).annotate(month=TruncMonth("created_at"))
    if start:
        rows = rows.filter(created_at__date__gte=start)
    if end:
        rows = rows.filter(created_at__date__lte=end)
    grouped = (
        rows.order_by()
        .values(*WAYS[way])
        .annotate(
            count=Count("pk"),
            charged_minor=Sum("amount_minor"),
            standing_minor=Coalesce(Sum(DUE, filter=STANDING), 0),
            paid_minor=Sum("paid_minor"),
            disputed=Count("pk", filter=Q(part_wanted_at__isnull=False) | ~Q(answer="")),
        )
    )
    shown: QuerySet[Any] = grouped.annotate(
        open_minor=F("standing_minor") - F("paid_minor"),
        rate=Cast(F("standing_minor") * 100 / F("charged_minor"), IntegerField()),
    )
    order = ("-month",) if way == "month" else ("-charged_minor", *WAYS[way])
    found: QuerySet[Any] = shown.order_by(*order)
    return found


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What chargebacks say is open, what the suppliers' accounts say, and what nobody is charged for yet."""

    open_minor: int
    ledger_minor: int
    loose_minor: int
    loose_count: int
    charged_minor: int
    standing_minor: int

    @property
    def difference_minor(self) -> int:
        """Chargebacks less ledger; anything but zero is an error."""
        return self.open_minor - self.ledger_minor

    @property
    def rate(self) -> int:
        """The recovery rate: what stands of what was charged or is still without a supplier, in whole percent."""
        whole = self.charged_minor + self.loose_minor
        return self.standing_minor * 100 // whole if whole else 0


def reconcile(actor: Actor) -> Reconciled:
    """Compare chargebacks with the ledger, over all that the person may see."""
    due = Case(When(status=ChargebackStatus.CANCELLED, then=Value(0)), default=DUE, output_field=BigIntegerField())
    sums = chargebacks_for(actor).aggregate(
        standing=Coalesce(Sum(due), 0), paid=Coalesce(Sum("paid_minor"), 0), charged=Coalesce(Sum("amount_minor"), 0)
    )
    entries = entries_for(actor).filter(account__kind=AccountKind.SUPPLIER_RECEIVABLE)
    ledger = entries.aggregate(total=Coalesce(Sum("amount_minor"), 0))["total"]
    loose = loose_lines_for(actor).filter(status=LooseStatus.OPEN)
    open_loose = loose.aggregate(minor=Coalesce(Sum("final_minor"), 0), count=Count("pk"))
    return Reconciled(
        sums["standing"] - sums["paid"],
        ledger,
        open_loose["minor"],
        open_loose["count"],
        sums["charged"],
        sums["standing"],
    )
