"""The row locks of onboarding: the candidate first, then what hangs on it."""

from typing import Any
from uuid import UUID

from accounts.actors import Actor
from network.onboarding.models import Agreement, Candidate
from network.onboarding.selectors import agreements_for, candidates_for


def lock_candidate(candidate_id: UUID, actor: Actor) -> Candidate:
    """Lock a candidate that the actor sees. Raises NotYours."""
    found: Candidate = candidates_for(actor).locked().get_or_404(candidate_id)
    return found


def lock_agreement(agreement_id: UUID, actor: Actor) -> tuple[Candidate, Agreement]:
    """Lock an agreement and its candidate, the candidate first. Raises NotYours."""
    known: Any = agreements_for(actor).get_or_404(agreement_id)
    candidate = lock_candidate(known.candidate_id, actor)
    agreement: Agreement = agreements_for(actor).locked().get_or_404(agreement_id)
    return candidate, agreement
