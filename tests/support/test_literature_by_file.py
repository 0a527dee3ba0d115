"""The index of the library by file: a dry run names each wrong cell, a confirmed one drafts, the same file again drafts nothing."""

import pytest

from accounts.actors import Actor
from common.errors import NotYours
from common.imports.actions import confirm_import, start_import
from common.imports.models import Import, ImportRow
from network.support.choices import DocumentStatus
from network.support.literature_models import Literature
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests.builders.catalog import a_component, a_model
from tests.claims.support import refused

pytestmark = pytest.mark.django_db
HEADER = "标题,类别,内容,车型代码,总成代码,岗位\n"


def taken_in(actor: Actor, *lines: str, confirm: bool = True) -> Import:
    with at_head_office():
        content = (HEADER + "\n".join(lines)).encode()
        parent = start_import("literature", name="index.csv", content=content, acting_user=actor)
        return confirm_import(parent.pk, acting_user=actor) if confirm else parent


def test_each_row_becomes_a_draft_and_the_same_file_again_none(trainer: Actor) -> None:
    model, component = a_model(), a_component()
    line = f"变速器维修手册,manual,拆装与间隙,{model.code},{component.code},technician"
    taken_in(trainer, line)
    made = Literature.objects.get()
    assert (made.status, made.vehicle_models, made.component_id) == (
        DocumentStatus.DRAFT, [model.code], component.pk,
    )  # fmt: skip
    assert made.posts == ["technician"]
    again = taken_in(trainer, line, confirm=False)
    with at_head_office():
        assert [row.state for row in ImportRow.objects.filter(parent=again)] == ["known"]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("甲,manual,内容,NONE,,", "vehicle_models"),
        ("甲,manual,内容,,NONE,", "component"),
        ("甲,manual,内容,,,supplier", "posts"),
        ("甲,novel,内容,,,", "kind"),
        ("甲,manual,,,,", "body_zh"),
    ],
)
def test_a_dry_run_names_the_wrong_cell_and_writes_nothing(trainer: Actor, line: str, field: str) -> None:
    parent = taken_in(trainer, line, confirm=False)
    with at_head_office():
        assert list(ImportRow.objects.get(parent=parent).problems) == [field]
    assert not Literature.objects.exists()


def test_a_station_cannot_take_an_index_in(technician: Actor, station: Station) -> None:
    with inside(station), refused(NotYours):
        start_import("literature", name="index.csv", content=HEADER.encode(), acting_user=technician)
