"""The statistics of life data against published data, an independent package, and cases whose answer is known.

The package `reliability` (LGPL) brings the data sets and fits of its own; it is used here and nowhere else.
"""

import os
from typing import Any

import numpy as np
import pytest
from scipy import stats

os.environ.setdefault("MPLBACKEND", "Agg")
from reliability import Datasets
from reliability.Fitters import Fit_Weibull_2P
from reliability.Nonparametric import KaplanMeier
from reliability.Repairable_systems import MCF_nonparametric

from billing.insight.reliability import (
    Lives,
    Problem,
    adjusted_rates,
    binomial_excess,
    false_discovery,
    fit_weibull,
    garwood,
    kaplan_meier,
    mean_cumulative,
    poisson_excess,
    reporting_curve,
)
from billing.insight.reliability.weibull import log_likelihood

QUIET = {"show_probability_plot": False, "print_results": False}
LIFE = ("automotive", "mileage")


def published(name: str) -> tuple[list[float], list[float]]:
    """Return the failures and the right-censored lives of a data set."""
    data = getattr(Datasets, name)()
    return list(data.failures), list(getattr(data, "right_censored", []))


def lives_of(name: str) -> Lives:
    return Lives.from_lists(*published(name))


def histories(name: str) -> tuple[Any, list[float], list[int], list[float]]:
    """Return the data set's systems, and its repairs, their systems and the ends, as our function takes them."""
    systems = [sorted(times) for times in getattr(Datasets, name)().times]
    repairs = [(time, row) for row, times in enumerate(systems) for time in times[:-1]]
    return systems, [one[0] for one in repairs], [one[1] for one in repairs], [times[-1] for times in systems]


# Weibull


@pytest.mark.parametrize("name", LIFE)
def test_the_fit_is_that_of_the_package_on_published_data(name: str) -> None:
    failures, censored = published(name)
    theirs = Fit_Weibull_2P(failures=failures, right_censored=censored or None, **QUIET)
    ours = fit_weibull(Lives.from_lists(failures, censored))
    assert (ours.scale, ours.shape) == pytest.approx((theirs.alpha, theirs.beta), rel=1e-4)
    assert ours.log_likelihood == pytest.approx(theirs.loglik, rel=1e-8)
    assert ours.log_likelihood >= theirs.loglik - 1e-6
    assert ours.scale_bounds == pytest.approx((theirs.alpha_lower, theirs.alpha_upper), rel=2e-3)
    assert ours.shape_bounds == pytest.approx((theirs.beta_lower, theirs.beta_upper), rel=2e-3)


def test_the_fit_of_the_vehicle_data_is_the_published_one() -> None:
    """10 failed and 21 unfailed vehicles: shape 1.15, scale 134,651 (documentation of the package, data `automotive`)."""
    fit = fit_weibull(lives_of("automotive"))
    assert (round(fit.scale), round(fit.shape, 4)) == (134_651, 1.1544)
    assert (fit.failures, fit.units, fit.problem) == (10, 31, None)


def test_rows_with_counts_are_the_same_as_repeated_rows() -> None:
    times, failed = [5.0, 9.0, 9.0, 9.0, 20.0], [True, True, True, False, False]
    one_by_one = fit_weibull(Lives.of(times, failed))
    together = fit_weibull(Lives.of([5, 9, 9, 20], [True, True, False, False], [1, 2, 1, 1]))
    assert (together.scale, together.shape) == pytest.approx((one_by_one.scale, one_by_one.shape))


def test_the_fit_is_where_the_likelihood_is_flat() -> None:
    lives = Lives.of([3, 7, 8, 15, 20, 25], [True, True, False, True, False, True], entries=[0, 2, 5, 0, 10, 1])
    fit = fit_weibull(lives)
    for scale, shape in [(1.02, 1.0), (0.98, 1.0), (1.0, 1.02), (1.0, 0.98)]:
        assert log_likelihood(lives, fit.scale * scale, fit.shape * shape) < fit.log_likelihood


