"""Row locks of claims: the claim first, then its lines in order of their keys. Several claims of a vehicle: all at once, in order of theirs."""

from collections.abc import Sequence
from uuid import UUID

from accounts.actors import Actor
from billing.claims.choices import ClaimStatus
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


def lock_with_waiting_of_vehicle(claim_id: UUID) -> tuple[Claim, list[Claim]]:
    """Lock a claim and the vehicle's other claims that wait for their first review, for the detectors. Raises NotYours as above.

    All at once and in order of their keys: two relays that have one claim each of a vehicle never wait for each other.
    """
    rows = Claim.objects.select_related("station", "vehicle__model", "policy").defer("policy__content")
    vin = Claim.objects.filter(pk=claim_id).values_list("vin", flat=True).first()
    waiting = Claim.objects.filter(vin=vin, status=ClaimStatus.SUBMITTED).values_list("pk", flat=True) if vin else []
    found: dict[UUID, Claim] = {claim.pk: claim for claim in rows.filter(pk__in={claim_id, *waiting}).locked()}
    mine = found.pop(claim_id, None)
    if mine is None:
        raise NotYours()
    return mine, [other for other in found.values() if other.status == ClaimStatus.SUBMITTED]


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
