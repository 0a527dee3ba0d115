"""Where a vehicle stands, from whatever the driver's phone or the driver's words give."""

import pytest

from common.datum import Datum
from common.errors import Invalid
from network.hotline.highways import Marker, marker_in
from network.hotline.locating import locate
from network.hotline.models import HighwayPost
from network.hotline.places import read_place

SHANGHAI = (31.2304, 121.4737)


@pytest.mark.parametrize(
    "text",
    [
        "31°13'49.44\"N 121°28'25.32\"E",
        "N31°13′49.44″ E121°28′25.32″",
        "121°28'25.32\"E, 31°13'49.44\"N",
        "北纬31度13分49.44秒 东经121度28分25.32秒",
        "31° 13.824' N 121° 28.422' E",
        "31 13.824 N, 121 28.422 E",
        "N31 13.824 E121 28.422",
        "北纬31 13.824 东经121 28.422",
        "北纬31.2304 东经121.4737",
        "N31.2304 E121.4737",
        "东经121.4737，北纬31.2304",
        "31.2304, 121.4737 (精度 15米)",
        "13855550123 发来 31.2304，121.4737",
        "WGS84: 31.2304,121.4737,12.5",
        "geo:31.2304,121.4737",
        "geo:31.2304,121.4737;u=35?z=16",
        "https://www.openstreetmap.org/?mlat=31.2304&mlon=121.4737#map=17",
        "https://www.openstreetmap.org/#map=15/31.2304/121.4737",
        "https://www.openstreetmap.org/#map=15/31.2304/121.4737&layers=H",
        "https://maps.google.com/?q=31.2304,121.4737",
        "https://www.google.com/maps/place/X/@31.2304,121.4737,17z",
        "https://maps.apple.com/?ll=31.2304,121.4737&q=Pin",
    ],
)
def test_a_position_is_read_however_it_is_written(text):
    place = read_place(text)
    assert (place.lat, place.lon) == pytest.approx(SHANGHAI, abs=1e-5)


def test_south_and_west_are_negative():
    for text in ("33°51'S 70°30'W", "S33.85 W70.5", "70.5W, 33.85S", "南纬33.85 西经70.5"):
        place = read_place(text)
        assert (place.lat, place.lon) == pytest.approx((-33.85, -70.5))


@pytest.mark.parametrize(
    "text",
    [
        "31°75'00\"N 121°28'30\"E",  # 75 minutes: misheard
        "31°14'61\"N 121°28'30\"E",
        "31 14 15.5 N 121 28 30 E",
        "31°14.258 N 121°28.420 E",
        "31 75.5 N 121 28.2 E",
        "31 13.8, 121 28.2",
        "31 13.8241, 121 28.4222",  # minutes, which would pass for degrees
        "31 13 N 121 28 E",
        "3114.258,12128.420",
        "31.2304,121.4737 or 31.2310,121.4740",
        "0.000000,0.000000",  # a phone without a fix
    ],
)
def test_what_could_be_another_place_is_refused_rather_than_guessed(text):
    with pytest.raises(Invalid):
        read_place(text)


@pytest.mark.parametrize(
    ("link", "like", "datum"),
    [
        ("https://uri.amap.com/marker?position=121.4737,31.2304&name=x", "31.2304,121.4737", Datum.GCJ02),
        ("https://wb.amap.com/?p=B0FF,31.2304,121.4737,name,addr", "31.2304,121.4737", Datum.GCJ02),
        (
            "https://apis.map.qq.com/uri/v1/marker?marker=coord:31.2304,121.4737;title:x",
            "31.2304,121.4737",
            Datum.GCJ02,
        ),
        ("http://api.map.baidu.com/marker?location=31.2304,121.4737&output=html", "31.2304,121.4737", Datum.BD09),
        ("http://api.map.baidu.com/marker?location=31.2304,121.4737&coord_type=gcj02", "31.2304,121.4737", Datum.GCJ02),
        ("http://api.map.baidu.com/marker?location=31.2304,121.4737&coord_type=wgs84", "31.2304,121.4737", Datum.WGS84),
    ],
)
def test_a_link_knows_the_coordinates_of_its_maker(link, like, datum):
    assert read_place(link, Datum.WGS84) == read_place(like, datum)


