"""The first review's queue: its order, the neighbours of a claim in it, and how old what waits is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.actions.lease import free_for
from billing.claims.models import Claim
from common.clock import now
from common.records import RecordQuerySet
from common.text import Text

Order = tuple[tuple[str, bool], ...]  # (field, descending) in turn; the last one is unique

BY_RISK: Order = (("risk", True), ("submitted_at", False), ("id", False))
ORDERS: dict[str, Order] = {
    "waiting": (("submitted_at", False), ("id", False)),
    "-waiting": (("submitted_at", True), ("id", True)),
    "claimed_minor": (("claimed_minor", False), ("id", False)),
    "-claimed_minor": (("claimed_minor", True), ("id", True)),
    "risk": (("risk", False), ("submitted_at", False), ("id", False)),
    "-risk": BY_RISK,
}
COUNTED_AT_MOST = 20_000
AGES: dict[str, tuple[Text, int, int | None]] = {
    "fresh": (_("up to 2 days"), 0, 2),
    "week": (_("3 to 7 days"), 2, 7),
    "fortnight": (_("8 to 14 days"), 7, 14),
    "old": (_("more than 14 days"), 14, None),
}


@dataclass(frozen=True, slots=True)
class AgeCount:
    """How many claims of an age wait; `is_more` when counting stopped at the cap."""

    code: str
    label: Text
    count: int
    is_more: bool


def order_for(sort: str) -> Order:
    """Return the order that the list's `sort` means; for a column without one of ours, the usual one: by risk, then by age."""
    return ORDERS.get(sort.split(",")[0], BY_RISK)


def ordered(rows: RecordQuerySet, order: Order, *, backward: bool = False) -> RecordQuerySet:
    """Return the rows in this order, or in the opposite one."""
    names = [f"-{name}" if descending != backward else name for name, descending in order]
    found: RecordQuerySet = rows.order_by(*names)
    return found


@dataclass(frozen=True, slots=True)
class Beside:
    """The keys of the free claims on either side of one; None where no other is free."""

    before: UUID | None
    after: UUID | None


def beside(rows: RecordQuerySet, claim: Claim, order: Order, actor: Actor) -> Beside:
    """Return the free claims before and after `claim` in the queue, whether it still stands there or not; past either end, from the other.

    All in one query: each of the four possible neighbours is the first row of an index.
    """
    others = rows.filter(free_for(actor)).exclude(pk=claim.pk)
    first, *more = (
        _first(others, claim, order, backward=backward, past=past)
        for backward in (False, True)
        for past in (True, False)
    )
    found = dict(first.union(*more, all=True).values_list("side", "pk"))
    return Beside(found.get("before") or found.get("last"), found.get("after") or found.get("first"))


def _first(rows: RecordQuerySet, claim: Claim, order: Order, *, backward: bool, past: bool) -> RecordQuerySet:
    """Return the key of the nearest row behind `claim` in a direction, or of the first of all, with the word for where it stands."""
    side = ("before" if backward else "after") if past else ("last" if backward else "first")
    wanted = rows.filter(_past(claim, order, backward=backward)) if past else rows
    found: RecordQuerySet = (
        ordered(wanted, order, backward=backward).annotate(side=Value(side)).values("side", "pk")[:1]
    )
    return found


def _past(claim: Claim, order: Order, *, backward: bool) -> Q:
    """Return the condition of rows behind `claim`: field by field, each with all before it equal.

    The bound on the first field lets the index start there.
    """
    behind = Q()
    equal: dict[str, Any] = {}
    for name, descending in order:
        value = getattr(claim, name)
        behind |= Q(**equal, **{f"{name}__{'lt' if descending != backward else 'gt'}": value})
        equal[name] = value
    first, descending = order[0]
    return Q(**{f"{first}__{'lte' if descending != backward else 'gte'}": getattr(claim, first)}) & behind


def of_age(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    """Keep what has waited as long as one of `AGES` says."""
    _label, least, most = AGES[code]
    rows = rows.filter(submitted_at__lte=now() - timedelta(days=least))
    return rows if most is None else rows.filter(submitted_at__gt=now() - timedelta(days=most))


def age_counts(rows: QuerySet[Any]) -> Sequence[AgeCount]:
    """Return how many wait by age, oldest ages last; one query over at most 20,000 rows, the oldest ones."""
    oldest = rows.order_by("submitted_at").values("submitted_at")[:COUNTED_AT_MOST]
    counts = {code: Count("submitted_at", filter=_aged(least, most)) for code, (_label, least, most) in AGES.items()}
    found = oldest.aggregate(**counts)
    is_capped = sum(found.values()) >= COUNTED_AT_MOST
    newest = next(iter(AGES))
    return [AgeCount(code, label, found[code], is_capped and code == newest) for code, (label, *_rest) in AGES.items()]


def _aged(least: int, most: int | None) -> Q:
    condition = Q(submitted_at__lte=now() - timedelta(days=least))
    return condition if most is None else condition & Q(submitted_at__gt=now() - timedelta(days=most))
