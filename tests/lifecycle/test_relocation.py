"""A station moves to another office's province: province, region, place and who may see and act follow on the day."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.actors import Actor, actor_at_office
from accounts.models import Membership, User
from accounts.roles import Role
from common.clock import today
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotYours
from common.history.relay import deliver_pending
from desk.models import Notification
from network.dispatch.models import News
from network.lifecycle import actions
from network.lifecycle.choices import ChangeKind
from network.lifecycle.deadlines import CHANGE_APPLIES, begin_of_day
from network.lifecycle.models import StationChange
from network.lifecycle.selectors import changes_for
from tenants.registry.choices import Region
from tenants.registry.models import Station
from tenants.registry.selectors import stations_for
from tests.builders.lifecycle import NEW_ADDRESS, a_request
from tests.builders.onboarding import opened
from tests.world import office_actor

pytestmark = pytest.mark.django_db
THERE = {"province": "41", "city": "郑州", "address": "经开区 8 号", "lat": 34.72, "lon": 113.75}
AFTER = {**THERE, "province": "河南", "region": "south"}


@pytest.fixture
def southern(db: None) -> Actor:
    """The office of the province to which the station moves."""
    user = User.objects.create_user("south@stationmaster.example", name="华南办事处")
    Membership.objects.create(user=user, role=Role.REGIONAL_OFFICE, region=Region.SOUTH)
    return actor_at_office(user)


def facts_of(station: Station) -> dict[str, Any]:
    station.refresh_from_db()
    return {name: getattr(station, name) for name in AFTER}


def a_move(by: Actor, days: int = 3) -> StationChange:
    change = a_request(ChangeKind.RELOCATION, THERE)
    actions.check_change(change.pk, note="新址已看", seen_on=today(), acting_user=by)
    day, section = today() + timedelta(days=days), office_actor(Role.SERVICE_MANAGEMENT)
    return actions.approve_change(change.pk, effective_on=day, acting_user=section)


def the_day_comes(change: StationChange) -> None:
    rows = Deadline.objects.filter(subject_id=change.pk, kind=CHANGE_APPLIES)
    rows.update(due_at=begin_of_day(today()))
    keep_due()


def test_province_and_office_follow_on_the_day_and_dispatch_hears_of_it(
    station: Station, regional_officer: Actor, southern: Actor, office: None
) -> None:
    before = facts_of(station)
    change = a_move(regional_officer)
    assert facts_of(station) == before
    heard = News.objects.filter(station_id=station.pk).count()
    the_day_comes(change)
    assert facts_of(station) == AFTER
    assert News.objects.filter(station_id=station.pk).count() > heard


def test_the_other_office_sees_and_acts_and_the_one_before_does_not_any_more(
    station: Station, regional_officer: Actor, southern: Actor, client_for: Any, office: None
) -> None:
    candidate = opened(station)
    page, papers = station.get_absolute_url(), candidate.get_absolute_url()
    the_day_comes(a_move(regional_officer))
    asked = a_request(ChangeKind.ADDRESS, NEW_ADDRESS)
    with pytest.raises(NotYours):
        actions.check_change(asked.pk, note="好的", acting_user=regional_officer)
    assert not stations_for(regional_officer).filter(pk=station.pk).exists()
    assert stations_for(southern).filter(pk=station.pk).exists()
    for address in (page, papers):
        assert client_for(regional_officer).get(address).status_code == 404
        assert client_for(southern).get(address).status_code == 200
    assert actions.check_change(asked.pk, note="好的", acting_user=southern).status == "checked"


def test_the_other_office_looks_at_the_new_site_before_the_day(station: Station, southern: Actor, office: None) -> None:
    change = a_request(ChangeKind.RELOCATION, THERE)
    other = a_request(ChangeKind.ADDRESS, NEW_ADDRESS)
    assert list(changes_for(southern)) == [change]
    assert not stations_for(southern).filter(pk=station.pk).exists()
    assert actions.check_change(change.pk, note="新址已看", seen_on=today(), acting_user=southern).status == "checked"
    with pytest.raises(NotYours):
        actions.check_change(other.pk, note="好的", acting_user=southern)


def test_both_offices_hear_of_it(station: Station, regional_officer: Actor, southern: Actor, office: None) -> None:
    change = a_move(regional_officer)
    deliver_pending()
    for person in (regional_officer, southern):
        rows = Notification.objects.filter(user_id=person.id, key__contains=".offices:")
        assert rows.count() == 1 and station.code in rows.get().text, change


def test_a_move_within_the_province_leaves_name_and_office(station: Station, office: None) -> None:
    change = a_request(ChangeKind.RELOCATION, {**THERE, "province": "31", "city": "上海"})
    assert (change.values["province"], change.values["region"]) == (station.province, station.region)


@pytest.mark.parametrize("given", [{"province": "99"}, {"province": "Atlantis"}, {"region": "south"}])
def test_it_refuses_a_province_that_is_none_and_an_office_by_hand(given: dict[str, str], station: Station) -> None:
    with pytest.raises(Invalid):
        a_request(ChangeKind.RELOCATION, THERE | given)
    assert not StationChange.objects.exists()
