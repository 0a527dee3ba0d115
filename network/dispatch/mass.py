"""When very many wait: what a mass event is, and when the engine plans all at once. Pure, so that engine and simulator share it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

EVERY_S = 5  # at most one plan in each
WAIT_S = 15  # how long a rescue waits for the plan that it has asked for


@dataclass(frozen=True, slots=True)
class MassRules:
    """What a policy says. With `automatic` the engine plans and commits by itself."""

    share: float = 1.0
    automatic: bool = False

    def is_on(self, idle: int, free: int) -> bool:
        """Whether so many rescues that wait and crews that are free in a region are a mass event there."""
        return idle > max(1, free * self.share)

    def regions(self, idle: Iterable[str], free: Iterable[str]) -> dict[str, tuple[int, int]]:
        """Return the regions with a mass event, each with how many wait and are free, from the region of each; the worst first.

        Snow in the north is one, however many crews are free in the south.
        """
        waiting, crews = Counter(idle), Counter(free)
        on = {one: (count, crews[one]) for one, count in waiting.items() if self.is_on(count, crews[one])}
        return dict(sorted(on.items(), key=lambda one: (one[1][1] - one[1][0], one[0])))


def next_plan_s(at_s: float) -> int:
    """Return the second at which the next plan is made; all that ask within `EVERY_S` ask for the same one."""
    return (int(at_s) // EVERY_S + 1) * EVERY_S
