"""How a round is ranked. Pure: what stations did in the period and the rules in, places and exclusions out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from network.scorecards.choices import Exclusion

LIMITS = {
    "least_points": (0, 100),
    "least_months": (1, 60),
    "most_violation_points": (0, 1000),
    "places": (1, 1000),
    "places_per_region": (1, 1000),
    "objection_days": (1, 90),
}  # a rule outside of these is none


@dataclass(frozen=True, slots=True)
class Record:
    """What a station did in the period: its points month by month, and the violations that became final."""

    station_id: UUID
    code: str
    region: str
    points: Sequence[Decimal] = ()
    violation_points: int = 0
    has_grave: bool = False
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a round."""

    least_points: int
    least_months: int
    most_violation_points: int
    excludes_grave: bool
    places: int
    places_per_region: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a station stands: without a rank when it is out."""

    record: Record
    mean: Decimal | None
    exclusion: str = ""
    rank: int | None = None
    is_winner: bool = False


def exclusion_of(one: Record, rules: Rules, decided: Mapping[UUID, str]) -> str:
    """Return the first rule by which a station is out, or nothing."""
    if one.station_id in decided:
        return Exclusion.DECIDED
    if not one.is_active:
        return Exclusion.STATUS
    if rules.excludes_grave and one.has_grave:
        return Exclusion.GRAVE
    if one.violation_points > rules.most_violation_points:
        return Exclusion.VIOLATION
    if len(one.points) < rules.least_months:
        return Exclusion.MONTHS
    return Exclusion.POINTS if min(one.points, default=Decimal(0)) < rules.least_points else ""


def mean_of(points: Sequence[Decimal]) -> Decimal | None:
    """Return the mean with two decimals."""
    return (sum(points, Decimal(0)) / len(points)).quantize(Decimal("0.01")) if points else None


def ranked(records: Sequence[Record], rules: Rules, decided: Mapping[UUID, str]) -> list[Place]:
    """Rank those who are in by their mean, give the awards from above; then list those who are out.

    Of equal means the better lowest month comes first, then fewer violation points, then the code.

    A regional office gets at most its number of awards: who comes after it in the same region is passed over.
    """
    judged = [(one, mean_of(one.points), exclusion_of(one, rules, decided)) for one in records]
    inside = sorted(((one, mean) for one, mean, out in judged if not out and mean is not None), key=_order)
    given: Counter[str] = Counter()
    places = []
    for rank, (one, mean) in enumerate(inside, start=1):
        wins = given.total() < rules.places and given[one.region] < rules.places_per_region
        given[one.region] += wins
        places.append(Place(one, mean, rank=rank, is_winner=bool(wins)))
    return [*places, *(Place(one, mean, exclusion=out) for one, mean, out in judged if out)]


def _order(pair: tuple[Record, Decimal]) -> tuple[Decimal, Decimal, int, str]:
    one, mean = pair
    return -mean, -min(one.points), one.violation_points, one.code
