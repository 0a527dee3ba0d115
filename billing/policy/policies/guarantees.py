"""The three guarantees (三包) of household cars and what contracts promise instead, side by side: when a repair is no longer enough."""

from dataclasses import dataclass

from billing.policy.policies.coverage import ANY


@dataclass(frozen=True, slots=True)
class Guarantee:
    """From when on exchange or return is due for a vehicle of a usage and model; 0 means that the promise is not made.

    Within `months` or `mileage_km` from the sale: more than `repair_days` in the workshop, one fault repaired more than `same_fault`
    times, a serious safety fault `safety_fault` times, the assembly replaced `assembly` times, a main part `main_part` times.
    A repair of more than `loan_days` days earns a loan car or `loan_minor_per_day`.
    """

    clause: str
    basis: str
    usage: str
    model: str
    months: int
    mileage_km: int
    repair_days: int
    same_fault: int
    safety_fault: int
    assembly: int
    main_part: int
    loan_days: int
    loan_minor_per_day: int

    @property
    def precision(self) -> tuple[bool, bool]:
        """Sort key: the line that names the model goes before the one that names the usage."""
        return (self.model != ANY, self.usage != ANY)


@dataclass(frozen=True, slots=True)
class GuardedComponent:
    """What counts for the guarantees: as an `assembly` (engine, gearbox …) the part itself, as `main_part` or `safety` any of a component."""

    clause: str
    component: str
    role: str
    part: str = ANY
