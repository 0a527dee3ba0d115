"""The roster: nights and changes of the clock, double bookings, gaps, copying, swaps with consent, handovers that are signed for."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings

from accounts.actors import Actor
from common.clock import now, today
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, WrongState
from common.history.relay import deliver_pending
from desk.models import Notification
from network.duty.actions import (
    answer_swap,
    ask_swap,
    assign_shift,
    copy_week,
    remove_shift,
    sign_handover,
    withdraw_swap,
    write_handover,
)
from network.duty.actions.roster import hours_of
from network.duty.gaps import uncovered
from network.duty.roster_models import Handover, HandoverSignature, Shift
from network.duty.roster_selectors import on_now, week_of
from network.hotline.callbacks.actions import Promise, promise_callback
from tenants.registry.standing import at_head_office
from tests.builders.duty import a_kind, a_second_agent, a_shift, an_ending_shift
from tests.builders.hotline import a_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office(db: None) -> Any:
    with at_head_office():
        yield


# --- hours


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Asia/Shanghai", date(2026, 3, 28), 8),
        ("Europe/Berlin", date(2026, 3, 28), 7),
        ("Europe/Berlin", date(2026, 10, 24), 9),
    ],
)
def test_a_night_shift_counts_the_hours_that_it_has(zone: str, day: date, hours: int) -> None:
    with override_settings(BUSINESS_TIME_ZONE=zone):
        begin, end = hours_of(time(22), time(6), day)
    assert end.astimezone(UTC) - begin.astimezone(UTC) == timedelta(hours=hours)


def test_gaps_are_the_stretches_without_anybody() -> None:
    def at(hour: int) -> datetime:
        return datetime(2026, 6, 1, tzinfo=UTC) + timedelta(hours=hour)

    spans = [(at(8), at(16)), (at(15), at(20)), (at(22), at(30))]
    assert uncovered(spans, at(0), at(24)) == [(at(0), at(8)), (at(20), at(22))]
    assert uncovered([], at(0), at(24)) == [(at(0), at(24))]
    assert uncovered([(at(-3), at(50))], at(0), at(24)) == []


# --- planning


def test_nobody_is_on_duty_twice_at_once(dispatcher: Actor, customer_service_manager: Actor) -> None:
    first = a_shift(dispatcher)
    early = a_kind("early", time(5), time(13))
    with pytest.raises(Invalid) as refused:
        assign_shift(early.pk, first.day + timedelta(days=1), dispatcher.id, acting_user=customer_service_manager)
    assert str(first) in str(refused.value.message)
    late = a_kind("late", time(6), time(14))
    assert assign_shift(late.pk, first.day + timedelta(days=1), dispatcher.id, acting_user=customer_service_manager)


def test_only_who_answers_the_hotline_is_assigned(auditor: Actor) -> None:
    with pytest.raises(Invalid):
        a_shift(auditor)


def test_an_agent_does_not_plan(dispatcher: Actor) -> None:
    kind = a_kind()
    with pytest.raises(NotAllowed):
        assign_shift(kind.pk, today() + timedelta(days=2), dispatcher.id, acting_user=dispatcher)
    assert not Shift.objects.exists()


def test_the_week_names_what_is_missing(dispatcher: Actor, customer_service_manager: Actor) -> None:
    shift = a_shift(dispatcher)
    week = week_of(customer_service_manager, shift.day)
    assert [cell.day for cell in week.short] == [day for day in week.days if day != shift.day]
    assert sum(((end - begin) for begin, end in week.uncovered), timedelta()) >= timedelta(days=7) - timedelta(hours=8)


def test_a_week_is_copied_and_what_can_not_be_is_named(dispatcher: Actor, customer_service_manager: Actor) -> None:
    source = today() + timedelta(days=7 - today().weekday())
    other = a_second_agent()
    for agent, day in ((dispatcher, 0), (dispatcher, 1), (other, 1)):
        a_shift(agent, day=source + timedelta(days=day))
    a_shift(dispatcher, day=source + timedelta(days=8))
    made, left = copy_week(source, source + timedelta(days=9), acting_user=customer_service_manager)
    assert len(made) == 2 and len(left) == 1 and dispatcher.name in left[0]


def test_a_shift_that_has_begun_stays(dispatcher: Actor, customer_service_manager: Actor) -> None:
    shift = an_ending_shift(dispatcher)
    with pytest.raises(WrongState):
        remove_shift(shift.pk, reason="x", acting_user=customer_service_manager)
    assert [one.pk for one in on_now()] == [shift.pk]


# --- swaps


def test_a_swap_happens_with_consent_alone(dispatcher: Actor) -> None:
    other = a_second_agent()
    mine, theirs = a_shift(dispatcher), a_shift(other, day=today() + timedelta(days=5))
    swap = ask_swap(mine.pk, other.id, against_id=theirs.pk, acting_user=dispatcher)
    assert agent_of(mine) == dispatcher.id
    with pytest.raises(NotAllowed):
        answer_swap(swap.pk, agrees=True, acting_user=dispatcher)
    answer_swap(swap.pk, agrees=True, acting_user=other)
    assert (agent_of(mine), agent_of(theirs)) == (other.id, dispatcher.id)


def test_declined_or_withdrawn_nothing_changes(dispatcher: Actor) -> None:
    other, mine = a_second_agent(), a_shift(dispatcher)
    answer_swap(ask_swap(mine.pk, other.id, acting_user=dispatcher).pk, agrees=False, acting_user=other)
    swap = withdraw_swap(ask_swap(mine.pk, other.id, acting_user=dispatcher).pk, acting_user=dispatcher)
    with pytest.raises(WrongState):
        answer_swap(swap.pk, agrees=True, acting_user=other)
    assert agent_of(mine) == dispatcher.id


def test_a_swap_that_would_book_somebody_twice_is_refused(dispatcher: Actor) -> None:
    other, mine = a_second_agent(), a_shift(dispatcher)
    swap = ask_swap(mine.pk, other.id, acting_user=dispatcher)
    a_shift(other)
    with pytest.raises(Invalid):
        answer_swap(swap.pk, agrees=True, acting_user=other)
    swap.refresh_from_db()
    assert (agent_of(mine), swap.status) == (dispatcher.id, "asked")


def test_nobody_gives_away_a_colleagues_shift(dispatcher: Actor) -> None:
    other = a_second_agent()
    with pytest.raises(NotAllowed):
        ask_swap(a_shift(other).pk, other.id, acting_user=dispatcher)


def agent_of(shift: Shift) -> Any:
    return Shift.objects.get(pk=shift.pk).agent_id


# --- handovers


def test_the_open_cases_are_handed_over_and_the_next_one_signs(dispatcher: Actor) -> None:
    case = a_case(kind="complaint", description="等待时间过长")
    note = write_handover(an_ending_shift(dispatcher).pk, note="夜间平稳", acting_user=dispatcher)
    assert case.number in {one["number"] for one in note.open_items}
    other = a_second_agent()
    assert sign_handover(note.pk, acting_user=other).signature.signed_by_name == other.name
    with pytest.raises(WrongState):
        sign_handover(note.pk, acting_user=a_second_agent(3))


def test_a_promised_call_is_handed_over_without_its_number(dispatcher: Actor) -> None:
    promise = Promise(phone="13900001111", due_at=now() + timedelta(hours=3), wish="回复配件到货时间")
    owed = promise_callback(promise, acting_user=dispatcher)
    note = write_handover(an_ending_shift(dispatcher).pk, note="夜间平稳", acting_user=dispatcher)
    item = next(one for one in note.open_items if one["number"] == owed.number)
    assert "回复配件到货时间" in item["what"] and "13900001111" not in str(note.open_items)


def test_who_wrote_it_does_not_sign_and_the_database_says_so_too(dispatcher: Actor) -> None:
    note = write_handover(an_ending_shift(dispatcher).pk, note="夜间平稳", acting_user=dispatcher)
    with pytest.raises(NotAllowed):
        sign_handover(note.pk, acting_user=dispatcher)
    with pytest.raises(IntegrityError, match="handover_signed_by_another"), transaction.atomic():
        HandoverSignature(handover=note, written_by_id=dispatcher.id, signed_by_id=dispatcher.id).save(
            force_insert=True
        )


def test_who_is_on_duty_signs(dispatcher: Actor) -> None:
    note = write_handover(an_ending_shift(dispatcher).pk, note="夜间平稳", acting_user=dispatcher)
    on_duty, at_home = a_second_agent(), a_second_agent(3)
    shift = a_shift(on_duty, day=today() + timedelta(days=40))
    shift.change(begins_at=now() - timedelta(minutes=5), ends_at=now() + timedelta(hours=7))
    with pytest.raises(NotAllowed):
        sign_handover(note.pk, acting_user=at_home)
    assert sign_handover(note.pk, acting_user=on_duty)


def test_a_note_never_changes(dispatcher: Actor) -> None:
    write_handover(an_ending_shift(dispatcher).pk, note="夜间平稳", acting_user=dispatcher)
    with pytest.raises(Exception, match=r"permission denied|append-only"), transaction.atomic():
        Handover.objects.update(note="anders")


def test_it_is_written_at_the_end_and_once(dispatcher: Actor) -> None:
    early = an_ending_shift(dispatcher, ends_at=now() + timedelta(hours=3))
    with pytest.raises(WrongState):
        write_handover(early.pk, note="zu früh", acting_user=dispatcher)
    early.change(ends_at=now() + timedelta(minutes=5))
    write_handover(early.pk, note="夜间平稳", acting_user=dispatcher)
    with pytest.raises(WrongState):
        write_handover(early.pk, note="noch einmal", acting_user=dispatcher)


def test_a_handover_that_nobody_signs_warns_the_lead(dispatcher: Actor, customer_service_manager: Actor) -> None:
    write_handover(an_ending_shift(dispatcher).pk, note="夜间平稳", acting_user=dispatcher)
    limit = Deadline.objects.get(kind="handover.unsigned")
    assert timedelta(minutes=44) < limit.due_at - now() <= timedelta(minutes=45)
    assert not warned(customer_service_manager)
    Deadline.objects.filter(pk=limit.pk).update(due_at=now() - timedelta(seconds=1))
    keep_due()
    deliver_pending()
    assert warned(customer_service_manager)


def test_a_signed_one_warns_nobody(dispatcher: Actor, customer_service_manager: Actor) -> None:
    note = write_handover(an_ending_shift(dispatcher).pk, note="夜间平稳", acting_user=dispatcher)
    sign_handover(note.pk, acting_user=a_second_agent())
    assert Deadline.objects.get(kind="handover.unsigned").done_at is not None
    deliver_pending()
    assert not warned(customer_service_manager)


def test_a_shift_without_a_handover_warns_the_lead(dispatcher: Actor, customer_service_manager: Actor) -> None:
    an_ending_shift(dispatcher)
    Deadline.objects.filter(kind="shift.handover_missing").update(due_at=now() - timedelta(seconds=1))
    keep_due()
    deliver_pending()
    assert warned(customer_service_manager)


def warned(actor: Actor) -> bool:
    return Notification.objects.filter(user=actor.user, url__contains="/duty/").exists()


@pytest.mark.parametrize("target", [date.min, date.max])
def test_a_week_beyond_our_years_is_refused(customer_service_manager: Actor, target: date) -> None:
    with pytest.raises(Invalid) as caught:
        copy_week(today(), target, acting_user=customer_service_manager)
    assert caught.value.field == "onto"
