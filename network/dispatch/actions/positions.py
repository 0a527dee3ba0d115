"""Taking in what crews' phones and telematics gateways report: batches, repeated, late, out of order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.actors import Actor
from common.errors import NotYours
from common.people import Process
from common.scope import for_office
from network.dispatch.actions.driving import arrived
from network.dispatch.choices import RescueStatus
from network.dispatch.driver_news import tell_new_eta
from network.dispatch.geo import great_circle_m
from network.dispatch.intake import Fix, Job, Report, Standing, move, read_standings, store
from network.dispatch.live import tell_positions, tell_rescue
from network.dispatch.locks import lock_crews, lock_rescue
from network.dispatch.policies import DispatchError, kept_policies
from network.dispatch.selectors import crews_for

BELIEVED_M = 250.0
ETA_STEP = timedelta(minutes=1)
ETA_SHARE = 10  # an expected arrival is renewed when it is off by a tenth of the way that is left
TRACKER = Process(gettext_noop("Position of the crew"))


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch. A refused position (off duty, no such place, a clock that is wrong) is not worth sending again."""

    stored: int
    known: int
    refused: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Why so many positions of a crew were not taken."""

    crew_id: UUID
    why: DispatchError
    count: int


@dataclass(frozen=True, slots=True)
class FleetTaken:
    """What became of the positions of many crews."""

    taken: Taken
    refused: Sequence[Refused]


@transaction.atomic
def report_positions(crew_id: UUID, reports: Sequence[Report], *, acting_user: Actor) -> Taken:
    """Store a batch of positions of the crew, move its marker and its expected arrival; arrival comes by itself at the vehicle."""
    acting_user.require("rescues.drive")
    crew = read_standings(crews_for(acting_user), [crew_id]).get(crew_id)
    if crew is None:
        raise NotYours()
    fixes, refused = _sift(crew, reports)
    return _take_in(fixes, refused=sum(one.count for one in refused))


@transaction.atomic
def report_fleet(reports: Mapping[UUID, Sequence[Report]], *, acting_user: Actor) -> FleetTaken:
    """Store positions of many crews at once, as a gateway of head office's sends them. What is wrong with one crew stops no other."""
    acting_user.require("dispatch.report_positions")
    crews = read_standings(crews_for(acting_user), reports.keys())
    fixes: list[Fix] = []
    refused: list[Refused] = []
    for crew_id, sent in reports.items():
        if crew_id not in crews:
            refused.append(Refused(crew_id, DispatchError.CREW_UNKNOWN, len(sent)))
            continue
        usable, wrong = _sift(crews[crew_id], sent)
        fixes += usable
        refused += wrong
    return FleetTaken(_take_in(fixes, refused=sum(one.count for one in refused)), refused)


def _sift(crew: Standing, reports: Sequence[Report]) -> tuple[list[Fix], list[Refused]]:
    """Part what can be taken from what is refused: no place or time, or of a crew that was neither on duty nor on a job."""
    sound = [one for one in reports if one.is_sound(crew.moment)]
    fixes = [Fix(crew, one, crew.job_at(one.at)) for one in sound]
    if not crew.on_duty:
        fixes = [one for one in fixes if one.job is not None]
    counts = {
        DispatchError.POSITION_UNSOUND: len(reports) - len(sound),
        DispatchError.CREW_OFF_DUTY: len(sound) - len(fixes),
    }
    return fixes, [Refused(crew.crew_id, why, count) for why, count in counts.items() if count]


def _take_in(fixes: Sequence[Fix], *, refused: int) -> Taken:
    """Store the positions, then follow the newest of each crew. Rescues are locked before crews, as everywhere."""
    stored = store(fixes) if fixes else 0
    if stored:
        newest = _newest(fixes)
        _follow(newest)
        if len(newest) > 1:
            lock_crews([one.crew.crew_id for one in newest])
        moved = move(newest)
        tell_positions([one for one in newest if one.crew.crew_id in moved])
    return Taken(stored, len(fixes) - stored, refused)


def _newest(fixes: Sequence[Fix]) -> list[Fix]:
    """Return each crew's newest position, of those crews for which it is newer than where they are said to be."""
    newest: dict[UUID, Fix] = {}
    for one in fixes:
        known = newest.get(one.crew.crew_id)
        if known is None or known.report.at < one.report.at:
            newest[one.crew.crew_id] = one
    return [one for one in newest.values() if one.crew.position_at is None or one.crew.position_at < one.report.at]


def _follow(newest: Sequence[Fix]) -> None:
    """Look closer at the rescues whose crew is there, or whose expected arrival has moved; in the order of their keys."""
    jobs = {job.rescue_id: one.report for one in newest for job in one.crew.jobs if _is_news(job, one.report)}
    if jobs:
        with for_office():
            for rescue_id in sorted(jobs):
                _approach(rescue_id, jobs[rescue_id])


def _is_news(job: Job, here: Report) -> bool:
    """Whether a position changes anything about the rescue, by what has been read already."""
    if job.status != RescueStatus.EN_ROUTE:
        return False
    policy = kept_policies.on(here.at)
    straight_m = great_circle_m(here.lat, here.lon, job.lat, job.lon)
    if job.eta_at is None or (straight_m <= policy.arrive_radius_m and (here.accuracy_m or 0) <= BELIEVED_M):
        return True
    eta_at = policy.eta(here.at, straight_m * policy.detour)
    return abs(eta_at - job.eta_at) >= max(ETA_STEP, (eta_at - here.at) / ETA_SHARE)


def _approach(rescue_id: UUID, here: Report) -> None:
    """Renew the expected arrival, or set the arrival when the crew stands beside the vehicle."""
    rescue = lock_rescue(rescue_id)
    if rescue.status != RescueStatus.EN_ROUTE:
        return
    policy = kept_policies.on(here.at)
    straight_m = great_circle_m(here.lat, here.lon, rescue.lat, rescue.lon)
    if straight_m <= policy.arrive_radius_m and (here.accuracy_m or 0) <= BELIEVED_M:
        arrived(rescue, TRACKER, here.at)
    else:
        rescue.change(eta_at=policy.eta(here.at, straight_m * policy.detour))
        tell_new_eta(rescue)
        tell_rescue(rescue)
