"""The end of a dispute: what the re-inspection of the old part leaves of a charge, and of the other suppliers' charges for the same line.

`billing.oldparts` calls this inside its re-inspection, together with the claim; without a change of the claim a person may call it alone.
"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.chargeback.choices import ChargebackError, ChargebackStatus
from billing.chargeback.locks import lock_chargeback, lock_live_of_line
from billing.chargeback.models import Chargeback
from billing.chargeback.raising import post_change
from billing.chargeback.split import share_of
from common.clock import now
from common.errors import Invalid, WrongState
from common.history.record import record

IN_DISPUTE = (ChargebackStatus.DISPUTED, ChargebackStatus.RAISED)


@transaction.atomic
def resolve_dispute(
    chargeback_id: UUID, *, acting_user: Actor, amount_minor: int, reason: str, final_minor: int | None = None
) -> Chargeback:
    """Settle a dispute after re-inspection: what the supplier owes now. The difference is posted, lower or higher.

    `final_minor` is what the line is worth after the re-inspection, when that changed: the charge is at most its contract share, and the
    other suppliers of the line owe no more than theirs. Without it the charge can only fall, from what is due of it: another supplier's
    dispute may have lowered that already. Raises WrongState unless it is disputed, Invalid over that limit.
    """
    acting_user.require("chargeback.resolve")
    chargeback = lock_chargeback(chargeback_id, acting_user)
    if chargeback.status != ChargebackStatus.DISPUTED:
        raise WrongState(status=str(chargeback.status))
    limit = chargeback.due_minor if final_minor is None else share_of(final_minor, chargeback.exact_share)
    if not 0 <= amount_minor <= limit:
        message = _("Give an amount between zero and the contract share of what the line is worth.")
        raise Invalid(message, code=ChargebackError.OVER_AMOUNT, field="amount", limit_minor=limit)
    before = {"status": chargeback.status, "due_minor": chargeback.due_minor}
    change = amount_minor - chargeback.due_minor
    settled = {"resolved_minor": amount_minor, "resolved_final_minor": final_minor, "resolution": reason[:500]}
    chargeback.move_to(ChargebackStatus.RESOLVED, **settled)
    if change:
        post_change(chargeback, change, step="resolved", reason=reason, acting_user=acting_user)
    after = {"status": chargeback.status, "resolved_minor": amount_minor, "due_minor": chargeback.due_minor}
    keys = {"claim_id": chargeback.claim_id, "line_id": chargeback.line_id}
    record(chargeback, "chargeback.resolved", acting_user, before=before, after={**after, **keys}, reason=reason)
    if final_minor is not None:
        _bound_the_others(chargeback, final_minor, reason, acting_user)
    return chargeback


def _bound_the_others(disputed: Chargeback, final_minor: int, reason: str, acting_user: Actor) -> None:
    """Lower what the other suppliers of the line owe to their share of what it is worth now, all together to the rest of it.

    Nobody else's charge is raised.
    """
    rest = final_minor - disputed.due_minor
    for row in lock_live_of_line(disputed.line_id):
        if row.pk == disputed.pk:
            continue
        most = min(share_of(final_minor, row.exact_share), rest)
        rest -= min(row.due_minor, most)
        if row.due_minor <= most:
            continue
        before, change = {"due_minor": row.due_minor}, most - row.due_minor
        row.change(resolved_minor=most, resolved_final_minor=final_minor)
        post_change(row, change, step=f"follows:{disputed.pk}", reason=reason, acting_user=acting_user)
        record(row, "chargeback.lowered", acting_user, before=before, after={"due_minor": most}, reason=reason)


@transaction.atomic
def note_part_sent(chargeback_id: UUID, *, tracking: str, acting_user: Actor) -> Chargeback:
    """The old part goes to the supplier that asked for it. Raises WrongState unless it did, or while it is away already."""
    acting_user.require("chargeback.resolve")
    chargeback = lock_chargeback(chargeback_id, acting_user)
    if chargeback.part_wanted_at is None or chargeback.status not in IN_DISPUTE or chargeback.part_sent_at is not None:
        raise WrongState(
            _("The supplier did not ask for this part, or it was sent already."), code=ChargebackError.NOT_WANTED
        )
    chargeback.change(part_sent_at=now(), part_tracking=tracking[:80])
    record(chargeback, "chargeback.part_sent", acting_user, after={"tracking_number": tracking})
    return chargeback


@transaction.atomic
def note_part_back(chargeback_id: UUID, *, acting_user: Actor) -> Chargeback:
    """The old part has come back from the supplier. Raises WrongState unless it was there."""
    acting_user.require("chargeback.resolve")
    chargeback = lock_chargeback(chargeback_id, acting_user)
    if not chargeback.is_part_away:
        raise WrongState(_("The part is not with the supplier."), code=ChargebackError.NOT_WANTED)
    chargeback.change(part_back_at=now())
    record(chargeback, "chargeback.part_came_back", acting_user)
    return chargeback
