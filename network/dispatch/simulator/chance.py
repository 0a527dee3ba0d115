"""Chance by name: each random quantity is drawn from a stream of its own, keyed by (seed, case, purpose).

So two variants of a day differ only by what they change: the same driver calls at the same moment, the same crew answers the same offer
alike. Everything is drawn by inversion from one uniform number, which keeps the variants in step (common random numbers).
"""

from dataclasses import dataclass
from hashlib import blake2b
from math import exp, log
from statistics import NormalDist

from scipy.special import gammaincinv

NORMAL = NormalDist()
STEPS = 2.0**64


@dataclass(frozen=True, slots=True)
class Chances:
    """The chances of one seed."""

    seed: int

    def uniform(self, case: str, purpose: str) -> float:
        """Return a number above 0 and below 1, always the same for the same key."""
        key = f"{self.seed}|{case}|{purpose}".encode()
        return (int.from_bytes(blake2b(key, digest_size=8).digest(), "big") >> 11 << 11 | 1 << 10) / STEPS

    def happens(self, case: str, purpose: str, share: float) -> bool:
        """Whether something happens that happens in this share of cases."""
        return self.uniform(case, purpose) < share

    def exponential(self, case: str, purpose: str, mean: float) -> float:
        """Return an exponential number with this mean."""
        return -mean * log(self.uniform(case, purpose))

    def gamma(self, case: str, purpose: str, mean: float, variation: float) -> float:
        """Return a gamma number with this mean and coefficient of variation; 1 is the exponential."""
        shape = variation**-2
        return mean / shape * float(gammaincinv(shape, self.uniform(case, purpose)))

    def lognormal(self, case: str, purpose: str, median: float, sigma: float) -> float:
        """Return a lognormal number with this median; `sigma` is that of its logarithm."""
        return median * exp(sigma * NORMAL.inv_cdf(self.uniform(case, purpose)))
