"""What a simulated day consists of, as plain data. Distances in metres, times in seconds since midnight, coordinates WGS-84."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from network.dispatch.automatic import AutomaticLimits
from network.dispatch.engine import Weights
from network.dispatch.mass import MassRules

DAY_S = 86_400
HOUR_S = 3_600
ROADS = ("highway", "road", "site")


@dataclass(frozen=True, slots=True)
class Rung:
    """How a crew is looked for at one level of escalation, and how long to wait before the next one when nobody can go."""

    weights: Weights = field(default_factory=Weights)
    pause_s: float = 300.0
    home_only: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What the simulation takes from a policy of dispatch. At the top of the ladder the last rung holds on.

    `limits` holds the engine back by region, hour and distance; whether people are hurt is not simulated, so that all are equally urgent in
    a plan of many. `parallel` crews are asked at once.
    """

    label: str = "example"
    automatic: bool = True
    offer_s: float = 300.0
    answer_s: float = 180.0
    rungs: tuple[Rung, ...] = (Rung(),)
    limits: AutomaticLimits = field(default_factory=AutomaticLimits)
    parallel: int = 1
    mass: MassRules = field(default_factory=MassRules)

    def offers_by_itself(self, region: str, at_s: float) -> bool:
        """Whether the engine may offer a rescue of this region at this moment of the day without a dispatcher."""
        hour = int(at_s % DAY_S // HOUR_S)
        return self.automatic and self.limits.against(region=region, hour=hour) is None

    def rung(self, level: int) -> Rung:
        """Return what holds at a level of escalation."""
        return self.rungs[min(level, len(self.rungs) - 1)]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How people and roads behave. Examples that a manufacturer replaces by what it has measured.

    Times are medians (handling: mean), `*_sigma` the spread of the logarithm. `patience_s` is how long after the call a driver whom nobody
    could help goes on waiting.
    """

    handle_s: float = 240.0
    handle_variation: float = 1.0
    dispatcher_s: float = 120.0
    think_s: float = 40.0
    think_sigma: float = 0.7
    decline_share: float = 0.10
    silence_share: float = 0.04
    depart_s: float = 300.0
    depart_sigma: float = 0.5
    detour: float = 1.3
    detour_sigma: float = 0.10
    speed_mps: Mapping[str, float] = field(default_factory=lambda: {"highway": 21.0, "road": 14.0, "site": 11.0})
    speed_sigma: float = 0.15
    work_s: float = 1_800.0
    work_sigma: float = 0.6
    silent_crews: float = 0.10
    patience_s: float = 4 * 3_600.0


@dataclass(frozen=True, slots=True)
class Targets:
    """What is held against the day: seconds from the call, by road class for the arrival. Examples."""

    answer_s: float = 30.0
    arrival_s: Mapping[str, float] = field(
        default_factory=lambda: {"highway": 5_400.0, "road": 7_200.0, "site": 9_000.0}
    )
    radius_m: float = 60_000.0


@dataclass(frozen=True, slots=True)
class Base:
    """A station from which crews drive. `may_rescue` and `brands` are what it is authorised for; empty `brands` says nothing of it."""

    key: UUID
    code: str
    name: str
    region: str
    lat: float
    lon: float
    active: bool = True
    may_rescue: bool = True
    brands: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CrewPlan:
    """A crew and when it is on duty: from `from_s` to `to_s` of each day, over midnight where the end is earlier; equal means all day."""

    key: UUID
    base: Base
    name: str
    from_s: int = 0
    to_s: int = 0
    capacity: int = 1
    certified: bool = True
    brands: frozenset[str] = frozenset()
    capabilities: frozenset[str] = frozenset()

    def on_duty(self, at_s: float) -> bool:
        """Whether the crew is on duty at a moment."""
        moment = at_s % DAY_S
        if self.from_s < self.to_s:
            return self.from_s <= moment < self.to_s
        return self.from_s == self.to_s or moment >= self.from_s or moment < self.to_s

    @property
    def duty_hours(self) -> float:
        """Hours on duty in a day."""
        return ((self.to_s - self.from_s) % DAY_S or DAY_S) / HOUR_S


@dataclass(frozen=True, slots=True)
class DriverCall:
    """A driver who calls because something broke down."""

    key: str
    at_s: float
    lat: float
    lon: float
    region: str
    road: str = "road"
    brand: str = ""
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Demand:
    """A point where calls come from, with its weight."""

    lat: float
    lon: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Network:
    """Who answers: crews at their stations, and how many agents sit at the hotline in each hour of the day."""

    crews: Sequence[CrewPlan]
    agents: Sequence[int]

    @property
    def bases(self) -> Mapping[str, Base]:
        """The stations that have a crew, by code."""
        return {crew.base.code: crew.base for crew in self.crews}


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to run the day."""

    name: str
    rules: Rules
    network: Network
    behaviour: Behaviour = field(default_factory=Behaviour)


@dataclass(slots=True)
class Story:
    """What became of one call. `status` is served (the crew has finished), unserved or open; moments are None while they have not come.

    `offers` counts every crew that was asked, `withdrawn` those to whom it was taken back because another accepted first; `planned` says that
    a plan of many gave it a crew.
    """

    call: DriverCall
    status: str = "open"
    answered_s: float | None = None
    offered_s: float | None = None
    accepted_s: float | None = None
    departed_s: float | None = None
    arrived_s: float | None = None
    finished_s: float | None = None
    offers: int = 0
    withdrawn: int = 0
    planned: bool = False
    crew: UUID | None = None


@dataclass(frozen=True, slots=True)
class CrewDay:
    """What a crew did: jobs as (departed, finished) spans, metres driven."""

    plan: CrewPlan
    spans: Sequence[tuple[float, float]]
    driven_m: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """One simulated day. `coverage` holds (moment, share of demand with a free crew within the radius)."""

    stories: Sequence[Story]
    crews: Sequence[CrewDay]
    coverage: Sequence[tuple[float, float]]
    talk_s: float = 0.0
