"""From reception to hand-over."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, Stale, WrongState
from common.history.models import History
from common.records import CrossedBorder
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tenants.workshop.actions import (
    LabourInput,
    PartInput,
    add_labour_line,
    add_part_line,
    cancel_repair_order,
    decide_extra_work,
    deliver,
    finish_repair,
    inspect,
    open_repair_order,
    propose_extra_work,
    remove_labour_line,
    take_back,
    write_lines,
)
from tenants.workshop.choices import MOVES, RepairStatus, WorkshopError
from tenants.workshop.models import QualityCheck, RepairOrder
from tenants.workshop.snapshots import repair_order_facts
from tests.builders.catalog import a_failure_code, a_part
from tests.builders.workshop import (
    a_delivered_order,
    a_finished_order,
    a_ready_order,
    a_reception,
    a_worked_order,
    an_open_order,
    the_operation,
)

Watch = Callable[[], Any]


def test_the_whole_way_leaves_its_trail(at_home: Station, receptionist: Actor) -> None:
    order = a_delivered_order(receptionist)
    verbs = list(History.objects.filter(aggregate_id=order.pk).order_by("seq").values_list("verb", flat=True))
    assert verbs == [f"repair_order.{verb}" for verb in
        ("received", "opened", "labour_added", "part_added", "finished", "inspected", "delivered")]  # fmt: skip
    assert order.status == RepairStatus.DELIVERED


@pytest.mark.parametrize("start", list(RepairStatus))
@pytest.mark.parametrize("end", list(RepairStatus))
def test_only_the_moves_of_the_table_are_possible(start: RepairStatus, end: RepairStatus) -> None:
    assert (end in RepairOrder(status=start).possible_moves()) == (end in MOVES[start])


def test_facts_are_a_frozen_copy(at_home: Station, receptionist: Actor) -> None:
    order = a_ready_order(receptionist)
    facts = repair_order_facts(order.pk)
    assert (facts.number, facts.station_id, facts.finished_at) == (order.number, at_home.pk, order.finished_at)
    assert facts.causal_part is not None and facts.causal_part.unit_price_minor == 45_000
    assert [line.operation_code for line in facts.labour] == [the_operation().code]


def test_facts_of_another_station_do_not_exist(station: Station, rival_station: Station, receptionist: Actor) -> None:
    with inside(station):
        order = a_reception(receptionist)
    with inside(rival_station), pytest.raises(NotYours):
        repair_order_facts(order.pk)


def test_a_repair_without_work_is_not_finished(at_home: Station, technician: Actor, nothing_changes: Watch) -> None:
    order = an_open_order(technician)
    with nothing_changes(), pytest.raises(Invalid) as refusal:
        finish_repair(order.pk, cause="c", correction="c", acting_user=technician)
    assert refusal.value.code == WorkshopError.NO_WORK


def test_an_unknown_failure_code_is_refused(at_home: Station, technician: Actor, nothing_changes: Watch) -> None:
    order = a_worked_order(technician)
    with nothing_changes(), pytest.raises(Invalid) as refusal:
        finish_repair(order.pk, cause="c", correction="c", failure_code="NO-SUCH", acting_user=technician)
    assert refusal.value.field == "failure_code"


def test_a_failure_code_is_kept_with_its_name(at_home: Station, technician: Actor) -> None:
    code = a_failure_code("ENG-F77")
    order = finish_repair(
        a_worked_order(technician).pk, cause="c", correction="c", failure_code="eng-f77", acting_user=technician
    )
    assert (order.failure_code, order.failure_name) == (code.code, code.name_zh)


def test_a_stale_form_is_refused(at_home: Station, technician: Actor, nothing_changes: Watch) -> None:
    order = a_worked_order(technician)
    with nothing_changes(), pytest.raises(Stale):
        finish_repair(order.pk, cause="c", correction="c", acting_user=technician, version=order.version - 1)


def test_nobody_passes_their_own_work(
    at_home: Station, workshop_supervisor: Actor, technician: Actor, nothing_changes: Watch
) -> None:
    order = a_worked_order(technician)
    add_labour_line(
        order.pk, operation_code=the_operation().code, technician_id=workshop_supervisor.id, acting_user=technician
    )
    finish_repair(order.pk, cause="c", correction="c", acting_user=technician)
    with nothing_changes(), pytest.raises(NotAllowed) as refusal:
        inspect(order.pk, is_passed=True, acting_user=workshop_supervisor)
    assert refusal.value.code == WorkshopError.OWN_WORK


def test_the_database_refuses_a_check_of_own_work(at_home: Station, technician: Actor) -> None:
    order = a_finished_order(technician)
    with pytest.raises(IntegrityError), transaction.atomic():
        QualityCheck.objects.create(
            order=order, is_passed=True, inspector_id=technician.id, inspector_name="x", repairer_ids=[technician.id]
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        order.change(inspected_by=order.finished_by)


def test_a_failed_check_sends_it_back_with_remarks(at_home: Station, workshop_supervisor: Actor) -> None:
    order = a_finished_order(workshop_supervisor)
    with pytest.raises(Invalid):
        inspect(order.pk, is_passed=False, acting_user=workshop_supervisor)
    order = inspect(order.pk, is_passed=False, remarks="仍漏水", acting_user=workshop_supervisor)
    assert order.status == RepairStatus.REPAIRING and order.inspected_by is None
    assert QualityCheck.objects.get(order=order).is_passed is False


def test_an_unchecked_vehicle_is_not_delivered(at_home: Station, receptionist: Actor, nothing_changes: Watch) -> None:
    order = a_finished_order(receptionist)
    with nothing_changes(), pytest.raises(WrongState):
        deliver(order.pk, acting_user=receptionist)


def test_delivery_calls_the_warnings_off(at_home: Station, receptionist: Actor) -> None:
    order = a_delivered_order(receptionist)
    assert not Deadline.objects.filter(subject_id=order.pk, done_at__isnull=True).exists()


def test_a_second_delivery_is_refused(at_home: Station, receptionist: Actor, nothing_changes: Watch) -> None:
    order = a_delivered_order(receptionist)
    with nothing_changes(), pytest.raises(WrongState):
        deliver(order.pk, acting_user=receptionist)


def test_a_ready_vehicle_can_go_back(at_home: Station, receptionist: Actor) -> None:
    order = take_back(a_ready_order(receptionist).pk, reason="仍有异响", acting_user=receptionist)
    assert (order.status, order.inspected_at) == (RepairStatus.REPAIRING, None)


def test_each_way_into_the_workshop_has_its_own_beginning(
    at_home: Station, receptionist: Actor, workshop_supervisor: Actor, nothing_changes: Watch
) -> None:
    received, finished, ready = a_reception(receptionist), a_finished_order(receptionist), a_ready_order(receptionist)
    with nothing_changes():
        for order in (received, ready):
            with pytest.raises(WrongState):
                inspect(order.pk, is_passed=False, remarks="仍漏水", acting_user=workshop_supervisor)
        for order in (received, finished):
            with pytest.raises(WrongState):
                take_back(order.pk, reason="仍有异响", acting_user=receptionist)
        for order in (finished, ready):
            with pytest.raises(WrongState):
                open_repair_order(order.pk, acting_user=receptionist)


def test_a_finished_repair_is_not_cancelled(at_home: Station, receptionist: Actor, nothing_changes: Watch) -> None:
    order = a_finished_order(receptionist)
    with nothing_changes(), pytest.raises(WrongState):
        cancel_repair_order(order.pk, reason="客户取消", acting_user=receptionist)


def test_extra_work_waits_for_the_customer(at_home: Station, technician: Actor, receptionist: Actor) -> None:
    order = a_worked_order(technician)
    extra = propose_extra_work(order.pk, what="刹车片磨损", extra_minutes=40, acting_user=technician)
    with pytest.raises(Invalid):
        finish_repair(order.pk, cause="c", correction="c", acting_user=technician)
    decide_extra_work(extra.pk, is_agreed=True, answer="同意", acting_user=receptionist)
    assert finish_repair(order.pk, cause="c", correction="c", acting_user=technician).status == RepairStatus.INSPECTING


def test_extra_work_is_answered_once(at_home: Station, technician: Actor, receptionist: Actor) -> None:
    extra = propose_extra_work(a_worked_order(technician).pk, what="刹车片磨损", acting_user=technician)
    decide_extra_work(extra.pk, is_agreed=False, acting_user=receptionist)
    with pytest.raises(WrongState):
        decide_extra_work(extra.pk, is_agreed=True, acting_user=receptionist)


def test_lines_are_closed_after_the_repair(at_home: Station, technician: Actor, nothing_changes: Watch) -> None:
    order = a_finished_order(technician)
    line = order.labour_lines.get()
    with nothing_changes(), pytest.raises(WrongState):
        remove_labour_line(line.pk, acting_user=technician)


def test_a_serialised_part_needs_its_serials(at_home: Station, technician: Actor, nothing_changes: Watch) -> None:
    part = a_part("SER-1", is_serialised=True)
    order = an_open_order(technician)
    with nothing_changes(), pytest.raises(Invalid) as refusal:
        add_part_line(order.pk, part_number=part.number, acting_user=technician)
    assert refusal.value.field == "new_serial"
    with nothing_changes(), pytest.raises(Invalid) as refusal:
        add_part_line(order.pk, part_number=part.number, new_serial="N1", is_causal=True, acting_user=technician)
    assert refusal.value.field == "old_serial"


def test_there_is_one_causal_part(at_home: Station, technician: Actor, nothing_changes: Watch) -> None:
    order = a_worked_order(technician)
    with nothing_changes(), pytest.raises(Invalid) as refusal:
        add_part_line(order.pk, part_number=a_part("P-2").number, is_causal=True, acting_user=technician)
    assert refusal.value.code == WorkshopError.TWO_CAUSES


@pytest.mark.parametrize("wrong", [{"operation_code": "NONE"}, {"technician": "rival"}])
def test_unknown_operation_or_person_is_refused(
    wrong: dict[str, str], at_home: Station, technician: Actor, rival_manager: Actor, nothing_changes: Watch
) -> None:
    order = an_open_order(technician)
    person = rival_manager if "technician" in wrong else technician
    code = wrong.get("operation_code", the_operation().code)
    with nothing_changes(), pytest.raises(Invalid):
        add_labour_line(order.pk, operation_code=code, technician_id=person.id, acting_user=technician)


def test_lines_written_together_keep_their_price(at_home: Station, technician: Actor) -> None:
    order = a_worked_order(technician)
    labour, part = order.labour_lines.get(), order.part_lines.get()
    part.change(unit_price_minor=111)
    write_lines(
        order.pk,
        labour=[LabourInput(labour.operation_code, technician.id, id=labour.pk)],
        parts=[PartInput(part.part_number, 2, is_causal=True, id=part.pk), PartInput(a_part("P-3").number)],
        acting_user=technician,
    )
    kept = order.part_lines.get(pk=part.pk)
    assert (kept.quantity, kept.unit_price_minor, order.part_lines.count()) == (2, 111, 2)


def test_lines_that_are_left_out_go(at_home: Station, technician: Actor) -> None:
    order = a_worked_order(technician)
    write_lines(order.pk, labour=[], parts=[], acting_user=technician)
    assert not order.labour_lines.exists() and not order.part_lines.exists()


def test_a_row_is_never_written_into_another_station(
    station: Station, rival_station: Station, receptionist: Actor
) -> None:
    with inside(station):
        order = a_reception(receptionist)
    with inside(rival_station), pytest.raises(CrossedBorder):
        order.change(plate="X")


def test_a_rival_can_not_act_on_it(
    station: Station, rival_station: Station, receptionist: Actor, rival_manager: Actor, nothing_changes: Watch
) -> None:
    with inside(station):
        order = a_ready_order(receptionist)
        with nothing_changes(), pytest.raises(NotYours):
            deliver(order.pk, acting_user=rival_manager)
