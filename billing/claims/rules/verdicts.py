"""What rules are given and what they answer: plain frozen data, so that a rule can be run over a million old claims without a database.

Amounts are minor units, distances metres, dates days at the station.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import Any
from uuid import UUID

from billing.claims.choices import ClaimType, LineKind, Outcome


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line as the rules see it. `standard_hours` and `list_cost_minor` are the catalogue's, None when it has none."""

    id: UUID
    kind: LineKind
    claimed_minor: int
    unit_price_minor: int
    quantity: Decimal = Decimal(1)
    hours: Decimal = Decimal(0)
    operation_code: str = ""
    standard_hours: Decimal | None = None
    part_number: str = ""
    component_code: str = ""
    list_cost_minor: int | None = None
    is_serialised: bool = False
    is_causal: bool = False
    old_serial: str = ""
    fitted_on: date | None = None
    fitted_km: int | None = None


@dataclass(frozen=True, slots=True)
class EarlierLine:
    """An operation or part that was claimed before for the same vehicle, at any station; `is_own` tells whether at this one."""

    finished_on: date
    operation_code: str = ""
    part_number: str = ""
    component_code: str = ""
    claim: UUID | None = None
    type: str = ClaimType.WARRANTY
    started_on: date | None = None
    failure_code: str = ""
    mileage_km: int | None = None
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Authorised:
    """What head office agreed to before the work began."""

    number: str
    amount_minor: int
    valid_until: date


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """The campaign of a claim: its days, whether the vehicle is listed and was worked on before, its fixed hours and quantities by code."""

    number: str
    begins_on: date
    ends_on: date | None
    is_listed: bool
    done_on: date | None
    hours: Mapping[str, Decimal]
    quantities: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """A claim as the rules see it. `entered_on` is the day on which it is (or would be) handed in.

    `usage` is the vehicle's, `province` and `station_level` the station's. `photos` are the subjects of its photos, None when nobody
    looked.
    """

    type: ClaimType
    entered_on: date
    repair_finished_on: date
    failed_on: date | None
    sold_on: date | None
    model_code: str
    mileage_km: int | None
    known_mileage_km: int | None
    station_is_active: bool
    labour_coefficient: Decimal
    lines: tuple[LineFacts, ...]
    earlier: tuple[EarlierLine, ...] = ()
    distance_m: int | None = None
    expected_distance_m: int | None = None
    is_night: bool = False
    is_highway: bool = False
    is_plateau: bool = False
    usage: str = ""
    province: str = ""
    station_level: str = ""
    failure_code: str = ""
    repair_started_on: date | None = None
    preauthorisation: Authorised | None = None
    photos: frozenset[str] | None = None
    campaign: CampaignFacts | None = None

    @property
    def claimed_minor(self) -> int:
        """What is claimed altogether."""
        return sum(line.claimed_minor for line in self.lines)


def before(line: LineFacts, facts: ClaimFacts) -> Iterator[LineFacts]:
    """Yield the lines of the claim that stand before this one: what several lines share they use up in their order."""
    return takewhile(lambda one: one.id != line.id, facts.lines)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says. Without a `line` it speaks about the whole claim. `params` fill the rule's sentence and are plain JSON."""

    rule: str
    outcome: Outcome
    clause: str
    line: UUID | None = None
    suggested_minor: int | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


def suggested_minor(line: LineFacts, verdicts: Sequence[Verdict]) -> int:
    """Return what remains of a line: nothing when it (or the claim) is refused, else the lowest cut, never above what was claimed."""
    if not verdicts:
        return line.claimed_minor
    about = [left_by(one, line.claimed_minor) for one in verdicts if one.line is None or one.line == line.id]
    return min(about, default=line.claimed_minor)


def left_by(verdict: Verdict, claimed_minor: int) -> int:
    """Return what one verdict leaves of an amount that was claimed."""
    if verdict.outcome is Outcome.REJECT:
        return 0
    if verdict.outcome is Outcome.CUT and verdict.suggested_minor is not None:
        return max(0, min(claimed_minor, verdict.suggested_minor))
    return claimed_minor


@dataclass(frozen=True, slots=True)
class Judgement:
    """All verdicts on a claim and what follows from them for each line."""

    policy_label: str
    verdicts: tuple[Verdict, ...]
    suggested: Mapping[UUID, int]
    automatic_limit_minor: int

    @property
    def suggested_minor(self) -> int:
        """What the rules would pay."""
        return sum(self.suggested.values())

    @property
    def is_clean(self) -> bool:
        """Whether no rule objects and the amount is below the limit for settling without a close look."""
        return not self.verdicts and self.suggested_minor <= self.automatic_limit_minor
