"""Charts: what the browser gets, and the same numbers as a table for whoever reads one."""

import json
import re

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from common.pages import Chart, HeatMap, Look, Series, Unit
from common.pages.charts import said

COSTS = Chart(
    "costs",
    "Cost <b>",
    ["2026-01", "2026-02"],
    [Series("Paid", [123_450, None], links=["/claims/?month=2026-01"]), Series("Share", [12.345, 50.0], unit=Unit.PERCENT, right=True)],
    unit=Unit.MONEY,
    first="Month",
)  # fmt: skip


def drawn(*charts: Chart) -> str:
    request = RequestFactory().get("/")
    text = "{% load frame %}{% for one in all %}{% chart one %}{% endfor %}"
    with translation.override("en"):
        return Template(text).render(Context({"request": request, "all": charts}))


def spec_in(page: str, name: str) -> dict[str, object]:
    found = re.search(rf'<script id="chart-{name}-data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    spec: dict[str, object] = json.loads(found.group(1))
    return spec


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (None, Unit.COUNT, "–"), (1234.4, Unit.COUNT, "1,234"), (1.23456, Unit.NUMBER, "1.235"),
        (12.34, Unit.PERCENT, "12.3 %"), (123_450, Unit.MONEY, "¥1,234.50"),
    ],
)  # fmt: skip
def test_a_value_is_written_in_its_unit(value: float | None, unit: Unit, words: str) -> None:
    assert said(value, unit) == words


def test_the_table_holds_the_numbers_of_the_chart_with_their_links() -> None:
    assert [str(one) for one in COSTS.head()] == ["Month", "Paid", "Share"]
    first, second = COSTS.rows()
    assert [cell.text for cell in first] == ["2026-01", "¥1,234.50", "12.3 %"]
    assert first[1].url == "/claims/?month=2026-01"
    assert [cell.text for cell in second] == ["2026-02", "–", "50.0 %"]


def test_the_page_holds_data_and_no_script_of_its_own() -> None:
    page = drawn(COSTS)
    assert spec_in(page, "costs")["title"] == "Cost <b>"
    assert "Cost &lt;b&gt;" in page
    assert 'role="img"' in page
    assert 'href="/claims/?month=2026-01"' in page
    assert not re.search(r"<script(?![^>]*(src|application/json))|style=", page)


def test_the_library_comes_once_however_many_charts_there_are() -> None:
    assert drawn(COSTS, COSTS).count("echarts.min.js") == 1


def test_a_chart_without_numbers_says_so_instead_of_an_empty_frame() -> None:
    page = drawn(Chart("none", "Nothing", ["a"], [Series("x", [None])], empty="Widen the period."))
    assert "Widen the period." in page
    assert "data-chart=" not in page


def test_a_heat_map_is_a_table_of_its_lines() -> None:
    heat = HeatMap("heat", "Cost", ["2026-01", "2026-02"], lines=["Engine"], values=[[None, 5]], links={(0, 1): "/x/"})
    assert [[cell.text for cell in row] for row in heat.rows()] == [["Engine", "–", "5"]]
    assert heat.spec()["cells"] == [[1, 0, 5, "/x/"]]
    assert not heat.is_empty
    assert HeatMap("heat", "Cost", ["1"], lines=["a"], values=[[None]]).is_empty


def test_points_on_a_numeric_axis_share_the_rows_of_their_places() -> None:
    fit = Chart(
        "fit",
        "Fit",
        series=[
            Series("Seen", [1.0, 2.0], Look.POINTS, x=[10, 20]),
            Series("Bounds", [3.0, 4.0], Look.BAND, x=[10, 30], low=[0.5, 1.5]),
        ],
        unit=Unit.NUMBER,
        x_title="Days",
    )
    with translation.override("en"):
        assert [str(one) for one in fit.head()] == ["Days", "Seen", "Bounds, from", "Bounds, to"]
    assert [[cell.text for cell in row] for row in fit.rows()] == [
        ["10", "1", "0.5", "3"], ["20", "2", "–", "–"], ["30", "–", "1.5", "4"],
    ]  # fmt: skip
