"""Moving a candidate on: the state, since when, until when, and the deadline that watches it."""

from typing import Any

from common.clock import now
from common.deadlines.keep import call_off, set_deadline
from common.errors import WrongState
from common.working_days.calendar import due_after_working_days
from network.onboarding.building.actions import built_by
from network.onboarding.choices import STEPS, CandidateStatus
from network.onboarding.models import Candidate
from network.onboarding.policies import limit_days
from network.onboarding.selection.selectors import standard_at

STEP_DUE = "onboarding.step_due"


def step_on(candidate: Candidate, status: CandidateStatus, **fields: Any) -> None:
    """Move a candidate to `status` and set the step's deadline. Raises WrongState for a move that is not allowed."""
    candidate.move_to(status, **fields)
    begin_step(candidate)


def begin_step(candidate: Candidate) -> None:
    """Start the clock of the candidate's step; a state that ends the way has none. Nobody is late while the confirmed time of building runs."""
    call_off(candidate.pk, STEP_DUE)
    moment, status = now(), CandidateStatus(candidate.status)
    days = limit_days(standard_at(moment).policy.limits, status)
    due_at = due_after_working_days(moment, days) if days is not None else None
    if due_at is not None and status == CandidateStatus.CONFIRMED:
        due_at = max(due_at, built_by(candidate))
    candidate.change(step_since=moment, step_due_at=due_at, overdue_at=None)
    if due_at is not None:
        set_deadline(STEP_DUE, candidate.pk, due_at, step=STEPS.index(status))


def expect_status(candidate: Candidate, status: CandidateStatus) -> None:
    """Raise WrongState unless the candidate is in `status`."""
    if candidate.status != status:
        raise WrongState(status=candidate.status, wanted=str(status))
