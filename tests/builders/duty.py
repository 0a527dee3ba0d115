"""Shifts, and duty-phone checks, drawn and called through the real actions."""

from datetime import date, time, timedelta
from typing import Any

from accounts.actors import actor_at_office
from accounts.models import Membership, User
from accounts.roles import Role
from common.clock import now, today
from network.duty.actions import (
    assign_shift,
    draw_checks,
    report_call,
    set_office_phone,
    set_shift_kind,
    take_next_check,
)
from network.duty.choices import Outcome
from network.duty.models import DutyCheck, DutyDraw, OfficePhone
from network.duty.policies import CallFacts
from network.duty.roster_models import Shift, ShiftKind
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.world import HOME, office_actor

GOOD = CallFacts(Outcome.ANSWERED, 12, right_person=True, questions_right=3)
SILENCE = CallFacts(Outcome.NO_ANSWER)


def a_draw(seed: str = "a seed") -> DutyDraw:
    """Return this period's draw."""
    with at_head_office():
        return draw_checks(seed=seed, acting_user=office_actor(Role.SERVICE_MANAGEMENT))


def a_planned_check(code: str = HOME, **values: Any) -> DutyCheck:
    """Return a check of a station that may be called now, the only one that is due."""
    with at_head_office():
        made = DutyDraw.objects.first() or a_draw()
        station = Station.objects.get(code=code)
        check = DutyCheck(
            number=f"DCK-T-{DutyCheck.objects.count()}", check_draw=made, station=station, region=station.region, level=station.level,
            band="night", call_from=now() - timedelta(hours=1), call_until=now() + timedelta(hours=1),
        )  # fmt: skip
        for name, value in values.items():
            setattr(check, name, value)
        check.save(force_insert=True)
        DutyCheck.objects.filter(status="planned").exclude(pk=check.pk).update(call_from=now() + timedelta(days=1))
        return check


def an_office_phone(region: str = "east", phone: str = "021-6000-0001") -> OfficePhone:
    """Return the registered duty phone of a regional office."""
    with at_head_office():
        return set_office_phone(
            region, phone=phone, rings_at="值班室", acting_user=office_actor(Role.SERVICE_MANAGEMENT)
        )


def an_office_check(facts: CallFacts = GOOD) -> DutyCheck:
    """Return a scored check of the east office's own phone."""
    office = an_office_phone()
    check = a_planned_check(station=None, office_phone=office, region=office.region, level="")
    with at_head_office():
        caller = office_actor(Role.DISPATCHER)
        taken = take_next_check(acting_user=caller)
        assert taken == check
        while check.status in ("planned", "calling"):
            check = report_call(check.pk, facts, acting_user=caller)
            if check.status == "planned":
                check.change(call_from=now())
                take_next_check(acting_user=caller)
        return check


def a_taken_check(code: str = HOME) -> DutyCheck:
    """Return a check that the dispatcher has in hand."""
    a_planned_check(code)
    with at_head_office():
        return take_next_check(acting_user=office_actor(Role.DISPATCHER))


def a_scored_check(code: str = HOME, facts: CallFacts = GOOD) -> DutyCheck:
    """Return a scored check; silence is called three times."""
    check = a_taken_check(code)
    with at_head_office():
        check = report_call(check.pk, facts, acting_user=office_actor(Role.DISPATCHER))
        while check.status == "planned":
            check.change(call_from=now())
            take_next_check(acting_user=office_actor(Role.DISPATCHER))
            check = report_call(check.pk, facts, acting_user=office_actor(Role.DISPATCHER))
        return check


def a_second_agent(number: int = 2) -> Any:
    """Return another dispatcher, as an actor."""
    user = User.objects.create_user(f"agent{number}@stationmaster.example", name=f"坐席 {number}")
    Membership.objects.create(user=user, role=Role.DISPATCHER)
    return actor_at_office(user)


def a_kind(code: str = "night", start: time = time(22), end: time = time(6), **values: Any) -> ShiftKind:
    """Return a kind of shift."""
    given = {
        "name_zh": "夜班",
        "name_en": "Night",
        "start": start,
        "end": end,
        "needed": 1,
        "sign_within_minutes": 15,
    } | values
    with at_head_office():
        return set_shift_kind(code, acting_user=office_actor(Role.CUSTOMER_SERVICE_MANAGER), **given)


def a_shift(agent: Any, *, day: date | None = None, kind: ShiftKind | None = None) -> Shift:
    """Return a shift to come."""
    wanted = kind or ShiftKind.objects.filter(code="night").first() or a_kind()
    with at_head_office():
        lead = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
        return assign_shift(wanted.pk, day or today() + timedelta(days=3), agent.id, acting_user=lead)


def an_ending_shift(agent: Any, **moments: Any) -> Shift:
    """Return a shift that runs now and ends in half an hour."""
    shift = a_shift(agent, day=today() + timedelta(days=30))
    given = {"begins_at": now() - timedelta(hours=7), "ends_at": now() + timedelta(minutes=30)} | moments
    with at_head_office():
        shift.change(**given)
    return shift
