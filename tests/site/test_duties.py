"""Org chart, rounds, and signing for duties."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.actions import add_post
from accounts.actors import Actor
from accounts.posts import POSTS
from common.clock import today
from common.errors import Invalid, NotAllowed, NotYours
from common.history.models import History
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tenants.site.actions import do_duty, sign_for_duties
from tenants.site.checklists import DUTIES
from tenants.site.choices import DutyKind, SiteError
from tenants.site.duties import DUTIES_OF
from tenants.site.models import DutyRecord, DutySignature
from tenants.site.selectors import duty_records_for, org_chart, own_posts, standings
from tests.builders.api import Caller

SignIn = Callable[[Actor], Client]


def all_well(kind: str) -> dict[str, dict[str, Any]]:
    """Return answers without a fault."""
    return {code: {"ok": True} for code in DUTIES[kind].items}


def a_round(actor: Actor, kind: DutyKind = DutyKind.ENVIRONMENT, day: date | None = None) -> DutyRecord:
    """Return a round without a fault."""
    return do_duty(kind=kind, answers=all_well(kind), day=day, acting_user=actor)


def test_duties_name_posts_of_the_catalogue() -> None:
    assert set(DUTIES_OF) <= set(POSTS)
    assert all(set(duty.posts) <= set(POSTS) for duty in DUTIES.values())


def test_a_round_with_a_fault_is_kept(station: Station, station_manager: Actor) -> None:
    answers = all_well(DutyKind.ENVIRONMENT) | {"fire": {"ok": False, "note": "灭火器过期"}}
    with inside(station):
        row = do_duty(kind=DutyKind.ENVIRONMENT, answers=answers, acting_user=station_manager)
        assert (row.finding_count, row.day) == (1, today())
        assert History.objects.filter(verb="duty.done", station_id=station.pk).count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"fire": {"ok": False}}, SiteError.NO_NOTE),
        ({"fire": {}}, SiteError.UNANSWERED),
    ],
)
def test_half_a_round_is_refused(
    change: dict[str, Any], code: SiteError, station: Station, station_manager: Actor
) -> None:
    answers = all_well(DutyKind.ENVIRONMENT) | change
    with inside(station):
        with pytest.raises(Invalid) as refusal:
            do_duty(kind=DutyKind.ENVIRONMENT, answers=answers, acting_user=station_manager)
        assert refusal.value.code == code
        assert not DutyRecord.objects.exists() and not History.objects.filter(verb="duty.done").exists()


def test_tomorrow_can_not_be_done_today(station: Station, station_manager: Actor) -> None:
    with inside(station), pytest.raises(Invalid) as refusal:
        a_round(station_manager, day=today() + timedelta(days=1))
    assert refusal.value.field == "day"


def test_the_lounge_is_checked_once_a_day(station: Station, care_agent: Actor) -> None:
    with inside(station):
        a_round(care_agent, DutyKind.LOUNGE)
        with pytest.raises(Invalid) as refusal:
            a_round(care_agent, DutyKind.LOUNGE)
        assert refusal.value.code == SiteError.DONE_ALREADY


def test_two_rounds_a_week_are_enough(station: Station, station_manager: Actor) -> None:
    monday = today() - timedelta(days=today().weekday())
    with inside(station):
        a_round(station_manager, day=monday)
        a_round(station_manager, day=monday - timedelta(days=1))
        assert standings(station_manager, monday)[0].is_due
        a_round(station_manager, day=monday)
        assert not standings(station_manager, monday)[0].is_due


def test_the_chart_names_holders_and_vacancies(station: Station, station_manager: Actor, technician: Actor) -> None:
    with inside(station):
        add_post(technician.id, post="paint_technician", acting_user=station_manager)
        seats = {seat.post.code: seat.people for _department, row in org_chart(station_manager) for seat in row}
    assert set(seats) == set(POSTS)
    assert seats["paint_technician"] == [technician.name] and seats["accountant"] == []


def test_somebody_signs_for_their_own_post_alone(station: Station, technician: Actor) -> None:
    with inside(station):
        [post] = own_posts(technician)
        first = sign_for_duties(post=post.code, acting_user=technician)
        assert sign_for_duties(post=post.code, acting_user=technician) == first
        with pytest.raises(Invalid):
            sign_for_duties(post="station_manager", acting_user=technician)
        assert DutySignature.objects.count() == 1


def test_a_technician_does_no_rounds(station: Station, technician: Actor) -> None:
    with inside(station):
        with pytest.raises(NotAllowed):
            a_round(technician)
        assert not DutyRecord.objects.exists()


def test_a_rival_has_no_such_record(
    station: Station, rival_station: Station, station_manager: Actor, rival_manager: Actor, client_for: SignIn
) -> None:
    with inside(station):
        row = a_round(station_manager)
    with inside(rival_station), pytest.raises(NotYours):
        duty_records_for(rival_manager).get_or_404(row.pk)
    client = client_for(rival_manager)
    for place in (station, rival_station):
        assert client.get(f"/s/{place.code}/site/duties/records/{row.pk}/").status_code == 404


def test_the_pages_open(station: Station, station_manager: Actor, client_for: SignIn) -> None:
    with inside(station):
        row = a_round(station_manager)
    client = client_for(station_manager)
    pages = [
        "chart/",
        "duties/",
        "duties/mine/",
        "duties/records/",
        f"duties/records/{row.pk}/",
        "duties/environment/new/",
    ]
    answers = {page: client.get(f"/s/{station.code}/site/{page}").status_code for page in pages}
    assert answers == dict.fromkeys(pages, 200)
    assert client.get(f"/s/{station.code}/site/duties/nonsense/new/").status_code == 404


def test_a_round_on_the_page_keeps_what_was_typed(station: Station, care_agent: Actor, client_for: SignIn) -> None:
    client, address = client_for(care_agent), f"/s/{station.code}/site/duties/lounge/new/"
    form = dict.fromkeys(DUTIES[DutyKind.LOUNGE].items, "yes") | {"day": today().isoformat()}
    refused = client.post(address, form | {"clean": "no", "remarks": "早上七点"})
    assert refused.status_code == 422 and "早上七点" in refused.text
    assert client.post(address, form).status_code == 302


def test_signing_on_the_page(station: Station, technician: Actor, client_for: SignIn) -> None:
    address = f"/s/{station.code}/site/duties/mine/"
    assert client_for(technician).post(address, {"post": "mechatronics_technician"}).status_code == 302
    with inside(station):
        assert DutySignature.objects.get().user_id == technician.id


def test_the_api(station: Station, station_manager: Actor, client_for: SignIn) -> None:
    call = Caller(client_for(station_manager), station)
    made = call.post("duty-records", {"kind": "environment", "answers": all_well("environment")})
    assert made.status_code == 201 and made.json()["finding_count"] == 0
    assert len(call.get("duty-records?kind=environment").json()["data"]) == 1
    assert call.post("duty-signatures", {"post": "station_manager"}).status_code == 201