def test_exponential_lives_give_back_their_rate() -> None:
    """With the shape known to be 1 the scale is time at risk ÷ failures: the fit is close to it on 20,000 lives."""
    roll = np.random.default_rng(20260101)
    lives = roll.exponential(100, 20_000)
    fit = fit_weibull(Lives.of(np.minimum(lives, 80), lives <= 80))
    assert fit.shape == pytest.approx(1, abs=0.02)
    assert fit.scale == pytest.approx(100, rel=0.02)
    assert fit.shape_bounds[0] < 1 < fit.shape_bounds[1]


def test_records_that_begin_late_do_not_bias_the_fit() -> None:
    """Vehicles that were already old when the records began enter late; leaving that out would make parts look too good."""
    roll = np.random.default_rng(7)
    lives, entry = 100 * roll.weibull(2.0, 40_000), roll.uniform(0, 120, 40_000)
    seen = lives > entry
    lives, entry = lives[seen], entry[seen]
    right = fit_weibull(Lives.of(lives, np.ones_like(lives, dtype=bool), entries=entry))
    wrong = fit_weibull(Lives.of(lives, np.ones_like(lives, dtype=bool)))
    assert (right.scale, right.shape) == (pytest.approx(100, rel=0.02), pytest.approx(2, rel=0.03))
    assert wrong.scale > 105


def test_the_bounds_hold_as_often_as_they_promise() -> None:
    roll, held = np.random.default_rng(3), 0
    for _ in range(200):
        lives = 100 * roll.weibull(1.5, 400)
        low, high = fit_weibull(Lives.of(np.minimum(lives, 60), lives <= 60), 0.9).bounds([30.0])
        held += bool(low[0] <= 1 - np.exp(-(0.3**1.5)) <= high[0])
    assert 165 <= held <= 195


@pytest.mark.parametrize(
    ("failures", "censored", "problem", "scale"),
    [
        ([], [10, 20], Problem.NO_FAILURES, np.inf),
        ([], [], Problem.NO_FAILURES, np.inf),
        ([10], [20, 30], Problem.ONE_FAILURE, 60),
        ([10, 10, 10], [], Problem.SAME_TIME, 10),
        ([10, 10], [40], Problem.SAME_TIME, 30),
    ],
)
def test_too_little_data_gives_an_answer_that_says_so(
    failures: Any, censored: Any, problem: Problem, scale: float
) -> None:
    fit = fit_weibull(Lives.from_lists(failures, censored))
    assert (fit.problem, fit.shape) == (problem, 1.0)
    assert fit.scale == pytest.approx(scale)
    assert fit.scale_bounds[0] <= fit.scale <= fit.scale_bounds[1]
    low, high = fit.bounds([5.0, 15.0])
    share = fit.failed_share([5.0, 15.0])
    assert np.isfinite([low, high, share]).all()
    assert (low <= share).all()
    assert (share <= high).all()


def test_without_a_failure_the_bound_is_the_zero_failure_test_s() -> None:
    """60 months without a failure: the mean life is at least 60 / −ln 0.05, with 95 % confidence."""
    fit = fit_weibull(Lives.from_lists([], [20, 40]))
    assert fit.scale_bounds[0] == pytest.approx(60 / -np.log(0.05))


@pytest.mark.parametrize("rows", [([-1], [True]), ([5, 6], [True]), ([5], [True], [1], [6])])
def test_impossible_rows_are_refused(rows: Any) -> None:
    with pytest.raises(ValueError, match=r"negative|length"):
        Lives.of(*rows)


# Kaplan–Meier


