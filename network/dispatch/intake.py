"""The cheap way into the table of positions: one statement reads the crews with their jobs, one inserts all rows, one moves the markers.

A position comes every 15 seconds from each crew on a job, so what one costs is paid thousands of times a second. No row becomes an object of
the ORM here; arrays go to the database as one text each.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import FilteredRelation, Q
from django.db.models.functions import Now

from common.clock import now
from common.ids import new_id
from common.records import RecordQuerySet
from network.dispatch.choices import UNDER_WAY

FUTURE = timedelta(minutes=2)
OLDEST = timedelta(days=3)
UNREADABLE = (AttributeError, KeyError, TypeError, ValueError, OverflowError)
MARGIN = timedelta(days=1)  # the process's clock only narrows what is read; the database's decides


@dataclass(frozen=True, slots=True)
class Report:
    """One position as the phone sends it; `client_id` is the phone's own, so that a repeated batch is stored once."""

    client_id: UUID
    at: datetime
    lat: float
    lon: float
    accuracy_m: float | None = None

    @classmethod
    def read(cls, row: Any, key: str) -> "Report":
        """Return a position as it was sent, its own key under the name `key`. Raises one of UNREADABLE for anything else."""
        at, accuracy_m = datetime.fromisoformat(row["at"]), row.get("accuracy_m")
        if at.tzinfo is None:
            raise ValueError("a time without its zone")
        return cls(
            UUID(row[key]), at, float(row["lat"]), float(row["lon"]), None if accuracy_m is None else float(accuracy_m)
        )

    def is_sound(self, moment: datetime) -> bool:
        """Whether it is a place on Earth, at a time that a right clock can have shown."""
        on_earth = -90 <= self.lat <= 90 and -180 <= self.lon <= 180
        return (
            on_earth
            and (self.accuracy_m is None or self.accuracy_m >= 0)
            and moment - OLDEST <= self.at <= moment + FUTURE
        )


@dataclass(frozen=True, slots=True)
class Job:
    """What has to be known of a rescue that the crew serves, finished lately, or had until it was taken from it."""

    rescue_id: UUID
    status: str
    lat: float
    lon: float
    eta_at: datetime | None
    accepted_at: datetime | None
    finished_at: datetime | None
    taken_offer_id: UUID | None = None  # when it was taken from the crew at `finished_at`

    def was_served_at(self, at: datetime) -> bool:
        """Whether the crew had it at a moment."""
        began, ended = self.accepted_at, self.finished_at
        return began is not None and began <= at and (ended is None or at <= ended)


@dataclass(slots=True)
class Standing:
    """A crew as it stands at `moment`, by the database's clock."""

    crew_id: UUID
    station_id: UUID
    on_duty: bool
    position_at: datetime | None
    moment: datetime
    lat: float | None = None
    lon: float | None = None
    jobs: list[Job] = field(default_factory=list)

    def job_at(self, at: datetime) -> Job | None:
        """Return the job that the crew had at a moment."""
        for job in self.jobs:
            if job.was_served_at(at):
                return job
        return None


@dataclass(frozen=True, slots=True)
class Fix:
    """A position that is taken: whose, and on which job."""

    crew: Standing
    report: Report
    job: Job | None


def read_standings(crews: RecordQuerySet, keys: Collection[UUID]) -> dict[UUID, Standing]:
    """Return those of the crews in a gate that have these keys, each with its jobs of the last days, in one statement."""
    lately = Q(rescues__status__in=UNDER_WAY) | Q(rescues__finished_at__gt=now() - OLDEST - MARGIN)
    jobs = crews.filter(pk__in=list(keys)).annotate(moment=Now(), job=FilteredRelation("rescues", condition=lately))
    found: dict[UUID, Standing] = {}
    rows = jobs.order_by("job__accepted_at").values_list(
        "pk", "station_id", "on_duty", "position_at", "moment", "lat", "lon",
        "job__pk", "job__status", "job__lat", "job__lon", "job__eta_at", "job__accepted_at", "job__finished_at",
    )  # fmt: skip
    for key, station_id, on_duty, position_at, moment, lat, lon, *job in rows:
        crew = found.get(key) or found.setdefault(
            key, Standing(key, station_id, on_duty, position_at, moment, lat, lon)
        )
        if job[0] is not None:
            crew.jobs.append(Job(*job))
    return found


INSERT = """
INSERT INTO public.dispatch_position (id, version, created_at, station_id, crew_id, rescue_id, client_id, at, lat, lon, accuracy_m)
SELECT id, 1, clock_timestamp(), station_id, crew_id, rescue_id, client_id, at, lat, lon, accuracy_m
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::timestamptz[], %s::float8[], %s::float8[], %s::float8[])
  AS said (id, station_id, crew_id, rescue_id, client_id, at, lat, lon, accuracy_m)
ON CONFLICT (crew_id, client_id) DO NOTHING
"""


def store(fixes: Sequence[Fix]) -> int:
    """Insert what is not there yet. Returns how many rows are new."""
    columns = [
        array(new_id() for _ in fixes),
        array(one.crew.station_id for one in fixes),
        array(one.crew.crew_id for one in fixes),
        array(one.job.rescue_id if one.job else None for one in fixes),
        array(one.report.client_id for one in fixes),
        array(one.report.at.isoformat() for one in fixes),
        array(one.report.lat for one in fixes),
        array(one.report.lon for one in fixes),
        array(one.report.accuracy_m for one in fixes),
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, columns)
        return int(cursor.rowcount)


MOVE = """
UPDATE public.dispatch_crew AS crew SET lat = said.lat, lon = said.lon, position_at = said.at
FROM unnest(%s::uuid[], %s::timestamptz[], %s::float8[], %s::float8[]) AS said (crew_id, at, lat, lon)
WHERE crew.id = said.crew_id AND (crew.position_at IS NULL OR crew.position_at < said.at)
RETURNING crew.id
"""


def move(newest: Sequence[Fix]) -> set[UUID]:
    """Move each crew to its newest position, unless a newer one came before. Returns who has moved; several are locked beforehand."""
    columns = [
        array(one.crew.crew_id for one in newest),
        array(one.report.at.isoformat() for one in newest),
        array(one.report.lat for one in newest),
        array(one.report.lon for one in newest),
    ]
    with connection.cursor() as cursor:
        cursor.execute(MOVE, columns)
        return {row[0] for row in cursor.fetchall()}


RENEW = """
UPDATE public.dispatch_rescue AS rescue SET eta_at = said.eta_at, version = rescue.version + 1
FROM unnest(%s::uuid[], %s::timestamptz[]) AS said (rescue_id, eta_at) WHERE rescue.id = said.rescue_id
"""


def renew(expected: Mapping[UUID, datetime]) -> None:
    """Set the expected arrivals of rescues, which the caller has locked."""
    with connection.cursor() as cursor:
        cursor.execute(RENEW, [array(expected), array(moment.isoformat() for moment in expected.values())])


def array(values: Iterable[UUID | str | float | None]) -> str:
    """Return PostgreSQL's text of an array of keys, times or numbers, none of which needs quotes: a tenth of what adapting each one costs."""
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"
