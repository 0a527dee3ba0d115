"""开业首周: the list comes with the opening, ticks itself by what is seen, the regional office ticks the rest; it is reminded of and late."""

import base64
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.actors import Actor, actor_at_office
from accounts.models import Invitation, Membership
from accounts.roles import Role
from common.clock import business_zone, now, today
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.files.models import StoredFile
from common.history.models import History
from common.history.relay import deliver_pending
from common.scope import for_office
from desk.models import Notification
from network.dispatch.models import Crew
from network.onboarding.building.policies import EXAMPLE, Policy, WeekRule, policy_of
from network.onboarding.building.rulebook import BOOK
from network.onboarding.firstweek.actions import WEEK_DUE, WEEK_LOOK, WEEK_SOON, tick_item
from network.onboarding.firstweek.facts import FACTS
from network.onboarding.firstweek.selectors import first_week_for, look
from network.onboarding.models import Candidate, FirstWeekItem
from network.onboarding.pages.firstweek import week_lane
from tenants.parts.models import StockItem
from tenants.registry.models import Station
from tests.builders import claims
from tests.builders import onboarding as build
from tests.builders.api import Caller

SignIn = Callable[[Actor], Client]
At = Callable[[Actor], AbstractContextManager[object]]


@pytest.fixture
def week(db: None, station: Station) -> Candidate:
    """The candidate of a station that was opened just now."""
    return build.opened(station)


def item(code: str) -> FirstWeekItem:
    """An item by its code."""
    with for_office():
        return FirstWeekItem.objects.get(code=code)


def pass_by(kind: str) -> None:
    """Let the limit of a kind pass and keep the deadlines."""
    with for_office():
        Deadline.objects.filter(kind=kind, done_at__isnull=True).update(due_at=now() - timedelta(seconds=1))
        keep_due()


def verbs(candidate: Candidate) -> list[str]:
    """The history of a candidate."""
    with for_office():
        return list(History.objects.filter(aggregate_id=candidate.pk).values_list("verb", flat=True))


def test_the_list_is_of_the_level_and_of_the_rules(week: Candidate, station: Station) -> None:
    with for_office():
        codes = list(FirstWeekItem.objects.order_by("place").values_list("code", flat=True))
        kinds = Deadline.objects.filter(subject_id=station.pk, done_at__isnull=True)
        assert set(kinds.values_list("kind", flat=True)) >= {WEEK_LOOK, WEEK_SOON, WEEK_DUE}
    assert codes == [one.code for one in EXAMPLE.first_week_for(week.level)]
    assert "crew" not in [one.code for one in EXAMPLE.first_week_for("C")]
    shown = item("visit").due_at.astimezone(business_zone()).date()  # readers see the date alone
    assert shown == today() + timedelta(days=7)


def test_published_rules_replace_the_example() -> None:
    given = policy_of("v2", {"first_week": [["visit", "走访", "Visit", "A", ""]], "first_week_days": 10})
    assert given.first_week == (WeekRule("visit", "走访", "Visit", "A"),)
    assert (given.first_week_days, given.first_week_for("B")) == (10, [])


@pytest.mark.parametrize(
    "bad", [WeekRule("a", "甲", "A", "AX"), WeekRule("a", "甲", "A", ""), WeekRule("a", "甲", "A", "A", "moon")]
)
def test_rules_that_can_not_be_are_refused(bad: WeekRule) -> None:
    for items in ((bad,), (WeekRule("a", "甲", "A"), WeekRule("a", "乙", "B"))):
        with pytest.raises(Invalid) as caught:
            BOOK.check(Policy(first_week=items))
        assert caught.value.field == "first_week"


def test_what_is_seen_ticks_itself_at_the_next_look(
    week: Candidate, station: Station, station_manager: Actor, acting: At
) -> None:
    before = {code: item(code).status for code in ("crew", "stock", "claim", "repair")}
    claim = claims.a_draft_claim()
    with acting(station_manager):
        Crew.objects.create(station=station, name="一班", on_duty=True)
        StockItem.objects.create(
            station_id=station.pk,
            part_number="WG01",
            unit_cost_minor=100,
            name_zh="滤芯",
            name_en="Filter",
            on_hand=2,
        )
    pass_by(WEEK_LOOK)
    assert set(before.values()) == {"open"}
    assert [item(code).status for code in before] == ["done"] * 4
    assert (item("claim").words, item("claim").seen_id, item("crew").words) == (claim.number, claim.pk, "一班")
    assert verbs(week).count("candidate.first_week_seen") >= 4
    with for_office():
        assert Deadline.objects.get(kind=WEEK_LOOK, done_at__isnull=True).step == 1


