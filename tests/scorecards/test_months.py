"""A month is computed by a job from facts, published by a second person, and computed again card by card; pages and API follow."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.roles import Role
from common.clock import today
from common.errors import Invalid, NotAllowed, WrongState
from common.jobs.run import run_waiting
from network.scorecards.actions import compute_month, publish_month, recalculate_card
from network.scorecards.choices import Source
from network.scorecards.computing import assessed, last_day
from network.scorecards.models import Assessment, OfficeCard, ScoreCard
from network.scorecards.selectors import assessments_for, cards_for, office_cards_for
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.builders.api import Caller
from tests.builders.scorecards import (
    a_computed_month,
    a_published_month,
    card_of,
    customers_said,
    few_facts_will_do,
    last_month,
    opened_long_ago,
)
from tests.world import HOME, RIVAL, office_actor, station_actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def opened(db: None) -> None:
    opened_long_ago()


def line(card: ScoreCard, source: Source) -> dict[str, Any]:
    found = card.line(source)
    assert found is not None
    return found


def test_a_card_is_measured_from_facts_and_says_where_there_are_none(monkeypatch: Any) -> None:
    customers_said(monkeypatch, HOME, 5, 4)
    month = a_computed_month()
    card = card_of()
    csi, rescue = line(card, Source.CSI), line(card, Source.RESCUE)
    assert (month.status, month.stations) == ("computed", 2)
    assert (csi["value"], csi["top"], csi["bottom"], csi["facts"]) == (90, 9, 10, 2)
    assert (rescue["value"], rescue["points"], rescue["counts"]) == (None, None, 0)
    assert line(card, Source.VIOLATIONS)["value"] == 0
    assert round(sum(one["counts"] for one in card.lines), 1) == 100
    assert (card.grade, card.covered) == ("", 15 + 5 + 3), "CSI, violations and fines: too little for a grade"


def test_an_office_is_measured_over_the_facts_of_all_its_stations(monkeypatch: Any, at_office: Any) -> None:
    customers_said(monkeypatch, HOME, 5)
    customers_said(monkeypatch, RIVAL, 1, 1, 1)
    few_facts_will_do(monkeypatch)
    a_computed_month()
    with at_office():
        east, north = OfficeCard.objects.get(region="east"), OfficeCard.objects.get(region="north")
    assert (east.rank, north.rank, east.stations) == (1, 2, 1)
    assert (card_of().rank, card_of(RIVAL).rank, card_of(RIVAL).region_rank) == (1, 2, 1)


def test_without_a_grade_there_is_no_place() -> None:
    month = a_computed_month()
    card = card_of(RIVAL)
    assert (card.points, card.grade, card.covered) == (100, "", 8), "nothing but that it did nothing wrong"
    assert (card.rank, card.region_rank, card.region_points) == (None, None, None)
    with at_head_office():
        assert not OfficeCard.objects.filter(assessment=month, rank__isnull=False).exists()


def test_who_was_withdrawn_since_is_assessed_for_the_month_in_which_it_worked(at_office: Any) -> None:
    a_computed_month()
    with at_office(), transaction.atomic():
        Station.objects.filter(code=RIVAL).update(status="withdrawn", stopped_on=today())
        assert {one.code for one in assessed(last_day(last_month()))} == {HOME, RIVAL}
        Station.objects.filter(code=RIVAL).update(stopped_on=last_day(last_month()))
        assert {one.code for one in assessed(last_day(last_month()))} == {HOME}


def test_a_month_may_be_computed_again_until_it_is_published(monkeypatch: Any, at_office: Any) -> None:
    first = a_computed_month()
    customers_said(monkeypatch, HOME, 5)
    again = a_computed_month()
    with at_office():
        assert (again.pk, again.round, ScoreCard.objects.count()) == (first.pk, 2, 2)
    assert line(card_of(), Source.CSI)["value"] == 100
    a_published_month_of(again, at_office)
    with at_office(), pytest.raises(WrongState), transaction.atomic():
        compute_month(last_month(), acting_user=office_actor(Role.SERVICE_MANAGEMENT))


def a_published_month_of(month: Assessment, at_office: Any) -> Assessment:
    with at_office(), transaction.atomic():
        return publish_month(month.pk, acting_user=office_actor(Role.CUSTOMER_SERVICE_MANAGER))


def test_whoever_had_it_computed_cannot_publish_it(at_office: Any) -> None:
    month = a_computed_month()
    with at_office():
        with pytest.raises(NotAllowed), transaction.atomic():
            publish_month(month.pk, acting_user=office_actor(Role.SERVICE_MANAGEMENT))
        with pytest.raises(IntegrityError), transaction.atomic():
            Assessment.objects.filter(pk=month.pk).update(published_by_id=month.started_by_id)
        assert not ScoreCard.objects.filter(is_published=True).exists()


def test_a_month_that_is_not_over_is_refused(at_office: Any) -> None:
    for month in (today(), date(9999, 12, 1)):
        with at_office(), pytest.raises(Invalid):
            compute_month(month, acting_user=office_actor(Role.SERVICE_MANAGEMENT))


def test_a_month_in_which_nobody_worked_is_refused(at_office: Any) -> None:
    with at_office():
        for month in (date(1, 1, 1), last_month() - timedelta(days=5000)):
            with pytest.raises(Invalid), transaction.atomic():
                compute_month(month, acting_user=office_actor(Role.SERVICE_MANAGEMENT))
        assert not Assessment.objects.exists()


def test_a_recalculation_keeps_both_editions(monkeypatch: Any, at_office: Any) -> None:
    few_facts_will_do(monkeypatch)
    a_published_month()
    card, lead = card_of(), office_actor(Role.SERVICE_MANAGEMENT)
    with at_office(), pytest.raises(WrongState), transaction.atomic():
        recalculate_card(card.pk, reason="补录回访", acting_user=lead)
    customers_said(monkeypatch, HOME, 5)
    with at_office():
        made = recalculate_card(card.pk, reason="补录回访", acting_user=lead)
        card.refresh_from_db()
        assert (made.edition, made.is_current, made.is_published, card.is_current, card.edition) == (
            2,
            True,
            True,
            False,
            1,
        )
        assert made.region_rank == 1 and line(card, Source.CSI)["value"] is None
        with pytest.raises(WrongState), transaction.atomic():
            recalculate_card(card.pk, reason="补录回访", acting_user=lead)


def test_a_station_sees_its_own_card_once_it_is_published(at_office: Any, at_station: Any) -> None:
    month = a_computed_month()
    manager, regional = station_actor(Role.STATION_MANAGER), office_actor(Role.REGIONAL_OFFICE)
    with at_station(manager.station):
        assert not cards_for(manager).exists()
    a_published_month_of(month, at_office)
    with at_station(manager.station):
        assert [one.station.code for one in cards_for(manager)] == [HOME]
        assert not assessments_for(manager).exists() and not office_cards_for(manager).exists()
    with at_office():
        assert [one.station.code for one in cards_for(regional)] == [HOME]
        assert [one.region for one in office_cards_for(regional)] == ["east"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_compute_publish_and_open_the_facts(
    client_for: Any,
    service_management: Actor,
    customer_service_manager: Actor,
    station_manager: Actor,
    monkeypatch: Any,
    language: str,
) -> None:
    people = (service_management, customer_service_manager, station_manager)
    for one in people:
        type(one.user).objects.filter(pk=one.user.pk).update(language=language)
    desk, lead, station = map(client_for, people)
    customers_said(monkeypatch, HOME, 5, 4)
    assert desk.get("/scorecards/months/").status_code == 200
    assert desk.post("/scorecards/months/compute/", {"month": "20-1"}).status_code == 422
    assert "jobs" in desk.post("/scorecards/months/compute/", {"month": f"{last_month():%Y-%m}"}).url
    run_waiting()
    month = Assessment.objects.get()
    own = f"/scorecards/months/{month.pk}/"
    assert f"{own}publish/" not in desk.get(own).content.decode()
    assert f"{own}publish/" in lead.get(own).content.decode()
    assert station.get("/s/SHA01/scorecards/").status_code == 200
    assert lead.post(f"{own}publish/").status_code == 302
    card = card_of()
    page = station.get(f"/s/SHA01/scorecards/cards/{card.pk}/").content.decode()
    assert ("无事实" in page) if language == "zh-hans" else ("no facts" in page)
    facts = station.get(f"/s/SHA01/scorecards/cards/{card.pk}/facts/csi/").content.decode()
    assert "RO-0" in facts and "90 %" in facts and "/care/" in facts
    office = desk.get(f"/scorecards/cards/{card.pk}/facts/csi/").content.decode()
    assert "RO-0" in office and "/care/" not in office, "customers' calls stay with their station"
    assert desk.get(f"/scorecards/cards/{card.pk}/facts/nonsense/").status_code == 404
    for source in Source.values:
        assert lead.get(f"/scorecards/cards/{card.pk}/facts/{source}/").status_code == 200, source
    customers_said(monkeypatch, HOME, 1)
    changed = desk.get(f"/scorecards/cards/{card.pk}/facts/csi/").content.decode()
    assert ("事实已有变化" in changed) if language == "zh-hans" else ("have changed" in changed)
    again = desk.post(f"/scorecards/cards/{card.pk}/recalculate/", {"reason": "补录"})
    assert again.status_code == 302 and "补录" in station.get(f"/s/SHA01{again.url}").content.decode()
    with_office = OfficeCard.objects.filter(region="east").get()
    assert desk.get(f"/scorecards/offices/{with_office.pk}/").status_code == 200


def test_another_station_finds_nothing(client_for: Any) -> None:
    a_published_month()
    rival = client_for(station_actor(Role.STATION_MANAGER, RIVAL))
    card = card_of()
    assert rival.get(f"/s/{RIVAL}/scorecards/cards/{card.pk}/").status_code == 404
    assert rival.get(f"/s/{RIVAL}/scorecards/cards/{card.pk}/facts/csi/").status_code == 404


def test_the_api_computes_publishes_and_shows_lines(
    client_for: Any,
    service_management: Actor,
    customer_service_manager: Actor,
    station_manager: Actor,
    monkeypatch: Any,
) -> None:
    customers_said(monkeypatch, HOME, 5)
    few_facts_will_do(monkeypatch)
    office = Caller(client_for(service_management))
    made = office.post("assessments", {"month": f"{last_month():%Y-%m}"}).json()
    assert made["status"] == "computing"
    run_waiting()
    assert office.post(f"assessments/{made['id']}/publish").status_code == 403
    assert Caller(client_for(customer_service_manager)).post(f"assessments/{made['id']}/publish").status_code == 200
    station = Caller(client_for(station_manager), station_manager.station)
    (card,) = station.get("score-cards").json()["data"]
    assert card["rank"] is None and card["region_rank"] == 1
    assert next(one for one in card["lines"] if one["source"] == "csi")["value"] == 100
    assert station.get("assessments").json()["data"] == []
    assert office.get("office-score-cards").json()["data"][0]["stations"] == 1
