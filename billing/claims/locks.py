"""Row locks of claims: the claim first, then its lines in order of their keys."""

from collections.abc import Sequence
from uuid import UUID

from accounts.actors import Actor
from billing.claims.models import Claim, ClaimLine
from billing.claims.selectors import claims_for
from common.errors import NotYours


def lock_claim(claim_id: UUID, actor: Actor, *beside: str) -> Claim:
    """Lock a claim in the person's sight, and read what is named `beside` it. Raises NotYours when there is none."""
    rows = claims_for(actor)
    claim: Claim = (rows.select_related("station", *beside) if beside else rows).locked().get_or_404(claim_id)
    return claim


def lock_for_watch(claim_id: UUID) -> Claim:
    """Lock a claim for the detectors, which look at every station's. Raises NotYours when the scope does not show it."""
    rows = Claim.objects.select_related("station", "vehicle__model", "policy").defer("policy__content")
    claim: Claim = rows.locked().get_or_404(claim_id)
    return claim


def lock_claim_of_line(line_id: UUID) -> Claim:
    """Lock the claim of a line; the caller has passed a gate of its own. Raises NotYours when the scope does not show it."""
    claim: Claim | None = Claim.objects.filter(lines=line_id).locked().first()
    if claim is None:
        raise NotYours()
    return claim


def lock_lines(claim: Claim) -> Sequence[ClaimLine]:
    """Lock the claim's lines; returned in the order in which they stand."""
    lines = list(ClaimLine.objects.filter(claim=claim).locked())
    return sorted(lines, key=lambda line: line.position)
