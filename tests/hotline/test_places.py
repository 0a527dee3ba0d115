"""Coordinates as people paste them."""

import pytest

from common.datum import Datum
from common.errors import Invalid
from network.hotline.places import read_place, road_of


@pytest.mark.parametrize(
    "text",
    [
        "31.23,121.47",
        " 31.23 , 121.47 ",
        "121.47,31.23",
        "31.23，121.47",
        "（31.23，121.47）",
        "lat 31.23 lon 121.47",
        "３１.23,121.47",
    ],
)
def test_it_is_read_in_either_order_and_width(text):
    place = read_place(text)
    assert (place.lat, place.lon) == (31.23, 121.47)


def test_outside_china_latitude_comes_first():
    place = read_place("48.1,11.5")
    assert (place.lat, place.lon) == (48.1, 11.5)


@pytest.mark.parametrize(("datum", "lat", "lon"), [(Datum.GCJ02, 31.2283, 121.4747), (Datum.BD09, 31.2340, 121.4812)])
def test_a_shifted_position_is_brought_back(datum, lat, lon):
    place = read_place(f"{lat},{lon}", datum)
    assert place.lat == pytest.approx(31.2304, abs=0.0006)
    assert place.lon == pytest.approx(121.4703, abs=0.0006)


@pytest.mark.parametrize("text", ["", "31.23", "1,2,3", "nowhere", "95,190"])
def test_anything_else_is_refused(text):
    with pytest.raises(Invalid):
        read_place(text)


@pytest.mark.parametrize(
    "text",
    [
        "G2 K1240+300",
        "g30K1234+500",
        "Ｇ３０ K1",
        "S2 出口",
        "沪宁高速 往南京",
        "G1503 ring",
        "Expressway near Wuxi",
        "在G2上",
    ],
)
def test_a_highway_is_known_by_its_number_or_word(text):
    assert road_of(text) == "highway"


@pytest.mark.parametrize("text", ["", "G312 K100+200", "S122", "中山北路 12 号", "WG2 yard", "工地 3 号门"])
def test_a_three_figure_road_is_none(text):
    assert road_of(text) == ""
