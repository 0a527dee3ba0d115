"""The roster: kinds of shift, who is on when, copying a week."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import User
from common.clock import is_known, now
from common.errors import Invalid, WrongState
from common.history.record import record
from network.duty import locks
from network.duty.bands import Band
from network.duty.choices import RosterError
from network.duty.deadlines import unwatch_shift, watch_shift
from network.duty.gaps import Span, overlapping
from network.duty.roster_models import Shift, ShiftKind
from network.duty.roster_selectors import DAYS, agents, kinds_for, shifts_for, shifts_of_agent


@transaction.atomic
def set_shift_kind(code: str, *, acting_user: Actor, **values: Any) -> ShiftKind:
    """Add a kind of shift, or change one; shifts that are planned keep their hours. Raises Invalid for hours that are none."""
    acting_user.require("roster.plan")
    if values["start"] == values["end"]:
        raise Invalid(_("A shift needs an end that is not its beginning."), code=RosterError.KIND, field="end")
    kind = kinds_for(acting_user).filter(code=code).first()
    if kind is None:
        kind = ShiftKind(code=code, **values)
        kind.save(force_insert=True)
    else:
        kind.change(**values)
    after = {
        "start": kind.start,
        "end": kind.end,
        "needed": kind.needed,
        "sign_within_minutes": kind.sign_within_minutes,
    }
    record(kind, "shift_kind.set", acting_user, after=after)
    return kind


@transaction.atomic
def assign_shift(kind_id: UUID, day: date, agent_id: UUID, *, acting_user: Actor) -> Shift:
    """Put an agent on a shift. Raises Invalid for a day beyond our years, somebody who does not answer the hotline, or who is on duty at
    that time already (the sentence names the other shift), WrongState for a shift that is over."""
    acting_user.require("roster.plan")
    _require_known(day, "day")
    kind: ShiftKind = kinds_for(acting_user).get_or_404(kind_id)
    agent = _agent(agent_id)
    begins_at, ends_at = hours_of(kind.start, kind.end, day)
    if ends_at <= now():
        raise WrongState(_("That shift is over."), code=RosterError.BEGUN)
    require_free(agent.pk, (begins_at, ends_at))
    shift = Shift(kind=kind, day=day, begins_at=begins_at, ends_at=ends_at, agent_id=agent.pk, agent_name=agent.name)
    shift.save(force_insert=True)
    watch_shift(shift)
    record(
        shift,
        "shift.assigned",
        acting_user,
        after={"agent_name": agent.name, "begins_at": begins_at, "ends_at": ends_at},
    )
    return shift


@transaction.atomic
def remove_shift(shift_id: UUID, *, reason: str, acting_user: Actor) -> Shift:
    """Take a shift off the roster, with a reason. Raises WrongState once it has begun."""
    acting_user.require("roster.plan")
    shift = locks.lock_shift(shifts_for(acting_user), shift_id)
    require_to_come(shift)
    shift.change(removed_at=now())
    unwatch_shift(shift)
    record(
        shift, "shift.removed", acting_user, before={"agent_name": shift.agent_name}, after={}, reason=reason.strip()
    )
    return shift


@transaction.atomic
def copy_week(source: date, target: date, *, acting_user: Actor) -> tuple[list[Shift], list[str]]:
    """Copy the week of `source` to the week of `target`. Returns the new shifts, and in words those that could not be copied.

    Who is on duty at that time already, or no agent any more, is left out; so is what is over.
    """
    acting_user.require("roster.plan")
    _require_known(source, "day")
    _require_known(target, "onto")
    first, onto = (one - timedelta(days=one.weekday()) for one in (source, target))
    rows = shifts_for(acting_user).filter(day__gte=first, day__lt=first + timedelta(days=DAYS))
    made: list[Shift] = []
    left: list[str] = []
    for shift in list(rows):
        day = onto + (shift.day - first)
        try:
            with transaction.atomic():
                made.append(assign_shift(shift.kind_id, day, shift.agent_id, acting_user=acting_user))
        except (Invalid, WrongState) as error:
            left.append(f"{day} {shift.kind} {shift.agent_name}: {error.message}")
    return made, left


def _require_known(day: date, field: str) -> None:
    if not is_known(day):
        raise Invalid(_("Choose a day between the years 1900 and 2199."), code=RosterError.DAY, field=field)


def hours_of(start: time, end: time, day: date) -> Span:
    """Return the moments at which a shift begins and ends, in the manufacturer's zone; nights end the next morning."""
    begin, last = Band("shift", start, end).window(day)
    return begin, last


def require_free(agent_id: UUID, span: Span, *, but: UUID | None = None) -> None:
    """Raise Invalid, with the other shift's name, when the agent is on duty at that time. Two who book one agent wait for each other."""
    locks.lock_person(agent_id)
    near = [one for one in shifts_of_agent(agent_id, span) if one.pk != but]
    places = overlapping([(one.begins_at, one.ends_at) for one in near], span)
    if places:
        other = near[places[0]]
        raise Invalid(
            _("%(agent)s is on duty then: %(shift)s.") % {"agent": other.agent_name, "shift": other},
            code=RosterError.DOUBLE,
            field="agent",
        )


def require_to_come(shift: Shift, at: datetime | None = None) -> None:
    """Raise WrongState for a shift that has begun."""
    if shift.begins_at <= (at or now()):
        raise WrongState(_("That shift has begun."), code=RosterError.BEGUN)


def _agent(agent_id: UUID) -> User:
    found = next((one for one in agents() if one.pk == agent_id), None)
    if found is None:
        raise Invalid(_("This person does not answer the hotline."), code=RosterError.NOT_AN_AGENT, field="agent")
    return found
