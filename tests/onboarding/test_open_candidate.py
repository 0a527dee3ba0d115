"""Instruction and opening: two people, a handover that survives a crash at any point, and a station that works."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor, actor_at_office
from accounts.models import Invitation, Membership
from accounts.roles import Role
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History, Receipt, Undelivered
from common.history.relay import deliver_pending
from common.scope import for_office
from network.onboarding import subscribers
from network.onboarding.actions import FirstManager, finish_opening, instruct_opening, open_candidate
from network.onboarding.building.policies import EXAMPLE
from network.onboarding.codes import next_code
from network.onboarding.models import Candidate, CoefficientChange, Instruction
from network.onboarding.selectors import coefficient_on
from network.onboarding.steps import STEP_DUE
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tenants.registry.opening import open_station
from tenants.registry.standing import inside
from tests.builders import onboarding as build

MANAGER = FirstManager("王建国", "manager@hengyuan.example")


@pytest.fixture
def committed_office(committed_db: None) -> Iterator[None]:
    """Head office, in a database that commits for real: the schema is made by another connection."""
    with for_office():
        yield


def deliver_all() -> None:
    """Deliver as the relay would, whatever its pause after a failure."""
    for _round in range(6):
        Undelivered.objects.update(not_before="2020-01-01T00:00:00Z")
        deliver_pending()


def test_the_whole_opening(committed_office: None) -> None:
    candidate = build.opening()
    deliver_all()
    candidate = Candidate.objects.select_related("opened_station").get(pk=candidate.pk)
    station = candidate.opened_station
    assert candidate.status == "opened"
    assert station is not None
    assert (station.code, station.status, station.has_schema) == ("JSU01", StationStatus.ACTIVE, True)
    assert (station.labour_coefficient, station.phone) == (Decimal("1.10"), "400-111-2222")
    with transaction.atomic():
        assert candidate.first_week.filter(status="open", station=station).count() == len(EXAMPLE.first_week_for("B"))
    with inside(station):
        assert Station.objects.filter(pk=station.pk).exists()
    invitation = Invitation.objects.get(station_id=station.pk)
    assert (invitation.email, invitation.role) == ("manager@hengyuan.example", Role.STATION_MANAGER)
    assert not Deadline.objects.filter(subject_id=candidate.pk, done_at__isnull=True).exists()


def test_the_coefficient_has_its_history_and_two_people(committed_office: None) -> None:
    candidate = build.opening()
    with transaction.atomic():
        change = CoefficientChange.objects.get(station=candidate.opened_station)
        assert (change.value, change.instructed_by, change.set_by) == (
            Decimal("1.10"),
            candidate.instructed_by,
            candidate.opened_by,
        )
        assert coefficient_on(change.station_id, change.valid_from) == change
        with pytest.raises(IntegrityError), transaction.atomic():
            CoefficientChange.objects.create(
                station_id=change.station_id, value=1, valid_from="2020-01-01", instructed_by=change.set_by, set_by=change.set_by
            )  # fmt: skip


class Killed(BaseException):
    """A process that died."""


@pytest.mark.parametrize("point", ["before", "after_schema", "after_receipt"])
def test_killed_anywhere_it_ends_the_same_and_once(
    committed_office: None, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    candidate = build.opening()
    die(monkeypatch, point)
    with pytest.raises(Killed):
        deliver_pending()
    half = Candidate.objects.get(pk=candidate.pk)
    assert (half.status, half.is_opening) == ("instructed", True)
    monkeypatch.undo()
    deliver_all()
    with transaction.atomic():
        done = Candidate.objects.get(pk=candidate.pk)
        assert done.status == "opened"
        assert Invitation.objects.filter(station_id=done.opened_station_id).count() == 1
        assert done.opened_station_id
        assert History.objects.filter(verb="station.opened", aggregate_id=done.opened_station_id).count() == 1
        assert History.objects.filter(verb="candidate.opened", aggregate_id=done.pk).count() == 1
        assert CoefficientChange.objects.filter(station=done.opened_station).count() == 1


def die(monkeypatch: pytest.MonkeyPatch, point: str) -> None:
    """Let the delivery die before the schema, after it was committed, or when the candidate is about to end its way."""

    def before(*args: object, **kwargs: object) -> None:
        raise Killed

    def after(station_id: object, **kwargs: object) -> None:
        open_station(station_id, **kwargs)  # type: ignore[arg-type]
        raise Killed

    if point == "after_receipt":
        monkeypatch.setattr(subscribers, "invite_first_manager", before)
        return
    monkeypatch.setattr(subscribers, "open_station", before if point == "before" else after)


def test_an_event_delivered_again_does_nothing_more(committed_office: None) -> None:
    candidate = build.opening()
    deliver_all()
    with transaction.atomic():
        event = History.objects.get(verb="candidate.opening", aggregate_id=candidate.pk)
        Receipt.objects.filter(event_id=event.pk).delete()
        Undelivered.objects.create(event=event, verb=event.verb)
    deliver_all()
    with transaction.atomic():
        assert not Undelivered.objects.filter(event_id=event.pk).exists()
        assert candidate.opened_station_id
        assert History.objects.filter(verb="station.opened", aggregate_id=candidate.opened_station_id).count() == 1


def test_a_second_click_is_too_late(office: None, reviewer: Actor) -> None:
    candidate = build.opening()
    with pytest.raises(WrongState):
        open_candidate(candidate.pk, MANAGER, acting_user=reviewer)
    assert Station.objects.filter(city="徐州").count() == 1


def test_whoever_instructed_does_not_open(office: None, customer_service_manager: Actor) -> None:
    candidate = build.instructed()
    Membership.objects.create(user=customer_service_manager.user, role=Role.CLAIMS_REVIEWER)
    both = actor_at_office(customer_service_manager.user)
    before = (Station.objects.count(), History.objects.count())
    with pytest.raises(NotAllowed):
        open_candidate(candidate.pk, MANAGER, acting_user=both)
    assert (Station.objects.count(), History.objects.count()) == before


@pytest.mark.parametrize(
    "persona", ["service_management", "regional_officer", "customer_service_manager", "administrator"]
)
def test_nobody_else_opens(office: None, persona: str, request: pytest.FixtureRequest) -> None:
    candidate = build.instructed()
    stations = Station.objects.count()
    with pytest.raises(NotAllowed):
        open_candidate(candidate.pk, MANAGER, acting_user=request.getfixturevalue(persona))
    assert Station.objects.count() == stations


@pytest.mark.parametrize("persona", ["service_management", "regional_officer", "reviewer", "administrator"])
def test_nobody_else_instructs(office: None, persona: str, request: pytest.FixtureRequest) -> None:
    candidate = build.signed()
    with pytest.raises(NotAllowed):
        instruct_opening(
            candidate.pk, labour_coefficient=Decimal(1), text="x", acting_user=request.getfixturevalue(persona)
        )
    assert not Instruction.objects.exists()


@pytest.mark.parametrize(("value", "text"), [("0.49", "x"), ("2.01", "x"), ("1.001", "x"), ("1.00", " ")])
def test_an_instruction_needs_words_and_a_sensible_coefficient(
    office: None, customer_service_manager: Actor, value: str, text: str
) -> None:
    candidate = build.signed()
    with pytest.raises(Invalid):
        instruct_opening(
            candidate.pk, labour_coefficient=Decimal(value), text=text, acting_user=customer_service_manager
        )
    assert Candidate.objects.get(pk=candidate.pk).status == "signed"


@pytest.mark.parametrize(
    "manager",
    [
        FirstManager("", "a@b.example"),
        FirstManager("王", "not an address"),
        FirstManager("王", "a@b.example", "无"),
    ],
)
def test_the_first_manager_can_be_reached(office: None, reviewer: Actor, manager: FirstManager) -> None:
    candidate = build.instructed()
    with pytest.raises(Invalid):
        open_candidate(candidate.pk, manager, acting_user=reviewer)
    assert Candidate.objects.get(pk=candidate.pk).opening_at is None


def test_a_station_has_a_duty_phone_that_can_be_called(office: None, reviewer: Actor) -> None:
    candidate = build.instructed(contact_phone="")
    with pytest.raises(Invalid) as refused:
        open_candidate(candidate.pk, FirstManager("王", "a@b.example"), acting_user=reviewer)
    assert refused.value.field == "duty_phone"
    done = open_candidate(candidate.pk, FirstManager("王", "a@b.example", "0516-8888 0000"), acting_user=reviewer)
    assert done.opened_station is not None and done.opened_station.phone == "0516-8888 0000"


def test_codes_run_on_and_skip_those_that_are_taken(office: None) -> None:
    assert [next_code("31"), next_code("31"), next_code("43")] == ["SHA02", "SHA03", "HUN01"]


def test_a_step_past_its_limit_is_marked_once(office: None) -> None:
    candidate = build.lead()
    Candidate.objects.filter(pk=candidate.pk).update(step_due_at="2026-01-01T00:00:00Z")
    Deadline.objects.filter(subject_id=candidate.pk, kind=STEP_DUE).update(due_at="2026-01-01T00:00:00Z")
    keep_due()
    assert Candidate.objects.get(pk=candidate.pk).overdue_at is not None
    assert History.objects.filter(aggregate_id=candidate.pk, verb="candidate.step_overdue").count() == 1


def test_a_station_without_a_candidate_is_nobody_s_business(office: None, station: Station) -> None:
    assert finish_opening(station.pk, acting_user=subscribers.CLOCK) is None
