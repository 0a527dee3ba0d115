"""The whole way, from a lead to the opened station, by the actions."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.actors import Actor
from common.clock import now
from common.deadlines.models import Deadline
from common.errors import DomainError, NotYours, WrongState
from common.history.models import History
from network.onboarding.board import UNSIGNED, lanes, what_blocks
from network.onboarding.choices import (
    AGREEMENT_MOVES,
    CANDIDATE_MOVES,
    UNDER_WAY,
    AgreementStatus,
    CandidateStatus,
)
from network.onboarding.models import Agreement, Candidate
from network.onboarding.selectors import candidates_for
from network.onboarding.steps import STEP_DUE
from tenants.registry.models import Station
from tests.builders import onboarding as build

C = CandidateStatus


def test_the_way_is_told_by_the_history(office: None) -> None:
    candidate = build.instructed()
    rows = History.objects.filter(aggregate_id=candidate.pk).order_by("occurred_at", "seq")
    verbs = [row.verb for row in rows]
    assert verbs == [
        "candidate.proposed",
        "candidate.selected",
        "candidate.confirmed",
        "candidate.acceptance_started",
        "candidate.accepted",
        "candidate.agreement_drafted",
        "candidate.signed",
        "candidate.instructed",
    ]
    assert all(row.station_id is None for row in rows)


@pytest.mark.parametrize("status", list(UNDER_WAY))
def test_each_step_under_way_has_exactly_one_open_deadline(office: None, status: CandidateStatus) -> None:
    candidate = build.AT[status]()
    deadline = Deadline.objects.get(subject_id=candidate.pk, kind=STEP_DUE, done_at__isnull=True)
    assert candidate.status == status
    assert deadline.due_at == candidate.step_due_at
    assert what_blocks(candidate)


@pytest.mark.parametrize("start", list(C))
@pytest.mark.parametrize("end", list(C))
def test_the_table_of_moves_is_kept_by_action_and_database(
    office: None, start: CandidateStatus, end: CandidateStatus
) -> None:
    candidate = Candidate.objects.create(
        number="CND-X", name="X", region="east", province_code="32", province="江苏", city="徐州", lat=34.0, lon=117.0,
        contact_name="X", status=start, step_since=now(), opened_station_id=_any_station() if start == C.OPENED else None,
    )  # fmt: skip
    if end in CANDIDATE_MOVES[start]:
        extra = {"opened_station_id": _any_station()} if end == C.OPENED else {}
        candidate.move_to(end, **extra)
        assert Candidate.objects.get(pk=candidate.pk).status == end
        return
    with pytest.raises(WrongState):
        candidate.move_to(end)
    if start != end:
        with pytest.raises(DatabaseError), transaction.atomic():
            Candidate.objects.filter(pk=candidate.pk).update(status=end, opened_station_id=_any_station())


def _any_station() -> UUID | None:
    return Station.objects.values_list("pk", flat=True).first()


@pytest.mark.parametrize("start", list(AgreementStatus))
@pytest.mark.parametrize("end", list(AgreementStatus))
def test_agreements_move_by_their_table(office: None, start: AgreementStatus, end: AgreementStatus) -> None:
    assert (end in AGREEMENT_MOVES[start]) == (
        (start, end) in {("draft", "signed"), ("draft", "void"), ("signed", "superseded")}
    )


def test_the_database_refuses_one_person_on_both_sides(office: None, regional_officer: Actor) -> None:
    candidate = build.accepted()
    for field in ("accepted_by", "signed_by"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Candidate.objects.filter(pk=candidate.pk).update(**{field: candidate.selected_by})
    with pytest.raises(IntegrityError), transaction.atomic():
        Candidate.objects.filter(pk=candidate.pk).update(
            instructed_by=regional_officer.id, opened_by=regional_officer.id
        )


def test_a_regional_office_sees_its_region_only(
    office: None, regional_officer: Actor, service_management: Actor
) -> None:
    own = build.lead()
    other = build.lead(service_management, province_code="44", city="湛江", lat=21.2, lon=110.4)
    assert set(candidates_for(regional_officer)) == {own}
    assert set(candidates_for(service_management)) == {own, other}
    with pytest.raises(NotYours):
        candidates_for(regional_officer).get_or_404(other.pk)


def test_others_see_no_candidate(office: None, station_manager: Actor, supplier_user: Actor, finance: Actor) -> None:
    build.lead()
    for actor in (station_manager, supplier_user, finance):
        assert not candidates_for(actor).exists()


def test_the_board_shows_steps_ages_and_what_blocks(office: None) -> None:
    candidate, agreement = build.lead(), build.drafted(name="淮北路安汽车", city="淮安")
    later = now() + timedelta(days=370)
    found = {lane.status: lane for lane in lanes([candidate, agreement.candidate], {agreement.candidate_id}, later)}
    assert found[C.LEAD].late == 1
    assert found[C.LEAD].tickets[0].age.days > 300
    assert found[C.ACCEPTED].tickets[0].blocked_by == UNSIGNED


def test_an_action_out_of_turn_changes_nothing(office: None, service_management: Actor) -> None:
    from network.onboarding.actions import confirm_candidate, start_acceptance

    candidate = build.lead()
    before = History.objects.count()
    for act in (
        lambda: confirm_candidate(candidate.pk, build_until=now().date(), level="A", acting_user=service_management),
        lambda: start_acceptance(candidate.pk, acting_user=service_management),
    ):
        with pytest.raises(DomainError):
            act()
    assert History.objects.count() == before
    assert Agreement.objects.count() == 0
