"""The catalogue's parts by file: the same frame, another list."""

import pytest

from accounts.actors import Actor
from catalog.models import Part
from common.errors import NotYours
from common.imports.actions import confirm_import, start_import
from common.imports.choices import ImportStatus
from common.imports.models import Import, ImportRow
from tenants.registry.standing import at_head_office, inside
from tests.builders.catalog import a_part
from tests.claims.support import refused

HEADER = "配件号,名称,English name,component,supplier,目录价,有序列号\n"


def taken_in(actor: Actor, *lines: str, confirm: bool = True) -> Import:
    with at_head_office():
        content = (HEADER + "\n".join(lines)).encode("gb18030")
        parent = start_import("parts", name="parts.csv", content=content, acting_user=actor)
        return confirm_import(parent.pk, acting_user=actor) if confirm else parent


def test_new_parts_are_added_and_known_ones_changed(administrator: Actor) -> None:
    part = a_part()
    code = part.component.code
    parent = taken_in(
        administrator, f"NEW-1,新件,New part,{code},S001,12.50,是", f"{part.number},改名,Renamed,{code},,99.00,"
    )
    assert parent.status == ImportStatus.DONE
    part.refresh_from_db()
    added = Part.objects.get(number="NEW-1")
    assert (part.name_zh, part.unit_cost_minor) == ("改名", 9_900)
    assert (added.unit_cost_minor, added.is_serialised) == (1_250, True)


def test_the_same_file_again_changes_nothing(administrator: Actor) -> None:
    line = f"NEW-1,新件,New part,{a_part().component.code},,12.50,"
    taken_in(administrator, line)
    parent = taken_in(administrator, line, confirm=False)
    with at_head_office():
        assert [row.state for row in ImportRow.objects.filter(parent=parent)] == ["known"]


@pytest.mark.parametrize(
    ("line", "field"),
    [("N1,a,b,NONE,,1,", "component"), ("N1,a,b,{code},NONE,1,", "supplier"), ("N1,a,b,{code},,x,", "list_cost")],
)
def test_a_wrong_cell_is_named(administrator: Actor, line: str, field: str) -> None:
    parent = taken_in(administrator, line.format(code=a_part().component.code), confirm=False)
    with at_head_office():
        assert list(ImportRow.objects.get(parent=parent).problems) == [field]


def test_a_number_that_stands_twice_is_named(administrator: Actor) -> None:
    code = a_part().component.code
    parent = taken_in(administrator, f"N1,a,b,{code},,1,", f"N1,a,b,{code},,2,", confirm=False)
    with at_head_office():
        assert {row.state for row in ImportRow.objects.filter(parent=parent)} == {"wrong"}


def test_a_station_takes_no_parts_in(station_manager: Actor) -> None:
    with inside(station_manager.station), refused(NotYours):
        start_import("parts", name="x", content=HEADER.encode(), acting_user=station_manager)
