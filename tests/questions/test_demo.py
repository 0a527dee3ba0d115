"""The demo's story of technical questions leaves one in each state, a late one for the clock to find, and cases in the library."""

import pytest

from common.deadlines.keep import keep_due
from demo import technical_questions
from network.questions.choices import QuestionStatus
from network.questions.models import TechnicalQuestion
from network.support.models import Literature
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.builders.catalog import a_component, a_vehicle
from tests.world import office_actor, station_actor

pytestmark = pytest.mark.django_db


def test_the_story_leaves_each_state(station: Station, rival_station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(technical_questions, "office", office_actor)
    monkeypatch.setattr(technical_questions, "staff", lambda station, role: station_actor(role, station.code))
    a_vehicle()
    for code in {story[2] for story in technical_questions.STORIES} | {"EXH"}:
        a_component(code)
    technical_questions.live_through_technical_questions([station, rival_station])
    with at_head_office():
        found = set(TechnicalQuestion.objects.values_list("status", flat=True))
        assert found == set(QuestionStatus.values) - {QuestionStatus.WITHDRAWN}
        assert set(Literature.objects.values_list("status", flat=True)) == {"draft", "in_force"}
        keep_due()
        assert TechnicalQuestion.objects.filter(is_overdue=True).exists()
