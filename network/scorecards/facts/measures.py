"""The indicators: each a pure function from plain facts to what was gained of what was possible. A new one is a function below `@measure`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from common.clock import business_zone
from network.scorecards.choices import COUNTED, Source
from network.scorecards.facts.plain import (
    Answer,
    Arrival,
    Checked,
    Fact,
    Penalty,
    Repair,
    Reviewed,
    Stated,
    Sum,
    Technician,
)
from network.scorecards.standard import Standard

ALWAYS = (Source.VIOLATIONS, Source.FINES)  # none is a fact as well: nothing was done wrong
Measure = Callable[[Any, Standard, date], Iterable[Fact]]
MEASURES: dict[str, Measure] = {}


def measure(source: Source) -> Callable[[Measure], Measure]:
    """Register the function below for an indicator. It takes the facts, the standard and the last day of the month."""

    def register(function: Measure) -> Measure:
        MEASURES[source] = function
        return function

    return register


def value_of(source: str, held: Sum, stations: int = 1) -> float | None:
    """Return the measured value: a share in per cent, or a number per station; None without facts."""
    if source in ALWAYS:
        return round(held.top / stations, 4) if stations else None
    if not held.bottom:
        return None
    return round(held.top / held.bottom * (1 if source in COUNTED else 100), 4)


def window_of(last: date, days: int) -> tuple[date, date]:
    """Return from and to which day repairs are judged by the end of a month: those whose days to come back ended in it."""
    return last.replace(day=1) - timedelta(days=days), last - timedelta(days=days)


@measure(Source.FTFR)
def fixed_the_first_time(repairs: Sequence[Repair], standard: Standard, last: date) -> Iterable[Fact]:
    """Judge each repair whose days to come back ended in the month: came it back, anywhere, for the same component?"""
    first, until = window_of(last, standard.comeback_days)
    days = timedelta(days=standard.comeback_days)
    visits: dict[tuple[str, str], list[date]] = {}
    for one in repairs:
        visits.setdefault((one.vin, one.component), []).append(one.day)
    for one in repairs:
        if first <= one.day <= until:
            back = any(one.day < day <= one.day + days for day in visits[one.vin, one.component])
            yield Fact(one.station_id, f"{one.number} {one.vin}", one.day, 0 if back else 1, 1, one.key)


@measure(Source.CSI)
def satisfaction(answers: Sequence[Answer], standard: Standard, last: date) -> Iterable[Fact]:
    """Count the points that customers gave of five possible."""
    for one in answers:
        yield Fact(one.station_id, one.order, one.day, one.satisfaction, 5)


@measure(Source.RESCUE)
def arrived_in_time(arrivals: Sequence[Arrival], standard: Standard, last: date) -> Iterable[Fact]:
    """Judge each arrival by the driving time of its own offer: a far rescue may take longer."""
    for one in arrivals:
        allowed = timedelta(seconds=one.eta_s, minutes=standard.rescue_slack_min)
        on_time = one.arrived_at - one.accepted_at <= allowed
        yield Fact(
            one.station_id,
            one.number,
            one.arrived_at.astimezone(business_zone()).date(),
            1 if on_time else 0,
            1,
            one.key,
        )


@measure(Source.DUTY_PHONE)
@measure(Source.AUDIT)
def scored(checks: Sequence[Checked], standard: Standard, last: date) -> Iterable[Fact]:
    """Take the scores as they are, of a hundred."""
    for one in checks:
        yield Fact(one.station_id, one.number, one.day, one.score, 100, one.key)


@measure(Source.CLAIM_ACCURACY)
def approved_of_claimed(claims: Sequence[Reviewed], standard: Standard, last: date) -> Iterable[Fact]:
    """Weigh claims by their amount: what was approved of what was claimed, never more."""
    for one in claims:
        if one.claimed_minor > 0:
            approved = min(one.approved_minor, one.claimed_minor)
            yield Fact(one.station_id, one.number, one.day, approved, one.claimed_minor, one.key)


@measure(Source.CLAIM_FIRST_PASS)
def passed_at_once(claims: Sequence[Reviewed], standard: Standard, last: date) -> Iterable[Fact]:
    """Count the claims that were approved as they came in, without a question."""
    for one in claims:
        yield Fact(one.station_id, one.number, one.day, 1 if one.first_passed else 0, 1, one.key)


@measure(Source.DISPUTES)
def unfounded(statements: Sequence[Stated], standard: Standard, last: date) -> Iterable[Fact]:
    """Count disputes that were answered without a correction, per statement."""
    for one in statements:
        yield Fact(one.station_id, one.number, one.day, one.unfounded, 1, one.key)


@measure(Source.CERTIFIED)
def certified(people: Sequence[Technician], standard: Standard, last: date) -> Iterable[Fact]:
    """Count technicians with a certificate that is valid on the last day."""
    for one in people:
        held = one.valid_until is not None and one.valid_until >= last
        yield Fact(one.station_id, one.name, one.valid_until or last, 1 if held else 0)


@measure(Source.TRAINING)
def trained(people: Sequence[Technician], standard: Standard, last: date) -> Iterable[Fact]:
    """Count technicians who took a course within the standard's months."""
    since = months_before(last, standard.training_months)
    for one in people:
        lately = one.trained_on is not None and one.trained_on > since
        yield Fact(one.station_id, one.name, one.trained_on or last, 1 if lately else 0)


@measure(Source.VIOLATIONS)
def points_lost(penalties: Sequence[Penalty], standard: Standard, last: date) -> Iterable[Fact]:
    """Count the points of violations that became final."""
    for one in penalties:
        yield Fact(one.station_id, one.number, one.day, one.points, 1, one.key)


@measure(Source.FINES)
def fined(penalties: Sequence[Penalty], standard: Standard, last: date) -> Iterable[Fact]:
    """Count the fines in whole yuan."""
    for one in penalties:
        if one.fine_minor:
            yield Fact(one.station_id, one.number, one.day, one.fine_minor // 100, 1, one.key)


def months_before(last: date, months: int) -> date:
    """Return the last day of the month that lies so many months before the one that ends with `last`."""
    place = last.year * 12 + last.month - months
    return date(place // 12, place % 12 + 1, 1) - timedelta(days=1)


def by_station(source: str, rows: Any, standard: Standard, last: date) -> Mapping[Any, list[Fact]]:
    """Return the facts of an indicator by station."""
    found: dict[Any, list[Fact]] = {}
    for fact in MEASURES[source](rows, standard, last):
        found.setdefault(fact.station_id, []).append(fact)
    return found
