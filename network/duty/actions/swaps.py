"""Swapping shifts: one asks, the other consents."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.errors import Invalid, NotAllowed
from common.history.record import record
from network.duty import locks
from network.duty.actions.roster import require_free, require_to_come
from network.duty.choices import RosterError, SwapStatus
from network.duty.roster_models import Shift, Swap
from network.duty.roster_selectors import agents, shifts_for, swaps_for


@transaction.atomic
def ask_swap(
    shift_id: UUID, colleague_id: UUID, *, against_id: UUID | None = None, reason: str = "", acting_user: Actor
) -> Swap:
    """Ask a colleague to take one's shift, perhaps against one of theirs. Nothing changes until they consent.

    Raises NotAllowed for somebody else's shift, WrongState once a shift has begun, Invalid for a colleague who is no agent.
    """
    acting_user.require("roster.swap")
    shift = locks.lock_shift(shifts_for(acting_user), shift_id)
    if shift.agent_id != acting_user.id:
        raise NotAllowed(_("Only who is on a shift can give it away."), code=RosterError.NOT_YOURS)
    colleague = next((one for one in agents() if one.pk == colleague_id and one.pk != acting_user.id), None)
    if colleague is None:
        raise Invalid(_("This person does not answer the hotline."), code=RosterError.NOT_AN_AGENT, field="colleague")
    against = _against(against_id, colleague_id, acting_user)
    require_to_come(shift)
    swap = Swap(
        shift=shift,
        against=against,
        asked_by_id=acting_user.id,
        asked_by_name=acting_user.name,
        colleague_id=colleague.pk,
        colleague_name=colleague.name,
        reason=reason.strip(),
    )
    swap.save(force_insert=True)
    record(
        swap,
        "swap.asked",
        acting_user,
        after={"status": swap.status, "colleague_name": swap.colleague_name},
        reason=swap.reason,
    )
    return swap


def _against(against_id: UUID | None, colleague_id: UUID, acting_user: Actor) -> Shift | None:
    if against_id is None:
        return None
    against: Shift = shifts_for(acting_user).get_or_404(against_id)
    if against.agent_id != colleague_id:
        raise Invalid(_("That shift is not the colleague's."), code=RosterError.NOT_YOURS, field="against")
    require_to_come(against)
    return against


@transaction.atomic
def answer_swap(swap_id: UUID, *, agrees: bool, acting_user: Actor) -> Swap:
    """Consent, and the shifts change hands at once; or decline. Only the colleague who was asked.

    Raises NotAllowed for everybody else, WrongState once a shift has begun, Invalid when one of the two is on duty then.
    """
    acting_user.require("roster.swap")
    swap = locks.lock_swap(swaps_for(acting_user), swap_id)
    if swap.colleague_id != acting_user.id:
        raise NotAllowed(_("Only who was asked can answer."), code=RosterError.NOT_YOURS)
    if agrees:
        swap.move_to(SwapStatus.AGREED, answered_at=now())
        _exchange(swap, acting_user)
    else:
        swap.move_to(SwapStatus.DECLINED, answered_at=now())
    record(swap, "swap.answered", acting_user, before={"status": SwapStatus.ASKED}, after={"status": swap.status})
    return swap


@transaction.atomic
def withdraw_swap(swap_id: UUID, *, acting_user: Actor) -> Swap:
    """Take the question back. Raises NotAllowed for everybody but who asked."""
    acting_user.require("roster.swap")
    swap = locks.lock_swap(swaps_for(acting_user), swap_id)
    if swap.asked_by_id != acting_user.id:
        raise NotAllowed(_("Only who asked can take it back."), code=RosterError.NOT_YOURS)
    swap.move_to(SwapStatus.WITHDRAWN, answered_at=now())
    record(swap, "swap.withdrawn", acting_user, before={"status": SwapStatus.ASKED}, after={"status": swap.status})
    return swap


def _exchange(swap: Swap, acting_user: Actor) -> None:
    keys = [swap.shift_id, *([swap.against_id] if swap.against_id else [])]
    rows = {one.pk: one for one in locks.lock_shifts(shifts_for(acting_user), keys)}
    shift, against = rows[swap.shift_id], rows.get(swap.against_id) if swap.against_id else None
    hands = [(shift, swap.asked_by_id, swap.colleague_id, swap.colleague_name)]
    if against is not None:
        hands.append((against, swap.colleague_id, swap.asked_by_id, swap.asked_by_name))
    for one, was, to, _name in sorted(hands, key=lambda hand: str(hand[2])):
        require_to_come(one)
        if one.agent_id != was:
            raise Invalid(_("The roster has changed since the swap was asked for."), code=RosterError.NOT_YOURS)
        given = against if one is shift else shift
        require_free(to, (one.begins_at, one.ends_at), but=given.pk if given else None)
    for one, _was, to, name in hands:
        before = one.agent_name
        one.change(agent_id=to, agent_name=name)
        record(one, "shift.swapped", acting_user, before={"agent_name": before}, after={"agent_name": name})
