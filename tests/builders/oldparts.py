"""Old parts in any state and disputes in any state, made through the real actions."""

from dataclasses import dataclass, replace
from datetime import timedelta

from accounts.roles import Role
from billing.chargeback.actions import dispute_chargeback
from billing.chargeback.models import Chargeback, SupplierContract
from billing.claims.actions import decide_final_review
from billing.claims.choices import Reason
from billing.claims.models import Claim, ClaimLine
from billing.oldparts.actions import confirm_part, receive_part
from billing.oldparts.models import OldPart
from billing.oldparts.subscribers import mark_overdue
from catalog.models import Part
from common.deadlines.models import Deadline
from tenants.registry.standing import at_head_office
from tests.builders.chargeback import contract, supplier
from tests.builders.claims import a_first_reviewed_claim, a_shipped_part, full_decisions
from tests.conftest import standing
from tests.world import office_actor


def a_labelled_part() -> OldPart:
    """Return a part that has to be returned."""
    claim = a_first_reviewed_claim()
    with at_head_office():
        return OldPart.objects.get(claim=claim)


def a_received_part() -> OldPart:
    """Return a part that lies at head office."""
    part = a_shipped_part()
    with at_head_office():
        return receive_part(part.label_code, acting_user=office_actor(Role.FINAL_REVIEWER))


def a_confirmed_part() -> OldPart:
    """Return a part that was checked."""
    part = a_received_part()
    with at_head_office():
        return confirm_part(part.pk, acting_user=office_actor(Role.FINAL_REVIEWER))


def a_settled_part() -> OldPart:
    """Return a checked part whose claim has passed its final review; no supplier has a contract for it."""
    part = a_confirmed_part()
    with at_head_office():
        claim = Claim.objects.get(pk=part.claim_id)
        decide_final_review(claim.pk, decisions=full_decisions(claim), acting_user=office_actor(Role.FINAL_REVIEWER))
    return part


def decided_without(part: OldPart) -> Claim:
    """Pass the final review of a part that was refused: its line gets nothing."""
    with at_head_office():
        claim = Claim.objects.get(pk=part.claim_id)
        given = [
            replace(one, approved_minor=0, reason_code=Reason.OLD_PART_MISMATCH) if one.line_id == part.line_id else one
            for one in full_decisions(claim)
        ]
        return decide_final_review(claim.pk, decisions=given, acting_user=office_actor(Role.FINAL_REVIEWER))


def an_overdue_part() -> OldPart:
    """Return a part whose day has passed; its line is held."""
    part = a_labelled_part()
    with at_head_office():
        mark_overdue(Deadline.objects.get(subject_id=part.pk, kind="oldparts.return"))
        part.refresh_from_db()
        return part


def a_contract_for(part: OldPart, percent: str = "80", code: str = "S001", **terms: object) -> SupplierContract:
    """Return a contract that covers the part."""
    with at_head_office():
        return contract(percent, code=code, part=Part.objects.get(number=part.part_number), **terms)


@dataclass(frozen=True)
class Case:
    """A settled claim in dispute: the claim, its causal line, the old part, the disputed charge."""

    claim: Claim
    line: ClaimLine
    part: OldPart
    chargeback: Chargeback


def a_charged_case(percent: str = "80") -> Case:
    """Return a settled claim whose supplier S001 is charged."""
    part = a_confirmed_part()
    a_contract_for(part, percent)
    return settle(part)


def settle(part: OldPart) -> Case:
    """Pay the claim of a checked part in full; supplier S001 has a contract for it."""
    with at_head_office():
        claim = Claim.objects.get(pk=part.claim_id)
        claim = decide_final_review(
            claim.pk, decisions=full_decisions(claim), acting_user=office_actor(Role.FINAL_REVIEWER)
        )
        line = ClaimLine.objects.get(pk=part.line_id)
        return Case(claim, line, part, Chargeback.objects.get(line_id=line.pk, supplier=supplier()))


def a_disputed_case(percent: str = "80", *, wants_part: bool = False) -> Case:
    """Return a settled claim whose supplier S001 disputes its charge."""
    case = a_charged_case(percent)
    dispute(case.chargeback, wants_part=wants_part)
    return case


def dispute(chargeback: Chargeback, *, wants_part: bool = False) -> None:
    """Let supplier S001 dispute."""
    actor = office_actor(Role.SUPPLIER)
    with standing(actor):
        dispute_chargeback(chargeback.pk, reason="安装不当", wants_part=wants_part, acting_user=actor)


def let_the_limit_pass(chargeback: Chargeback) -> None:
    """Move the answer's limit into the past."""
    with at_head_office():
        late = chargeback.answer_due_at - timedelta(days=60)  # type: ignore[operator]
        Chargeback.objects.filter(pk=chargeback.pk).update(answer_due_at=late)
