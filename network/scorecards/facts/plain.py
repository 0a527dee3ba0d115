"""Facts as plain data, and what is added up from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that counts: `gained` of `possible`. `key` is the record's, where there is a page of it."""

    station_id: UUID
    label: str
    day: date
    gained: float
    possible: float = 1.0
    key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """A repair under a promise: of which vehicle and component, and on which day."""

    station_id: UUID
    key: UUID
    number: str
    vin: str
    component: str
    day: date


@dataclass(frozen=True, slots=True)
class Answer:
    """What a customer said on the phone after the delivery, 1 to 5."""

    station_id: UUID
    order: str
    day: date
    satisfaction: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """A crew's way to a vehicle: accepted, arrived, and how long the offer said that it drives."""

    station_id: UUID
    key: UUID
    number: str
    accepted_at: datetime
    arrived_at: datetime
    eta_s: int


@dataclass(frozen=True, slots=True)
class Checked:
    """A duty-phone check or an audit with its score, 0 to 100."""

    station_id: UUID
    key: UUID
    number: str
    day: date
    score: float


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A claim that went through its first review. Amounts in minor units."""

    station_id: UUID
    key: UUID
    number: str
    day: date
    claimed_minor: int
    approved_minor: int
    first_passed: bool


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement, and how many disputes of it were answered without a correction."""

    station_id: UUID
    key: UUID
    number: str
    day: date
    unfounded: int


@dataclass(frozen=True, slots=True)
class Technician:
    """Somebody who works as a technician on the last day of the month: until when certified, and since when by the newest course."""

    station_id: UUID
    name: str
    valid_until: date | None
    trained_on: date | None


@dataclass(frozen=True, slots=True)
class Penalty:
    """A violation that became final in the month."""

    station_id: UUID
    key: UUID
    number: str
    day: date
    points: int
    fine_minor: int


@dataclass(frozen=True, slots=True)
class Sum:
    """What the facts of an indicator add up to, kept on the card so that an office's figure is that of all its stations' facts."""

    top: float = 0.0
    bottom: float = 0.0
    facts: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.top + other.top, self.bottom + other.bottom, self.facts + other.facts)


def added(facts: Iterable[Fact]) -> Sum:
    """Add facts up."""
    rows = list(facts)
    return Sum(sum(one.gained for one in rows), sum(one.possible for one in rows), len(rows))
