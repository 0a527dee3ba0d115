"""The demo's story of documents, surveys and papers leaves each in several states, and something late for the clock to find."""

import pytest

from accounts.roles import Role
from common.deadlines.keep import keep_due
from common.history.relay import deliver_pending
from demo import library, papers
from demo.size import SMALL
from network.support.models import (
    DocumentCopy,
    IssuedDocument,
    Literature,
    LiteratureMark,
    StationPaper,
    Survey,
    SurveyAnswer,
)
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.builders.catalog import a_component, a_model
from tests.builders.support import a_regional_officer
from tests.world import office_actor, station_actor

pytestmark = pytest.mark.django_db


def states(model: type) -> set[str]:
    return set(model.objects.values_list("status", flat=True))  # type: ignore[attr-defined]


def test_the_story_leaves_each_in_several_states(
    station: Station, rival_station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "office", office_actor)
    monkeypatch.setattr(papers, "staff", lambda station, role: station_actor(role, station.code))
    monkeypatch.setattr(papers, "regional", lambda station: a_regional_officer(station.region))
    papers.send_documents([station, rival_station], SMALL)
    with at_head_office():
        assert states(IssuedDocument) == {"draft", "in_force", "replaced"}
        assert {"to_sign", "done", "withdrawn"} <= states(DocumentCopy)
        assert states(Survey) == {"running", "closed"} and "missed" in states(SurveyAnswer)
        assert states(StationPaper) == {"review", "returned", "passed", "answered"}
        keep_due()
        deliver_pending()
        assert DocumentCopy.objects.filter(is_late=True, post=Role.STATION_MANAGER).exists()


def test_the_library_has_what_is_superseded_retired_and_waiting(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "office", office_actor)
    monkeypatch.setattr(library, "staff", lambda station, role: station_actor(role, station.code))
    for facts in library.PIECES:
        for code in facts[5]:
            a_model(code)
        if facts[6]:
            a_component(facts[6])
    library.fill_the_library([station])
    assert states(Literature) == {"draft", "in_force", "replaced", "withdrawn"}
    assert LiteratureMark.objects.filter(is_favourite=True).exists()
