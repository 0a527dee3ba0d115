"""Settling clean claims by rule: what the policy allows and nothing else, named in the history, drawn by chance, checked by people."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.claims.actions import LineDecision, decide_final_review, decide_first_review, return_claim
from billing.claims.appeals.actions import decide_appeal, file_appeal
from billing.claims.appeals.choices import AppealStatus
from billing.claims.appeals.selectors import waiting_appeals
from billing.claims.automatic.actions import check_sample, settle_by_rule
from billing.claims.automatic.choices import Verdict
from billing.claims.automatic.drawing import is_drawn
from billing.claims.automatic.models import SampledClaim
from billing.claims.automatic.selectors import figures
from billing.claims.choices import ClaimStatus, OldPartState
from billing.claims.models import Claim
from billing.oldparts.models import OldPart
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.history.relay import deliver_pending
from tenants.registry.standing import at_head_office, inside
from tests.builders.claims import a_submitted_claim, full_decisions
from tests.builders.policy import CONTENT, a_published_policy
from tests.claims.support import refused
from tests.world import HOME, office_actor, station_actor


def by_rule(percent: str = "0", **limits: Any) -> None:
    """Publish a policy that settles clean warranty claims by rule."""
    given = {"automatic_types": ["warranty"], "automatic_sample_percent": percent} | limits
    with at_head_office():
        a_published_policy(limits=CONTENT["limits"] | given)


def delivered(claim: Claim) -> Claim:
    deliver_pending()
    with at_head_office():
        claim.refresh_from_db()
    return claim


def settled(percent: str = "0") -> Claim:
    by_rule(percent)
    return delivered(a_submitted_claim())


def test_a_clean_claim_is_approved_in_full_and_history_names_the_rule(db: None) -> None:
    claim = settled()
    assert (claim.status, claim.by_rule, claim.approved_minor) == (
        ClaimStatus.AWAITING_PARTS,
        True,
        claim.claimed_minor,
    )
    assert (claim.first_reviewer_id, claim.first_section) == (None, "claims")
    with at_head_office():
        row = History.objects.get(aggregate_id=claim.pk, verb="claim.first_reviewed")
        assert (row.actor_id, row.actor_name) == (None, "Automatic first review")
        assert (row.after["policy_label"], row.after["clause"]) == (claim.policy_label, "9.2")


def test_the_old_part_is_still_asked_for(db: None) -> None:
    claim = settled()
    with at_head_office():
        assert claim.lines.filter(old_part_state=OldPartState.AWAITED).count() == 1
        assert OldPart.objects.filter(claim=claim).count() == 1


@pytest.mark.parametrize(
    "limits", [{"automatic_types": []}, {"automatic_types": ["goodwill"]}, {"automatic_limit_minor": 100}]
)
def test_what_the_policy_does_not_allow_waits_for_a_person(db: None, limits: dict[str, Any]) -> None:
    by_rule(**limits)
    claim = delivered(a_submitted_claim())
    assert (claim.status, claim.by_rule) == (ClaimStatus.SUBMITTED, False)


def test_what_the_detectors_flagged_waits_for_a_person(db: None) -> None:
    by_rule()
    claim = a_submitted_claim()
    with at_head_office():
        Claim.objects.filter(pk=claim.pk).update(risk=10)
        assert not settle_by_rule(claim.pk)


def test_done_again_it_changes_nothing(db: None) -> None:
    claim = settled("100")
    with at_head_office():
        assert not settle_by_rule(claim.pk)
        assert SampledClaim.objects.count() == 1


def test_what_a_person_decided_first_stays(db: None, reviewer: Actor) -> None:
    by_rule()
    claim = a_submitted_claim()
    with at_head_office():
        decide_first_review(claim.pk, decisions=full_decisions(claim), acting_user=reviewer)
    assert delivered(claim).first_reviewer_id == reviewer.id
    assert not claim.by_rule


def test_what_a_person_asked_about_is_for_a_person(db: None, reviewer: Actor) -> None:
    by_rule()
    claim = a_submitted_claim()
    with at_head_office():
        return_claim(claim.pk, question="?", acting_user=reviewer)
        Claim.objects.filter(pk=claim.pk).update(status=ClaimStatus.SUBMITTED)
        assert not settle_by_rule(claim.pk)


def test_the_database_keeps_a_decision_by_rule_honest(db: None, reviewer: Actor) -> None:
    claim = settled()
    for wrong in ({"first_reviewer_id": reviewer.id}, {"is_clean": False}, {"approved_minor": 1}):
        with at_head_office(), pytest.raises(IntegrityError), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(**wrong)


# ------------------------------------------------------------------------------------------ the sample


def test_the_same_claim_is_always_drawn_the_same_way_and_in_the_right_share() -> None:
    keys = [uuid4() for _ in range(4_000)]
    drawn = [is_drawn(key, 1, Decimal("12.5"), seed="t") for key in keys]
    assert drawn == [is_drawn(key, 1, Decimal("12.5"), seed="t") for key in keys]
    assert 400 < sum(drawn) < 600
    assert not any(is_drawn(key, 1, Decimal(0)) for key in keys)
    assert all(is_drawn(key, 1, Decimal(100)) for key in keys)


def a_sample() -> SampledClaim:
    claim = settled("100")
    with at_head_office():
        return SampledClaim.objects.select_related("claim").get(claim=claim)


def test_a_right_decision_goes_on(db: None, reviewer: Actor) -> None:
    sample = a_sample()
    with at_head_office():
        checked = check_sample(sample.pk, is_right=True, acting_user=reviewer)
        assert (checked.status, checked.checked_by) == (Verdict.OK, reviewer.id)
        assert Claim.objects.get(pk=sample.claim_id).by_rule
        with pytest.raises(WrongState):
            check_sample(sample.pk, is_right=True, acting_user=reviewer)


def test_a_wrong_one_goes_back_to_a_person_and_stays_there(db: None, auditor: Actor) -> None:
    sample = a_sample()
    wrong = {"reason_code": "wrong_diagnosis", "missed_rule": "repeat.same_work", "comment": "同一故障"}
    with at_head_office():
        check_sample(sample.pk, is_right=False, acting_user=auditor, **wrong)
        claim = Claim.objects.get(pk=sample.claim_id)
        assert (claim.status, claim.by_rule, claim.approved_minor, claim.round) == (
            ClaimStatus.SUBMITTED,
            False,
            None,
            2,
        )
        assert not settle_by_rule(claim.pk)
        found = figures(auditor)
    assert (found.total.checked, found.total.wrong, found.total.percent) == (1, 1, "100.0 %")
    assert [(row.name, row.wrong) for row in found.by_rule] == [("repeat.same_work", 1)]


def test_a_wrong_one_needs_a_reason(db: None, reviewer: Actor) -> None:
    sample = a_sample()
    with at_head_office(), refused(Invalid):
        check_sample(sample.pk, is_right=False, acting_user=reviewer)
    with at_head_office(), refused(Invalid):
        check_sample(sample.pk, is_right=False, reason_code="other", missed_rule="no.rule", acting_user=reviewer)


def test_others_do_not_check_and_stations_do_not_know(db: None, finance: Actor) -> None:
    sample = a_sample()
    with at_head_office(), refused(NotAllowed):
        check_sample(sample.pk, is_right=True, acting_user=finance)
    manager = station_actor(Role.STATION_MANAGER, HOME)
    with inside(manager.station), pytest.raises(NotAllowed):
        check_sample(sample.pk, is_right=True, acting_user=manager)


def test_whoever_appraised_a_claim_does_not_check_it(db: None, reviewer: Actor) -> None:
    sample = a_sample()
    with at_head_office():
        Claim.objects.filter(pk=sample.claim_id).update(prepared_by=reviewer.id)
    with at_head_office(), refused(NotAllowed):
        check_sample(sample.pk, is_right=True, acting_user=reviewer)
    with at_head_office(), pytest.raises(NotYours):
        check_sample(uuid4(), is_right=True, acting_user=reviewer)


def test_the_queue_the_check_and_the_rates_have_pages(db: None, client_for: Any) -> None:
    sample = a_sample()
    client = client_for(office_actor(Role.CLAIMS_REVIEWER))
    assert sample.claim.number in client.get("/claims/sampled/?status=open").content.decode()
    page = client.get(sample.get_absolute_url()).content.decode()
    assert "repeat.same_work" in page
    empty = client.post(sample.get_absolute_url(), {"verdict": "wrong"})
    assert empty.status_code == 422
    wrong = {"verdict": "wrong", "reason_code": "other", "missed_rule": "labour.hours"}
    assert client.post(sample.get_absolute_url(), wrong).status_code == 302
    assert "labour.hours" in client.get("/claims/sampled/figures/").content.decode()
    assert "labour.hours" in client.get(sample.get_absolute_url()).content.decode()


def test_what_the_final_review_cuts_of_it_can_be_appealed(final_reviewer: Actor, station_manager: Actor) -> None:
    with at_head_office():
        a_published_policy(
            limits=CONTENT["limits"] | {"automatic_types": ["warranty"], "automatic_sample_percent": "0"},
            old_parts={"clause": "6.1", "return_days": 30, "waived_below_minor": 10**9},
        )
    claim = delivered(a_submitted_claim())
    assert (claim.by_rule, claim.status) == (True, ClaimStatus.FIRST_REVIEWED)
    with at_head_office():
        cut = [LineDecision(line.pk, (line.approved_minor or 0) // 2, "other") for line in claim.lines.all()]
        decide_final_review(claim.pk, decisions=cut, acting_user=final_reviewer)
    with inside(station_manager.station):
        appeal = file_appeal(claim.pk, reason="诊断有据", acting_user=station_manager)
    assert appeal.first_reviewer_id is None

    with at_head_office():
        whole = [LineDecision(line.pk, line.claimed_minor) for line in claim.lines.all()]
        with refused(NotAllowed):
            decide_appeal(appeal.pk, decisions=whole, answer="理由充分", acting_user=final_reviewer)
        reviewer = office_actor(Role.CLAIMS_REVIEWER)
        assert list(waiting_appeals(reviewer)) == [appeal]
        decided = decide_appeal(appeal.pk, decisions=whole, answer="理由充分", acting_user=reviewer)
        claim.refresh_from_db()
    assert (decided.status, claim.status) == (AppealStatus.GRANTED, ClaimStatus.FIRST_REVIEWED)