@pytest.mark.parametrize(
    "text",
    [
        "https://surl.amap.com/4lR5X1kq9w",
        "https://maps.app.goo.gl/abc",
        "https://example.com/?q=31.2304,121.4737",
        "https://uri.amap.com/marker?name=x",
        "https://uri.amap.com.evil.example/marker?position=121.4737,31.2304",
        "geo:somewhere",
        "https://www.openstreetmap.org/#map=15",
        "https://www.openstreetmap.org/way/31#map=15/x/y",
        "http://[",
        "https://[::1/?q=31.2304,121.4737",
        "31°13'N 30°10'N",
        "https://uri.amap.com/marker?position=121.4,31.2&x=" + "0" * 2_000,
    ],
)
def test_a_link_without_a_position_says_what_to_do(text):
    with pytest.raises(Invalid) as refusal:
        read_place(text)
    assert refusal.value.field == "coordinates"


@pytest.mark.parametrize(
    ("words", "marker"),
    [
        ("G30 K1234+500", Marker("G30", 1_234_500)),
        ("g30k1234", Marker("G30", 1_234_000)),
        ("Ｇ３０ 连霍高速 往西安方向 K1234+5", Marker("G30", 1_234_500)),
        ("S32 申嘉湖高速 K12 + 030", Marker("S32", 12_030)),
        ("在G2上", None),
        ("K1234", None),
        ("XG30 K12", None),
        ("", None),
        ("G30 1234公里500米", Marker("G30", 1_234_500)),
        ("G30 1234公里", Marker("G30", 1_234_000)),
        ("G30 K1234加500", Marker("G30", 1_234_500)),
        ("G30 K99999+500", None),  # beyond any road: not the post of its first digits
        ("G30 K12345", None),
    ],
)
def test_a_marker_is_read_from_the_words(words, marker):
    assert marker_in(words) == marker


def test_a_marker_is_written_as_it_stands_on_the_road():
    assert str(Marker("G30", 1_234_005)) == "G30 K1234+005"


@pytest.fixture
def posts(db):
    for at_m, lat, lon in [(10_000, 34.0, 108.0), (20_000, 34.0, 108.1), (60_000, 34.2, 108.6)]:
        HighwayPost.objects.create(road="G30", at_m=at_m, lat=lat, lon=lon)


def test_between_two_posts_it_stands_in_proportion(posts):
    found = locate("", "G30 连霍高速 K12+500")
    assert found is not None and found.exact
    assert (found.place.lat, found.place.lon) == pytest.approx((34.0, 108.025))


def test_at_a_post_it_stands_there(posts):
    found = locate("", "G30 K20")
    assert found is not None and (found.place.lat, found.place.lon) == (34.0, 108.1)


@pytest.mark.parametrize("words", ["G30 K9+999", "G30 K40", "G30 K61", "G31 K12"])
def test_beyond_the_posts_or_where_they_are_too_far_apart_nothing_is_guessed(posts, words):
    assert locate("", words) is None


def test_a_city_in_the_words_gives_its_middle_and_says_that_it_is_not_exact(db):
    found = locate("", "苏州北服务区附近")
    assert found is not None and not found.exact
    assert (found.place.lat, found.place.lon) == pytest.approx((31.30, 120.60), abs=0.02)


def test_what_was_pasted_wins_over_the_words(posts):
    found = locate("31.2304,121.4737", "苏州 G30 K12")
    assert found is not None and (found.place.lat, found.place.lon) == SHANGHAI


def test_the_form_says_when_it_knows_no_posts_of_a_marker(client_for, dispatcher, posts):
    ask = client_for(dispatcher).get
    unknown = ask("/hotline/locate/", {"place": "G2 K1185+300"}).json()
    assert unknown["place"] is None and "G2 K1185+300" in unknown["words"]
    assert ask("/hotline/locate/", {"place": "在路边"}).json()["words"] == ""


def test_a_city_is_found_with_a_typed_apostrophe(db):
    assert locate("", "near Xi'an") == locate("", "西安")
