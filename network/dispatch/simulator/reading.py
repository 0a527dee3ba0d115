"""Today's network and a recorded day, read from the database as plain data. The caller stands in head office's scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Sum

from common.clock import business_zone
from network.dispatch.choices import RescueStatus
from network.dispatch.facts import crew_facts, may_rescue
from network.dispatch.models import Crew, Rescue
from network.dispatch.simulator.metrics import Figures, of_stories
from network.dispatch.simulator.synthetic import agents_for
from network.dispatch.simulator.world import ROADS, Base, Behaviour, CrewPlan, DriverCall, Network, Story, Targets
from network.hotline.choices import CallDirection
from network.hotline.models import Call
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station

STATUS = {RescueStatus.FINISHED: "served", RescueStatus.UNSERVED: "unserved"}


@dataclass(frozen=True, slots=True)
class Recorded:
    """A day as it was: its stories, and how many agents answered."""

    day: date
    stories: Sequence[Story]
    agents: Sequence[int]
    driven_m: int

    @property
    def calls(self) -> list[DriverCall]:
        """The calls of the day."""
        return [one.call for one in self.stories]

    def figures(self, targets: Targets) -> Figures:
        """Return what the day was like; `distance_m` is the way out and back, by the track."""
        figures = of_stories(self.stories, targets)
        figures["kilometres"] = self.driven_m / 1000
        return figures


def bases_now() -> dict[str, Base]:
    """Return the stations that are open, by code."""
    return {one.code: _base(one) for one in Station.objects.filter(status=StationStatus.ACTIVE).order_by("code")}


def crews_now(moment: datetime) -> list[CrewPlan]:
    """Return the crews that may go now, on duty around the clock as they stand: a crew plan says otherwise."""
    bases = {base.key: base for base in bases_now().values()}
    capacity = dict(Crew.objects.values_list("pk", "capacity"))
    facts = [one for one in crew_facts(moment) if one.on_duty and one.certified and one.station_id in bases]
    return [
        CrewPlan(
            key=one.crew_id,
            base=bases[one.station_id],
            name=one.name,
            capacity=capacity[one.crew_id],
            brands=one.brands,
            capabilities=one.capabilities,
        )
        for one in facts
    ]


def network_now(moment: datetime, calls_per_day: float) -> Network:
    """Return today's network with agents enough for the calls."""
    return Network(crews_now(moment), agents_for(calls_per_day, Behaviour().handle_s))


def recorded(day: date) -> Recorded:
    """Return the rescues of a day where the manufacturer is, without those that were called off."""
    since = datetime.combine(day, time.min, tzinfo=business_zone())
    rows = (
        Rescue.objects.filter(created_at__gte=since, created_at__lt=since + timedelta(days=1))
        .exclude(status=RescueStatus.CANCELLED)
        .select_related("case")
        .order_by("created_at", "pk")
    )
    calls = _calls_of([one.case_id for one in rows])
    stories = [_story(one, calls.get(one.case_id), since) for one in rows]
    people = {call.agent_id for call in calls.values() if call.agent_id}
    driven_m = rows.aggregate(total=Sum("distance_m"))["total"] or 0
    return Recorded(day, stories, [max(1, len(people))] * 24, driven_m)


def _calls_of(case_ids: Sequence[UUID]) -> dict[UUID | None, Call]:
    """Return the first inbound call of each case."""
    rows = Call.objects.filter(case_id__in=case_ids, direction=CallDirection.INBOUND).order_by("-rang_at")
    return {one.case_id: one for one in rows}


def _story(rescue: Rescue, call: Call | None, since: datetime) -> Story:
    case = rescue.case

    def seconds(moment: datetime | None) -> float | None:
        return (moment - since).total_seconds() if moment else None

    began = min(call.rang_at, rescue.created_at) if call else case.created_at
    at_s = max(0.0, (began - since).total_seconds())
    about = DriverCall(
        key=rescue.number,
        at_s=at_s,
        lat=rescue.lat,
        lon=rescue.lon,
        region="",
        road=case.road if case.road in ROADS else "road",
        brand=rescue.brand,
        needs=frozenset(rescue.needs),
    )
    return Story(
        about,
        status=STATUS.get(RescueStatus(rescue.status), "open"),
        answered_s=seconds(call.answered_at) if call else None,
        offered_s=seconds(rescue.offered_at),
        accepted_s=seconds(rescue.accepted_at),
        departed_s=seconds(rescue.departed_at),
        arrived_s=seconds(rescue.arrived_at),
        finished_s=seconds(rescue.finished_at),
        offers=rescue.round,
        crew=rescue.crew_id,
    )


def _base(station: Station) -> Base:
    return Base(
        key=station.pk,
        code=station.code,
        name=station.name,
        region=station.region,
        lat=station.lat,
        lon=station.lon,
        may_rescue=may_rescue(station.capabilities),
        brands=frozenset(station.brands),
    )
