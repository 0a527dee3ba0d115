"""Agreements on their way to their end: who is reminded, and when. A renewal is a change of a station like any other."""

from datetime import timedelta

from common.clock import now
from common.deadlines.keep import call_off, set_deadline
from network.lifecycle.deadlines import begin_of_day
from network.onboarding.models import Agreement

RUNS_OUT = "agreement.runs_out"
DAYS_BEFORE = (90, 30, 0)  # the office begins to talk, is reminded, and the term is over


def watch_agreement(agreement: Agreement) -> None:
    """Set the reminders of a signed agreement's end; those of an earlier end are called off. A reminder's step names its end, too."""
    call_off(agreement.pk, RUNS_OUT)
    dues = [begin_of_day(agreement.ends_on - timedelta(days=days)) for days in DAYS_BEFORE]
    for place, due_at in enumerate(dues):
        is_last_past = due_at <= now() and (place + 1 == len(dues) or dues[place + 1] > now())
        if due_at > now() or is_last_past:  # of those that are over, one is enough
            set_deadline(RUNS_OUT, agreement.pk, due_at, step=step_of(agreement, place))


def missing_reminders(agreement: Agreement, held: set[int]) -> bool:
    """Tell whether a reminder is missing; `held` are the steps that the agreement has had a deadline for, open or done."""
    places = {step_of(agreement, place): days for place, days in enumerate(DAYS_BEFORE)}
    to_come = {step for step, days in places.items() if begin_of_day(agreement.ends_on - timedelta(days=days)) > now()}
    return not (to_come <= held and held & set(places))


def step_of(agreement: Agreement, place: int) -> int:
    """Return the step of a reminder: the days of its end since 2000, so that the next end has steps of its own."""
    return (agreement.ends_on.toordinal() - 730_120) * len(DAYS_BEFORE) % 32_000 + place


def days_of(agreement: Agreement, step: int) -> int | None:
    """Return how many days before the end a reminder is; None when it is one of another end."""
    steps = {step_of(agreement, place): days for place, days in enumerate(DAYS_BEFORE)}
    return steps.get(step)
