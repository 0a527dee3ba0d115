"""The end of a shift: a note with what is open, for which the next agent signs (签收)."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.errors import NotAllowed, WrongState
from common.history.record import record
from common.words import few_words
from network.duty import locks
from network.duty.choices import RosterError
from network.duty.deadlines import signed, watch_handover
from network.duty.roster_models import Handover, HandoverSignature
from network.duty.roster_selectors import handovers_for, may_sign, open_items, shifts_for

EARLY = timedelta(hours=1)


@transaction.atomic
def write_handover(shift_id: UUID, *, note: str, acting_user: Actor) -> Handover:
    """Write the note of one's shift; what is open now is kept with it. It can't be changed afterwards.

    Raises NotAllowed for somebody else's shift, WrongState more than an hour before its end or when it is written already.
    """
    acting_user.require("roster.swap")
    shift = locks.lock_shift(shifts_for(acting_user), shift_id)
    if shift.agent_id != acting_user.id:
        raise NotAllowed(_("Only who was on the shift writes its handover."), code=RosterError.NOT_YOURS)
    if now() < shift.ends_at - EARLY:
        raise WrongState(
            _("A handover is written in the last hour of a shift or after it."), code=RosterError.NOT_ENDING
        )
    if handovers_for(acting_user).filter(shift=shift).exists():
        raise WrongState(_("The handover is written already."), code=RosterError.WRITTEN)
    said = few_words(note, "note", RosterError.TEXT)
    handover = Handover(
        shift=shift,
        note=said,
        open_items=open_items(),
        written_by_id=acting_user.id,
        written_by_name=acting_user.name,
    )
    handover.save(force_insert=True)
    watch_handover(handover)
    record(handover, "handover.written", acting_user, after={"open": len(handover.open_items)})
    return handover


@transaction.atomic
def sign_handover(handover_id: UUID, *, acting_user: Actor) -> Handover:
    """Sign for a handover (签收): the next one has read it and takes over. For good.

    Raises NotAllowed for who wrote it, or for somebody who is not on duty while others are, WrongState when it is signed already.
    """
    acting_user.require("roster.swap")
    handover: Handover = handovers_for(acting_user).get_or_404(handover_id)
    locks.lock_shift(shifts_for(acting_user), handover.shift_id)
    if handover.written_by_id == acting_user.id:
        raise NotAllowed(_("Whoever wrote it can't be the one who signs for it."), code=RosterError.NOT_YOURS)
    if hasattr(handover, "signature"):
        raise WrongState(_("It is signed for already."), code=RosterError.SIGNED)
    if not may_sign(acting_user, handover):
        raise NotAllowed(_("Who is on duty now signs for it."), code=RosterError.NOT_NEXT)
    HandoverSignature(
        handover=handover,
        written_by_id=handover.written_by_id,
        signed_by_id=acting_user.id,
        signed_by_name=acting_user.name,
    ).save(force_insert=True)
    signed(handover)
    record(handover, "handover.signed", acting_user, after={"signed_by_name": acting_user.name})
    found: Handover = handovers_for(acting_user).get_or_404(handover.pk)
    return found
