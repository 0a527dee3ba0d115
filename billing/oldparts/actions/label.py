"""Labels: one for each causal part that the first review wants back, or wants kept at the station."""

from datetime import date, datetime, time, timedelta
from math import ceil
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.actions import note_old_part
from billing.claims.choices import ClaimStatus, OldPartState
from billing.claims.models import Claim, ClaimLine
from billing.claims.policies import old_part_rule
from billing.oldparts.choices import Disposal, OldPartError, PartStatus
from billing.oldparts.locks import lock_part
from billing.oldparts.models import OldPart
from billing.policy.selectors import policy_of
from common.clock import business_zone, now, today
from common.deadlines.keep import set_deadline
from common.errors import Invalid, WrongState
from common.history.record import record
from common.numbering.next_number import next_number
from common.people import Person

RETURN_WARNING = "oldparts.warning"
RETURN_DUE = "oldparts.return"
RETURN_ESCALATION = "oldparts.escalation"
RETURN_CLOCKS = (RETURN_WARNING, RETURN_DUE, RETURN_ESCALATION)
WARN_DAYS_BEFORE = 7
ESCALATE_DAYS_AFTER = 14
WANTED = (OldPartState.AWAITED, OldPartState.RETAINED)
BETWEEN_REVIEWS = (ClaimStatus.AWAITING_PARTS, ClaimStatus.FIRST_REVIEWED)


@transaction.atomic
def label_parts(claim_id: UUID, *, acting_user: Person) -> list[OldPart]:
    """Label each old part of the claim that is wanted and has no label yet; returns the new ones. Called again it makes none twice."""
    claim = Claim.objects.select_related("policy", "station").get(pk=claim_id)
    wanted = ClaimLine.objects.filter(claim=claim, old_part_state__in=WANTED, old_part__isnull=True)
    return [_label(claim, line, acting_user) for line in wanted.order_by("position")]


def _label(claim: Claim, line: ClaimLine, actor: Person) -> OldPart:
    rule = old_part_rule(claim, line, line.approved_minor or 0, policy_of(claim.policy))
    last, is_kept = today() + timedelta(days=rule.days), line.old_part_state == OldPartState.RETAINED
    part = OldPart.objects.create(
        station_id=claim.station_id,
        claim=claim,
        line=line,
        label_code=next_number("OLD"),
        status=PartStatus.RETAINED if is_kept else PartStatus.LABELLED,
        claim_number=claim.number,
        vin=claim.vin,
        part_number=line.part_number,
        name_zh=line.name_zh,
        name_en=line.name_en,
        old_serial=line.old_serial,
        supplier_id=line.supplier_id,
        quantity=max(1, ceil(line.quantity)),
        clause=rule.clause,
        due_on=None if is_kept else last,
        keep_until=last if is_kept else None,
    )
    if not is_kept:
        set_return_clocks(part, last)
    after = {"label_code": part.label_code, "due_on": part.due_on, "keep_until": part.keep_until}
    record(part, "old_part.labelled", actor, after=after)
    return part


def set_return_clocks(part: OldPart, due_on: date) -> None:
    """Warn before the last day, mark as overdue after it, escalate when nothing happens then."""
    _set(part, RETURN_WARNING, due_on - timedelta(days=WARN_DAYS_BEFORE - 1))
    _set(part, RETURN_DUE, due_on + timedelta(days=1))
    _set(part, RETURN_ESCALATION, due_on + timedelta(days=1 + ESCALATE_DAYS_AFTER))


def _set(part: OldPart, kind: str, day: date) -> None:
    if day > today():
        at = datetime.combine(day, time(), tzinfo=business_zone())
        set_deadline(kind, part.pk, at, station_id=part.station_id)


@transaction.atomic
def recall_part(part_id: UUID, *, days: int, reason: str, acting_user: Actor) -> OldPart:
    """Ask a part back that the station keeps. Raises WrongState unless it is kept there, Invalid without a reason."""
    acting_user.require("oldparts.receive")
    part = lock_part(part_id, acting_user)
    if not reason.strip():
        raise Invalid(_("Give a reason: the station will read it."), code=OldPartError.REASON_MISSING, field="reason")
    before = {"status": part.status}
    due_on = today() + timedelta(days=days)
    part.move_to(PartStatus.LABELLED, due_on=due_on)
    set_return_clocks(part, due_on)
    if part.claim.status in BETWEEN_REVIEWS:
        note_old_part(part.line_id, OldPartState.AWAITED, acting_user=acting_user, reason=reason)
    after = {"status": part.status, "due_on": due_on}
    record(part, "old_part.recalled", acting_user, before=before, after=after, reason=reason)
    return part


@transaction.atomic
def store_part(part_id: UUID, *, shelf: str, acting_user: Actor) -> OldPart:
    """Write down where in the claim-parts store the part lies."""
    acting_user.require("oldparts.store")
    part = lock_part(part_id, acting_user)
    before = {"shelf": part.shelf}
    part.change(shelf=shelf.strip()[:30])
    record(part, "old_part.stored", acting_user, before=before, after={"shelf": part.shelf})
    return part


@transaction.atomic
def let_go(part_id: UUID, *, note: str = "", acting_user: Actor) -> OldPart:
    """The station scraps a part that it had to keep, after its day. Raises Invalid before that day, WrongState for any other part."""
    acting_user.require("oldparts.ship")
    part = lock_part(part_id, acting_user)
    if part.status != PartStatus.RETAINED:
        raise WrongState(status=str(part.status), wanted=str(PartStatus.DISPOSED))
    if part.keep_until is not None and part.keep_until >= today():
        raise Invalid(_("The part has to be kept until the day on its label."), code=OldPartError.NOT_DUE)
    before = {"status": part.status}
    gone = {"disposal": Disposal.SCRAPPED, "disposed_at": now(), "disposed_by_name": acting_user.name}
    part.move_to(PartStatus.DISPOSED, **gone)
    record(part, "old_part.let_go", acting_user, before=before, after={"status": part.status}, reason=note)
    return part
