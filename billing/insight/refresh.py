"""Keeping facts and figures: claims that changed are marked, then counted together; each step may be repeated or cut off anywhere."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import connection, transaction

from billing.insight.counting import FACT, FIGURES, Figure, cohort_query, fact_query
from billing.insight.models import ClaimFact, StaleClaim, VehicleCohort
from common.clock import business_zone, now
from common.deadlines.keep import set_deadline
from common.ids import new_id

COUNT_CLAIMS, EVERY_NIGHT = "insight.count_claims", "insight.every_night"
NAMES = UUID("6f1c2a52-9a0f-4e0e-8f0e-5d0f7a3b1c11")
WAIT = timedelta(seconds=20)
NIGHT = time(2, 30)
BATCH = 5_000
Slices = dict[str, set[date]]


def mark_stale(claim_id: UUID, station_id: UUID | None) -> None:
    """Remember that a claim changed, and that it will be counted soon.

    The row is written again when it is there already, so that a count which is just taking it away is waited for.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO insight_stale_claim (id, version, created_at, claim_id, station_id, marked_at) VALUES (%s, 1, now(), %s, %s, now()) "
            "ON CONFLICT (claim_id) DO UPDATE SET marked_at = excluded.marked_at",
            [new_id(), claim_id, station_id],
        )
    count_soon(now())


def count_soon(moment: datetime) -> None:
    """Set the time at which what was marked in this minute is counted: one deadline for all of them."""
    minute = moment.replace(second=0, microsecond=0)
    set_deadline(COUNT_CLAIMS, uuid5(NAMES, minute.isoformat()), minute + timedelta(minutes=1) + WAIT)


def see_tonight() -> None:
    """Set tonight's look at the fleet: at most one."""
    zone = business_zone()
    tomorrow = now().astimezone(zone).date() + timedelta(days=1)
    set_deadline(EVERY_NIGHT, uuid5(NAMES, tomorrow.isoformat()), datetime.combine(tomorrow, NIGHT, tzinfo=zone))


def count_stale() -> int:
    """Count the claims that were marked, and the slices they belong to. Returns how many claims; needs head office's scope."""
    total = 0
    while count := _count_batch():
        total += count
    return total


@transaction.atomic
def _count_batch() -> int:
    rows = list(StaleClaim.objects.order_by("claim_id").select_for_update(skip_locked=True)[:BATCH])
    if not rows:
        return 0
    StaleClaim.objects.filter(pk__in=[row.pk for row in rows]).delete()
    keys = [row.claim_id for row in rows]
    touched = _slices_of(keys)
    _write_facts(keys)
    _merge(touched, _slices_of(keys))
    _count(touched)
    return len(rows)


@transaction.atomic
def count_everything() -> int:
    """Throw all facts and figures away and count anew. Returns the number of claims; needs head office's scope."""
    StaleClaim.objects.all().delete()
    _run("DELETE FROM insight_claim_fact")
    _write_facts()
    for figure in FIGURES:
        _run(f"DELETE FROM {figure.table}")
        _insert(figure)
    count_vehicles()
    return ClaimFact.objects.count()


@transaction.atomic
def count_vehicles() -> int:
    """Count the fleet anew. Returns the number of cohorts."""
    _run("DELETE FROM insight_vehicle_cohort")
    _run(
        "INSERT INTO insight_vehicle_cohort (id, version, created_at, model_code, built_month, sold_on, vehicles) "
        f"SELECT gen_random_uuid(), 1, clock_timestamp(), q.* FROM ({cohort_query()}) q"
    )
    return VehicleCohort.objects.count()


def _slices_of(keys: Sequence[UUID]) -> Slices:
    """Return the slices to which the facts of these claims belong now."""
    rows = ClaimFact.objects.filter(claim_id__in=keys).values_list("month", "built_month")
    found: Slices = {"month": set(), "built_month": set()}
    for month, built in rows:
        found["month"].add(month)
        found["built_month"].update({built} if built else ())
    return found


def _merge(into: Slices, more: Slices) -> None:
    for name, days in more.items():
        into[name] |= days


def _write_facts(keys: Sequence[UUID] | None = None) -> None:
    """Write the facts of these claims (or of all); a claim that no longer counts loses its fact."""
    names = ", ".join(FACT)
    changes = ", ".join(f"{name} = excluded.{name}" for name in FACT if name != "claim_id")
    some, values = ("true", []) if keys is None else ("c.id = ANY(%s)", [list(keys)])
    query = fact_query(some)
    if keys is not None:
        _run(
            f"DELETE FROM insight_claim_fact f WHERE f.claim_id = ANY(%s) AND NOT EXISTS "
            f"(SELECT 1 FROM ({fact_query('c.id = f.claim_id')}) q)",
            values,
        )
    _run(
        f"INSERT INTO insight_claim_fact (id, version, created_at, {names}) SELECT gen_random_uuid(), 1, now(), q.* "
        f"FROM ({query}) q ON CONFLICT (claim_id) DO UPDATE SET {changes}",
        values,
    )


def _count(slices: Slices) -> None:
    """Count each figure's slices anew, in order, so that two counts can't wait for each other."""
    for figure in FIGURES:
        days = sorted(slices[figure.slice])
        if days:
            where = f"{figure.slice} = ANY(%s)"
            _run(f"DELETE FROM {figure.table} WHERE {where}", [days])
            _insert(figure, f"f.{where}", [days])


def _insert(figure: Figure, where: str = "true", values: Iterable[Any] = ()) -> None:
    names = ", ".join(figure.columns)
    query = figure.select("insight_claim_fact", where)
    _run(
        f"INSERT INTO {figure.table} (id, version, created_at, {names}) SELECT gen_random_uuid(), 1, now(), q.* FROM ({query}) q",
        values,
    )


def _run(sql: str, values: Iterable[Any] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
