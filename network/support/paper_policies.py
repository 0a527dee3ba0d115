"""The rules of papers, as versioned data. Pure except for `policy_on`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from billing.policy.rulebook.values import read_values
from billing.policy.rulebook.versions import in_force
from common.scope import for_office
from network.support.rule_models import PaperRules


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the rules. The defaults are examples; a published row of `PaperRules` replaces what it names.

    The regional office passes or returns a paper within `review_days` working days, the section answers within `answer_days`.
    """

    label: str = "example"
    review_days: int = 2
    answer_days: int = 5


EXAMPLE = Policy()


def policy_of(label: str, values: Mapping[str, Any]) -> Policy:
    """Build a policy from stored values (`read_values`)."""
    return read_values(Policy, label, values)


def policy_on(moment: datetime) -> Policy:
    """Return the policy in force at `moment`; a station's people are under it without seeing its versions."""
    with for_office():
        row = in_force(PaperRules.objects, moment)
    return policy_of(row.label, row.values) if row else EXAMPLE
