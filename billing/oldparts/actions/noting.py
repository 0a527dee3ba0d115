"""Telling the claim what became of a part. Inside the actions of this room, in their transaction."""

from accounts.actors import Actor
from billing.claims.actions import note_old_part
from billing.claims.choices import ClaimStatus, OldPartState
from billing.claims.models import ClaimLine
from billing.oldparts.models import OldPart


def note_state(part: OldPart, state: OldPartState, actor: Actor, reason: str = "") -> None:
    """Note the state in the claim's line.

    A part that the station kept and that was asked back after its claim was settled changes nothing there: the line was paid without it,
    and reopening the claim is a step of its own. Raises WrongState for any other part of a claim that is not between its reviews.
    """
    line = ClaimLine.objects.select_related("claim").get(pk=part.line_id)
    was_kept = line.old_part_state == OldPartState.RETAINED and line.claim.status == ClaimStatus.SETTLED
    if not was_kept:
        note_old_part(part.line_id, state, acting_user=actor, reason=reason)
