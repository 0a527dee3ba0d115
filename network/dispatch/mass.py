"""When very many wait: what a mass event is, and when the engine plans all at once. Pure, so that engine and simulator share it."""

from dataclasses import dataclass

EVERY_S = 5  # at most one plan in each
WAIT_S = 15  # how long a rescue waits for the plan that it has asked for


@dataclass(frozen=True, slots=True)
class MassRules:
    """What a policy says. With `automatic` the engine plans and commits by itself."""

    share: float = 1.0
    automatic: bool = False

    def is_on(self, idle: int, free: int) -> bool:
        """Whether so many rescues that wait and crews that are free are a mass event."""
        return idle > max(1, free * self.share)


def next_plan_s(at_s: float) -> int:
    """Return the second at which the next plan is made; all that ask within `EVERY_S` ask for the same one."""
    return (int(at_s) // EVERY_S + 1) * EVERY_S