def test_an_invitation_that_waits_holds_the_sign_ins_back(
    week: Candidate, station: Station, station_manager: Actor
) -> None:
    with for_office():
        items = [item("signed_in")]
        Invitation.objects.filter(station_id=station.pk).delete()
        assert look(station, items)[items[0].pk].words
        Invitation.objects.create(
            email="a@b.example", name="甲", role="reception", station_id=station.pk, token_hash="x", expires_at=now()
        )
        assert look(station, items) == {}


def test_the_office_of_the_region_ticks_with_words_and_photos(week: Candidate, regional_officer: Actor) -> None:
    with for_office():
        with pytest.raises(Invalid):
            tick_item(item("visit").pk, words=" ", acting_user=regional_officer)
        done = tick_item(
            item("visit").pk, words="已走访", photos=[("a.jpg", build.photo())], acting_user=regional_officer
        )
        assert (done.status, done.done_by, StoredFile.objects.filter(subject_id=done.pk).count()) == (
            "done", regional_officer.id, 1,
        )  # fmt: skip
        with pytest.raises(WrongState):
            tick_item(done.pk, words="再来", acting_user=regional_officer)
    assert "candidate.first_week_ticked" in verbs(week)


def test_what_ticks_itself_is_not_ticked_by_hand(week: Candidate, regional_officer: Actor) -> None:
    with for_office(), pytest.raises(WrongState) as caught:
        tick_item(item("repair").pk, words="有了", acting_user=regional_officer)
    assert (caught.value.code, item("repair").status) == ("building.seen", "open")


@pytest.mark.parametrize(
    "persona", ["service_management", "customer_service_manager", "station_manager", "administrator"]
)
def test_nobody_else_ticks(week: Candidate, persona: str, request: pytest.FixtureRequest) -> None:
    before = len(verbs(week))
    with for_office(), pytest.raises(NotAllowed):
        tick_item(item("visit").pk, words="好", acting_user=request.getfixturevalue(persona))
    assert (item("visit").status, len(verbs(week))) == ("open", before)


def test_another_region_does_not_see_it(week: Candidate, regional_officer: Actor) -> None:
    with for_office():
        Station.objects.filter(pk=week.opened_station_id).update(region="northwest")
        with pytest.raises(NotYours):
            tick_item(item("visit").pk, words="好", acting_user=regional_officer)
    assert item("visit").status == "open"


def test_who_sees_all_regions_still_ticks_only_in_their_own(week: Candidate, regional_officer: Actor) -> None:
    Membership.objects.create(user=regional_officer.user, role=Role.SERVICE_MANAGEMENT)
    both = actor_at_office(regional_officer.user)
    with for_office():
        Station.objects.filter(pk=week.opened_station_id).update(region="northwest")
        with pytest.raises(NotAllowed) as caught:
            tick_item(item("visit").pk, words="好", acting_user=both)
    assert (caught.value.code, item("visit").status) == ("building.region", "open")


def test_a_station_reads_its_own_alone(
    week: Candidate, station_manager: Actor, rival_manager: Actor, acting: At
) -> None:
    with acting(station_manager):
        assert first_week_for(station_manager).count() == len(EXAMPLE.first_week_for(week.level))
    with acting(rival_manager):
        assert not first_week_for(rival_manager).exists()
        assert not FirstWeekItem.objects.exists()


def test_it_is_reminded_of_then_late_and_looked_at_daily(week: Candidate, regional_officer: Actor) -> None:
    pass_by(WEEK_SOON)
    assert "candidate.first_week_reminded" in verbs(week)
    with for_office():
        FirstWeekItem.objects.update(due_at=now() - timedelta(hours=1))
    pass_by(WEEK_DUE)
    assert "candidate.first_week_overdue" in verbs(week)
    assert item("visit").overdue_at is not None
    pass_by(WEEK_LOOK)
    deliver_pending()
    with for_office():
        assert Deadline.objects.get(kind=WEEK_LOOK, done_at__isnull=True).due_at > now() + timedelta(hours=20)
        assert Notification.objects.filter(user=regional_officer.user).exists()
        lane = week_lane(regional_officer)
    assert lane is not None
    assert (lane.late, [one.candidate for one in lane.tickets]) == (1, [week])


