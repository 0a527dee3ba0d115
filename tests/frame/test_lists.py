"""A list: what the address says is what is shown, counted, changed and exported."""

import inspect
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client
from openpyxl import load_workbook

from accounts.actors import Actor
from common.pages import exports, paging
from common.pages.exports import as_xlsx, harmless
from desk.models import SavedView
from tenants.registry.models import Station
from tests.frame.sample import StationList

Browse = Callable[..., Client]
KEY = f"{StationList.__module__}.{StationList.__qualname__}"


def shown(response: Any) -> list[str]:
    """Return the codes on the page."""
    return [row.record.code for row in response.context["table"].paginated_rows]


def test_it_shows_the_rows_in_sight(browse: Browse, reviewer: Actor) -> None:
    assert shown(browse(reviewer).get("/sample/")) == ["BJS01", "SHA01"]


def test_it_filters_sorts_and_searches_by_the_address(browse: Browse, reviewer: Actor) -> None:
    client = browse(reviewer)
    assert shown(client.get("/sample/?sort=-code")) == ["SHA01", "BJS01"]
    assert shown(client.get("/sample/?region=east")) == ["SHA01"]
    assert shown(client.get("/sample/?q=bjs")) == ["BJS01"]


def test_it_understands_the_spelling_of_the_api(browse: Browse, reviewer: Actor) -> None:
    client = browse(reviewer)
    assert len(shown(client.get("/sample/?status=in:active,closed"))) == 2
    assert shown(client.get("/sample/?status=in:closed,withdrawn")) == []


def test_an_empty_list_says_what_to_do_next(browse: Browse, reviewer: Actor) -> None:
    Station.objects.update(region="west")
    response = browse(reviewer).get("/sample/?region=east")
    assert b"Nothing matches this filter." in response.content


def test_a_new_list_says_its_own_sentence(browse: Browse, regional_officer: Actor) -> None:
    Station.objects.update(region="northwest")
    assert b"No stations yet: open one." in browse(regional_officer).get("/sample/").content


def test_columns_are_chosen_and_the_first_stays(browse: Browse, reviewer: Actor) -> None:
    client = browse(reviewer)
    assert client.get("/sample/").context["table"].shown() == ["code", "name", "status"]
    assert client.get("/sample/?columns=city,nonsense").context["table"].shown() == ["code", "city"]


def test_pages_are_counted_to_a_cap(browse: Browse, reviewer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "COUNT_CAP", 1)
    monkeypatch.setattr(paging.count_text, "__defaults__", (1,))
    monkeypatch.setattr(paging.capped_count, "__defaults__", (1,))
    response = browse(reviewer).get("/sample/")
    assert b"1+" in response.content
    assert response.context["paginator"].is_capped


def test_a_page_beyond_the_end_shows_the_last(browse: Browse, reviewer: Actor) -> None:
    assert shown(browse(reviewer).get("/sample/?page=99&per_page=25")) == ["BJS01", "SHA01"]


def test_an_odd_page_size_is_ignored(browse: Browse, reviewer: Actor) -> None:
    assert browse(reviewer).get("/sample/?per_page=7").context["paginator"].per_page == 50


def test_a_part_of_the_page_comes_alone(browse: Browse, reviewer: Actor) -> None:
    response = browse(reviewer).get("/sample/", headers={"HX-Request": "true", "HX-Target": "list"})
    assert b"<html" not in response.content
    assert b"SHA01" in response.content


def test_it_tells_the_addresses_for_stepping(browse: Browse, reviewer: Actor, station: Station) -> None:
    found = browse(reviewer).get("/sample/?format=links&region=east").json()
    assert found == {"links": [f"/sample/{station.pk}/"], "pages": 1}


# export


def test_csv_has_a_mark_for_excel_and_the_filter_and_columns_of_the_screen(browse: Browse, reviewer: Actor) -> None:
    response = browse(reviewer).get("/sample/?format=csv&region=east&columns=city,status")
    lines = response.content.decode("utf-8").removeprefix("\ufeff").splitlines()
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert lines == ["Code,Status,City", "SHA01,Active,上海"]


def test_xlsx_opens_as_a_workbook(browse: Browse, reviewer: Actor) -> None:
    content = browse(reviewer).get("/sample/?format=xlsx").content
    rows = list(load_workbook(io.BytesIO(content)).active.values)  # type: ignore[union-attr]
    assert rows[0] == ("Code", "Name", "Status")
    assert len(rows) == 3


def test_json_names_the_columns(browse: Browse, reviewer: Actor) -> None:
    found = json.loads(browse(reviewer).get("/sample/?format=json&region=east").content)
    assert found == [{"code": "SHA01", "name": "上海浦东特约服务站", "status": "Active"}]


def test_an_unknown_kind_is_not_found(browse: Browse, reviewer: Actor) -> None:
    assert browse(reviewer).get("/sample/?format=exe").status_code == 404


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_is_never_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_what_was_pasted_with_control_characters_is_a_cell_and_no_formula_either() -> None:
    content = as_xlsx([["意见"], ["第一行\x0b第二行"], ["\x01=1+1"]])
    rows = list(load_workbook(io.BytesIO(content)).active.values)  # type: ignore[union-attr]
    assert rows == [("意见",), ("第一行 第二行",), (" =1+1",)]


