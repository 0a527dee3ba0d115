"""What people do with a closing: look at a step now, and say that it is done where nobody can count it."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.roles import Role
from common.errors import NotAllowed, WrongState
from network.lifecycle.actions.changes import require_words
from network.lifecycle.cascade.advance import end_step, lock_step, work_on
from network.lifecycle.cascade.plan import PLAN
from network.lifecycle.choices import LifecycleError, StepCode
from network.lifecycle.models import ClosingStep
from network.lifecycle.selectors import steps_for

LEADS = Role.SERVICE_MANAGEMENT  # carries the order out, and may push on every step


@transaction.atomic
def look_again(step_id: UUID, *, acting_user: Actor) -> ClosingStep:
    """Do what an open step does and look at what is left, now. Raises WrongState for one that is not open (or not yet due: the purge)."""
    step = _own(step_id, acting_user)
    if step.code == StepCode.PURGE:
        raise WrongState(_("The purge waits for its day."))
    return work_on(step, acting_user)


@transaction.atomic
def finish_step(step_id: UUID, *, note: str, acting_user: Actor) -> ClosingStep:
    """Say that a step is done, or that what is left is passed on, and to whom. Raises WrongState for one that can be counted."""
    step = _own(step_id, acting_user)
    if not PLAN[StepCode(step.code)].by_hand:
        message = _("This step ends by itself when nothing is left.")
        raise WrongState(message, code=LifecycleError.STILL_LEFT)
    return end_step(step, acting_user, require_words(note, "note"))


def may_work(actor: Actor, step: ClosingStep) -> bool:
    """Tell whether a step is the actor's: its owner's, or whoever leads the closing."""
    return actor.may("closings.work") and (actor.has(LEADS) or actor.has(Role(step.owner)))


def _own(step_id: UUID, actor: Actor) -> ClosingStep:
    actor.require("closings.work")
    known: ClosingStep = steps_for(actor).get_or_404(step_id)
    if not may_work(actor, known):
        raise NotAllowed(_("This step is another section's."))
    step = lock_step(step_id)
    if step is None:
        raise WrongState
    return step