@pytest.mark.parametrize("name", LIFE)
def test_the_survival_is_that_of_the_package(name: str) -> None:
    failures, censored = published(name)
    theirs = KaplanMeier(failures=failures, right_censored=censored or None, show_plot=False, print_results=False)
    values = dict(zip(theirs.data, theirs.KM, strict=True))  # the last of equal ages is the value after all of them
    ours = kaplan_meier(Lives.from_lists(failures, censored))
    assert ours.survival == pytest.approx([values[age] for age in ours.ages], abs=1e-9)


def test_the_survival_of_thousands_of_lives_with_equal_ages_is_scipy_s() -> None:
    """Who is withdrawn at the age of a failure was still at risk: the usual convention."""
    failures, censored = published("defective_sample")
    theirs = stats.ecdf(stats.CensoredData(uncensored=failures, right=censored)).sf
    ours = kaplan_meier(Lives.from_lists(failures, censored))
    assert ours.survival == pytest.approx(theirs.evaluate(ours.ages), abs=1e-12)


def test_without_censoring_the_survival_is_counted() -> None:
    found = kaplan_meier(Lives.from_lists([1, 2, 3, 4]))
    assert found.survival == pytest.approx([0.75, 0.5, 0.25, 0])
    assert found.variance == pytest.approx([0.75 * 0.25 / 4, 0.25 / 4, 0.75 * 0.25 / 4, 0])
    assert found.plotted_share() == pytest.approx([0.125, 0.375, 0.625, 0.875])
    assert ((found.lower <= found.survival) & (found.survival <= found.upper)).all()


def test_nothing_failed_gives_an_empty_curve() -> None:
    assert len(kaplan_meier(Lives.from_lists([], [5])).survival) == 0


# mean cumulative function


@pytest.mark.parametrize("name", ["MCF_1", "MCF_2"])
def test_repairs_are_counted_as_the_package_counts_them(name: str) -> None:
    systems, repairs, rows, ends = histories(name)
    table = MCF_nonparametric(systems, show_plot=False, print_results=False).results
    theirs = table[table.state == "F"].drop_duplicates("time", keep="last").astype({"MCF": float, "variance": float})
    ours = mean_cumulative(repairs, rows, ends)
    assert ours.ages == pytest.approx(theirs.time.astype(float).to_numpy())
    assert ours.mean == pytest.approx(theirs.MCF.to_numpy(), rel=1e-9)
    assert ours.variance_independent == pytest.approx(theirs.variance.to_numpy(), rel=1e-9)
    low, high = ours.bounds(0.9, independent=True)  # the package's 95 % are one-sided
    assert low == pytest.approx(theirs.MCF_lower.astype(float).to_numpy(), rel=1e-6)
    assert high == pytest.approx(theirs.MCF_upper.astype(float).to_numpy(), rel=1e-6)


def test_the_robust_variance_is_what_its_definition_says() -> None:
    roll = np.random.default_rng(5)
    ends = roll.integers(8, 60, 25).astype(float)
    begins = np.minimum(roll.integers(0, 20, 25), ends - 1)
    pairs = [(float(roll.integers(begins[i] + 1, ends[i] + 1)), i) for i in range(25) for _ in range(roll.poisson(2))]
    found = mean_cumulative([p[0] for p in pairs], [p[1] for p in pairs], ends, entries=begins)
    for at, age in enumerate(found.ages):
        by_hand = 0.0
        for unit in range(25):
            inside = (found.ages <= min(age, ends[unit])) & (found.ages > begins[unit])
            own = np.array([sum(p == (a, unit) for p in pairs) for a in found.ages])
            by_hand += float((((own - found.events / found.at_risk) / found.at_risk)[inside]).sum()) ** 2
        assert found.variance[at] == pytest.approx(by_hand)


def test_vehicles_without_a_repair_may_share_a_row() -> None:
    alone = mean_cumulative([5, 6], [0, 1], [10, 10, 8, 8, 8])
    shared = mean_cumulative([5, 6], [0, 1], [10, 10, 8], counts=[1, 1, 3])
    assert shared.mean == pytest.approx(alone.mean)
    assert shared.variance == pytest.approx(alone.variance)


