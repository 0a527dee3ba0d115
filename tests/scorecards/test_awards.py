"""A round of awards: ranked by published cards, announced, objected to, awarded by a second person, on paper with a code."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, transaction

from accounts.roles import Role
from audit.violations.models import Offence, Violation
from common.clock import now, today
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from common.history.relay import deliver_pending
from common.ids import new_id
from desk.models import Notification
from network.scorecards.actions import (
    announce_round,
    decide_objection,
    exclude_station,
    object_to_award,
    open_round,
    publish_round,
    rank_round,
    withdraw_award,
)
from network.scorecards.models import Assessment, AwardEntry, AwardObjection, AwardRound, ScoreCard
from network.scorecards.paper import verification_link
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tests.builders.api import Caller
from tests.builders.scorecards import last_month
from tests.world import HOME, RIVAL, office_actor, station_actor

pytestmark = pytest.mark.django_db
EXCLUDED = {"violation": "grave", "suspension": "status"}
RULES = {"name_zh": "季度先进服务站", "name_en": "Station of the quarter", "places": 1, "places_per_region": 1}


@pytest.fixture(autouse=True)
def cards(db: None, at_office: Any) -> None:
    """Last month is published: the home station is ahead of its rival."""
    with at_office():
        month = Assessment.objects.create(month=last_month(), started_by_name="x")
        for code, points in ((HOME, "92.50"), (RIVAL, "88.00")):
            station = Station.objects.get(code=code)
            ScoreCard.objects.create(
                assessment=month, station=station, month=month.month, region=station.region, points=Decimal(points),
                grade="A", covered=100, is_published=True,
            )  # fmt: skip


def a_ranked_round(**more: Any) -> AwardRound:
    maker = office_actor(Role.SERVICE_MANAGEMENT)
    made = open_round(first_month=last_month(), last_month=last_month(), acting_user=maker, **(RULES | more))
    return rank_round(made.pk, acting_user=maker)


def an_announced_round() -> AwardRound:
    return announce_round(a_ranked_round().pk, acting_user=office_actor(Role.SERVICE_MANAGEMENT))


def test_a_card_with_facts_for_too_little_wins_nothing(at_office: Any) -> None:
    with at_office():
        ScoreCard.objects.filter(station__code=HOME).update(grade="", covered=8, points=100)
        assert [row["code"] for row in an_announced_round().shown_rows()] == [RIVAL]


@pytest.mark.parametrize(
    ("field", "value"),
    [("places", 0), ("places_per_region", 0), ("least_points", 101), ("objection_days", 0), ("least_months", 2)],
)
def test_rules_that_nobody_can_fulfil_are_refused(client_for: Any, field: str, value: int) -> None:
    rules = RULES | {"least_points": 75, "least_months": 1, "most_violation_points": 0, "objection_days": 5}
    month = f"{last_month():%Y-%m}"
    typed = rules | {"first_month": month, "last_month": month, field: value}
    assert client_for(office_actor(Role.SERVICE_MANAGEMENT)).post("/scorecards/awards/begin/", typed).status_code == 422
    assert not AwardRound.objects.exists()


def let_the_days_pass(found: AwardRound) -> None:
    AwardRound.objects.filter(pk=found.pk).update(object_until=now() - timedelta(minutes=1))


def codes(found: AwardRound) -> list[str]:
    found.refresh_from_db()
    return [row["code"] for row in found.shown_rows()]


def an_objection(found: AwardRound, at_station: Any, against: str = HOME) -> AwardObjection:
    rival = station_actor(Role.STATION_MANAGER, RIVAL)
    with at_station(rival.station):
        return object_to_award(found.pk, against=against, text="该站数据不实", acting_user=rival)


def a_grave_violation(station: Station) -> Violation:
    """A grave violation that has become final just now."""
    return Violation.objects.create(
        number="VIO-GRAVE", station=station, offence=Offence.objects.filter(severity="grave")[0], status="final",
        source="other", happened_on=today(), description="虚构维修", opened_by_name="x", investigator_id=new_id(),
        decided_by_id=new_id(), decided_at=now(), points=1, final_at=now(),
    )  # fmt: skip


def test_the_best_wins_and_a_second_person_awards(at_office: Any) -> None:
    maker, lead = office_actor(Role.SERVICE_MANAGEMENT), office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    with at_office():
        found = an_announced_round()
        assert codes(found) == [HOME]
        with pytest.raises(WrongState), transaction.atomic():
            publish_round(found.pk, acting_user=lead)
        let_the_days_pass(found)
        with pytest.raises(NotAllowed), transaction.atomic():
            publish_round(found.pk, acting_user=maker)
        with pytest.raises(IntegrityError), transaction.atomic():
            AwardRound.objects.filter(pk=found.pk).update(published_by_id=maker.id)
        assert publish_round(found.pk, acting_user=lead).status == "published"
        entry = AwardEntry.objects.get(is_winner=True)
        assert (entry.rank, entry.points) == (1, Decimal("92.50")) and entry.certificate.startswith("AWC-")
        verbs = set(History.objects.filter(aggregate_id=found.pk).values_list("verb", flat=True))
        assert verbs == {f"award_round.{one}" for one in ("opened", "ranked", "announced", "published")}


def test_an_excluded_station_makes_room_for_the_next(at_office: Any) -> None:
    maker = office_actor(Role.SERVICE_MANAGEMENT)
    with at_office():
        found = a_ranked_round()
        entry = exclude_station(AwardEntry.objects.get(station__code=HOME).pk, reason="资料不实", acting_user=maker)
        assert (entry.exclusion, entry.rank, entry.is_winner) == ("decided", None, False)
        rank_round(found.pk, acting_user=maker)
        assert codes(announce_round(found.pk, acting_user=maker)) == [RIVAL]
        with pytest.raises(WrongState), transaction.atomic():
            exclude_station(entry.pk, reason="再次", acting_user=maker)


def test_a_granted_objection_takes_the_name_off_the_list(at_office: Any, at_station: Any) -> None:
    lead = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    with at_office():
        found = an_announced_round()
    objection = an_objection(found, at_station)
    with at_office():
        let_the_days_pass(found)
        with pytest.raises(WrongState), transaction.atomic():
            publish_round(found.pk, acting_user=lead)
        with pytest.raises(NotAllowed), transaction.atomic():
            decide_objection(
                objection.pk, is_granted=True, decision="属实", acting_user=office_actor(Role.SERVICE_MANAGEMENT)
            )
        assert codes(found) == [HOME]
        decide_objection(objection.pk, is_granted=True, decision="属实", acting_user=lead)
        assert codes(found) == [RIVAL]
        assert publish_round(found.pk, acting_user=lead).status == "published"


@pytest.mark.parametrize("what", ["violation", "suspension"])
def test_who_breaks_a_rule_after_the_announcement_is_left_out(at_office: Any, client_for: Any, what: str) -> None:
    lead = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    with at_office():
        found = an_announced_round()
        let_the_days_pass(found)
        home = Station.objects.get(code=HOME)
        if what == "violation":
            a_grave_violation(home)
        else:
            Station.objects.filter(pk=home.pk).update(status=StationStatus.SUSPENDED)
    page = client_for(lead).get(f"/scorecards/awards/{found.pk}/publish/").content.decode()
    assert home.name in page
    with at_office():
        assert codes(found) == [HOME]
        publish_round(found.pk, acting_user=lead)
        assert codes(found) == [RIVAL]
        left = AwardEntry.objects.get(station=home)
        assert (left.exclusion, left.is_winner, left.certificate) == (EXCLUDED[what], False, "")
        assert AwardEntry.objects.get(is_winner=True).certificate
        told = History.objects.get(aggregate_id=found.pk, verb="award_round.left_out")
        assert told.after["exclusion"] == EXCLUDED[what] and told.reason


def test_a_round_that_lets_grave_violations_pass_keeps_its_name(at_office: Any) -> None:
    with at_office():
        found = announce_round(
            a_ranked_round(excludes_grave=False).pk, acting_user=office_actor(Role.SERVICE_MANAGEMENT)
        )
        let_the_days_pass(found)
        a_grave_violation(Station.objects.get(code=HOME))
        publish_round(found.pk, acting_user=office_actor(Role.CUSTOMER_SERVICE_MANAGER))
        assert codes(found) == [HOME]


def test_objections_are_refused_late_twice_and_beside_the_list(at_office: Any, at_station: Any) -> None:
    with at_office():
        found = an_announced_round()
    with pytest.raises(Invalid), transaction.atomic():
        an_objection(found, at_station, "NOBODY")
    an_objection(found, at_station)
    with pytest.raises(WrongState), transaction.atomic():
        an_objection(found, at_station)
    with at_office():
        let_the_days_pass(found)
    with pytest.raises(WrongState), transaction.atomic():
        an_objection(found, at_station)


def test_a_list_without_a_name_is_not_announced(at_office: Any) -> None:
    with at_office():
        found = a_ranked_round(least_points=99)
        assert set(AwardEntry.objects.values_list("exclusion", flat=True)) == {"points"}
        with pytest.raises(Invalid), transaction.atomic():
            announce_round(found.pk, acting_user=office_actor(Role.SERVICE_MANAGEMENT))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_from_the_rules_to_the_paper(client_for: Any, at_office: Any, language: str) -> None:
    people = (
        office_actor(Role.SERVICE_MANAGEMENT),
        office_actor(Role.CUSTOMER_SERVICE_MANAGER),
        station_actor(Role.STATION_MANAGER),
        station_actor(Role.STATION_MANAGER, RIVAL),
    )
    for one in people:
        type(one.user).objects.filter(pk=one.user.pk).update(language=language)
    maker, lead, home, rival = map(client_for, people)
    month = f"{last_month():%Y-%m}"
    page = maker.get("/scorecards/awards/begin/")
    sent = {name: field.initial for name, field in page.context["form"].fields.items() if field.initial is not None}
    sent |= RULES | {"first_month": month, "last_month": month, "places": 1}
    assert maker.post("/scorecards/awards/begin/", sent | {"last_month": "x"}).status_code == 422
    own = maker.post("/scorecards/awards/begin/", sent).url
    assert home.get(f"/s/{HOME}{own}").status_code == 404, "not announced"
    assert maker.post(f"{own}rank/").status_code == 302
    with at_office():
        loser = AwardEntry.objects.get(station__code=RIVAL)
    assert f"/scorecards/awards/entries/{loser.pk}/exclude/" in maker.get(own).content.decode()
    assert maker.get(f"/scorecards/awards/entries/{loser.pk}/exclude/").status_code == 200
    assert maker.post(f"{own}announce/").status_code == 302
    at_rival = rival.get(f"/s/{RIVAL}{own}").content.decode()
    assert HOME in at_rival and "88.00" not in at_rival and f"{own}object/" in at_rival
    assert rival.get(f"/s/{RIVAL}{own}object/").status_code == 200
    assert rival.post(f"/s/{RIVAL}{own}object/", {"against": HOME, "text": "数据不实"}).status_code == 302
    assert "数据不实" not in home.get(f"/s/{HOME}{own}").content.decode(), "nobody else reads who objected"
    with at_office():
        objection = AwardObjection.objects.get()
    decide = f"/scorecards/awards/objections/{objection.pk}/decide/"
    assert decide in lead.get(own).content.decode() and decide not in maker.get(own).content.decode()
    assert lead.get(decide).status_code == 200
    assert lead.post(decide, {"is_granted": "no", "decision": "无据"}).status_code == 302
    with at_office():
        let_the_days_pass(AwardRound.objects.get())
    assert f"{own}publish/" in lead.get(own).content.decode()
    assert lead.post(f"{own}publish/").status_code == 302
    with at_office():
        winner = AwardEntry.objects.select_related("station", "round").get(is_winner=True)
        link = verification_link(winner)
    paper = f"/s/{HOME}/scorecards/awards/entries/{winner.pk}/certificate/"
    assert paper in home.get(f"/s/{HOME}{own}").content.decode()
    answer = home.get(paper)
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert rival.get(f"/s/{RIVAL}/scorecards/awards/entries/{winner.pk}/certificate/").status_code == 404
    assert maker.get(f"/scorecards/awards/entries/{loser.pk}/certificate/").status_code == 404
    path = link[link.index("/scorecards/") :]
    assert winner.certificate in client_for(people[0]).get(path).content.decode()
    assert client_for(people[0]).get(f"{path}x").status_code == 404


def test_the_api_walks_the_same_way(client_for: Any, at_office: Any) -> None:
    maker = Caller(client_for(office_actor(Role.SERVICE_MANAGEMENT)))
    lead = Caller(client_for(office_actor(Role.CUSTOMER_SERVICE_MANAGER)))
    rival = Caller(client_for(station_actor(Role.STATION_MANAGER, RIVAL)), Station.objects.get(code=RIVAL))
    month = f"{last_month():%Y-%m}"
    made = maker.post("award-rounds", RULES | {"first_month": month, "last_month": month}).json()
    own = f"award-rounds/{made['id']}"
    assert maker.post(f"{own}/rank").status_code == 200
    (best, _other) = sorted(maker.get("award-entries").json()["data"], key=lambda one: one["rank"])
    assert best["is_winner"] is True
    assert maker.post(f"{own}/announce").json()["listed"][0]["code"] == HOME
    filed = rival.post(f"{own}/object", {"against": HOME, "text": "数据不实"}).json()
    answer = lead.post(f"award-objections/{filed['id']}/decide", {"is_granted": True, "decision": "属实"})
    assert answer.json()["status"] == "granted"
    assert [row["code"] for row in maker.get(own).json()["listed"]] == [RIVAL]
    assert lead.post(f"{own}/publish").status_code == 409


def a_published_round(at_office: Any) -> AwardRound:
    """A round whose award the home station has."""
    with at_office():
        found = an_announced_round()
        let_the_days_pass(found)
        return publish_round(found.pk, acting_user=office_actor(Role.CUSTOMER_SERVICE_MANAGER))


def test_an_award_is_taken_back_after_its_publication(at_office: Any, client_for: Any) -> None:
    found = a_published_round(at_office)
    decider = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    with at_office():
        entry = AwardEntry.objects.get(round=found, is_winner=True)
        with pytest.raises(NotAllowed) as caught:
            withdraw_award(entry.pk, reason="瞒报", acting_user=office_actor(Role.SERVICE_MANAGEMENT))
        assert caught.value.code == "award.same_person"
        with pytest.raises(Invalid):
            withdraw_award(entry.pk, reason=" ", acting_user=decider)
        address = f"/scorecards/awards/entries/{entry.pk}/withdraw/"
        page = client_for(decider).get(found.get_absolute_url()).content.decode()
        assert address in page
        assert client_for(decider).post(address, {"reason": "瞒报回访数据"}).status_code == 302
        entry.refresh_from_db()
        found.refresh_from_db()
        assert (entry.withdrawn_reason, found.shown, entry.rank) == ("瞒报回访数据", [], 1)
        with pytest.raises(WrongState):
            withdraw_award(entry.pk, reason="再次", acting_user=decider)
        deliver_pending()
        told = Notification.objects.filter(user=station_actor(Role.STATION_MANAGER).user)
        assert told.filter(key__startswith="award_round.withdrawn").count() == 1
        public = client_for(decider).get(urlsplit(verification_link(entry)).path).content.decode()
        assert "已撤销" in public or "void" in public
        assert client_for(decider).get(f"/scorecards/awards/entries/{entry.pk}/certificate/").status_code == 200


def test_what_was_not_awarded_is_not_taken_back_and_others_take_nothing(at_office: Any, client_for: Any) -> None:
    found = a_published_round(at_office)
    with at_office():
        beside = AwardEntry.objects.get(round=found, is_winner=False)
        with pytest.raises(WrongState):
            withdraw_award(beside.pk, reason="没有", acting_user=office_actor(Role.CUSTOMER_SERVICE_MANAGER))
        entry = AwardEntry.objects.get(round=found, is_winner=True)
        for role in (Role.REGIONAL_OFFICE, Role.AUDITOR):
            caller = Caller(client_for(office_actor(role)))
            assert caller.post(f"award-entries/{entry.public_id}/withdraw", {"reason": "无权"}).status_code in (
                403,
                404,
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            AwardEntry.objects.filter(pk=entry.pk).update(withdrawn_at=now())
        entry.refresh_from_db()
        assert entry.withdrawn_at is None
