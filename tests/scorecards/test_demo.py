"""The demo's year of scorecards: published months, appeals in every state, and a month to look at in charts."""

from typing import Any

import pytest

from accounts.roles import Role
from demo import assessments
from demo.size import SMALL
from network.scorecards.models import Assessment, AwardRound, ScoreAppeal, ScoreCard
from tenants.registry.models import Station
from tests.builders.scorecards import card_of, few_facts_will_do, last_month, opened_long_ago
from tests.world import HOME, office_actor, station_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived(station: Station, rival_station: Station, monkeypatch: pytest.MonkeyPatch, at_office: Any) -> list[Station]:
    """Two stations, and the world's people in the place of the demo's."""
    monkeypatch.setattr(assessments, "office", office_actor)
    monkeypatch.setattr(assessments, "staff", lambda station, role: station_actor(role, station.code))
    opened_long_ago()
    few_facts_will_do(monkeypatch)
    stations = [station, rival_station]
    with at_office():
        assessments.assess_the_year(stations, SMALL)
    return stations


def test_the_story_leaves_a_year_and_its_charts(lived: list[Station], client_for: Any, at_office: Any) -> None:
    with at_office():
        assert set(Assessment.objects.values_list("status", flat=True)) == {"published"}
        assert Assessment.objects.count() == 12 and ScoreCard.objects.filter(is_current=True).count() == 24
        assert ScoreAppeal.objects.filter(source="csi", status="granted").exists()
        assert set(AwardRound.objects.values_list("status", flat=True)) == {"published", "announced"}
    desk, manager = client_for(office_actor(Role.SERVICE_MANAGEMENT)), client_for(station_actor(Role.STATION_MANAGER))
    card = card_of()
    trend = manager.get(f"/s/{HOME}/scorecards/cards/{card.pk}/trend/").content.decode()
    assert f"{last_month():%Y-%m}" in trend and "trend_csi" in trend
    assert "trend_rescue" not in trend, "an indicator without any fact is not drawn"
    offices = desk.get("/scorecards/offices/").content.decode()
    assert "offices_csi" in offices and "chart-offices-data" in offices
    assert desk.get(f"/scorecards/offices/?month={last_month():%Y-%m}").status_code == 200
    assert desk.get("/scorecards/offices/?month=nonsense").status_code == 200


def test_without_a_card_the_comparison_says_what_to_do(client_for: Any) -> None:
    page = client_for(office_actor(Role.SERVICE_MANAGEMENT)).get("/scorecards/offices/")
    assert page.status_code == 200 and "empty-state" in page.content.decode()
