"""The rules of dispatch: weights and time limits as versioned data, and what may be overridden. Pure except for `policy_now`."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from billing.policy.choices import PolicyStatus
from billing.policy.rulebook.values import Readers, read_values
from billing.policy.rulebook.versions import in_force
from network.dispatch.automatic import AutomaticLimits
from network.dispatch.choices import LadderStep, TakenCause
from network.dispatch.engine import HARD, Exclusion, Weights
from network.dispatch.mass import MassRules
from network.dispatch.models import AutomaticPause, DispatchPolicy
from network.hotline.choices import Safety
from tenants.registry.choices import Region


class DispatchError(StrEnum):
    """Why dispatch refused something."""

    OFFER_GONE = "offer.gone"
    OFFER_EXPIRED = "offer.expired"
    CREW_FULL = "crew.full"
    CREW_UNKNOWN = "crew.unknown"
    POSITION_UNSOUND = "position.unsound"
    POSITION_UNREADABLE = "position.unreadable"
    CREW_OFF_DUTY = "crew.off_duty"
    CREW_BUSY = "crew.busy"
    NOT_CERTIFIED = "crew.not_certified"
    NOT_ELIGIBLE = "crew.not_eligible"
    STATION_INACTIVE = "station.inactive"
    NO_REASON = "rescue.no_reason"
    BEING_ASKED = "rescue.being_asked"
    OVERTAKEN = "rescue.overtaken"
    RANKING_CHANGED = "rescue.ranking_changed"
    NO_RESULT = "rescue.no_result"
    NO_PLACE = "rescue.no_place"
    UNKNOWN_CAUSE = "rescue.unknown_cause"
    NO_SIGNATURE = "rescue.no_signature"
    UNKNOWN_PART = "rescue.unknown_part"
    NOT_ENOUGH_PARTS = "rescue.not_enough_parts"
    TAKEN_AWAY = "rescue.taken_away"
    PARTS_TAKEN = "rescue.parts_taken"
    KEY_USED = "rescue.key_used"
    NOTHING_TO_CLAIM = "rescue.nothing_to_claim"
    MEMBER_TAKEN = "crew.member_taken"
    BEFORE = "rescue.time_before"
    TOP_OF_LADDER = "rescue.top_of_ladder"
    SAME_PERSON = "dispatch_policy.same_person"
    PUBLISHED = "dispatch_policy.published"
    PAUSED = "dispatch.paused"
    NOT_PAUSED = "dispatch.not_paused"


@dataclass(frozen=True, slots=True)
class Band:
    """Up to this many metres of road the crew must have arrived within so many seconds of its departure."""

    up_to_m: int
    within_s: int


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the escalation ladder: what it does, and how long after the level before."""

    step: LadderStep
    after_s: int


BANDS = (Band(30_000, 60 * 60), Band(80_000, 110 * 60), Band(150_000, 170 * 60))
LADDER = (
    Level(LadderStep.WIDEN, 5 * 60),
    Level(LadderStep.NEIGHBOURS, 5 * 60),
    Level(LadderStep.REGIONAL, 5 * 60),
    Level(LadderStep.LEAD, 10 * 60),
)


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the rules. The defaults are examples; a row of `DispatchPolicy` replaces what it names. Times in seconds.

    `arrive_slack_s` comes on top of the promised driving time where no band of `arrive_bands` reaches; `night_from`/`night_to` are hours
    where the manufacturer is. A warning comes when `warn_share` of a limit has gone. Each level of `ladder` waits for the one before.
    `dispatcher_regions`, `automatic_from`/`automatic_to` (hours where the manufacturer is; equal: around the clock), `automatic_max_m` (0: as
    far as the search goes) and `look_…` hold the automatic mode back; `pause_s` is how long the board's switch holds.
    A mass event begins in a region where more rescues wait than `mass_share` times its free crews; with `mass_automatic` the engine then
    plans all that wait there at once and commits what the limits of automatic mode allow.
    `tell_…` say what the driver gets by SMS: acceptance, arrival, and an expected arrival that moved by `tell_eta_s`, at most every
    `tell_eta_pause_s`. When a rescue is taken from a crew for one of `paid_causes`, the kilometres that it drove until then are paid.
    """

    label: str = "example"
    automatic: bool = True
    dispatcher_regions: tuple[str, ...] = ()
    automatic_from: int = 0
    automatic_to: int = 0
    automatic_max_m: float = 0.0
    look_injured: bool = False
    look_carriageway: bool = False
    pause_s: int = 2 * 3600
    parallel: int = 1
    offer_s: int = 5 * 60
    answer_s: int = 180
    depart_s: int = 30 * 60
    arrive_bands: tuple[Band, ...] = BANDS
    arrive_slack_s: int = 30 * 60
    night_factor: float = 1.2
    highway_factor: float = 1.0
    finish_s: int = 24 * 3600
    tow_s: int = 48 * 3600
    warn_share: float = 0.8
    ladder: tuple[Level, ...] = LADDER
    widen_factor: float = 1.5
    home_region_only: bool = False
    retry_s: int = 10 * 60
    mass_share: float = 1.0
    mass_automatic: bool = False
    urgency_injured: float = 8.0
    urgency_carriageway: float = 4.0
    arrive_radius_m: int = 150
    night_from: int = 21
    night_to: int = 6
    detour: float = 1.3
    speed_mps: float = 16.7
    stale_after_s: float = 900.0
    max_distance_m: float = 150_000.0
    stale_penalty_m: float = 5_000.0
    load_penalty_m: float = 10_000.0
    exclude_stale: bool = False
    rest_after_s: float = 12 * 3_600.0
    rest_window_s: float = 24 * 3_600.0
    paid_causes: tuple[str, ...] = (
        TakenCause.DRIVER.value,
        TakenCause.NEARER.value,
        TakenCause.NEEDS.value,
        TakenCause.PLAN.value,
    )
    tell_accepted: bool = True
    tell_arrived: bool = True
    tell_eta: bool = True
    tell_eta_s: int = 15 * 60
    tell_eta_pause_s: int = 10 * 60

    @property
    def automatic_limits(self) -> AutomaticLimits:
        """Return when the engine may offer by itself."""
        looks = ((Safety.INJURED, self.look_injured), (Safety.CARRIAGEWAY, self.look_carriageway))
        return AutomaticLimits(
            is_on=self.automatic,
            regions=frozenset(self.dispatcher_regions),
            from_hour=self.automatic_from,
            to_hour=self.automatic_to,
            farthest_m=self.automatic_max_m,
            looks_at=frozenset(safety.value for safety, is_on in looks if is_on),
        )

    @property
    def mass(self) -> MassRules:
        """Return when all that wait are planned at once, and whether the engine does it by itself."""
        return MassRules(self.mass_share, self.mass_automatic)

    @property
    def weights(self) -> Weights:
        """Return the engine's part."""
        return Weights(**{one.name: getattr(self, one.name) for one in fields(Weights)})

    def weights_after(self, steps: Sequence[LadderStep]) -> Weights:
        """Return the engine's part once these steps of the ladder have been taken: each widening reaches farther."""
        farther = self.widen_factor ** sum(1 for step in steps if step == LadderStep.WIDEN)
        return replace(self.weights, max_distance_m=self.max_distance_m * farther)

    def steps_up_to(self, level: int) -> list[LadderStep]:
        """Return the steps of the ladder that have been taken at `level`."""
        return [one.step for one in self.ladder[:level]]

    def escalate_s(self, level: int) -> int:
        """Return how long to wait at `level` before the next one; at the top, before looking again."""
        return self.ladder[level].after_s if level < len(self.ladder) else self.retry_s

    def arrive_s(self, distance_m: float, *, night: bool, highway: bool) -> float:
        """Return the seconds from departure within which a crew so far away must have arrived."""
        band = next((one.within_s for one in self.arrive_bands if distance_m <= one.up_to_m), None)
        within = distance_m / self.speed_mps + self.arrive_slack_s if band is None else band
        return within * (self.night_factor if night else 1.0) * (self.highway_factor if highway else 1.0)

    def pause_ends(self, moment: datetime) -> datetime:
        """Return when automatic mode that is switched off at `moment` is on again by itself."""
        return moment + timedelta(seconds=self.pause_s)

    def is_night(self, hour: int) -> bool:
        """Whether an hour of the day (where the manufacturer is) counts as night."""
        return hour >= self.night_from or hour < self.night_to

    def eta(self, moment: datetime, distance_m: float) -> datetime:
        """Return when a crew that is `distance_m` of road away arrives."""
        return moment + timedelta(seconds=distance_m / self.speed_mps)