def test_numbers_stay_numbers() -> None:
    assert [harmless(-5), harmless(None), harmless("沪A")] == [-5, None, "沪A"]


# bulk


def test_bulk_asks_with_the_count_before_it_changes_anything(browse: Browse, reviewer: Actor, station: Station) -> None:
    response = browse(reviewer).post("/sample/", {"bulk": "0", "ids": [str(station.pk)]})
    assert b"1 chosen record will be changed." in response.content
    assert not Station.objects.filter(level="C").exists()


def test_bulk_changes_what_was_chosen(browse: Browse, reviewer: Actor, station: Station) -> None:
    browse(reviewer).post("/sample/", {"bulk": "0", "ids": [str(station.pk)], "confirmed": "1"})
    assert list(Station.objects.filter(level="C")) == [station]


def test_bulk_on_all_applies_the_filter_again(browse: Browse, reviewer: Actor, station: Station) -> None:
    browse(reviewer).post("/sample/?region=east", {"bulk": "0", "all": "1", "confirmed": "1"})
    assert list(Station.objects.filter(level="C")) == [station]


def test_bulk_never_leaves_the_gate(browse: Browse, regional_officer: Actor, rival_station: Station) -> None:
    client = browse(regional_officer)
    client.post("/sample/", {"bulk": "0", "ids": [str(rival_station.pk)], "confirmed": "1"})
    assert not Station.objects.filter(level="C").exists()


def test_bulk_that_the_role_lacks_is_refused(browse: Browse, auditor: Actor, station: Station) -> None:
    answer = browse(auditor).post("/sample/", {"bulk": "1", "ids": [str(station.pk)], "confirmed": "1"})
    assert answer.status_code == 403
    assert not Station.objects.filter(level="C").exists()


# saved views


def test_a_saved_view_becomes_a_tab(browse: Browse, reviewer: Actor) -> None:
    client = browse(reviewer)
    client.post("/views/", {"page": KEY, "name": "East", "query": "region=east", "back": "/sample/"})
    assert b">East<" in client.get("/sample/").content


def test_the_default_view_opens_first(browse: Browse, reviewer: Actor) -> None:
    client = browse(reviewer)
    client.post("/views/", {"page": KEY, "name": "East", "query": "region=east", "back": "/sample/", "default": "on"})
    assert shown(client.get("/sample/", follow=True)) == ["SHA01"]
    assert len(shown(client.get("/sample/?view=all"))) == 2


def test_a_shared_view_is_seen_by_colleagues_and_a_private_one_is_not(
    browse: Browse, reviewer: Actor, auditor: Actor
) -> None:
    mine = browse(reviewer)
    mine.post("/views/", {"page": KEY, "name": "Ours", "query": "region=east", "back": "/sample/", "shared": "on"})
    mine.post("/views/", {"page": KEY, "name": "Mine", "query": "region=west", "back": "/sample/"})
    content = browse(auditor).get("/sample/").content
    assert b">Ours<" in content
    assert b">Mine<" not in content


def test_nobody_removes_another_ones_view(browse: Browse, reviewer: Actor, auditor: Actor) -> None:
    browse(reviewer).post("/views/", {"page": KEY, "name": "Ours", "query": "", "back": "/sample/", "shared": "on"})
    view = SavedView.objects.get()
    assert browse(auditor).post(f"/views/{view.pk}/remove/").status_code == 404
    assert SavedView.objects.filter(pk=view.pk).exists()


def test_saving_never_leads_to_another_site(browse: Browse, reviewer: Actor) -> None:
    answer = browse(reviewer).post("/views/", {"page": KEY, "name": "x", "query": "", "back": "https://evil.example/"})
    assert answer["Location"].startswith("/?")


def test_a_long_export_asks_what_a_column_wants_once(
    browse: Browse, reviewer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not for each cell: that took more than half of the time."""
    client = browse(reviewer)
    client.get("/sample/?format=csv")
    asked: list[Any] = []
    read = inspect.signature
    monkeypatch.setattr(inspect, "signature", lambda *args, **more: asked.append(args) or read(*args, **more))
    content = client.get("/sample/?format=csv").content.decode()
    assert "SHA01" in content and "BJS01" in content
    assert asked == []


def test_a_long_export_is_read_a_piece_at_a_time(
    browse: Browse, reviewer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "PIECE", 1)
    whole: list[str] = []
    read = QuerySet._fetch_all

    def note(rows: QuerySet[Any]) -> None:
        whole.append(rows.model.__name__)
        read(rows)

    monkeypatch.setattr(QuerySet, "_fetch_all", note)
    content = browse(reviewer).get("/sample/?format=csv").content.decode()
    assert "SHA01" in content and "BJS01" in content
    assert "Station" not in whole
