"""Taking in what crews' phones report: batches, repeated, late, out of order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from accounts.actors import Actor
from common.clock import database_now
from common.people import Process
from common.scope import for_office
from network.dispatch.actions.driving import arrived
from network.dispatch.choices import UNDER_WAY, RescueStatus
from network.dispatch.driver_news import tell_new_eta
from network.dispatch.geo import great_circle_m
from network.dispatch.live import tell_position, tell_rescue
from network.dispatch.locks import lock_rescue
from network.dispatch.models import Crew, Position, Rescue
from network.dispatch.policies import Policy, policy_on
from network.dispatch.selectors import crews_for

FUTURE = timedelta(minutes=2)
OLDEST = timedelta(days=3)
BELIEVED_M = 250.0
TRACKER = Process(gettext_noop("Position of the crew"))


@dataclass(frozen=True, slots=True)
class Report:
    """One position as the phone sends it; `client_id` is the phone's own, so that a repeated batch is stored once."""

    client_id: UUID
    at: datetime
    lat: float
    lon: float
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch. A refused position (off duty, no such place, a clock that is wrong) is not worth sending again."""

    stored: int
    known: int
    refused: int


@transaction.atomic
def report_positions(crew_id: UUID, reports: Sequence[Report], *, acting_user: Actor) -> Taken:
    """Store a batch of positions of the crew, move its marker and its expected arrival; arrival comes by itself at the vehicle."""
    acting_user.require("rescues.drive")
    crew: Crew = crews_for(acting_user).get_or_404(crew_id)
    with for_office():
        moment = database_now()
        jobs = list(_jobs(crew, moment))
        usable = [one for one in reports if _is_sound(one, moment) and (crew.on_duty or _job_at(jobs, one.at))]
        fresh = _store(crew, usable, jobs)
        if fresh:
            _follow(crew, jobs, fresh)
        return Taken(len(fresh), len(usable) - len(fresh), len(reports) - len(usable))


def _store(crew: Crew, reports: Sequence[Report], jobs: Sequence[Rescue]) -> list[Report]:
    """Insert what is not there yet; returns it, oldest first."""
    ids = {one.client_id: one for one in reports}
    known = set(Position.objects.filter(crew=crew, client_id__in=ids).values_list("client_id", flat=True))
    fresh = sorted((one for key, one in ids.items() if key not in known), key=lambda one: one.at)
    rows = [
        Position(
            station_id=crew.station_id,
            crew=crew,
            rescue=_job_at(jobs, one.at),
            client_id=one.client_id,
            at=one.at,
            lat=one.lat,
            lon=one.lon,
            accuracy_m=one.accuracy_m,
        )
        for one in fresh
    ]
    Position.objects.bulk_create(rows, ignore_conflicts=True)
    return fresh


def _follow(crew: Crew, jobs: Sequence[Rescue], fresh: Sequence[Report]) -> None:
    """Move the crew to the newest position, unless a newer one came before."""
    newest = fresh[-1]
    moved = Crew.objects.filter(Q(position_at__isnull=True) | Q(position_at__lt=newest.at), pk=crew.pk)
    if moved.update(lat=newest.lat, lon=newest.lon, position_at=newest.at):
        crew.refresh_from_db()
        tell_position(crew)
        for job in jobs:
            if job.status == RescueStatus.EN_ROUTE:
                _approach(job.pk, newest)


def _approach(rescue_id: UUID, here: Report) -> None:
    """Renew the expected arrival, or set the arrival when the crew stands beside the vehicle."""
    rescue = lock_rescue(rescue_id)
    if rescue.status != RescueStatus.EN_ROUTE:
        return
    policy: Policy = policy_on(here.at)
    straight_m = great_circle_m(here.lat, here.lon, rescue.lat, rescue.lon)
    if straight_m <= policy.arrive_radius_m and (here.accuracy_m or 0) <= BELIEVED_M:
        arrived(rescue, TRACKER, here.at)
    else:
        rescue.change(eta_at=policy.eta(here.at, straight_m * policy.detour))
        tell_new_eta(rescue)
        tell_rescue(rescue)


def _jobs(crew: Crew, moment: datetime) -> "list[Rescue]":
    recent = Q(status__in=UNDER_WAY) | Q(finished_at__gt=moment - OLDEST)
    return list(Rescue.objects.filter(recent, crew=crew).order_by("accepted_at"))


def _job_at(jobs: Sequence[Rescue], at: datetime) -> Rescue | None:
    """Return the job that the crew had at a moment."""
    for job in jobs:
        if job.accepted_at and job.accepted_at <= at and (job.finished_at is None or at <= job.finished_at):
            return job
    return None


def _is_sound(one: Report, moment: datetime) -> bool:
    on_earth = -90 <= one.lat <= 90 and -180 <= one.lon <= 180 and (one.accuracy_m is None or one.accuracy_m >= 0)
    return on_earth and moment - OLDEST <= one.at <= moment + FUTURE
