"""Which crews are worth ranking for a rescue: all of few, of very many those that this process's index finds.

The index follows what happens. The database notes each change that matters with the number of its transaction (`news_sql.py`), and every
question first takes in what was committed since the last one, so that a crew that has just come on duty is found at once. Time (a position
that grows old, a shift that becomes too long, a slow drive) is no event: for that the whole index is made anew every other minute.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection

from network.dispatch.engine import CrewFacts
from network.dispatch.facts import crew_facts, refused_by, search_of
from network.dispatch.index import CrewIndex
from network.dispatch.models import Crew, Rescue
from network.dispatch.policies import Policy

LARGE = 2_000  # from here on the index picks the crews that are worth reading
NEARBY = 60
INDEX_AGE_S = 120.0
MOST_CHANGED = 1_000  # crews beside the trees; more are better put into new ones
REMEMBERED_S = 600  # longer than an index lives

READ = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, coalesce(pg_current_xact_id_if_assigned()::text::bigint, 0),
  coalesce((SELECT json_agg(json_build_array(id, station_id, xid)) FROM public.dispatch_news
            WHERE xid >= %s AND noted_at > clock_timestamp() - make_interval(secs => %s)), '[]'::json)
"""
FORGET = """
DELETE FROM public.dispatch_news WHERE id IN (
  SELECT id FROM public.dispatch_news WHERE noted_at < clock_timestamp() - make_interval(secs => %s) LIMIT 5000 FOR UPDATE SKIP LOCKED)
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """An index, and up to where it knows the news: all of transactions before `horizon`, and of later ones those in `seen`.

    A transaction that was under way at the last look has a number from the horizon on, so that it is found when it has been committed.
    """

    index: CrewIndex
    made: float
    horizon: int
    seen: frozenset[int] = field(default_factory=frozenset)


_kept: Kept | None = None


def crews_for_rescue(rescue: Rescue, moment: datetime, policy: Policy) -> list[CrewFacts]:
    """Return the crews to rank for a rescue: all, or of very many those that the index finds nearest and eligible."""
    refused = refused_by(rescue)
    if not is_large():
        return crew_facts(moment, policy, refused=refused)
    return crew_facts(moment, policy, refused=refused, only=_nearest(rescue, moment, policy))


def crews_for_choice(rescue: Rescue, crew_id: UUID, moment: datetime, policy: Policy) -> list[CrewFacts]:
    """Return the same with the crew that a dispatcher has chosen, wherever it is. Whoever has refused may be asked again by a person."""
    if not is_large():
        return crew_facts(moment, policy)
    return crew_facts(moment, policy, only={*_nearest(rescue, moment, policy), crew_id})


def is_large() -> bool:
    """Whether there are more crews than are read for each question. Looks no farther than that: counting all would take longer."""
    return Crew.objects.order_by()[LARGE : LARGE + 1].exists()


def _nearest(rescue: Rescue, moment: datetime, policy: Policy) -> list[UUID]:
    index = current_index(moment, policy)
    need, weights = search_of(rescue, policy)
    best = index.best(need, NEARBY, max_distance_m=weights.max_distance_m)
    return [index.crews[row].crew_id for row, _cost in best]


def crews_beyond_reading() -> int:
    """Return how many crews there are when they are too many to read them all, and only the nearest are ranked; else 0."""
    count: int = Crew.objects.count()
    return count if count > LARGE else 0


def others_nearby(rescue: Rescue, moment: datetime, policy: Policy, *, but: Collection[UUID]) -> list[CrewFacts]:
    """Return the nearest crews beside those that were found, for the reasons against them; none where all were read anyway."""
    if not is_large():
        return []
    index = current_index(moment, policy)
    need, _weights = search_of(rescue, policy)
    rows = index.nearest(need, NEARBY + len(but))
    others = [key for key in (index.crews[row].crew_id for row, _chord in rows) if key not in but]
    return crew_facts(moment, policy, refused=refused_by(rescue), only=others[:NEARBY])


def current_index(moment: datetime, policy: Policy) -> CrewIndex:
    """Return this process's index with all that is committed by now. What it picks is read again, and the database has the last word."""
    global _kept
    kept = _kept
    if kept is None or time.monotonic() - kept.made > INDEX_AGE_S or kept.index.weights != policy.weights:
        fresh, is_final = _made_anew(moment, policy)
    else:
        fresh, is_final = _with_news(kept, moment, policy)
    if fresh.index.changed > MOST_CHANGED:
        fresh, is_final = _made_anew(moment, policy)
    if is_final:
        _kept = fresh
    return fresh.index


def forget_index() -> None:
    """Make it anew at the next question."""
    global _kept
    _kept = None


def _made_anew(moment: datetime, policy: Policy) -> tuple[Kept, bool]:
    """Read everything; the horizon comes first, so that what is committed meanwhile is read again rather than missed. False as below.

    What is committed already is in the facts that are read next, however far back somebody's long transaction holds the horizon.
    """
    horizon, own, rows = _news(0)
    seen = frozenset(key for key, _station_id, xid in rows if xid >= horizon)
    made = Kept(CrewIndex(crew_facts(moment, policy), policy.weights), time.monotonic(), horizon, seen)
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [2 * REMEMBERED_S])
    return made, all(xid != own for _key, _station_id, xid in rows)


def _with_news(kept: Kept, moment: datetime, policy: Policy) -> tuple[Kept, bool]:
    """Take in the news. False when some are this transaction's own: it may yet be rolled back, so nobody else may learn of them."""
    horizon, own, rows = _news(kept.horizon)
    fresh = {UUID(station_id) for key, station_id, _xid in rows if key not in kept.seen}
    is_final = all(xid != own for _key, _station_id, xid in rows)
    seen = frozenset(key for key, _station_id, _xid in rows)
    if not fresh:
        return Kept(kept.index, kept.made, horizon, seen), is_final
    theirs = list(Crew.objects.filter(station_id__in=fresh).values_list("pk", flat=True))
    index = kept.index.with_news(crew_facts(moment, policy, only=theirs), fresh)
    return Kept(index, kept.made, horizon, seen), is_final


def _news(since: int) -> tuple[int, int, list[tuple[int, str, int]]]:
    """Return the oldest transaction under way, our own (0 when it has not written), and what those from `since` on have noted."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [since, REMEMBERED_S])
        horizon, own, rows = cursor.fetchone()
    return horizon, own, [(key, station_id, xid) for key, station_id, xid in rows]
