"""What is known of the lives of a component or part: first failures, repairs, and the vehicles that have not failed, as arrays.

A vehicle is watched from its sale, or from when our records begin, until its warranty of the component ends (afterwards nobody tells us)
or until now less the days that claims need to come in.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Min

from billing.claims.choices import ClaimStatus, ClaimType
from billing.insight.models import ClaimFact, RegionFigure, VehicleCohort
from billing.insight.reliability import Lives, MeanCumulative, WeibullFit, fit_weibull, mean_cumulative
from billing.policy.policies import Policy
from billing.policy.selectors import policy_of, version_on
from common.clock import today

FAILURES = (ClaimType.WARRANTY, ClaimType.GOODWILL)
DAYS_A_MONTH = 30.4375
UNLIMITED_MONTHS = 36
Cohort = tuple[str, date, date]  # model, build month, day of sale


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair of a vehicle; `age` in days since its sale."""

    vehicle: UUID
    cohort: Cohort
    age: int
    part: str
    mileage_km: int | None


@dataclass(frozen=True)
class Window:
    """From when to when vehicles are watched."""

    records_from: date
    until: date
    built_from: date

    def entry(self, sold_on: date) -> int:
        """Return the age at which a vehicle of this day of sale came under observation."""
        return max(0, (self.records_from - sold_on).days)

    def age(self, sold_on: date) -> int:
        """Return its age at the end of the window."""
        return (self.until - sold_on).days


@dataclass(frozen=True)
class Fleet:
    """The vehicles, and the repairs of one component (or part) during the window."""

    window: Window
    cohorts: dict[Cohort, int]
    repairs: Sequence[Repair]
    limits: dict[str, int] = field(default_factory=dict)

    def of_part(self, number: str) -> "Fleet":
        """Return the same fleet with the repairs of one part only."""
        return Fleet(self.window, self.cohorts, [one for one in self.repairs if one.part == number], self.limits)

    def end(self, cohort: Cohort) -> int:
        """Return the age at which watching this cohort ends: today's age or the end of its warranty."""
        model, _built, sold_on = cohort
        return min(self.window.age(sold_on) + 1, self.limits.get(model, round(UNLIMITED_MONTHS * DAYS_A_MONTH)))

    @cached_property
    def watched(self) -> dict[Cohort, int]:
        """Return the cohorts that were on the road and covered during some part of the window."""
        return {cohort: n for cohort, n in self.cohorts.items() if self.end(cohort) > self.window.entry(cohort[2])}

    @cached_property
    def seen(self) -> list[Repair]:
        """Return the repairs of watched vehicles within the window and the warranty, oldest age first."""
        inside = (
            one
            for one in self.repairs
            if one.cohort in self.watched and self.window.entry(one.cohort[2]) <= one.age < self.end(one.cohort)
        )
        return sorted(inside, key=lambda one: one.age)

    @cached_property
    def first(self) -> dict[UUID, Repair]:
        """Return the first repair of each vehicle that had one."""
        found: dict[UUID, Repair] = {}
        for one in self.seen:
            found.setdefault(one.vehicle, one)
        return found

    def rows(self) -> Iterator[tuple[float, bool, int, int, Cohort]]:
        """Yield (age at the end, failed, vehicles, age at entry, cohort) of the first failures and of those without."""
        failed: Counter[Cohort] = Counter()
        for one in self.first.values():
            failed[one.cohort] += 1
            yield one.age + 0.5, True, 1, self.window.entry(one.cohort[2]), one.cohort
        for cohort, vehicles in self.watched.items():
            left = vehicles - failed[cohort]
            if left > 0:
                yield float(self.end(cohort)), False, left, self.window.entry(cohort[2]), cohort

    @cached_property
    def lives(self) -> Lives:
        """Return the lives until the first failure."""
        rows = list(self.rows())
        return Lives.of(*([row[place] for row in rows] for place in range(4)))

    @cached_property
    def fit(self) -> WeibullFit:
        """Return the life model of the first failure, in days in service."""
        return fit_weibull(self.lives)

    @cached_property
    def repairs_per_vehicle(self) -> MeanCumulative:
        """Return the mean cumulative number of repairs, by days in service."""
        vehicles: dict[UUID, int] = {}
        cohort_of: list[Cohort] = []
        for one in self.seen:
            if one.vehicle not in vehicles:
                vehicles[one.vehicle] = len(cohort_of)
                cohort_of.append(one.cohort)
        failed = Counter(cohort_of)
        rest = [(cohort, n - failed[cohort]) for cohort, n in self.watched.items() if n > failed[cohort]]
        cohorts = [*cohort_of, *(cohort for cohort, _n in rest)]
        return mean_cumulative(
            [one.age + 0.5 for one in self.seen],
            [vehicles[one.vehicle] for one in self.seen],
            [max(float(self.end(cohort)), 1.0) for cohort in cohorts],
            counts=[1] * len(cohort_of) + [n for _cohort, n in rest],
            entries=[self.window.entry(cohort[2]) for cohort in cohorts],
        )

    @property
    def vehicles(self) -> int:
        """Return how many vehicles are watched."""
        return sum(self.watched.values())

    def still_covered(self, cohort: Cohort) -> bool:
        """Tell whether the vehicles of a cohort are still under warranty at the end of the window."""
        return self.end(cohort) == self.window.age(cohort[2]) + 1


