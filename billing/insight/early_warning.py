"""Which build months stand out? Observed against expected first failures, exact chances, and a bound on false alarms. Pure data."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from billing.insight.reliability import Lives, binomial_excess, false_discovery, fit_weibull
from billing.insight.reliability.lives import Floats

Key = tuple[str, str, date]  # subject, code, build month


@dataclass(frozen=True, slots=True)
class Watched:
    """The lives of one subject, with the build month of each row, and how many vehicles of the row are still at risk."""

    subject: str
    code: str
    component: str
    lives: Lives
    months: Sequence[date]
    alive: Floats


@dataclass(frozen=True, slots=True)
class Cell:
    """A build month of a subject. `chance` is P(as many or more) if the month were like the others; `share` its q-value."""

    subject: str
    code: str
    component: str
    month: date
    observed: int
    expected: float
    vehicles: int
    at_risk: int
    chance: float
    share: float = 1.0

    @property
    def key(self) -> Key:
        """Return what the cell is about."""
        return (self.subject, self.code, self.month)

    @property
    def ratio(self) -> float:
        """Return how many times the expected number failed."""
        return self.observed / self.expected if self.expected else float("inf")


@dataclass(frozen=True, slots=True)
class Bar:
    """What a month must pass to be reported: false alarms at most this share, failures and ratio at least these."""

    false_alarms: float = 0.05
    least_failures: int = 6
    least_ratio: float = 1.5


@dataclass(frozen=True, slots=True)
class Alarm:
    """Neighbouring months that stand out, and all months of the subject for the chart."""

    subject: str
    code: str
    component: str
    cells: Sequence[Cell]
    history: Sequence[Cell]

    @property
    def built_from(self) -> date:
        """Return the first month."""
        return self.cells[0].month

    @property
    def built_to(self) -> date:
        """Return the last month."""
        return self.cells[-1].month

    @property
    def observed(self) -> int:
        """Return the failures of its months."""
        return sum(cell.observed for cell in self.cells)

    @property
    def expected(self) -> float:
        """Return the failures that were to be expected."""
        return sum(cell.expected for cell in self.cells)


def cells_of(watched: Watched, left_out: Collection[Key] = ()) -> list[Cell]:
    """Return the build months of a subject with their chances.

    The life model is fitted to all months but those `left_out` (known to be bad). Given the failures of a month and of the others together,
    the month's own count is binomial with its share of the expected ones, whatever the level of the model is: the chance is exact.
    """
    rows, months = _by_month(watched)
    known_bad = np.array([(watched.subject, watched.code, month) in left_out for month in months], dtype=bool)
    lives = watched.lives
    good = ~known_bad[rows]
    fit = fit_weibull(Lives(lives.times[good], lives.failed[good], lives.counts[good], lives.entries[good]))
    if not np.isfinite(fit.scale):
        return []
    hazard = lives.counts * (fit.hazard_sum(lives.times) - fit.hazard_sum(lives.entries))
    expected = np.bincount(rows, weights=hazard, minlength=len(months))
    observed = np.bincount(rows, weights=lives.counts * lives.failed, minlength=len(months))
    vehicles = np.bincount(rows, weights=lives.counts, minlength=len(months))
    alive = np.bincount(rows, weights=watched.alive, minlength=len(months))
    others_seen = observed[~known_bad].sum() - np.where(known_bad, 0, observed)
    others_expected = expected[~known_bad].sum() - np.where(known_bad, 0, expected)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(expected > 0, expected / (expected + others_expected), 0.0)
        by_others = np.where(others_expected > 0, expected * others_seen / others_expected, expected)
    chance = binomial_excess(observed, observed + others_seen, share)
    return [
        Cell(
            watched.subject, watched.code, watched.component, month, round(observed[i]), float(by_others[i]),
            round(vehicles[i]), round(alive[i]), float(chance[i]),
        )
        for i, month in enumerate(months)
        if vehicles[i] > 0
    ]  # fmt: skip


def _by_month(watched: Watched) -> tuple[np.ndarray, list[date]]:
    months = sorted(set(watched.months))
    place = {month: number for number, month in enumerate(months)}
    return np.array([place[month] for month in watched.months], dtype=np.intp), months


def find_alarms(fleet: Sequence[Watched], bar: Bar, left_out: Collection[Key] = ()) -> list[Alarm]:
    """Return what stands out among all months of all subjects.

    The q-values run over every month in which a failure was to be expected or seen, so the promised share holds for the whole look,
    however many parts are watched. A component is not reported for a month that one of its parts explains.
    """
    cells = [cell for one in fleet for cell in cells_of(one, left_out)]
    shares = false_discovery([cell.chance for cell in cells])
    judged = [_with_share(cell, float(share)) for cell, share in zip(cells, shares, strict=True)]
    out = {cell.key for cell in judged if _stands_out(cell, bar)}
    explained = {(cell.component, cell.month) for cell in judged if cell.key in out and cell.code != cell.component}
    told = [c for c in judged if c.key in out and not (c.code == c.component and (c.component, c.month) in explained)]
    return [Alarm(run[0].subject, run[0].code, run[0].component, run, _of(judged, run[0])) for run in _neighbours(told)]


def _with_share(cell: Cell, share: float) -> Cell:
    return Cell(
        cell.subject, cell.code, cell.component, cell.month, cell.observed, cell.expected, cell.vehicles, cell.at_risk,
        cell.chance, share,
    )  # fmt: skip


def _stands_out(cell: Cell, bar: Bar) -> bool:
    return cell.share <= bar.false_alarms and cell.observed >= bar.least_failures and cell.ratio >= bar.least_ratio


def _of(cells: Sequence[Cell], like: Cell) -> list[Cell]:
    return [cell for cell in cells if (cell.subject, cell.code) == (like.subject, like.code)]


def _neighbours(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Yield runs of months that follow each other, subject by subject."""
    run: list[Cell] = []
    for cell in sorted(cells, key=lambda one: one.key):
        if run and ((run[-1].subject, run[-1].code) != (cell.subject, cell.code) or not _follows(run[-1], cell)):
            yield run
            run = []
        run.append(cell)
    if run:
        yield run


def _follows(one: Cell, other: Cell) -> bool:
    return (other.month.year - one.month.year) * 12 + other.month.month - one.month.month == 1
