"""A detail page: facts, what may be done now, and the timeline."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation

from accounts.actors import Actor
from common.history.record import record
from common.pages.timeline import changes_of, say, words_for
from common.people import Process
from common.scope import for_office
from tenants.registry.models import Station

Browse = Callable[..., Client]


def test_it_shows_facts_status_and_a_dash_for_what_is_empty(browse: Browse, reviewer: Actor, station: Station) -> None:
    content = browse(reviewer).get(f"/sample/{station.pk}/").content.decode()
    assert "上海" in content
    assert 'data-tone="good">Active' in content
    assert "<dd>–</dd>" in content


def test_a_button_that_the_role_lacks_is_not_drawn(browse: Browse, reviewer: Actor, station: Station) -> None:
    content = browse(reviewer).get(f"/sample/{station.pk}/").content
    assert b"Rename" in content
    assert b"Instruct" not in content


def test_a_step_is_a_form_with_a_token(browse: Browse, customer_service_manager: Actor, station: Station) -> None:
    content = browse(customer_service_manager).get(f"/sample/{station.pk}/").content.decode()
    assert "Instruct" in content
    assert "csrfmiddlewaretoken" in content


def test_what_is_not_in_sight_is_not_found(browse: Browse, regional_officer: Actor, rival_station: Station) -> None:
    assert browse(regional_officer).get(f"/sample/{rival_station.pk}/").status_code == 404


def test_a_role_without_the_action_is_refused(browse: Browse, supplier_user: Actor, station: Station) -> None:
    assert browse(supplier_user).get(f"/sample/{station.pk}/").status_code == 403


def test_a_stranger_is_sent_to_the_sign_in(client: Client, station: Station) -> None:
    answer = client.get(f"/sample/{station.pk}/")
    assert answer["Location"] == f"/accounts/login/?next=/sample/{station.pk}/"


def test_the_timeline_tells_who_what_when_and_why(browse: Browse, reviewer: Actor, station: Station) -> None:
    with for_office(), transaction.atomic():
        record(
            station,
            "station.suspended",
            Process("王建国"),
            before={"status": "active", "phone": "1"},
            after={"status": "suspended", "phone": "2"},
            reason="违规调查期间暂停",
        )
    content = browse(reviewer).get(f"/sample/{station.pk}/").content.decode()
    for words in ("Suspended", "王建国", "违规调查期间暂停", "<del>Active</del>", "<ins>2</ins>", "duty phone"):
        assert words in content


def test_an_app_names_its_events() -> None:
    say({"sample.opened": "Opened for business"})
    assert str(words_for("sample.opened")) == "Opened for business"
    assert words_for("sample.not_named") == "Not named"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"labour_coefficient": "1.00"}, {"labour_coefficient": "1.10"}, [("1.00", "1.10")]),
        ({}, {"opened_on": "2026-05-01"}, [("", "2026-05-01")]),
        ({"version": 1}, {"version": 2}, []),
        ({}, {"case_id": "0193a000-0000-7000-8000-000000000000"}, []),
        ({"at": ""}, {"at": "2026-05-01T10:00:00+00:00"}, [("", "2026-05-01 10:00")]),
        ({"distance_m": 980}, {"distance_m": 66_704}, [("980 m", "66.7 km")]),
    ],
)
def test_changes_are_told_in_words(before: dict[str, str], after: dict[str, str], expected: list[object]) -> None:
    assert [(change.before, change.after) for change in changes_of(before, after, Station)] == expected


def test_a_status_of_which_nobody_says_what_it_became_is_left_out() -> None:
    assert list(changes_of({"status": "active"}, {}, Station)) == []


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("added", 3, "新增 3"),
        ("known", 1, "已存在 1"),
        ("status", "suspended", "状态 已暂停"),
        ("old_part", "awaited", "旧件 待返回"),
        ("late", "rescue.depart_due", "超期 出发"),
        ("left_out", 2, "略过 2"),
    ],
)
def test_names_and_values_are_told_in_the_reader_s_language(name: str, value: object, words: str) -> None:
    with translation.override("zh-hans"):
        (change,) = changes_of({}, {name: value}, Station)
        assert f"{change.label} {change.after}" == words
