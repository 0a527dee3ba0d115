"""A reviewer's note on a claim for colleagues."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.choices import ClaimError
from billing.claims.models import Claim, ReviewNote
from billing.claims.selectors import claims_for
from common.errors import Invalid
from common.history.record import record


@transaction.atomic
def note_claim(claim_id: UUID, *, text: str, acting_user: Actor) -> ReviewNote:
    """Keep a note beside the claim; its station does not see it. Raises Invalid for an empty one."""
    acting_user.require("claims.note")
    claim: Claim = claims_for(acting_user).get_or_404(claim_id)
    if not text.strip():
        raise Invalid(_("Write something."), code=ClaimError.INCOMPLETE, field="text")
    note = ReviewNote.objects.create(
        claim=claim, text=text.strip(), author_id=acting_user.id, author_name=acting_user.name[:80]
    )
    record(note, "review_note.written", acting_user, after={"claim": claim.number})
    return note
