"""What becomes of checked parts in the end: entries of the disposal register, of one part or of many."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.chargeback.selectors import unanswered_of_lines
from billing.claims.selectors import undecided_of_lines
from billing.oldparts.choices import Disposal, OldPartError, PartStatus
from billing.oldparts.locks import lock_parts
from billing.oldparts.models import DisposalBatch, OldPart
from common.clock import now
from common.errors import Invalid, NotYours, WrongState
from common.history.record import record
from common.numbering.next_number import next_number

PARTS_AT_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Way:
    """Which way the parts go. Scrap needs a witness and a certificate; what goes to a supplier or is remanufactured a recipient's paper."""

    disposal: Disposal
    witness: str = ""
    certificate: str = ""
    recipient: str = ""
    note: str = ""


@transaction.atomic
def dispose_parts(part_ids: Sequence[UUID], *, way: Way, acting_user: Actor) -> DisposalBatch:
    """Write the parts into the disposal register as one entry. All or none.

    Raises NotYours when one is out of sight, WrongState unless each was confirmed or rejected, or while it is still evidence (before its
    claim's final review, in an appeal, while its supplier may dispute), Invalid without what the way needs, or when parts for a supplier
    are another's.
    """
    acting_user.require("oldparts.dispose")
    if not part_ids:
        raise Invalid(_("Choose at least one part."), code=OldPartError.NOTHING_CHOSEN, field="parts")
    _require_papers(way, acting_user)
    parts = lock_parts(part_ids[:PARTS_AT_MOST], acting_user)
    if len(parts) != len(set(part_ids)):
        raise NotYours()
    if way.disposal != Disposal.KEPT:
        _require_decided(parts)
        _require_answered(parts)
    batch = _write(parts, way, acting_user)
    for part in parts:
        before = {"status": part.status}
        gone = {"disposal": way.disposal, "disposed_at": batch.disposed_at, "disposed_by_name": acting_user.name}
        part.move_to(PartStatus.DISPOSED, batch=batch, **gone)
        after = {"status": part.status, "disposal": way.disposal, "register": batch.number}
        record(part, "old_part.disposed", acting_user, before=before, after=after, reason=way.note)
    codes = [part.label_code for part in parts]
    record(batch, "disposal.entered", acting_user, after={"disposal": way.disposal, "parts": codes}, reason=way.note)
    return batch


@transaction.atomic
def dispose_part(part_id: UUID, *, way: Way, acting_user: Actor) -> OldPart:
    """Write one part into the disposal register. Raises as `dispose_parts` does."""
    dispose_parts([part_id], way=way, acting_user=acting_user)
    part: OldPart = OldPart.objects.get(pk=part_id)
    return part


def _require_papers(way: Way, actor: Actor) -> None:
    if way.disposal == Disposal.SCRAPPED and (not way.witness.strip() or way.witness.strip() == actor.name):
        message = _("Scrapping needs a witness: another person than you.")
        raise Invalid(message, code=OldPartError.WITNESS_MISSING, field="witness")
    if way.disposal in (Disposal.SCRAPPED, Disposal.REMANUFACTURED) and not way.certificate.strip():
        message = _("Give the number of the certificate or of the manifest.")
        raise Invalid(message, code=OldPartError.CERTIFICATE_MISSING, field="certificate")


def _require_decided(parts: Sequence[OldPart]) -> None:
    waiting = undecided_of_lines([part.line_id for part in parts])
    if waiting:
        part = next(part for part in parts if part.line_id == waiting[0])
        sentence = now_("%(code)s is evidence: claim %(claim)s has not passed its final review, or an appeal is open.")
        words = {"code": part.label_code, "claim": part.claim_number}
        raise WrongState(sentence % words, code=OldPartError.CLAIM_OPEN)


def _require_answered(parts: Sequence[OldPart]) -> None:
    waiting = unanswered_of_lines([part.line_id for part in parts])
    if waiting:
        sentence = now_("The supplier may still ask for the part: chargeback %(number)s is not answered or in dispute.")
        raise WrongState(sentence % {"number": waiting[0].number}, code=OldPartError.OPEN_CHARGEBACK)


def _write(parts: Sequence[OldPart], way: Way, actor: Actor) -> DisposalBatch:
    suppliers = {part.supplier_id for part in parts}
    if way.disposal == Disposal.TO_SUPPLIER and (len(suppliers) != 1 or None in suppliers):
        message = _("Parts for a supplier go back to one supplier at a time, and each needs to have one.")
        raise Invalid(message, code=OldPartError.OTHER_SUPPLIER, field="disposal")
    return DisposalBatch.objects.create(
        number=next_number("DSP"),
        disposal=way.disposal,
        supplier_id=suppliers.pop() if way.disposal == Disposal.TO_SUPPLIER else None,
        recipient=way.recipient.strip(),
        witness=way.witness.strip(),
        certificate=way.certificate.strip(),
        note=way.note.strip(),
        pieces=len(parts),
        disposed_by=actor.id,
        disposed_by_name=actor.name,
        disposed_at=now(),
    )
