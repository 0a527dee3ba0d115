"""Versions of the assessment standard: drafted by one, released by another, in force for the months that begin afterwards."""

from datetime import date, datetime, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.roles import Role
from common.clock import business_zone, now
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from network.scorecards.actions import STANDARD
from network.scorecards.models import ScoreStandard
from network.scorecards.selectors import standard_of_month, standards_for
from network.scorecards.standard import EXAMPLE
from tests.builders.api import Caller
from tests.world import office_actor, station_actor

pytestmark = pytest.mark.django_db
HALVES = [["ftfr", 50, 95, 70, [], True], ["csi", 50, 95, 60, [], False]]


@pytest.fixture(autouse=True)
def standing(db: Any, at_office: Any) -> Any:
    """These actions are head office's."""
    with at_office():
        yield


@pytest.fixture
def drafter(db: Any) -> Actor:
    return office_actor(Role.SERVICE_MANAGEMENT)


@pytest.fixture
def lead(db: Any) -> Actor:
    return office_actor(Role.CUSTOMER_SERVICE_MANAGER)


def a_draft(actor: Actor, label: str = "2027-1", **values: Any) -> ScoreStandard:
    return STANDARD.draft(label=label, valid_from=now(), values=values, acting_user=actor)


def test_a_released_version_rules_the_months_that_begin_after_it(drafter: Actor, lead: Actor) -> None:
    version = STANDARD.publish(a_draft(drafter, indicators=HALVES).pk, acting_user=lead)
    this = version.valid_from.astimezone(business_zone()).date().replace(day=1)
    assert standard_of_month(this) == EXAMPLE or version.valid_from == datetime.combine(this, time.min, business_zone())
    assert [one.weight for one in standard_of_month(date(this.year + 1, this.month, 1)).indicators] == [50, 50]
    verbs = History.objects.filter(aggregate_id=version.pk).values_list("verb", flat=True)
    assert set(verbs) == {"score_standard.drafted", "score_standard.published"}


def test_whoever_drafted_it_cannot_release_it(drafter: Actor) -> None:
    version = a_draft(drafter)
    with pytest.raises(NotAllowed):
        STANDARD.publish(version.pk, acting_user=drafter)
    with pytest.raises(IntegrityError), transaction.atomic():
        ScoreStandard.objects.filter(pk=version.pk).update(published_by=drafter.id)


def test_a_released_version_never_changes(drafter: Actor, lead: Actor) -> None:
    version = STANDARD.publish(a_draft(drafter).pk, acting_user=lead)
    with pytest.raises(WrongState):
        STANDARD.amend(version.pk, valid_from=now(), values={}, acting_user=drafter)
    rows = ScoreStandard.objects.filter(pk=version.pk)
    for refused in (lambda: rows.update(values={}), rows.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            refused()


def test_a_draft_may_be_put_away(drafter: Actor) -> None:
    assert STANDARD.withdraw(a_draft(drafter).pk, acting_user=drafter).status == "withdrawn"


@pytest.mark.parametrize(
    "values",
    [
        {"indicators": [["ftfr", 99, 95, 70]]},
        {"indicators": [["ftfr", "all", 95, 70]]},
        {"indicators": [["ftfr"]]},
        {"indicators": 7},
        {"grades": [["A", "high"]]},
        {"appeal_days": 0},
        {"apeal_days": 5},
    ],
)
def test_what_cannot_hold_is_refused(drafter: Actor, values: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        a_draft(drafter, **values)
    assert not ScoreStandard.objects.exists()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_draft_compare_and_release(drafter: Actor, lead: Actor, client_for: Any, language: str) -> None:
    for one in (drafter, lead):
        type(one.user).objects.filter(pk=one.user.pk).update(language=language)
    desk, second = client_for(drafter), client_for(lead)
    assert desk.get("/scorecards/standards/").status_code == 200
    page = desk.get("/scorecards/standards/draft/")
    sent = {name: value for name, value in page.context["form"].initial.items() if value not in (False, None)}
    sent |= {"label": "by form", "valid_from": "2020-01-01T08:00", "appeal_days": "7"}
    sent |= {
        "indicators-TOTAL_FORMS": 2,
        "indicators-INITIAL_FORMS": 0,
        "grades-TOTAL_FORMS": 1,
        "grades-INITIAL_FORMS": 0,
    }
    first = {"source": "ftfr", "weight": 70, "target": 95, "zero_at": 70, "bands": "", "can_appeal": "on"}
    other = {"source": "violations", "weight": 30, "target": 0, "zero_at": 9, "bands": "0：100，1：70"}
    for place, row in enumerate((first, other)):
        sent |= {f"indicators-{place}-{name}": value for name, value in row.items()}
    sent |= {"grades-0-name": "C", "grades-0-from_points": 0, "grades-0-coefficient": 0, "grades-0-level": ""}
    answer = desk.post("/scorecards/standards/draft/", sent)
    assert answer.status_code == 302, answer.content.decode()
    version = ScoreStandard.objects.get(label="by form")
    assert version.values["indicators"][1] == ["violations", 30, 0.0, 9.0, [[0.0, 100.0], [1.0, 70.0]], False]
    own = f"/scorecards/standards/{version.pk}/"
    for path in (own, f"{own}edit/", f"{own}withdraw/", "/scorecards/standards/compare/?every=1"):
        assert desk.get(path).status_code == 200, path
    assert desk.post(f"{own}publish/").status_code == 403
    assert second.post(f"{own}publish/").status_code == 302


def test_a_station_reads_what_was_released_and_nothing_else(drafter: Actor, lead: Actor, client_for: Any) -> None:
    draft, released = a_draft(drafter, "draft"), a_draft(drafter, "released")
    STANDARD.publish(released.pk, acting_user=lead)
    manager = station_actor(Role.STATION_MANAGER)
    assert [one.label for one in standards_for(manager)] == ["released"]
    station = client_for(manager)
    assert station.get("/s/SHA01/scorecards/standards/").status_code == 200
    assert station.get(f"/s/SHA01/scorecards/standards/{released.pk}/").status_code == 200
    assert station.get(f"/s/SHA01/scorecards/standards/{draft.pk}/").status_code == 404


def test_the_api_drafts_and_a_second_person_releases(drafter: Actor, lead: Actor, client_for: Any) -> None:
    body = {"label": "api", "valid_from": now().isoformat(), "values": {"indicators": HALVES}}
    made = Caller(client_for(drafter)).post("score-standards", body).json()
    assert Caller(client_for(drafter)).post(f"score-standards/{made['id']}/publish").status_code == 403
    assert Caller(client_for(lead)).post(f"score-standards/{made['id']}/publish").json()["status"] == "published"
