"""The rules of dispatch: weights and time limits as versioned data, and what may be overridden. Pure except for `policy_now`."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from network.dispatch.engine import HARD, Exclusion, Weights
from network.dispatch.models import DispatchPolicy


class DispatchError(StrEnum):
    """Why dispatch refused something."""

    OFFER_GONE = "offer.gone"
    OFFER_EXPIRED = "offer.expired"
    CREW_FULL = "crew.full"
    CREW_OFF_DUTY = "crew.off_duty"
    CREW_BUSY = "crew.busy"
    NOT_ELIGIBLE = "crew.not_eligible"
    STATION_INACTIVE = "station.inactive"
    NO_REASON = "rescue.no_reason"
    NO_RESULT = "rescue.no_result"
    MEMBER_TAKEN = "crew.member_taken"
    BEFORE = "rescue.time_before"


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the rules. The defaults are examples; a row of `DispatchPolicy` replaces what it names. Times in seconds.

    `arrive_slack_s` comes on top of the driving time that was promised; `night_from`/`night_to` are hours where the manufacturer is.
    """

    label: str = "example"
    automatic: bool = True
    answer_s: int = 180
    depart_s: int = 30 * 60
    arrive_slack_s: int = 30 * 60
    finish_s: int = 24 * 3600
    escalate_s: int = 5 * 60
    retry_s: int = 10 * 60
    arrive_radius_m: int = 150
    night_from: int = 21
    night_to: int = 6
    detour: float = 1.3
    speed_mps: float = 16.7
    stale_after_s: float = 900.0
    max_distance_m: float = 150_000.0
    stale_penalty_m: float = 5_000.0
    load_penalty_m: float = 10_000.0

    @property
    def weights(self) -> Weights:
        """Return the engine's part."""
        return Weights(**{one.name: getattr(self, one.name) for one in fields(Weights)})

    def is_night(self, hour: int) -> bool:
        """Whether an hour of the day (where the manufacturer is) counts as night."""
        return hour >= self.night_from or hour < self.night_to

    def eta(self, moment: datetime, distance_m: float) -> datetime:
        """Return when a crew that is `distance_m` of road away arrives."""
        return moment + timedelta(seconds=distance_m / self.speed_mps)


EXAMPLE = Policy()
KNOWN = frozenset(one.name for one in fields(Policy)) - {"label"}


def policy_of(label: str, values: dict[str, Any]) -> Policy:
    """Build a policy from stored values. Raises ValueError for a name that no rule has: a typo must not pass as a default."""
    unknown = values.keys() - KNOWN
    if unknown:
        raise ValueError(f"dispatch policy {label} has unknown values: {', '.join(sorted(unknown))}")
    return Policy(label=label, **values)


def policy_on(moment: datetime) -> Policy:
    """Return the policy in force at `moment`."""
    row = DispatchPolicy.objects.filter(valid_from__lte=moment).order_by("-valid_from").first()
    return policy_of(row.label, row.values) if row else EXAMPLE


def may_override(why: tuple[Exclusion, ...]) -> bool:
    """Whether a dispatcher may send a crew against these reasons: never a suspended station, a missing certificate or a full crew."""
    return not HARD & set(why)
