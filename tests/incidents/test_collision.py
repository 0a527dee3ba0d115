"""Two people make the next edition in the same instant: the database lets one through, the other is told, on the page and in the API."""

import logging
from typing import Any

import pytest
from django.db import IntegrityError, connection

from accounts.actors import Actor
from common.database.collisions import collision_of
from network.incidents.actions import rules
from network.incidents.models import IncidentPolicy
from tests.builders.api import Caller
from tests.incidents.test_pages import typed_checklists

pytestmark = pytest.mark.django_db


@pytest.fixture
def too_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever issues an edition sees none of those that stand: as if the other one's commit came after the look."""
    monkeypatch.setattr(rules, "policies_for", lambda _actor: IncidentPolicy.objects.none())


def test_the_page_keeps_what_was_typed(
    too_late: None, client_for: Any, customer_service_manager: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    typed: dict[str, Any] = {"starts_on": "2099-01-01", "acknowledge_minutes": 17}
    for code in ("i", "ii", "iii", "iv"):
        typed |= {f"zh_{code}": "标准", f"en_{code}": "criteria", f"minutes_{code}": 20}
    with caplog.at_level(logging.WARNING):
        answer = client_for(customer_service_manager).post("/incidents/rules/new/", typed | typed_checklists())
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "已有相同的记录" in page and 'value="17"' in page
    assert "edition" in caplog.text


def test_the_api_answers_409(too_late: None, client_for: Any, customer_service_manager: Actor) -> None:
    answer = Caller(client_for(customer_service_manager)).post(
        "incident-rules", {"starts_on": "2099-01-01", "acknowledge_minutes": 17}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate")


def test_another_broken_constraint_stays_a_mistake_of_ours(db: None) -> None:
    with pytest.raises(IntegrityError) as broken, connection.cursor() as cursor:
        cursor.execute("INSERT INTO incident_policy (id) VALUES (gen_random_uuid())")
    assert collision_of(broken.value) is None
    assert collision_of(ValueError("no")) is None
