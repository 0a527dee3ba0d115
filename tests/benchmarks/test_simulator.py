"""A synthetic day of 1,000 calls over ten seeds: what `simulate_dispatch --without-database` does, measured in processor time."""

import time

from network.dispatch.simulator.study import conclude, runs
from network.dispatch.simulator.wishes import Wish, build

REACH_S = 60.0


def test_ten_days_of_a_thousand_calls() -> None:
    """Print the seconds; well under a minute."""
    study, _recorded = build(Wish(calls_per_day=1_000, seeds=10, own_network=False))
    began = time.process_time()
    result = conclude(study, list(runs(study)))
    spent_s = time.process_time() - began
    calls = result["variants"][0]["figures"]["calls"]["mean"] * len(study.seeds)
    crews = result["variants"][0]["crews"]
    print(
        f"simulator: {calls:.0f} calls in 10 days, {crews} crews: {spent_s:.1f} s of processor, {1000 * spent_s / calls:.2f} ms a call"
    )
    assert spent_s < REACH_S
