"""Key posts: named by one, examined by another, repeated after a failure; a station opens when all are filled."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.actors import Actor, actor_at_office
from accounts.models import Membership
from accounts.roles import Role
from common.clock import now, today
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from network.onboarding.actions import FirstManager, open_candidate
from network.onboarding.board import what_blocks
from network.onboarding.building.models import KeyPerson
from network.onboarding.building.people import (
    POST_DUE,
    Staffing,
    drop_person,
    examine_person,
    name_person,
    staffing_for,
)
from network.onboarding.building.policies import EXAMPLE
from network.onboarding.models import Candidate
from tenants.registry.models import Station
from tests.builders import onboarding as build

SignIn = Callable[[Actor], Client]
NEEDED = sum(one.needed_at("B") for one in EXAMPLE.posts)


@pytest.fixture
def named(office: None, regional_officer: Actor) -> KeyPerson:
    """Somebody whom the regional office has named as appraiser."""
    return name_person(build.permitted().pk, post="appraiser", name="周明", acting_user=regional_officer)


def test_the_confirmation_asks_for_the_posts_of_the_level(office: None) -> None:
    candidate = build.permitted()
    assert staffing_for(candidate) == Staffing(NEEDED, 0)
    codes = {one.code for one in EXAMPLE.posts_for("C")}
    assert "claims" in set(candidate.key_posts.values_list("code", flat=True)) - codes


def test_who_reaches_the_points_has_passed(named: KeyPerson, service_management: Actor) -> None:
    done = examine_person(named.pk, points=80, held_on=today(), acting_user=service_management)
    assert (done.status, done.exams) == ("passed", 1)
    assert staffing_for(named.post.candidate) == Staffing(NEEDED, 1)
    verbs = set(History.objects.values_list("verb", flat=True))
    assert {"candidate.person_named", "candidate.person_examined"} <= verbs


def test_who_fails_is_examined_again(named: KeyPerson, service_management: Actor) -> None:
    for points, status in ((79, "failed"), (50, "failed"), (91, "passed")):
        done = examine_person(named.pk, points=points, held_on=today(), acting_user=service_management)
        assert done.status == status
    assert done.exams == 3
    with pytest.raises(WrongState):
        examine_person(named.pk, points=99, held_on=today(), acting_user=service_management)


def test_more_than_needed_at_one_post_fill_no_other(
    named: KeyPerson, regional_officer: Actor, service_management: Actor
) -> None:
    candidate = named.post.candidate
    for name in ("甲", "乙", "丙"):
        person = name_person(candidate.pk, post="manager", name=name, acting_user=regional_officer)
        examine_person(person.pk, points=90, held_on=today(), acting_user=service_management)
    assert staffing_for(candidate).filled == 1


@pytest.mark.parametrize("points", [-1, 101])
def test_points_and_days_that_can_t_be_are_refused(named: KeyPerson, service_management: Actor, points: int) -> None:
    with pytest.raises(Invalid):
        examine_person(named.pk, points=points, held_on=today(), acting_user=service_management)
    with pytest.raises(Invalid):
        examine_person(named.pk, points=90, held_on=today() + timedelta(days=1), acting_user=service_management)
    assert KeyPerson.objects.get(pk=named.pk).exams == 0


def test_whoever_named_does_not_examine(named: KeyPerson, regional_officer: Actor) -> None:
    Membership.objects.create(user=regional_officer.user, role=Role.SERVICE_MANAGEMENT, region="")
    both = actor_at_office(regional_officer.user)
    with pytest.raises(NotAllowed):
        examine_person(named.pk, points=95, held_on=today(), acting_user=both)
    with pytest.raises(IntegrityError), transaction.atomic():
        KeyPerson.objects.filter(pk=named.pk).update(examined_by=named.named_by)


def test_the_training_section_sees_whom_and_examines(named: KeyPerson, trainer: Actor, client_for: SignIn) -> None:
    head = client_for(trainer)
    page = head.get(named.post.candidate.get_absolute_url()).content.decode()
    assert f"/onboarding/people/{named.pk}/exam/" in page
    assert f"/onboarding/candidates/{named.post.candidate_id}/people/" not in page  # naming is others'
    answer = head.post(f"/onboarding/people/{named.pk}/exam/", {"points": 95, "held_on": str(today())})
    assert answer.status_code == 302
    assert KeyPerson.objects.get(pk=named.pk).examined_by == trainer.id


@pytest.mark.parametrize("persona", ["regional_officer", "auditor", "reviewer", "customer_service_manager"])
def test_nobody_else_examines(named: KeyPerson, persona: str, request: pytest.FixtureRequest) -> None:
    before = History.objects.count()
    with pytest.raises(NotAllowed):
        examine_person(named.pk, points=95, held_on=today(), acting_user=request.getfixturevalue(persona))
    assert (KeyPerson.objects.get(pk=named.pk).status, History.objects.count()) == ("named", before)


def test_another_office_does_not_see_the_person(named: KeyPerson, regional_officer: Actor) -> None:
    Candidate.objects.update(region="south")
    with pytest.raises(NotYours):
        drop_person(named.pk, reason="离职", acting_user=regional_officer)
    assert KeyPerson.objects.get(pk=named.pk).status == "named"


def test_a_post_lacks_whoever_left(named: KeyPerson, regional_officer: Actor, service_management: Actor) -> None:
    examine_person(named.pk, points=90, held_on=today(), acting_user=service_management)
    with pytest.raises(Invalid):
        drop_person(named.pk, reason=" ", acting_user=regional_officer)
    drop_person(named.pk, reason="离职", acting_user=regional_officer)
    assert staffing_for(named.post.candidate).filled == 0


@pytest.mark.parametrize(("post", "name"), [("pilot", "王"), ("manager", " "), ("appraiser", "周明")])
def test_who_can_t_be_named_is_refused(named: KeyPerson, regional_officer: Actor, post: str, name: str) -> None:
    with pytest.raises(Invalid):
        name_person(named.post.candidate_id, post=post, name=name, acting_user=regional_officer)
    assert KeyPerson.objects.count() == 1


def test_a_station_opens_only_when_its_key_posts_are_filled(office: None, reviewer: Actor, client_for: SignIn) -> None:
    candidate = build.instructed(staffed=False)
    manager = FirstManager("王建国", "manager@hengyuan.example")
    stations = Station.objects.count()
    with pytest.raises(WrongState) as caught:
        open_candidate(candidate.pk, manager, acting_user=reviewer)
    assert (caught.value.code, Station.objects.count()) == ("building.posts", stations)
    page = client_for(reviewer).get(candidate.get_absolute_url()).content.decode()
    assert f"{candidate.get_absolute_url()}open/" not in page
    assert str(what_blocks(candidate, staffing=staffing_for(candidate))) != str(what_blocks(candidate))
    build.staff(candidate)
    open_candidate(candidate.pk, manager, acting_user=reviewer)
    assert Station.objects.count() == stations + 1


def test_a_post_that_is_not_filled_in_time_is_marked(named: KeyPerson) -> None:
    past = now() - timedelta(seconds=1)
    Deadline.objects.filter(kind=POST_DUE, subject_id=named.post_id).update(due_at=past)
    keep_due()
    named.post.refresh_from_db()
    assert named.post.overdue_at is not None
    assert History.objects.filter(aggregate_id=named.post.candidate_id, verb="candidate.post_overdue").count() == 1


def test_it_can_be_clicked_and_called(
    office: None, regional_officer: Actor, service_management: Actor, client_for: SignIn
) -> None:
    candidate = build.permitted()
    address = candidate.get_absolute_url()
    form = {"post": "rescue", "name": "马超", "certificate": "高级技师 0123"}
    assert client_for(regional_officer).post(f"{address}people/", form).status_code == 302
    person = KeyPerson.objects.get()
    section = client_for(service_management)
    assert f"/onboarding/people/{person.pk}/exam/" in section.get(address).content.decode()
    exam = {"points": "85", "held_on": str(today())}
    assert section.post(f"/onboarding/people/{person.pk}/exam/", exam).status_code == 302
    listed = section.get("/api/v1/key-people?status=passed").json()["data"]
    assert [(one["name"], one["post"], one["points"]) for one in listed] == [("马超", "rescue", 85)]
    left = client_for(regional_officer).post(f"/onboarding/people/{person.pk}/off/", {"reason": "离职"})
    assert left.status_code == 302
    assert "马超" in section.get(address).content.decode()
