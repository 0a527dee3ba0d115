"""A supplier's dispute: the old part goes to the supplier when it asks for it, is inspected again, and the result flows back.

One chain in one transaction: the claim's line, its posting to the station, the charge, its posting to the supplier, and the finding.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.chargeback.actions import resolve_dispute
from billing.chargeback.choices import ChargebackStatus
from billing.chargeback.disputes import note_part_back, note_part_sent
from billing.chargeback.models import Chargeback
from billing.chargeback.selectors import chargebacks_for
from billing.claims.actions import amend_by_dispute
from billing.claims.models import ClaimLine
from billing.oldparts.choices import AT_OFFICE, OldPartError, Verdict
from billing.oldparts.locks import lock_part_of_line
from billing.oldparts.models import OldPart, Reinspection
from common.clock import now
from common.errors import Invalid, WrongState
from common.history.record import record


@dataclass(frozen=True, slots=True)
class Finding:
    """What the re-inspection found. `line_minor` is what the claim's line is worth now, `due_minor` what the supplier owes of it."""

    verdict: Verdict
    words: str
    line_minor: int
    due_minor: int


@transaction.atomic
def reinspect(chargeback_id: UUID, *, finding: Finding, acting_user: Actor) -> Reinspection:
    """Enter the result for a disputed chargeback; claim, charge and ledger follow at once, by contra entries.

    Raises WrongState unless it is disputed and the part is not with the supplier, Invalid for amounts that don't fit the verdict or pass the
    claim or the contract share, NotAllowed for who made the first review and for that section.
    """
    acting_user.require("chargeback.resolve")
    chargeback: Chargeback = chargebacks_for(acting_user).get_or_404(chargeback_id)
    if chargeback.is_part_away:
        message = _("The part is with the supplier. Take it in first, then enter the result.")
        raise WrongState(message, code=OldPartError.PART_AWAY)
    if chargeback.status != ChargebackStatus.DISPUTED:
        raise WrongState(status=str(chargeback.status))
    if not finding.words.strip():
        raise Invalid(_("Say what was found."), code=OldPartError.REASON_MISSING, field="finding")
    line = ClaimLine.objects.filter(pk=chargeback.line_id).first()
    before_minor = (line.final_minor if line else chargeback.final_minor) or 0
    due_before = chargeback.due_minor
    _require_fitting(finding, before_minor, due_before)
    is_changed = finding.line_minor != before_minor
    if is_changed:
        amend_by_dispute(
            chargeback.line_id,
            final_minor=finding.line_minor,
            dispute_id=chargeback.pk,
            reason=finding.words,
            acting_user=acting_user,
        )
    resolved = resolve_dispute(
        chargeback.pk,
        acting_user=acting_user,
        amount_minor=finding.due_minor,
        reason=finding.words,
        final_minor=finding.line_minor if is_changed else None,
    )
    part = lock_part_of_line(chargeback.line_id)
    result = Reinspection.objects.create(
        station_id=resolved.station_id,
        chargeback_id=resolved.pk,
        chargeback_number=resolved.number,
        part=part,
        claim_number=resolved.claim_number,
        verdict=finding.verdict,
        finding=finding.words.strip()[:500],
        line_before_minor=before_minor,
        line_after_minor=finding.line_minor,
        due_before_minor=due_before,
        due_after_minor=finding.due_minor,
        currency=resolved.currency,
        inspected_by=acting_user.id,
        inspected_by_name=acting_user.name,
        inspected_at=now(),
    )
    after = {"verdict": finding.verdict, "line_minor": finding.line_minor, "due_minor": finding.due_minor}
    before = {"line_minor": before_minor, "due_minor": due_before}
    if part is not None:
        record(part, "old_part.reinspected", acting_user, before=before, after=after, reason=finding.words)
    record(result, "reinspection.entered", acting_user, before=before, after=after, reason=finding.words)
    return result


def _require_fitting(finding: Finding, line_minor: int, due_minor: int) -> None:
    """Compare verdict and amounts, so that nobody lowers a claim while saying that it stands."""
    same_line, line_falls = finding.line_minor == line_minor, finding.line_minor < line_minor
    fits = {
        Verdict.UPHELD: same_line and finding.due_minor == due_minor,
        Verdict.PARTLY: same_line and 0 < finding.due_minor < due_minor,
        Verdict.NOT_SUPPLIER: same_line and finding.due_minor == 0,
        Verdict.NOT_WARRANTY: line_falls and finding.due_minor <= due_minor,
        Verdict.RAISED: finding.line_minor > line_minor and finding.due_minor >= due_minor,
    }
    if not fits[finding.verdict]:
        message = _("The amounts do not fit the verdict. Choose another one, or correct the amounts.")
        raise Invalid(message, code=OldPartError.VERDICT, field="verdict")


@transaction.atomic
def send_to_supplier(chargeback_id: UUID, *, tracking: str, acting_user: Actor) -> OldPart:
    """Send the old part to the supplier that asked for it. Raises WrongState unless it asked, and the part is here."""
    acting_user.require("chargeback.resolve")
    chargeback = note_part_sent(chargeback_id, tracking=tracking.strip(), acting_user=acting_user)
    part = lock_part_of_line(chargeback.line_id)
    if part is None or part.status not in AT_OFFICE:
        raise WrongState(_("The old part of this chargeback is not here."), code=OldPartError.NOT_HERE)
    after = {"chargeback": chargeback.number, "tracking_number": tracking}
    record(part, "old_part.lent", acting_user, after=after)
    return part


@transaction.atomic
def take_back_from_supplier(chargeback_id: UUID, *, acting_user: Actor) -> OldPart | None:
    """Take in the part that the supplier has looked at. Raises WrongState unless it is there."""
    acting_user.require("chargeback.resolve")
    chargeback = note_part_back(chargeback_id, acting_user=acting_user)
    part = lock_part_of_line(chargeback.line_id)
    if part is not None:
        record(part, "old_part.given_back", acting_user, after={"chargeback": chargeback.number})
    return part
