"""The rules of mediation, as versioned data. Pure except for `policy_on`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook.values import read_values
from billing.policy.rulebook.versions import in_force
from common.errors import Invalid
from common.words import few_words
from network.disputes.choices import DisputeError, Limit
from network.disputes.models import DisputePolicy


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the rules. The defaults are examples; a published row of `DisputePolicy` replaces what it names. Times in seconds.

    Both sides state their view within `statement_s`; the mediator proposes within `proposal_s`; each side answers within `answer_s`, and
    silence declines; an agreement is carried out within `carry_out_s`. What is late is told one level higher every `again_s`, up to
    `levels`. After `rounds` proposals without agreement mediation has failed.
    """

    label: str = "example"
    statement_s: float = 48 * 3600
    proposal_s: float = 72 * 3600
    answer_s: float = 48 * 3600
    carry_out_s: float = 240 * 3600
    again_s: float = 24 * 3600
    levels: int = 3
    rounds: int = 2

    def time_of(self, limit: Limit) -> timedelta:
        """Return how long a step may take."""
        seconds = {
            Limit.STATEMENTS: self.statement_s,
            Limit.PROPOSAL: self.proposal_s,
            Limit.ANSWERS: self.answer_s,
            Limit.CARRY_OUT: self.carry_out_s,
        }
        return timedelta(seconds=seconds[limit])

    @property
    def time_of_statements(self) -> timedelta:
        """Return how long both sides have at first."""
        return self.time_of(Limit.STATEMENTS)

    @property
    def time_again(self) -> timedelta:
        """Return after how long something late is told one level higher."""
        return timedelta(seconds=self.again_s)


EXAMPLE = Policy()


def policy_of(label: str, values: Mapping[str, Any]) -> Policy:
    """Build a policy from stored values (`read_values`)."""
    return read_values(Policy, label, values)


def policy_on(moment: datetime) -> Policy:
    """Return the policy in force at `moment`."""
    row = in_force(DisputePolicy.objects, moment)
    return policy_of(row.label, row.values) if row else EXAMPLE


def text_of(text: str, field: str) -> str:
    """Return the words without space around. Raises Invalid for none."""
    return few_words(text, field, DisputeError.TEXT)


def amount_of(minor: int, field: str) -> int:
    """Return an amount. Raises Invalid for less than nothing."""
    if minor < 0:
        raise Invalid(_("An amount can't be less than nothing."), code=DisputeError.AMOUNT, field=field)
    return minor
