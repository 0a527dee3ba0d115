"""The rules of calling, as versioned data, and why telephony refuses something. Pure except for `policy_on` and `answer_limits`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from billing.policy.choices import PolicyStatus
from billing.policy.rulebook.values import read_values
from billing.policy.rulebook.versions import in_force
from network.hotline.telephony.models import CallPolicy


class TelephonyError(StrEnum):
    """Why something about a call was refused."""

    TAKEN = "call.taken_by_another"
    OVER = "call.over"
    NO_SEAT = "call.no_extension"
    NO_RECORDING = "call.no_recording"
    NO_LINE = "exchange.unavailable"
    BAD_SIGNATURE = "exchange.bad_signature"
    EXTENSION = "extension.unreadable"
    SAME_PERSON = "call_policy.same_person"
    PUBLISHED = "call_policy.published"


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the rules. The defaults are examples; a published row of `CallPolicy` replaces what it names. Times in seconds.

    A call is answered in time within `answer_s`; one whose end never came is not shown as ringing after `forget_s`. A missed call becomes a
    callback after `missed_after_s`, due within `callback_s`. `retry_s` are the pauses after a call in vain; after the last one the
    callback is given up. Who claims one has `claim_s` to call; a promise is warned of `warn_s` before its time; `follow_up_s` after a
    rescue the driver is asked. A position that a driver shares farther than `far_m` (metres, as the crow flies) from where the agent has
    put the case, or from abroad, moves nothing until an agent takes it.
    """

    label: str = "example"
    answer_s: int = 30
    forget_s: int = 180
    missed_after_s: int = 10
    callback_s: int = 30 * 60
    retry_s: Sequence[int] = (15 * 60, 60 * 60, 4 * 3600)
    claim_s: int = 15 * 60
    warn_s: int = 10 * 60
    follow_up_s: int = 2 * 3600
    far_m: int = 100_000


EXAMPLE = Policy()


def policy_of(label: str, values: Mapping[str, Any]) -> Policy:
    """Build a policy from stored values (`read_values`)."""
    return read_values(Policy, label, values, {"retry_s": tuple})


def policy_on(moment: datetime) -> Policy:
    """Return the policy in force at `moment`."""
    row = in_force(CallPolicy.objects, moment)
    return policy_of(row.label, row.values) if row else EXAMPLE


def answer_limits(since: datetime, until: datetime) -> list[tuple[datetime, int]]:
    """Return the limits of answering, each with the moment from which it held: the one in force at `since`, and each later one."""
    rows = CallPolicy.objects.filter(status=PolicyStatus.PUBLISHED, valid_from__gt=since, valid_from__lte=until)
    later = [(row.valid_from, policy_of(row.label, row.values).answer_s) for row in rows.order_by("valid_from")]
    return [(since, policy_on(since).answer_s), *later]
