"""A draft is edited chapter by chapter: rows come and go, each error stands beside its field, a file fills the rows."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from accounts.actors import Actor
from billing.policy.chapters import BOOK
from billing.policy.models import PolicyVersion
from tenants.registry.standing import at_head_office
from tests.builders.catalog import a_component, a_model, a_vehicle, an_operation
from tests.builders.policy import a_draft, a_published_policy


@pytest.fixture
def client(client_for: Any, service_management: Actor) -> Client:
    found: Client = client_for(service_management)
    return found


@pytest.fixture
def draft(db: None) -> PolicyVersion:
    with at_head_office():
        a_component("GBX")
        a_model()
        an_operation()
        return a_draft()


def address(draft: PolicyVersion, chapter: str, step: str = "") -> str:
    return f"/policy/{draft.pk}/chapters/{chapter}/{step}"


def typed(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """Return what the form holds, with changes."""
    page = client.get(url)
    form, data = page.context["form"], {}
    data |= {name: form[name].value() for name in form.fields}
    for name, _title, rows in page.context["lines"]:
        data |= {f"{name}-TOTAL_FORMS": rows.total_form_count(), f"{name}-INITIAL_FORMS": rows.initial_form_count()}
        data |= {
            row[field].html_name: row[field].value() for row in rows.forms for field in row.fields if field != "DELETE"
        }
    return {name: value for name, value in (data | changes).items() if value is not None}


def row(name: str, number: int, **values: Any) -> dict[str, Any]:
    return {f"{name}-{number}-{field}": value for field, value in values.items()}


NEW = {
    "clause": "2.9",
    "model": "*",
    "component": "GBX",
    "usage": "household",
    "region": "*",
    "months": 30,
    "mileage_km": 9,
}


@pytest.mark.parametrize("chapter", [chapter.code for chapter in BOOK])
def test_every_chapter_opens_and_is_saved_as_it_is(client: Client, draft: PolicyVersion, chapter: str) -> None:
    url = address(draft, chapter)
    extra = {"clause": "13.1"} if chapter in ("goodwill", "pre_delivery", "preauthorisation") else {}

    assert client.post(url, typed(client, url, **extra)).status_code == 302
    assert client.get(f"/policy/{draft.pk}/").status_code == 200


def test_a_row_is_added_and_another_removed(client: Client, draft: PolicyVersion) -> None:
    url = address(draft, "coverage")
    data = typed(client, url, **{"coverage-TOTAL_FORMS": 3, "coverage-1-DELETE": "on"}, **row("coverage", 2, **NEW))

    assert client.post(url, data).status_code == 302

    draft.refresh_from_db()
    assert [line["component"] for line in draft.content["coverage"]] == ["*", "GBX"]
    assert draft.content["coverage"][1]["months"] == 30


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(client: Client, draft: PolicyVersion) -> None:
    url = address(draft, "coverage")
    bad = NEW | {"months": "-1", "component": "XXX"}
    answer = client.post(url, typed(client, url, **{"coverage-TOTAL_FORMS": 3}, **row("coverage", 2, **bad)))

    rows = answer.context["lines"][0][2]
    assert answer.status_code == 422
    assert set(rows.forms[2].errors) == {"months", "component"}
    assert rows.forms[2]["months"].value() == "-1"
    assert len(draft.content["coverage"]) == 2


def test_a_second_line_about_the_same_is_named_in_its_row(client: Client, draft: PolicyVersion) -> None:
    url = address(draft, "coverage")
    twin = NEW | {"component": "ENG", "usage": "*"}
    answer = client.post(url, typed(client, url, **{"coverage-TOTAL_FORMS": 3}, **row("coverage", 2, **twin)))

    assert answer.status_code == 422
    assert "model" in answer.context["lines"][0][2].forms[2].errors


def test_shares_that_make_no_whole_are_named_beside_the_first(client: Client, draft: PolicyVersion) -> None:
    url = address(draft, "goodwill")
    answer = client.post(url, typed(client, url, clause="12.1", manufacturer_percent="50"))

    assert answer.status_code == 422
    assert "manufacturer_percent" in answer.context["form"].errors


def test_an_exported_chapter_fills_the_rows_again(client: Client, draft: PolicyVersion) -> None:
    url = address(draft, "coverage")
    book = client.get(address(draft, "coverage", "export/")).content
    assert [sheet.title for sheet in load_workbook(io.BytesIO(book)).worksheets] == ["coverage", "regions"]

    answer = client.post(url, typed(client, url) | {"sheet": SimpleUploadedFile("x.xlsx", book)})

    rows = answer.context["lines"][0][2]
    assert (answer.status_code, rows.is_valid(), len(rows.forms)) == (200, True, 2)
    assert client.post(url, bound(answer)).status_code == 302
    draft.refresh_from_db()
    assert [line["months"] for line in draft.content["coverage"]] == [12, 24]


def bound(answer: Any) -> dict[str, Any]:
    """Return what the shown page would send."""
    data: dict[str, Any] = {}
    for name, _title, rows in answer.context["lines"]:
        data |= {f"{name}-TOTAL_FORMS": len(rows.forms), f"{name}-INITIAL_FORMS": 0}
        data |= {
            one[field].html_name: one[field].value() or ""
            for one in rows.forms
            for field in one.fields
            if field != "DELETE"
        }
    return data


def test_a_csv_with_a_wrong_cell_is_shown_with_the_cell_marked(client: Client, draft: PolicyVersion) -> None:
    url = address(draft, "labour")
    sheet = "clause,operation,model,hours\n4.5,ENG-001,*,1.2\n4.5,NONE,*,much\n".encode("gb18030")

    answer = client.post(url, typed(client, url) | {"sheet": SimpleUploadedFile("x.csv", sheet)})

    rows = {name: lines for name, _title, lines in answer.context["lines"]}["norms"]
    assert [set(one.errors) for one in rows.forms] == [set(), {"operation", "hours"}]
    assert "norms" not in draft.content["labour"]


def test_a_file_that_is_no_sheet_is_refused(client: Client, draft: PolicyVersion) -> None:
    url = address(draft, "labour")
    for name, content in (("x.xlsx", b"no book"), ("x.csv", b"\xff\xfe\x00"), ("x.csv", b"a,b\n1,2\n")):
        assert client.post(url, typed(client, url) | {"sheet": SimpleUploadedFile(name, content)}).status_code == 422


def test_a_published_version_is_not_edited(client: Client, db: None) -> None:
    with at_head_office():
        version = a_published_policy()
    url = address(version, "labour")
    assert client.post(url, typed(client, url)).status_code == 409
    assert client.get(address(version, "nothing")).status_code == 404


def test_what_is_covered_is_looked_up(
    client_for: Any, client: Client, station_manager: Actor, draft: PolicyVersion
) -> None:
    with at_head_office():
        vehicle = a_vehicle(sold_on=date(2026, 1, 10))
        gap = client.get(f"/policy/cover/?vehicle={vehicle.vin}")
        a_published_policy("LIVE", date(2024, 1, 1))
    assert gap.context["version"] is None
    page = client_for(station_manager).get(f"/s/SHA01/policy/cover/?vehicle={vehicle.vin}&component=gbx&day=2026-06-01")
    (found,) = page.context["rows"]
    assert (found.code, found.until, found.is_covered) == ("GBX", date(2027, 1, 10), True)
    assert client.get("/policy/cover/?vehicle=NOTHING").context["vehicle"] is None
