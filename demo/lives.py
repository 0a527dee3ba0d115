"""When what fails: each component ages in its own way, and one batch of NOx sensors was bad."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, log
from random import Random

from catalog.models import Vehicle
from demo.chance import MONTHS_BACK, days_ago
from demo.visits import Fault

LATEST_DAYS_AGO = 33
A_MONTH = 30.4
COVERED_MONTHS = {"ENG": 24, "GBX": 24, "AXL": 24}
USUAL_MONTHS = 12
# Shape below 1: fails young; above 1: wears. The scale in days only says how the shape is stretched.
SHAPES = {
    "ENG": (1.3, 2_600), "FUE": (1.7, 1_500), "COO": (1.2, 2_400), "EXH": (1.5, 1_600), "CLU": (2.1, 1_200), "GBX": (1.6, 2_300),
    "AXL": (1.8, 2_000), "BRK": (1.9, 1_300), "STR": (1.1, 2_500), "SUS": (1.4, 1_900), "ELE": (0.8, 3_000), "CAB": (0.9, 3_000),
}  # fmt: skip
WINTER = {12: 1.0, 1: 1.0, 2: 0.95, 3: 0.8, 11: 0.85}
OTHERWISE = 0.65
BAD_PART = "NOx sensor"
BAD_SHAPE = (2.4, 210)
BAD_BUILT_DAYS_AGO = (365, 305)
BAD_SHARE = 1 / 50  # of the past claims


@dataclass(frozen=True)
class Failure:
    """A vehicle that failed: of what, when, at what age."""

    vehicle: Vehicle
    fault: Fault
    failed_on: date
    age_days: int

    @property
    def mileage_km(self) -> int:
        """Return what the odometer showed, in proportion to the age."""
        assert self.vehicle.sold_on is not None  # noqa: S101  only sold vehicles fail
        age_now = max(1, (days_ago(0) - self.vehicle.sold_on).days)
        return max(200, self.vehicle.mileage_km * self.age_days // age_now)


def fail(vehicles: list[Vehicle], fault: Fault, roll: Random, shape: tuple[float, float] | None = None) -> Failure:
    """Let one of the vehicles fail within its warranty and within the time that is told; more often in winter."""
    code = fault.part.component.code
    limit = COVERED_MONTHS.get(code, USUAL_MONTHS) * A_MONTH
    while True:
        vehicle = roll.choice(vehicles)
        age = _age(shape or SHAPES[code], limit, roll)
        assert vehicle.sold_on is not None  # noqa: S101  only sold vehicles are given
        day = vehicle.sold_on + timedelta(days=age)
        if LATEST_DAYS_AGO <= (days_ago(0) - day).days <= MONTHS_BACK * 30 and roll.random() < WINTER.get(
            day.month, OTHERWISE
        ):
            return Failure(vehicle, fault, day, age)


def _age(shape: tuple[float, float], limit: float, roll: Random) -> int:
    """Return an age below the limit, Weibull distributed."""
    b, scale = shape
    most = 1 - exp(-((limit / scale) ** b))
    return int(scale * (-log(1 - roll.random() * most)) ** (1 / b))


def bad_batch(vehicles: list[Vehicle]) -> list[Vehicle]:
    """Return the vehicles into which the bad sensors were built."""
    first, last = (days_ago(days).replace(day=1) for days in BAD_BUILT_DAYS_AGO)
    return [one for one in vehicles if first <= one.built_on < last]
