"""Head office keeps makers, parts, operations and codes; nobody else does."""

from typing import Any

import pytest

from accounts.actors import Actor
from catalog import actions
from catalog.choices import CatalogError, CodeSystem
from catalog.imports import import_fault_codes
from catalog.models import FaultCode, Part, Wmi
from catalog.plates import mask_plate
from catalog.selectors import (
    failure_code_by_code,
    find_vehicle,
    operation_by_code,
    part_by_number,
    vehicle_by_vin,
)
from common.errors import DomainError, NotAllowed
from common.history.models import History
from tests.builders.catalog import a_component, a_failure_code, a_part, a_vehicle, an_operation

pytestmark = pytest.mark.django_db
NAMES = {"name_zh": "水泵", "name_en": "Water pump"}


def test_a_part_is_added_with_its_history(acting: Any, reviewer: Actor) -> None:
    with acting(reviewer):
        part = actions.add_part(
            number=" wp-1 ", component=a_component(), unit_cost_minor=1200, acting_user=reviewer, **NAMES
        )
        assert part_by_number("wp-1") == part
        assert History.objects.get(aggregate_id=part.pk).verb == "part.added"


def test_a_taken_number_is_refused(acting: Any, reviewer: Actor) -> None:
    part = a_part("WP-1")
    with acting(reviewer), pytest.raises(DomainError) as caught:
        actions.add_part(number="wp-1", component=part.component, unit_cost_minor=1, acting_user=reviewer, **NAMES)
    assert (caught.value.code, caught.value.field) == (CatalogError.CODE_TAKEN, "number")


def test_a_change_tells_before_and_after(acting: Any, administrator: Actor) -> None:
    part = a_part()
    with acting(administrator):
        actions.change_part(part.pk, unit_cost_minor=50_000, acting_user=administrator)
        told = History.objects.get(aggregate_id=part.pk, verb="part.changed")
    assert (told.before, told.after) == ({"unit_cost_minor": 45_000}, {"unit_cost_minor": 50_000})


def test_no_change_leaves_no_trace(acting: Any, administrator: Actor) -> None:
    part = a_part()
    with acting(administrator):
        actions.change_part(part.pk, unit_cost_minor=part.unit_cost_minor, acting_user=administrator)
        assert not History.objects.filter(aggregate_id=part.pk).exists()


@pytest.mark.parametrize("code", ["LO1", "L", "中国1"])
def test_a_wmi_has_three_characters_of_a_vin(acting: Any, administrator: Actor, code: str) -> None:
    with acting(administrator), pytest.raises(DomainError):
        actions.add_wmi(code=code, acting_user=administrator, **NAMES)


@pytest.mark.parametrize("persona", ["station_manager", "auditor", "finance", "supplier_user", "rival_manager"])
def test_nobody_else_may(request: Any, acting: Any, persona: str) -> None:
    part, actor = a_part(), request.getfixturevalue(persona)
    with acting(actor):
        for attempt in (
            lambda: actions.add_wmi(code="LX9", acting_user=actor, **NAMES),
            lambda: actions.change_part(part.pk, unit_cost_minor=1, acting_user=actor),
            lambda: import_fault_codes(CodeSystem.SPN, b"", acting_user=actor),
        ):
            with pytest.raises(DomainError) as caught:
                attempt()
            assert isinstance(caught.value, NotAllowed)
    assert not Wmi.objects.filter(code="LX9").exists()
    assert Part.objects.get(pk=part.pk).unit_cost_minor == 45_000


CSV = "code,name_zh,name_en\n70001,压力,Pressure\n70002,温度,Temperature\nabc,坏,bad\n,,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_is_imported_once(acting: Any, administrator: Actor, encoding: str) -> None:
    with acting(administrator):
        first = import_fault_codes(CodeSystem.SPN, CSV.encode(encoding), acting_user=administrator)
        again = import_fault_codes(CodeSystem.SPN, CSV.encode(encoding), acting_user=administrator)
    assert (first.added, len(first.refused), first.refused[0][0]) == (2, 2, 4)
    assert (again.added, again.changed) == (0, 0)
    assert FaultCode.objects.get(code="70001").name_zh == "压力"


