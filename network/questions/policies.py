"""The rules of technical support, as versioned data, and what its texts have to be. Pure except for `policy_on`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook.values import read_values
from billing.policy.rulebook.versions import in_force
from common.errors import Invalid
from common.words import few_words
from network.questions.choices import QuestionError, Urgency
from network.questions.models import QuestionPolicy

MOST_CODES, LONGEST_CODE = 20, 30
BETWEEN_CODES = re.compile(r"[,;，；、\n]+")


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the rules. The defaults are examples; a published row of `QuestionPolicy` replaces what it names. Times in seconds.

    The first answer comes within `off_road_s`, `driver_s` or `normal_s` by urgency, each later one within `next_s`, the expert group's
    within `expert_s`. While support waits for the asker its time stands still; the asker is reminded every `reply_s`, and after
    `reminders` reminders the question is closed. Who says nothing to an answer for `confirm_s` has confirmed it; it may be reopened once
    within `reopen_s`. What is late is told one level higher every `again_s`, up to `levels`.
    """

    label: str = "example"
    off_road_s: float = 2 * 3600
    driver_s: float = 4 * 3600
    normal_s: float = 24 * 3600
    next_s: float = 8 * 3600
    expert_s: float = 24 * 3600
    reply_s: float = 48 * 3600
    reminders: int = 2
    confirm_s: float = 72 * 3600
    reopen_s: float = 720 * 3600
    again_s: float = 4 * 3600
    levels: int = 3

    def time_of_first(self, urgency: str) -> timedelta:
        """Return how long the first answer may take."""
        seconds = {Urgency.OFF_ROAD: self.off_road_s, Urgency.DRIVER: self.driver_s, Urgency.NORMAL: self.normal_s}
        return timedelta(seconds=seconds[Urgency(urgency)])

    @property
    def time_of_next(self) -> timedelta:
        """Return how long an answer may take that is not the first."""
        return timedelta(seconds=self.next_s)

    @property
    def time_of_experts(self) -> timedelta:
        """Return how long the expert group has."""
        return timedelta(seconds=self.expert_s)

    @property
    def time_of_reply(self) -> timedelta:
        """Return after how long the asker is reminded."""
        return timedelta(seconds=self.reply_s)

    @property
    def time_of_confirmation(self) -> timedelta:
        """Return after how long silence confirms an answer."""
        return timedelta(seconds=self.confirm_s)

    @property
    def time_to_reopen(self) -> timedelta:
        """Return how long a solved question may be reopened."""
        return timedelta(seconds=self.reopen_s)

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
    row = in_force(QuestionPolicy.objects, moment)
    return policy_of(row.label, row.values) if row else EXAMPLE


def text_of(text: str, field: str) -> str:
    """Return the words without space around. Raises Invalid for none."""
    return few_words(text, field, QuestionError.TEXT)


def codes_of(text: str | Sequence[str], field: str) -> list[str]:
    """Return codes in capitals, each once, from a list or from what people type: separated by commas, semicolons or lines, so that
    "SPN 3216 FMI 4" is one. Raises Invalid for too many or one that is too long."""
    given = BETWEEN_CODES.split(text) if isinstance(text, str) else text
    found = list(dict.fromkeys(" ".join(one.split()).upper() for one in given if one.strip()))
    if len(found) > MOST_CODES or any(len(one) > LONGEST_CODE for one in found):
        message = _("At most %(most)d codes of up to %(longest)d characters, separated by commas.")
        known = {"most": MOST_CODES, "longest": LONGEST_CODE}
        raise Invalid(message % known, code=QuestionError.FAULT_CODES, field=field)
    return found
