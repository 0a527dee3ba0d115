"""Kilometre posts: kept by the hotline, taken in from a file, and found by a call that names a marker."""

import pytest

from common.errors import Invalid, NotAllowed
from common.history.models import History
from common.imports.actions import confirm_import, start_import
from common.imports.models import ImportRow
from network.hotline.highways import Marker
from network.hotline.models import Case, HighwayPost
from network.hotline.places import Place
from network.hotline.posts import set_post
from tests.builders.hotline import a_case
from tests.hotline.test_pages import typed

AT = Marker("G30", 1_234_500)


@pytest.fixture
def office(dispatcher, client_for):
    return client_for(dispatcher)


def test_a_post_is_set_and_moved(dispatcher, acting):
    with acting(dispatcher):
        first = set_post(AT, Place(34.0, 108.0), acting_user=dispatcher)
        second = set_post(AT, Place(34.1, 108.0), name="服务区", acting_user=dispatcher)
        assert first.pk == second.pk
        assert HighwayPost.objects.get().lat == 34.1
        assert History.objects.filter(verb="highway_post.set").count() == 2


def test_two_posts_never_share_a_marker(dispatcher, acting):
    with acting(dispatcher):
        set_post(AT, Place(34.0, 108.0), acting_user=dispatcher)
        other = set_post(Marker("G30", 1), Place(34.0, 108.0), acting_user=dispatcher)
        with pytest.raises(Invalid) as refusal:
            set_post(AT, Place(34.5, 108.0), post_id=other.pk, acting_user=dispatcher)
    assert refusal.value.field == "marker"


def test_others_set_none(reviewer, acting):
    with acting(reviewer), pytest.raises(NotAllowed):
        set_post(AT, Place(34.0, 108.0), acting_user=reviewer)
    assert not HighwayPost.objects.exists()


def test_the_page_keeps_what_was_typed(office):
    wrong = office.post("/hotline/posts/add/", {"marker": "somewhere", "position": "34.1,108.2", "datum": "wgs84"})
    assert wrong.status_code == 422 and "34.1,108.2" in wrong.text
    assert (
        office.post("/hotline/posts/add/", {"marker": "G30 K1", "position": "34.1,108.2", "datum": "wgs84"}).status_code
        == 302
    )
    post = HighwayPost.objects.get()
    assert "K1+000" in office.get("/hotline/posts/").text
    assert "34.1,108.2" in office.get(f"/hotline/posts/{post.pk}/").text


def test_a_file_is_taken_in_once(dispatcher, acting):
    content = 'marker,position,name\nG30 K1,"34.0,108.0",出口\nG30 K11,"34.1,108.1",\n'.encode()
    with acting(dispatcher):
        parent = start_import("highway_posts", name="posts.csv", content=content, acting_user=dispatcher)
        confirm_import(parent.pk, acting_user=dispatcher)
        again = start_import("highway_posts", name="posts.csv", content=content, acting_user=dispatcher)
        assert [row.state for row in ImportRow.objects.filter(parent=again)] == ["known", "known"]
        assert HighwayPost.objects.count() == 2
        assert History.objects.filter(verb="highway_post.set").count() == 2


def test_a_call_that_names_a_marker_needs_no_coordinates(office, dispatcher, acting, at_office):
    with acting(dispatcher):
        set_post(Marker("G30", 1_000), Place(34.0, 108.0), acting_user=dispatcher)
        set_post(Marker("G30", 11_000), Place(34.0, 108.1), acting_user=dispatcher)
    shown = office.get("/hotline/locate/", {"coordinates": "", "place": "G30 K6", "datum": "wgs84"}).json()
    assert (shown["exact"], round(shown["place"]["lon"], 4)) == (True, 108.05)
    assert office.post("/hotline/take/", typed(place="G30 K6", coordinates="")).status_code == 302
    with at_office():
        assert round(Case.objects.get().lon, 4) == 108.05


def test_while_typing_a_wrong_position_is_a_sentence(office):
    shown = office.get("/hotline/locate/", {"coordinates": "31.2", "place": "", "datum": "wgs84"}).json()
    assert shown["place"] is None and "31.2304" in shown["words"]
    assert office.get("/hotline/locate/").json() == {"place": None, "words": ""}
    broken = office.get(
        "/hotline/locate/", {"coordinates": "http://[", "place": "\x00" * 10_000, "datum": "x" * 10_000}
    )
    assert broken.json()["place"] is None
    assert office.get("/hotline/lookup/", {"vehicle": "\x00沪A", "phone": "\x00" * 10_000}).status_code == 200


def test_pasted_map_coordinates_are_converted_once(office, at_office):
    office.post("/hotline/take/", typed(coordinates="31.2283,121.4747", datum="gcj02"))
    with at_office():
        case = Case.objects.get()
    assert (case.lat, case.lon) == pytest.approx((31.2304, 121.4703), abs=0.0006)


def test_without_a_place_the_call_is_not_lost(db, at_office):
    with pytest.raises(Invalid):
        a_case(place="苏州", lat=None, lon=None)
    with at_office():
        assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("lines", "fields"),
    [
        (['nowhere,"34.0,108.0",'], {"marker"}),
        (["G30 K1,34.0,"], {"position"}),
        (['G30 K1,"34.0,108.0",', 'g30k1+000,"34.0,108.0",'], {"marker"}),
    ],
)
def test_a_wrong_cell_is_named(dispatcher, acting, lines, fields):
    content = "\n".join(["marker,position,name", *lines]).encode()
    with acting(dispatcher):
        parent = start_import("highway_posts", name="posts.csv", content=content, acting_user=dispatcher)
        assert {name for row in ImportRow.objects.filter(parent=parent) for name in row.problems} == fields
    assert not HighwayPost.objects.exists()