def test_the_last_item_ends_the_week(week: Candidate, regional_officer: Actor) -> None:
    with for_office():
        FirstWeekItem.objects.exclude(code="visit").update(status="done", done_at=now(), words="好", done_by=week.pk)
        tick_item(item("visit").pk, words="已走访", acting_user=regional_officer)
        assert week_lane(regional_officer) is None
        assert not Deadline.objects.filter(kind__in=(WEEK_LOOK, WEEK_DUE, WEEK_SOON), done_at__isnull=True).exists()
    assert "candidate.first_week_complete" in verbs(week)


def test_a_station_that_is_no_longer_at_work_is_left_alone(
    week: Candidate, station: Station, regional_officer: Actor
) -> None:
    with for_office():
        Station.objects.filter(pk=station.pk).update(status="withdrawn")
    for kind in (WEEK_SOON, WEEK_DUE, WEEK_LOOK):
        pass_by(kind)
    assert not {"candidate.first_week_reminded", "candidate.first_week_overdue"} & set(verbs(week))
    with for_office():
        assert week_lane(regional_officer) is None
        assert not Deadline.objects.filter(kind=WEEK_LOOK, done_at__isnull=True).exists()


def test_the_database_wants_words_and_somebody(week: Candidate) -> None:
    for wrong in ({"words": "", "done_by": week.pk}, {"words": "好", "done_by": None}):
        with for_office(), pytest.raises(IntegrityError), transaction.atomic():
            FirstWeekItem.objects.filter(code="visit").update(status="done", done_at=now(), **wrong)


def test_every_fact_has_its_function(week: Candidate) -> None:
    assert {one["fact"] for one in map(asdict, EXAMPLE.first_week)} - {""} == set(FACTS)


def test_it_is_seen_and_clicked(
    week: Candidate, station: Station, regional_officer: Actor, service_management: Actor, client_for: SignIn
) -> None:
    client, key = client_for(regional_officer), item("visit").pk
    address = f"/onboarding/first-week/{key}/tick/"
    assert address in client.get(f"/onboarding/candidates/{week.pk}/").content.decode()
    assert week.name in client.get("/onboarding/").content.decode()
    assert f"/onboarding/candidates/{week.pk}/#first-week" in client.get("/").content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"words": "经理已走访"}).status_code == 302
    shown = client_for(service_management).get(f"/registry/stations/{station.pk}/").content.decode()
    assert "经理已走访" in shown
    assert "/tick/" not in shown


def test_the_station_finds_it_on_its_home_and_page(week: Candidate, station_manager: Actor, client_for: SignIn) -> None:
    client = client_for(station_manager)
    home = client.get("/s/SHA01/").content.decode()
    assert "客服经理走访" in home or "Visit of the customer-service manager" in home
    assert 'id="first-week"' in client.get("/s/SHA01/registry/").content.decode()


def test_it_is_listed_and_ticked_over_the_api(
    week: Candidate, station: Station, regional_officer: Actor, station_manager: Actor, client_for: SignIn
) -> None:
    office, own = Caller(client_for(regional_officer)), Caller(client_for(station_manager), station)
    one, total = item("boards"), len(EXAMPLE.first_week_for(week.level))
    photo = {"name": "牌.jpg", "content_base64": base64.b64encode(build.photo()).decode()}
    way = f"first-week-items/{one.public_id}/tick"
    assert len(own.get("first-week-items").json()["data"]) == total
    assert (own.post(way, {"words": "好"}).status_code, item("boards").status) == (403, "open")
    assert office.post(way, {"words": "已上墙", "photos": [photo]}).json()["status"] == "done"
    assert [row["code"] for row in office.get("first-week-items?status=done").json()["data"]] == ["boards"]
    assert office.get("first-week-items?late=true").json()["data"] == []
    assert len(office.get("first-week-items?late=false").json()["data"]) == total
