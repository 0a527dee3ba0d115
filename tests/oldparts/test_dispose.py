"""The disposal register: several parts at once, with witness and certificate, and not while a supplier may still dispute."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from billing.chargeback.actions import accept_chargeback
from billing.claims.actions import decide_final_review
from billing.claims.appeals.actions import file_appeal
from billing.claims.choices import Reason
from billing.claims.models import Claim
from billing.oldparts.actions import Way, dispose_parts, let_go, recall_part
from billing.oldparts.choices import Disposal, OldPartError, PartStatus
from billing.oldparts.documents.papers import disposal_pdf
from billing.oldparts.models import DisposalBatch, OldPart
from common.clock import today
from common.errors import Invalid, NotAllowed, WrongState
from tenants.registry.standing import at_head_office, inside
from tests.builders.claims import a_first_reviewed_claim, full_decisions
from tests.builders.oldparts import a_charged_case, a_confirmed_part, a_labelled_part, a_settled_part
from tests.claims.support import refused

SCRAP = Way(Disposal.SCRAPPED, witness="王见证", certificate="BF-1")


def test_several_parts_make_one_entry(final_reviewer: Actor) -> None:
    parts = [a_settled_part(), a_settled_part()]
    with at_head_office():
        batch = dispose_parts([part.pk for part in parts], way=SCRAP, acting_user=final_reviewer)
        gone = list(OldPart.objects.filter(batch=batch))
        assert (batch.pieces, {part.status for part in gone}) == (2, {PartStatus.DISPOSED})
        assert disposal_pdf(batch, gone).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("way", "code"),
    [
        (Way(Disposal.SCRAPPED, certificate="1"), OldPartError.WITNESS_MISSING),
        (Way(Disposal.SCRAPPED, witness="w"), OldPartError.CERTIFICATE_MISSING),
        (Way(Disposal.REMANUFACTURED), OldPartError.CERTIFICATE_MISSING),
    ],
)
def test_papers_are_wanted(final_reviewer: Actor, way: Way, code: OldPartError) -> None:
    part = a_settled_part()
    with at_head_office(), refused(Invalid, code):
        dispose_parts([part.pk], way=way, acting_user=final_reviewer)


def test_who_disposes_is_not_the_witness(final_reviewer: Actor) -> None:
    part = a_settled_part()
    with at_head_office():
        with refused(Invalid, OldPartError.WITNESS_MISSING):
            way = Way(Disposal.SCRAPPED, witness=final_reviewer.name, certificate="1")
            dispose_parts([part.pk], way=way, acting_user=final_reviewer)
        batch = dispose_parts([part.pk], way=SCRAP, acting_user=final_reviewer)
        with pytest.raises(IntegrityError), transaction.atomic():
            DisposalBatch.objects.filter(pk=batch.pk).update(witness=final_reviewer.name)


def test_evidence_is_kept_until_the_supplier_has_answered(
    final_reviewer: Actor, supplier_user: Actor, acting: Any
) -> None:
    case = a_charged_case()
    with at_head_office(), refused(WrongState, OldPartError.OPEN_CHARGEBACK):
        dispose_parts([case.part.pk], way=SCRAP, acting_user=final_reviewer)
    with acting(supplier_user):
        accept_chargeback(case.chargeback.pk, acting_user=supplier_user)
    with at_head_office():
        assert dispose_parts([case.part.pk], way=SCRAP, acting_user=final_reviewer).pieces == 1


def test_evidence_is_kept_until_the_final_review(final_reviewer: Actor) -> None:
    """A part that is scrapped before it could be shown to nobody: neither the final review nor its supplier has seen it."""
    part = a_confirmed_part()
    with at_head_office():
        with refused(WrongState, OldPartError.CLAIM_OPEN):
            dispose_parts([part.pk], way=SCRAP, acting_user=final_reviewer)
        assert not DisposalBatch.objects.exists()
        assert OldPart.objects.get().status == PartStatus.CONFIRMED
        kept = dispose_parts([part.pk], way=Way(Disposal.KEPT), acting_user=final_reviewer)
        assert kept.pieces == 1


def test_evidence_is_kept_while_the_station_appeals(final_reviewer: Actor, station_manager: Actor) -> None:
    part = a_confirmed_part()
    with at_head_office():
        claim = Claim.objects.get(pk=part.claim_id)
        cut = [replace(one, approved_minor=0, reason_code=Reason.OLD_PART_MISMATCH) for one in full_decisions(claim)]
        decide_final_review(claim.pk, decisions=cut, acting_user=final_reviewer)
    with inside(station_manager.station):
        file_appeal(claim.pk, reason="件在此", acting_user=station_manager)
    with at_head_office(), refused(WrongState, OldPartError.CLAIM_OPEN):
        dispose_parts([part.pk], way=SCRAP, acting_user=final_reviewer)


def test_all_or_none(final_reviewer: Actor) -> None:
    good, unchecked = a_settled_part(), a_labelled_part()
    with at_head_office(), refused(WrongState):
        dispose_parts([good.pk, unchecked.pk], way=SCRAP, acting_user=final_reviewer)


def test_the_first_section_disposes_of_nothing(reviewer: Actor) -> None:
    part = a_settled_part()
    with at_head_office(), refused(NotAllowed):
        dispose_parts([part.pk], way=SCRAP, acting_user=reviewer)


def a_kept_part() -> OldPart:
    """A part that the station keeps until a day."""
    claim = a_first_reviewed_claim()
    with at_head_office():
        part = OldPart.objects.get(claim=claim)
        part.delete()
        return OldPart.objects.create(
            **{field.attname: getattr(part, field.attname) for field in OldPart._meta.concrete_fields}
            | {"status": PartStatus.RETAINED, "due_on": None, "keep_until": today()}
        )


def test_a_kept_part_is_let_go_after_its_day_only(parts_clerk: Actor) -> None:
    part = a_kept_part()
    with inside(parts_clerk.station), refused(Invalid, OldPartError.NOT_DUE):
        let_go(part.pk, acting_user=parts_clerk)
    with at_head_office():
        OldPart.objects.filter(pk=part.pk).update(keep_until="2020-01-01")
    with inside(parts_clerk.station):
        assert let_go(part.pk, acting_user=parts_clerk).status == PartStatus.DISPOSED


def test_a_kept_part_may_be_asked_back(final_reviewer: Actor, parts_clerk: Actor) -> None:
    part = a_kept_part()
    with at_head_office():
        with refused(Invalid, OldPartError.REASON_MISSING):
            recall_part(part.pk, days=10, reason=" ", acting_user=final_reviewer)
        back = recall_part(part.pk, days=10, reason="批次分析", acting_user=final_reviewer)
    assert (back.status, (back.due_on - today()).days) == (PartStatus.LABELLED, 10)  # type: ignore[operator]
    with inside(parts_clerk.station), refused(WrongState):
        let_go(part.pk, acting_user=parts_clerk)