def test_one_unit_repaired_again_and_again_has_no_variance_between_units() -> None:
    found = mean_cumulative([1, 2, 3], [0, 0, 0], [4])
    assert found.mean == pytest.approx([1, 2, 3])
    assert found.variance == pytest.approx([0, 0, 0])


def test_no_repair_gives_an_empty_function_and_a_late_one_is_refused() -> None:
    assert len(mean_cumulative([], [], [5.0, 6.0]).mean) == 0
    with pytest.raises(ValueError, match="after the end"):
        mean_cumulative([7], [0], [5.0])


# maturity


def test_young_build_months_are_judged_by_what_could_have_failed_by_now() -> None:
    """Two months with the same rate at each age; the younger has only been watched for one of three months."""
    found = adjusted_rates([[10, 20, 30], [10, 0, 0]], [[100, 100, 100], [100, 0, 0]])
    assert found.level == pytest.approx([1, 1])
    assert found.rate == pytest.approx([0.6, 0.6])
    assert found.maturity == pytest.approx([1, 1 / 6])


def test_a_month_twice_as_bad_has_twice_the_level() -> None:
    found = adjusted_rates([[10, 20], [40, 0]], [[100, 100], [100, 0]])
    assert found.level[1] / found.level[0] == pytest.approx((40 / 25) / (30 / 45))
    assert (found.lower <= found.rate).all()
    assert (found.rate <= found.upper).all()


def test_a_month_that_was_never_on_the_road_has_no_rate() -> None:
    found = adjusted_rates([[1, 1], [0, 0]], [[10, 10], [0, 0]])
    assert np.isnan(found.rate[1])
    assert found.maturity[1] == 0


def test_delays_that_could_all_be_seen_are_counted() -> None:
    assert reporting_curve([0, 1, 2, 3], [3, 3, 3, 3]) == pytest.approx([0.25, 0.5, 0.75, 1])
    assert reporting_curve([], []) == pytest.approx([1])


def test_recent_repairs_do_not_make_reporting_look_fast() -> None:
    """Delays are 0 to 19 days alike; of what was repaired in the last days only the quick claims are known."""
    roll = np.random.default_rng(11)
    delay, limit = roll.integers(0, 20, 200_000), roll.integers(0, 25, 200_000)
    known = delay <= limit
    curve = reporting_curve(delay[known], limit[known])
    assert curve[9] == pytest.approx(0.5, abs=0.02)
    assert np.mean(delay[known] <= 9) > 0.6


# more than chance


@pytest.mark.parametrize(("seen", "mean"), [(0, 2.5), (1, 2.5), (7, 2.5), (40, 20.0), (1, 0.0)])
def test_the_poisson_tail_is_exact(seen: int, mean: float) -> None:
    assert poisson_excess(seen, mean) == pytest.approx(stats.poisson.sf(seen - 1, mean), abs=1e-12)


@pytest.mark.parametrize(
    ("seen", "total", "share"), [(0, 10, 0.3), (4, 10, 0.3), (10, 10, 0.3), (11, 10, 0.3), (1, 5, 0.0)]
)
def test_the_binomial_tail_is_exact(seen: int, total: int, share: float) -> None:
    assert binomial_excess(seen, total, share) == pytest.approx(stats.binom.sf(seen - 1, total, share), abs=1e-12)


def test_the_q_values_are_those_of_benjamini_and_hochberg() -> None:
    p = [0.01, 0.5, 0.03, 0.002, 0.9, 0.04]
    assert false_discovery(p) == pytest.approx(stats.false_discovery_control(p))
    assert len(false_discovery([])) == 0


def test_the_bounds_of_a_count_are_garwood_s() -> None:
    low, high = garwood([0, 10])
    assert low == pytest.approx([0, 4.7954], abs=1e-4)
    assert high == pytest.approx([3.6889, 18.3904], abs=1e-4)