def test_another_name_renames(acting: Any, administrator: Actor) -> None:
    with acting(administrator):
        import_fault_codes(CodeSystem.SPN, CSV.encode(), acting_user=administrator)
        outcome = import_fault_codes(CodeSystem.SPN, CSV.replace("压力", "油压").encode(), acting_user=administrator)
    assert (outcome.added, outcome.changed) == (0, 1)


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2\n", b"\xff\xfe\x00"])
def test_another_file_is_refused(acting: Any, administrator: Actor, content: bytes) -> None:
    with acting(administrator), pytest.raises(DomainError) as caught:
        import_fault_codes(CodeSystem.DTC, content, acting_user=administrator)
    assert caught.value.field == "file"


def test_a_vehicle_is_found_by_vin_tail_and_plate() -> None:
    vehicle = a_vehicle()
    assert find_vehicle(vehicle.vin.lower()) == vehicle
    assert find_vehicle(vehicle.vin[-8:]) == vehicle
    assert find_vehicle(vehicle.plate) == vehicle
    assert find_vehicle("") is find_vehicle("京Z99999") is None


def test_a_tail_that_two_vehicles_share_finds_none() -> None:
    first = a_vehicle()
    a_vehicle(vin="WDB963403" + first.vin[-8:], plate="京A1")
    assert find_vehicle(first.vin[-8:]) is None


def test_each_kind_is_added_and_changed(acting: Any, administrator: Actor) -> None:
    actor, group = administrator, a_component()
    with acting(actor):
        wmi = actions.add_wmi(code="lx9", acting_user=actor, **NAMES)
        assert actions.change_wmi(wmi.pk, name_en="New Maker", acting_user=actor).name_en == "New Maker"
        work = actions.add_operation(code="W-1", component=group, standard_hours="1.5", acting_user=actor, **NAMES)
        assert actions.change_operation(work.pk, standard_hours="2.25", acting_user=actor).version == 2
        code = actions.add_failure_code(code="F-1", component=group, acting_user=actor, **NAMES)
        assert actions.change_failure_code(code.pk, name_zh="渗漏", acting_user=actor).name_zh == "渗漏"
    assert wmi.code == "LX9"


def test_amounts_and_forms_are_checked(acting: Any, administrator: Actor) -> None:
    actor, group = administrator, a_component()
    attempts: dict[str, Any] = {
        "unit_cost": lambda: actions.add_part(
            number="N1", component=group, unit_cost_minor=-1, acting_user=actor, **NAMES
        ),
        "standard_hours": lambda: actions.add_operation(
            code="W-2", component=group, standard_hours="0", acting_user=actor, **NAMES
        ),
        "code": lambda: actions.add_failure_code(code="泵 1", component=group, acting_user=actor, **NAMES),
    }
    with acting(actor):
        for field, attempt in attempts.items():
            with pytest.raises(DomainError) as caught:
                attempt()
            assert caught.value.field == field


def test_lines_that_are_too_long_are_named(acting: Any, administrator: Actor) -> None:
    rows = f"code,name_zh,name_en\n1,{'长' * 121},x\nP0{'1' * 20},a,b\n"
    with acting(administrator):
        assert len(import_fault_codes(CodeSystem.SPN, rows.encode(), acting_user=administrator).refused) == 2


def test_a_short_plate_is_hidden_whole() -> None:
    assert (mask_plate("沪A1"), mask_plate("沪A12345")) == ("***", "沪A***45")


def test_what_others_look_up() -> None:
    work, code, vehicle = an_operation("OP-9"), a_failure_code("FC-9"), a_vehicle()
    assert operation_by_code(" op-9 ") == work
    assert failure_code_by_code("fc-9") == code
    assert vehicle_by_vin(vehicle.vin.lower()) == vehicle
    assert str(vehicle) == vehicle.vin
