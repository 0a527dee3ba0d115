"""现场验收: by another person than the selector, scored, photographed, repeated after a failure."""

import pytest

from accounts.actors import Actor, actor_at_office
from accounts.models import Membership
from accounts.roles import Role
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from common.history.relay import deliver_pending
from network.onboarding.actions import accept_candidate, draft_agreement, start_acceptance
from network.onboarding.models import Acceptance, Candidate
from tests.builders import onboarding as build


def both_roles(actor: Actor) -> Actor:
    """Give the regional officer the section's role, too: the case in which only the separation of duties is left to refuse."""
    Membership.objects.create(user=actor.user, role=Role.SERVICE_MANAGEMENT, region="")
    return actor_at_office(actor.user)


def test_a_passed_visit_with_photos_is_accepted(office: None, service_management: Actor) -> None:
    candidate = build.confirmed()
    build.visited(candidate)
    done = accept_candidate(candidate.pk, acting_user=service_management)
    assert (done.status, done.acceptance_percent, done.accepted_by) == ("accepted", 100, service_management.id)


def test_a_failed_visit_is_repeated_and_both_stay_on_record(office: None, service_management: Actor) -> None:
    candidate = build.confirmed()
    build.visited(candidate, 0.4)
    with pytest.raises(Invalid):
        accept_candidate(candidate.pk, acting_user=service_management)
    build.rectified(candidate)
    again = build.visited(candidate)
    assert again.purpose == "reacceptance"
    accept_candidate(candidate.pk, acting_user=service_management)
    assert list(Acceptance.objects.values_list("attempt", "passed")) == [(1, False), (2, True)]


def test_without_a_visit_a_report_or_a_photo_nothing_is_accepted(office: None, service_management: Actor) -> None:
    bare, unreported, blind = (build.confirmed(name=f"站{n}", city=f"城{n}") for n in range(3))
    start_acceptance(unreported.pk, acting_user=service_management)
    build.visited(blind, photos=0)
    for candidate in (bare, unreported, blind):
        with pytest.raises(Invalid):
            accept_candidate(candidate.pk, acting_user=service_management)
        assert Candidate.objects.get(pk=candidate.pk).status == "confirmed"


def test_a_second_visit_waits_for_the_first(office: None, service_management: Actor) -> None:
    candidate = build.confirmed()
    start_acceptance(candidate.pk, acting_user=service_management)
    with pytest.raises(WrongState):
        start_acceptance(candidate.pk, acting_user=service_management)
    assert Acceptance.objects.count() == 1


def test_whoever_selected_neither_visits_nor_accepts_nor_drafts(office: None, regional_officer: Actor) -> None:
    candidate = build.confirmed()
    selector = both_roles(regional_officer)
    before = History.objects.count()
    with pytest.raises(Invalid) as caught:
        start_acceptance(candidate.pk, acting_user=selector)
    assert caught.value.code == "onboarding.same_person"
    build.visited(candidate)
    accepted = History.objects.count()
    with pytest.raises(Invalid):
        accept_candidate(candidate.pk, acting_user=selector)
    assert History.objects.count() == accepted > before
    other = build.accepted(name="另一家", city="宿迁")
    with pytest.raises(Invalid):
        draft_agreement(other.pk, build.terms(), acting_user=selector)
    assert Candidate.objects.get(pk=candidate.pk).status == "confirmed"


@pytest.mark.parametrize("persona", ["regional_officer", "auditor", "reviewer", "customer_service_manager"])
def test_nobody_else_accepts(office: None, persona: str, request: pytest.FixtureRequest) -> None:
    candidate = build.confirmed()
    actor = request.getfixturevalue(persona)
    for act in (start_acceptance, accept_candidate):
        with pytest.raises(NotAllowed):
            act(candidate.pk, acting_user=actor)
    assert not Acceptance.objects.exists()


def test_the_result_reaches_the_candidate_by_event_and_twice_changes_nothing(office: None) -> None:
    candidate = build.confirmed()
    build.visited(candidate, 0.4)
    deliver_pending()
    visit = Acceptance.objects.get(candidate=candidate)
    assert visit.passed is False
    version = visit.version
    deliver_pending()
    assert Acceptance.objects.get(pk=visit.pk).version == version