def window(lag_days: int, months_back: int) -> Window:
    """Return the window of today. Needs head office's scope."""
    day = today()
    begun = RegionFigure.objects.aggregate(first=Min("month"))["first"] or day
    built_from = month_back(day.replace(day=1), months_back)
    return Window(records_from=begun, until=day - timedelta(days=lag_days), built_from=built_from)


def month_back(month: date, count: int) -> date:
    """Return the first day of the month `count` months before."""
    years, place = divmod(month.year * 12 + month.month - 1 - count, 12)
    return date(years, place + 1, 1)


def cohorts_of(window: Window, model_code: str = "") -> dict[Cohort, int]:
    """Return the fleet as vehicles by model, build month and day of sale."""
    rows = VehicleCohort.objects.filter(built_month__gte=window.built_from, sold_on__lte=window.until)
    if model_code:
        rows = rows.filter(model_code=model_code)
    found = rows.values_list("model_code", "built_month", "sold_on", "vehicles")
    return {(model, built, sold): vehicles for model, built, sold, vehicles in found}


def repairs_of(window: Window, component_code: str, model_code: str = "") -> list[Repair]:
    """Return the repairs of a component in the window. Needs head office's scope."""
    rows = ClaimFact.objects.filter(
        component_code=component_code,
        type__in=FAILURES,
        built_month__gte=window.built_from,
        failed_on__range=(window.records_from, window.until),
        age_days__gte=0,
        vehicle_id__isnull=False,
    ).exclude(status=ClaimStatus.REJECTED)
    if model_code:
        rows = rows.filter(model_code=model_code)
    columns = ("vehicle_id", "model_code", "built_month", "sold_on", "age_days", "part_number", "mileage_km")
    return [Repair(r[0], (r[1], r[2], r[3]), r[4], r[5], r[6]) for r in rows.values_list(*columns)]


def limits_of(models: Iterable[str], component_code: str) -> dict[str, int]:
    """Return for how many days the policy in force covers the component, by model."""
    version = version_on(today())
    policy = policy_of(version) if version else None
    return {model: round(_months(policy, model, component_code) * DAYS_A_MONTH) for model in models}


def _months(policy: Policy | None, model: str, component: str) -> int:
    found = policy.coverage_of(model, component) if policy else None
    return found.months if found else UNLIMITED_MONTHS


def fleet_of(
    window: Window, component_code: str, model_code: str = "", cohorts: dict[Cohort, int] | None = None
) -> Fleet:
    """Return the fleet with the repairs of a component. Needs head office's scope."""
    known = cohorts_of(window, model_code) if cohorts is None else cohorts
    limits = limits_of({cohort[0] for cohort in known}, component_code)
    return Fleet(window, known, repairs_of(window, component_code, model_code), limits)
