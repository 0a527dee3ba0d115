"""The assessment standard (考核标准) as versioned data, and how a card is scored by it. Pure: plain values in, plain values out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from billing.policy.rulebook.values import Readers, read_values
from network.scorecards.choices import GROUP_OF, Source

FULL = 100.0


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of the standard. `weight` is its share of the card in per cent.

    Without `bands` points run straight from 0 at `zero_at` to 100 at `target`, which may be the smaller of the two. With bands (from value,
    points) the highest band that the value reaches gives the points; below the lowest one there are none.
    """

    source: str
    weight: int
    target: float
    zero_at: float
    bands: Sequence[tuple[float, float]] = ()
    can_appeal: bool = True

    def points(self, value: float) -> float:
        """Return 0 to 100 points for a measured value."""
        if self.bands:
            return max(((start, points) for start, points in self.bands if value >= start), default=(0.0, 0.0))[1]
        share = (value - self.zero_at) / (self.target - self.zero_at)
        return round(FULL * min(1.0, max(0.0, share)), 2)


@dataclass(frozen=True, slots=True)
class Grade:
    """From how many points on a card has this grade, and what it proposes: a labour coefficient in per cent (0: none), a level ("": none)."""

    name: str
    from_points: float
    coefficient: int = 0
    level: str = ""


@dataclass(frozen=True, slots=True)
class Standard:
    """One version of the standard. The defaults are examples; a published version replaces what it names.

    A repair came right the first time when the vehicle did not come back for the same component within `comeback_days`. A rescue is on
    time when the crew arrived within the driving time of its offer plus `rescue_slack_min`. Audits count for `audit_months`, courses for
    `training_months`. Weight without facts is spread over the rest (first within its group when `spread_in_group`); with facts for less
    than `least_weight` per cent there is no grade. An appeal is decided within `decide_days` working days. A grade proposes once it was
    reached `months_in_row` times running.
    """

    label: str = "example"
    comeback_days: int = 30
    rescue_slack_min: int = 30
    audit_months: int = 12
    training_months: int = 12
    spread_in_group: bool = True
    least_weight: int = 50
    appeal_days: int = 5
    decide_days: int = 5
    months_in_row: int = 3
    indicators: Sequence[Indicator] = (
        Indicator(Source.FTFR, 15, 95, 70),
        Indicator(Source.CSI, 15, 95, 60),
        Indicator(Source.RESCUE, 10, 95, 60),
        Indicator(Source.DUTY_PHONE, 10, 95, 50),
        Indicator(Source.CLAIM_ACCURACY, 10, 98, 80),
        Indicator(Source.CLAIM_FIRST_PASS, 5, 90, 50),
        Indicator(Source.DISPUTES, 5, 0, 3),
        Indicator(Source.CERTIFIED, 8, 100, 40),
        Indicator(Source.TRAINING, 4, 80, 20),
        Indicator(Source.AUDIT, 10, 95, 60, can_appeal=False),
        Indicator(Source.VIOLATIONS, 5, 0, 12, ((0, 100), (1, 70), (4, 40), (8, 0)), can_appeal=False),
        Indicator(Source.FINES, 3, 0, 5000, can_appeal=False),
    )
    grades: Sequence[Grade] = (
        Grade("A", 90, 105, "A"),
        Grade("B", 75, 100),
        Grade("C", 60, 95),
        Grade("D", 0, 90, "C"),
    )

    def indicator(self, source: str) -> Indicator | None:
        """Return the line of a source."""
        return next((one for one in self.indicators if one.source == source), None)

    def grade_of(self, points: float | None) -> Grade | None:
        """Return the grade of a card's points; none without points."""
        if points is None:
            return None
        reached = [one for one in self.grades if points >= one.from_points]
        return max(reached, key=lambda one: one.from_points, default=None)


EXAMPLE = Standard()


def standard_of(label: str, values: Mapping[str, Any]) -> Standard:
    """Build a standard from stored values (`read_values`)."""
    readers: Readers = {
        "indicators": lambda rows: tuple(_indicator(*row) for row in rows),
        "grades": lambda rows: tuple(_grade(*row) for row in rows),
    }
    return read_values(Standard, label, values, readers)


def _indicator(
    source: str, weight: int, target: float, zero_at: float, bands: Any = (), can_appeal: bool = True
) -> Indicator:
    pairs = tuple((float(start), float(points)) for start, points in bands)
    return Indicator(str(source), int(weight), float(target), float(zero_at), pairs, bool(can_appeal))


def _grade(name: str, from_points: float, coefficient: int = 0, level: str = "") -> Grade:
    return Grade(str(name), float(from_points), int(coefficient), str(level))


@dataclass(frozen=True, slots=True)
class Scored:
    """A line of a card: `value` is None without facts, `counts` the weight in per cent after spreading, `points` 0 to 100."""

    source: str
    value: float | None
    points: float | None
    weight: int
    counts: float


def spread(standard: Standard, known: set[str]) -> dict[str, float]:
    """Return for each source with facts the weight that it carries, in per cent; together 100, or nothing when there is no fact at all."""
    carried = {one.source: float(one.weight) for one in standard.indicators if one.source in known}
    if standard.spread_in_group:
        for group in set(GROUP_OF.values()):
            whole = sum(one.weight for one in standard.indicators if GROUP_OF[one.source] == group)
            inside = [source for source in carried if GROUP_OF[source] == group]
            held = sum(carried[source] for source in inside)
            for source in inside:
                carried[source] *= whole / held
    held = sum(carried.values())
    return {source: FULL * weight / held for source, weight in carried.items()} if held else {}


def score(standard: Standard, values: Mapping[str, float | None]) -> tuple[list[Scored], float | None, int]:
    """Score measured values: the lines, the card's points (None without any fact), and how much of the weight has facts (per cent)."""
    known = {source for source, value in values.items() if value is not None}
    carried = spread(standard, known)
    lines = [_line(one, values.get(one.source), carried.get(one.source, 0.0)) for one in standard.indicators]
    covered = sum(one.weight for one in standard.indicators if one.source in known)
    if not carried:
        return lines, None, covered
    return lines, round(sum(line.counts * (line.points or 0.0) for line in lines) / FULL, 2), covered


def _line(one: Indicator, value: float | None, counts: float) -> Scored:
    points = None if value is None else one.points(value)
    return Scored(one.source, value, points, one.weight, round(counts, 3))
