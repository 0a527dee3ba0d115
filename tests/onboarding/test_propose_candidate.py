"""Proposing, correcting, photographing, turning down."""

from typing import Any

import pytest

from accounts.actors import Actor
from accounts.roles import Role
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.files.models import StoredFile
from common.history.models import History
from network.onboarding.actions import (
    add_photo,
    correct_candidate,
    propose_candidate,
    record_signature,
    reject_candidate,
)
from network.onboarding.choices import AgreementStatus, CandidateStatus, OnboardingError
from network.onboarding.models import Agreement, Candidate
from tests.builders import onboarding as build
from tests.world import office_actor


def test_it_becomes_a_lead_of_the_office_of_its_province(office: None, service_management: Actor) -> None:
    facts = build.facts(province_code="43", city="怀化", lat=27.55, lon=109.96)
    candidate = propose_candidate(facts, acting_user=service_management)
    assert (candidate.status, candidate.region, candidate.province) == ("lead", "south", "湖南")
    assert candidate.number.startswith("CND-")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"province_code": "99"}, "province_code"),
        ({"province_code": "44"}, "province_code"),
        ({"lat": 117.19, "lon": 34.26}, "lat"),
        ({"name": "  "}, "name"),
        ({"contact_name": ""}, "contact_name"),
        ({"contact_phone": "没有电话"}, "contact_phone"),
    ],
)
def test_it_refuses_what_can_t_be(office: None, regional_officer: Actor, change: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        propose_candidate(build.facts(**change), acting_user=regional_officer)
    assert caught.value.field == field
    assert not Candidate.objects.exists()


def test_it_refuses_the_same_company_in_the_same_city_twice(office: None, regional_officer: Actor) -> None:
    first = build.lead()
    with pytest.raises(Invalid) as caught:
        propose_candidate(build.facts(name=f" {first.name} "), acting_user=regional_officer)
    assert first.number in str(caught.value.message)
    reject_candidate(first.pk, reason="场地不足", acting_user=regional_officer)
    assert propose_candidate(build.facts(), acting_user=regional_officer).number != first.number


@pytest.mark.parametrize(
    "persona", ["reviewer", "customer_service_manager", "administrator", "finance", "station_manager"]
)
def test_others_propose_nothing(office: None, persona: str, request: pytest.FixtureRequest) -> None:
    before = History.objects.count()
    with pytest.raises(NotAllowed):
        propose_candidate(build.facts(), acting_user=request.getfixturevalue(persona))
    assert not Candidate.objects.exists()
    assert History.objects.count() == before


def test_a_correction_tells_before_and_after(office: None, regional_officer: Actor) -> None:
    candidate = build.lead()
    correct_candidate(candidate.pk, build.facts(contact_name="刘芳"), acting_user=regional_officer)
    row = History.objects.get(aggregate_id=candidate.pk, verb="candidate.corrected")
    assert (row.before["contact_name"], row.after["contact_name"]) == ("王建国", "刘芳")


def test_a_correction_of_nothing_writes_nothing(office: None, regional_officer: Actor) -> None:
    candidate = build.lead()
    correct_candidate(candidate.pk, build.facts(), acting_user=regional_officer)
    assert not History.objects.filter(aggregate_id=candidate.pk, verb="candidate.corrected").exists()


def test_after_signing_nothing_is_corrected(office: None, regional_officer: Actor) -> None:
    candidate = build.signed()
    with pytest.raises(WrongState):
        correct_candidate(candidate.pk, build.facts(city="连云港"), acting_user=regional_officer)
    assert Candidate.objects.get(pk=candidate.pk).city == "徐州"


def test_a_correction_voids_the_draft_that_says_otherwise(office: None, regional_officer: Actor) -> None:
    agreement = build.drafted()
    correct_candidate(agreement.candidate_id, build.facts(contact_name="李明"), acting_user=regional_officer)
    assert Agreement.objects.get(pk=agreement.pk).status == AgreementStatus.DRAFT
    correct_candidate(agreement.candidate_id, build.facts(name="徐州恒远商用车有限公司"), acting_user=regional_officer)
    assert Agreement.objects.get(pk=agreement.pk).status == AgreementStatus.VOID
    told = History.objects.get(aggregate_id=agreement.candidate_id, verb="candidate.agreement_voided")
    assert told.after["agreement"] == agreement.number
    with pytest.raises(WrongState):
        record_signature(agreement.pk, build.signature(), acting_user=office_actor(Role.SERVICE_MANAGEMENT))


def test_the_confirmed_level_stays(office: None, regional_officer: Actor, service_management: Actor) -> None:
    candidate = build.selected()
    correct_candidate(candidate.pk, build.facts(level="C"), acting_user=regional_officer)
    candidate = build.permitted(name="徐州淮海汽车服务有限公司")
    for actor in (regional_officer, service_management):
        with pytest.raises(Invalid) as refused:
            correct_candidate(candidate.pk, build.facts(name=candidate.name, level="A"), acting_user=actor)
        assert refused.value.code == OnboardingError.LEVEL
    assert Candidate.objects.get(pk=candidate.pk).level == "B"


def test_a_photo_is_kept_and_anything_else_refused(office: None, regional_officer: Actor) -> None:
    candidate = build.lead()
    photo = add_photo(candidate.pk, build.photo(), "门头.jpg", acting_user=regional_officer)
    assert photo.subject_id == candidate.pk
    with pytest.raises(Invalid):
        add_photo(candidate.pk, b"MZ not a picture", "x.jpg", acting_user=regional_officer)
    assert StoredFile.objects.filter(subject_id=candidate.pk).count() == 1


def test_turning_down_needs_a_reason_and_ends_the_clock(office: None, regional_officer: Actor) -> None:
    candidate = build.lead()
    with pytest.raises(Invalid):
        reject_candidate(candidate.pk, reason=" ", acting_user=regional_officer)
    done = reject_candidate(candidate.pk, reason="场地不足", acting_user=regional_officer)
    assert (done.status, done.reject_reason, done.step_due_at) == (CandidateStatus.REJECTED, "场地不足", None)
    with pytest.raises(WrongState):
        reject_candidate(candidate.pk, reason="再次", acting_user=regional_officer)


def test_after_the_confirmation_the_office_alone_can_t_turn_down(
    office: None, regional_officer: Actor, service_management: Actor
) -> None:
    agreement = build.drafted()
    with pytest.raises(NotAllowed):
        reject_candidate(agreement.candidate_id, reason="x", acting_user=regional_officer)
    reject_candidate(agreement.candidate_id, reason="资金断裂", acting_user=service_management)
    assert Agreement.objects.get(pk=agreement.pk).status == AgreementStatus.VOID


def test_once_instructed_nobody_turns_down(office: None, service_management: Actor) -> None:
    candidate = build.instructed()
    with pytest.raises(WrongState):
        reject_candidate(candidate.pk, reason="x", acting_user=service_management)


def test_another_region_s_candidate_does_not_exist_for_the_office(
    office: None, regional_officer: Actor, service_management: Actor
) -> None:
    other = build.lead(service_management, province_code="44", city="湛江", lat=21.2, lon=110.4)
    for act in (
        lambda: reject_candidate(other.pk, reason="x", acting_user=regional_officer),
        lambda: add_photo(other.pk, build.photo(), "x.jpg", acting_user=regional_officer),
        lambda: correct_candidate(other.pk, build.facts(), acting_user=regional_officer),
    ):
        with pytest.raises(NotYours):
            act()
    assert Candidate.objects.get(pk=other.pk).status == CandidateStatus.LEAD
