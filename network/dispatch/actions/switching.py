"""The board's switch: automatic mode off for now, for all rescues, and on again."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import database_now
from common.deadlines.keep import call_off, set_deadline
from common.errors import Invalid, WrongState
from common.history.record import record
from common.people import Person
from common.scope import for_office
from network.dispatch.choices import PAUSE_ENDS, Held, Limit, RescueStatus
from network.dispatch.decisions import ENGINE
from network.dispatch.limits import put_under
from network.dispatch.live import tell_rescue, tell_switch
from network.dispatch.locks import lock_open_pause, lock_pause, lock_rescues
from network.dispatch.models import AutomaticPause, Rescue
from network.dispatch.policies import DispatchError, policy_on


@transaction.atomic
def pause_automatic(*, reason: str, acting_user: Actor) -> AutomaticPause:
    """Switch automatic mode off; by the policy's time it is on again by itself. Offers that are out stay out.

    Raises Invalid without a reason, WrongState when it is off already.
    """
    acting_user.require("dispatch.offer")
    if not reason.strip():
        raise Invalid(_("Write down why."), code=DispatchError.NO_REASON, field="reason")
    with for_office():
        moment = database_now()
        known = lock_open_pause()
        if known is not None and known.ends_at > moment:
            raise WrongState(_("Automatic mode is switched off already."), code=DispatchError.PAUSED)
        if known is not None:  # its time is over, and nobody has looked yet
            end_pause(known, ENGINE)
        pause = AutomaticPause(
            reason=reason.strip(),
            begun_by=acting_user.id,
            begun_by_name=acting_user.name,
            ends_at=policy_on(moment).pause_ends(moment),
        )
        _begin(pause)
        set_deadline(PAUSE_ENDS, pause.pk, pause.ends_at)
        record(pause, "dispatch_pause.begun", acting_user, after={"ends_at": pause.ends_at}, reason=pause.reason)
        tell_switch(is_on=False)
        return pause


@transaction.atomic
def resume_automatic(pause_id: UUID, *, reason: str = "", acting_user: Actor) -> AutomaticPause:
    """Switch automatic mode on again; what the switch held back is offered at once. Raises WrongState when it is on already."""
    acting_user.require("dispatch.offer")
    with for_office():
        pause = lock_pause(pause_id, acting_user)
        if pause.ended_at is not None:
            raise WrongState(_("Automatic mode is on already."), code=DispatchError.NOT_PAUSED)
        end_pause(pause, acting_user, reason.strip())
        return pause


def end_pause(pause: AutomaticPause, by: Person, reason: str = "") -> None:
    """End a pause whose row the caller has locked, and let go what it held back."""
    pause.change(ended_at=database_now(), ended_by_name=by.name)
    call_off(pause.pk)
    _let_go(by)
    record(pause, "dispatch_pause.ended", by, after={"ended_at": pause.ended_at}, reason=reason)
    tell_switch(is_on=True)


def _begin(pause: AutomaticPause) -> None:
    """Insert it; the database allows one at a time."""
    try:
        with transaction.atomic():
            pause.save(force_insert=True)
    except IntegrityError as error:
        raise WrongState(_("Automatic mode is switched off already."), code=DispatchError.PAUSED) from error


def _let_go(by: Person) -> None:
    held = Rescue.objects.filter(status=RescueStatus.WAITING, held=Held.PAUSED)
    for rescue in lock_rescues(list(held.values_list("pk", flat=True))):
        if rescue.status == RescueStatus.WAITING and rescue.held == Held.PAUSED:
            rescue.change(held="")
            put_under(rescue, Limit.OFFER, 0)
            record(rescue, "rescue.let_go", by)
            tell_rescue(rescue)
