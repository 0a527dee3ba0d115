"""What a candidate is measured by, and how long each step may take, as versioned data."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any

from billing.policy.rulebook.values import Readers, read_values
from network.onboarding.choices import UNDER_WAY
from network.onboarding.defaults import STANDARD


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of the scorecard; its points are the most that can be given, and so its weight."""

    code: str
    name_zh: str
    name_en: str
    points: int

    def __post_init__(self) -> None:
        """Refuse what is no text or no whole number: the API takes any value."""
        *texts, points = astuple(self)
        if not all(isinstance(one, str) for one in texts) or type(points) is not int:
            raise TypeError("a criterion is made of three texts and its points")


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the standard. The defaults are examples. Limits are working days by step (0 sets none)."""

    label: str = "example"
    pass_percent: int = STANDARD["pass_percent"]
    agreement_years: int = STANDARD["agreement_years"]
    lead_days: int = STANDARD["limits"]["lead"]
    selected_days: int = STANDARD["limits"]["selected"]
    confirmed_days: int = STANDARD["limits"]["confirmed"]
    accepted_days: int = STANDARD["limits"]["accepted"]
    signed_days: int = STANDARD["limits"]["signed"]
    instructed_days: int = STANDARD["limits"]["instructed"]
    criteria: tuple[Criterion, ...] = tuple(Criterion(**one) for one in STANDARD["criteria"])

    @property
    def limits(self) -> dict[str, int]:
        """Return the working days of each step that has a limit."""
        days = {step.value: getattr(self, f"{step.value}_days") for step in UNDER_WAY}
        return {step: count for step, count in days.items() if count}


EXAMPLE = Policy()
READERS: Readers = {"criteria": lambda rows: tuple(Criterion(*row) for row in rows)}


def policy_of(label: str, values: Mapping[str, Any]) -> Policy:
    """Build the standard from stored values (`read_values`)."""
    return read_values(Policy, label, values, READERS)