EXAMPLE = Policy()


READERS: Readers = {
    "dispatcher_regions": lambda rows: tuple(Region(row).value for row in rows),
    "paid_causes": lambda rows: tuple(TakenCause(row).value for row in rows),
    "arrive_bands": lambda rows: tuple(Band(*row) for row in rows),
    "ladder": lambda rows: tuple(Level(LadderStep(step), after_s) for step, after_s in rows),
}


def policy_of(label: str, values: Mapping[str, Any]) -> Policy:
    """Build a policy from stored values (`read_values`)."""
    return read_values(Policy, label, values, READERS)


def policy_on(moment: datetime) -> Policy:
    """Return the policy in force at `moment`."""
    return _policy_of_row(in_force(DispatchPolicy.objects, moment))


def policies_on(earlier: datetime, later: datetime) -> tuple[Policy, Policy]:
    """Return the policies in force at two moments; asks once unless a version has begun between them."""
    row = in_force(DispatchPolicy.objects, later)
    policy = _policy_of_row(row)
    return (policy if row is None or row.valid_from <= earlier else policy_on(earlier)), policy


def _policy_of_row(row: DispatchPolicy | None) -> Policy:
    return policy_of(row.label, row.values) if row else EXAMPLE


def pause_on(moment: datetime) -> AutomaticPause | None:
    """Return the switch that holds at `moment`: automatic mode is off until it ends."""
    found: AutomaticPause | None = AutomaticPause.objects.filter(ended_at__isnull=True, ends_at__gt=moment).first()
    return found


class KeptPolicies:
    """The published versions as this process has read them within the last seconds: for positions, which come far too often to ask each time.

    A version that is published now holds for them `KEPT_S` later at most. What decides about people or money asks `policy_on`.
    """

    KEPT_S = 5.0

    def __init__(self) -> None:
        self.until = 0.0
        self.versions: list[tuple[datetime, str, dict[str, Any]]] = []
        self.read: dict[str, Policy] = {}

    def on(self, moment: datetime) -> Policy:
        """Return the policy in force at `moment`."""
        if time.monotonic() >= self.until:
            published = DispatchPolicy.objects.filter(status=PolicyStatus.PUBLISHED).order_by("-valid_from")
            self.versions, self.read = list(published.values_list("valid_from", "label", "values")), {}
            self.until = time.monotonic() + self.KEPT_S
        for valid_from, label, values in self.versions:
            if valid_from <= moment:
                return self.read.get(label) or self.read.setdefault(label, policy_of(label, values))
        return EXAMPLE

    def forget(self) -> None:
        """Read again at the next question."""
        self.until = 0.0


kept_policies = KeptPolicies()


def may_override(why: tuple[Exclusion, ...]) -> bool:
    """Whether a dispatcher may send a crew against these reasons: never a suspended station, a missing certificate or a full crew."""
    return not HARD & set(why)
