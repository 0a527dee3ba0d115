"""初选 and 筹建确认."""

from datetime import timedelta

import pytest

from accounts.actors import Actor
from common.clock import business_zone, today
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from network.onboarding.actions import confirm_candidate, select_candidate
from network.onboarding.models import Candidate, Scorecard
from network.onboarding.policies import end_of_term, percent_of
from tests.builders import onboarding as build


def test_the_regional_office_selects_with_a_scorecard(office: None, regional_officer: Actor) -> None:
    candidate = build.lead()
    points = build.full_points() | {"premises": 10, "will": 0}
    done = select_candidate(candidate.pk, points=points, comment="位置好", acting_user=regional_officer)
    card = Scorecard.objects.get(candidate=candidate)
    assert (done.status, done.score_percent, done.selected_by) == ("selected", 85, regional_officer.id)
    assert (card.percent, card.standard.label) == (85, "2024.1")


def test_below_the_pass_mark_it_stays_a_lead(office: None, regional_officer: Actor) -> None:
    candidate = build.lead()
    points = dict.fromkeys(build.full_points(), 0) | {"location": 25}
    with pytest.raises(Invalid) as caught:
        select_candidate(candidate.pk, points=points, acting_user=regional_officer)
    assert "25 %" in str(caught.value.message)
    assert Candidate.objects.get(pk=candidate.pk).status == "lead"
    assert not Scorecard.objects.exists()


@pytest.mark.parametrize("change", [{"location": 26}, {"location": -1}, {"unknown": 5}])
def test_points_keep_to_the_standard(office: None, regional_officer: Actor, change: dict[str, int]) -> None:
    candidate = build.lead()
    with pytest.raises(Invalid):
        select_candidate(candidate.pk, points=build.full_points() | change, acting_user=regional_officer)
    with pytest.raises(Invalid):
        select_candidate(candidate.pk, points={}, acting_user=regional_officer)


@pytest.mark.parametrize("persona", ["service_management", "customer_service_manager", "reviewer", "administrator"])
def test_nobody_else_selects(office: None, persona: str, request: pytest.FixtureRequest) -> None:
    candidate = build.lead()
    before = History.objects.count()
    with pytest.raises(NotAllowed):
        select_candidate(candidate.pk, points=build.full_points(), acting_user=request.getfixturevalue(persona))
    assert Candidate.objects.get(pk=candidate.pk).status == "lead"
    assert History.objects.count() == before


def test_a_second_selection_is_too_late(office: None, regional_officer: Actor) -> None:
    candidate = build.selected()
    with pytest.raises(WrongState):
        select_candidate(candidate.pk, points=build.full_points(), acting_user=regional_officer)
    assert Scorecard.objects.count() == 1


def test_service_management_confirms_level_and_day(office: None, service_management: Actor) -> None:
    candidate = build.selected()
    day = today() + timedelta(days=90)
    done = confirm_candidate(candidate.pk, build_until=day, level="A", acting_user=service_management)
    assert (done.status, done.level, done.build_until) == ("confirmed", "A", day)


@pytest.mark.parametrize(("days", "is_longer"), [(5, False), (300, True)])
def test_nobody_is_late_while_the_confirmed_time_of_building_runs(
    office: None, service_management: Actor, days: int, is_longer: bool
) -> None:
    candidate, day = build.selected(), today() + timedelta(days=days)
    done = confirm_candidate(candidate.pk, build_until=day, level="B", acting_user=service_management)
    assert done.step_due_at is not None
    shown = done.step_due_at.astimezone(business_zone()).date()
    assert (shown == day) is is_longer and shown >= day


@pytest.mark.parametrize(("days", "level"), [(0, "A"), (-1, "B"), (10, "Z")])
def test_a_confirmation_needs_a_day_to_come_and_a_level(
    office: None, service_management: Actor, days: int, level: str
) -> None:
    candidate = build.selected()
    with pytest.raises(Invalid):
        confirm_candidate(
            candidate.pk, build_until=today() + timedelta(days=days), level=level, acting_user=service_management
        )
    assert Candidate.objects.get(pk=candidate.pk).status == "selected"


@pytest.mark.parametrize("persona", ["regional_officer", "customer_service_manager", "reviewer", "administrator"])
def test_nobody_else_confirms(office: None, persona: str, request: pytest.FixtureRequest) -> None:
    candidate = build.selected()
    with pytest.raises(NotAllowed):
        confirm_candidate(
            candidate.pk,
            build_until=today() + timedelta(days=9),
            level="A",
            acting_user=request.getfixturevalue(persona),
        )
    assert Candidate.objects.get(pk=candidate.pk).status == "selected"


def test_per_cent_is_rounded_half_up() -> None:
    criteria = [{"code": "a", "points": 200}]
    assert percent_of({"a": 131}, criteria) == 66
    assert percent_of({"a": 129}, criteria) == 65


def test_a_term_ends_the_day_before_its_anniversary() -> None:
    from datetime import date

    assert end_of_term(date(2026, 3, 1), 3) == date(2029, 2, 28)
    assert end_of_term(date(2024, 2, 29), 1) == date(2025, 2, 27)
