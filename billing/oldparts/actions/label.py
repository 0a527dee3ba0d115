"""Labels: one for each causal part that the first review wants back."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from billing.claims.choices import OldPartState
from billing.claims.models import Claim, ClaimLine
from billing.oldparts.models import OldPart
from billing.policy.selectors import policy_of
from common.clock import business_zone, today
from common.deadlines.keep import set_deadline
from common.history.record import record
from common.numbering.next_number import next_number
from common.people import Person

RETURN_DUE = "oldparts.return"


@transaction.atomic
def label_parts(claim_id: UUID, *, acting_user: Person) -> list[OldPart]:
    """Label each old part of the claim that is awaited and has no label yet; returns the new ones. Called again it makes none twice."""
    claim = Claim.objects.select_related("policy").get(pk=claim_id)
    awaited = ClaimLine.objects.filter(claim=claim, old_part_state=OldPartState.AWAITED, old_part__isnull=True)
    return [_label(claim, line, acting_user) for line in awaited.order_by("position")]


def _label(claim: Claim, line: ClaimLine, actor: Person) -> OldPart:
    due_on = today() + timedelta(days=policy_of(claim.policy).old_parts.return_days)
    part = OldPart.objects.create(
        station_id=claim.station_id,
        claim=claim,
        line=line,
        label_code=next_number("OLD"),
        claim_number=claim.number,
        vin=claim.vin,
        part_number=line.part_number,
        name_zh=line.name_zh,
        name_en=line.name_en,
        old_serial=line.old_serial,
        supplier_id=line.supplier_id,
        due_on=due_on,
    )
    due_at = datetime.combine(due_on + timedelta(days=1), time(), tzinfo=business_zone())
    set_deadline(RETURN_DUE, part.pk, due_at, station_id=part.station_id)
    record(part, "old_part.labelled", actor, after={"label_code": part.label_code, "due_on": due_on})
    return part
