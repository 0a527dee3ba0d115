"""Taking in what crews' phones and telematics gateways report: batches, repeated, late, out of order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.actors import Actor
from common.errors import NotYours
from common.people import Process
from common.scope import for_office
from network.dispatch import track
from network.dispatch.actions.catching_up import count_late, taken_lately
from network.dispatch.actions.driving import arrived
from network.dispatch.choices import RescueStatus
from network.dispatch.driver_news import tell_new_etas
from network.dispatch.geo import great_circle_m
from network.dispatch.intake import OLDEST, Fix, Job, Report, Standing, move, read_standings, renew, store
from network.dispatch.live import tell_positions, tell_rescues
from network.dispatch.locks import lock_crews, lock_rescues
from network.dispatch.models import Crew, Rescue
from network.dispatch.policies import DispatchError, Policy, kept_policies
from network.dispatch.selectors import crews_for

BELIEVED_M = 250.0
# A younger position comes from a phone that is online: nothing of a job that was taken is asked for it.
LIVE = timedelta(seconds=30)
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


@dataclass(frozen=True, slots=True)
class FromPhone:
    """What one phone reports for the crew of its pass."""

    crew_id: UUID
    station_id: UUID
    reports: Sequence[Report]


@dataclass(frozen=True, slots=True)
class Receipt:
    """How many of a phone's positions are stored, now or before, and how many are not worth sending again."""

    taken: int
    refused: int


@transaction.atomic
def report_positions(crew_id: UUID, reports: Sequence[Report], *, acting_user: Actor) -> Taken:
    """Store a batch of positions of the crew, move its marker and its expected arrival; arrival comes by itself at the vehicle."""
    acting_user.require("rescues.drive")
    crew = read_standings(crews_for(acting_user), [crew_id]).get(crew_id)
    if crew is None:
        raise NotYours()
    _add_taken({crew_id: crew}, {crew_id: reports})
    fixes, refused = _sift(crew, reports)
    return _take_in(fixes, refused=sum(one.count for one in refused))


@transaction.atomic
def report_fleet(reports: Mapping[UUID, Sequence[Report]], *, acting_user: Actor) -> FleetTaken:
    """Store positions of many crews at once, as a gateway of head office's sends them. What is wrong with one crew stops no other."""
    acting_user.require("dispatch.report_positions")
    crews = read_standings(crews_for(acting_user), reports.keys())
    _add_taken(crews, reports)
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


def report_phones(sent: Sequence[FromPhone]) -> list[Receipt]:
    """Store what many phones report by their passes, which were signed for people who may drive; one transaction, one receipt for each.

    The scope is head office's, as a statement about many stations needs: the pass names the station, and a crew of another one is not found.
    """
    fixes: list[Fix] = []
    receipts: list[Receipt] = []
    with for_office(), transaction.atomic():
        crews = read_standings(Crew.objects.all(), {one.crew_id for one in sent})
        told: dict[UUID, list[Report]] = {}
        for one in sent:
            told.setdefault(one.crew_id, []).extend(one.reports)
        _add_taken(crews, told)
        for one in sent:
            crew = crews.get(one.crew_id)
            is_theirs = crew is not None and crew.station_id == one.station_id
            usable = _sift(crew, one.reports)[0] if crew is not None and is_theirs else []
            receipts.append(Receipt(len(usable), len(one.reports) - len(usable)))
            fixes += usable
        _take_in(fixes, refused=0)
    return receipts


def _add_taken(crews: Mapping[UUID, Standing], reports: Mapping[UUID, Sequence[Report]]) -> None:
    """Give crews the jobs that were taken from them, when they report of a time at which they had no other: an outbox that comes late."""
    asking = {
        key: crew
        for key, crew in crews.items()
        if any(_is_late(crew, one) and crew.job_at(one.at) is None for one in reports.get(key, ()))
    }
    if not asking:
        return
    moment = next(iter(asking.values())).moment
    for offer in taken_lately(asking.keys(), moment, OLDEST):
        told, taken = offer.summary, (offer.answered_at, offer.taken_at, offer.pk)
        job = Job(offer.rescue_id, RescueStatus.CANCELLED, told.get("lat", 0.0), told.get("lon", 0.0), None, *taken)
        asking[offer.crew_id].jobs.append(job)


def _is_late(crew: Standing, report: Report) -> bool:
    return report.is_sound(crew.moment) and report.at < crew.moment - LIVE


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
        count_late({one.job.taken_offer_id for one in fixes if one.job and one.job.taken_offer_id})
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
    here = {job.rescue_id: one.report for one in newest for job in one.crew.jobs if _is_news(job, one)}
    if here:
        with for_office():
            coming = [one for one in lock_rescues(here) if one.status == RescueStatus.EN_ROUTE]
            there = [one for one in coming if _is_there(one, here[one.pk])]
            for rescue in there:
                arrived(rescue, TRACKER, here[rescue.pk].at)
            _renew([one for one in coming if one not in there], here)


def _is_news(job: Job, fix: Fix) -> bool:
    """Whether a position changes anything about the rescue, by what has been read already."""
    here = fix.report
    if job.status != RescueStatus.EN_ROUTE:
        return False
    policy = kept_policies.on(here.at)
    if _is_there(job, here):
        return True
    if not _is_believed(fix):
        return False
    if job.eta_at is None:
        return True
    eta_at = _eta(job, here, policy)
    return abs(eta_at - job.eta_at) >= max(ETA_STEP, (eta_at - here.at) / ETA_SHARE)


def _is_there(place: Job | Rescue, here: Report) -> bool:
    """Whether the crew stands beside the vehicle, by a position that is exact enough to be believed."""
    straight_m = great_circle_m(here.lat, here.lon, place.lat, place.lon)
    return straight_m <= kept_policies.on(here.at).arrive_radius_m and (here.accuracy_m or 0) <= BELIEVED_M


def _is_believed(fix: Fix) -> bool:
    """Whether a position may change what the driver is told: exact enough, and no jump that no vehicle makes. After a jump the next position
    that agrees with it is believed."""
    crew, here = fix.crew, fix.report
    if (here.accuracy_m or 0) > BELIEVED_M:
        return False
    if crew.position_at is None or crew.lat is None or crew.lon is None:
        return True
    return track.reachable(track.Fix(crew.position_at, crew.lat, crew.lon), track.Fix(here.at, here.lat, here.lon))


def _eta(place: Job | Rescue, here: Report, policy: Policy) -> datetime:
    return policy.eta(here.at, great_circle_m(here.lat, here.lon, place.lat, place.lon) * policy.detour)


def _renew(coming: Sequence[Rescue], here: Mapping[UUID, Report]) -> None:
    """Renew the expected arrivals of rescues that are locked; say so to boards, stations and drivers."""
    if not coming:
        return
    expected = {one.pk: _eta(one, here[one.pk], kept_policies.on(here[one.pk].at)) for one in coming}
    renew(expected)
    for rescue in coming:
        rescue.eta_at, rescue.version = expected[rescue.pk], rescue.version + 1
    tell_new_etas(coming)
    tell_rescues(coming)
