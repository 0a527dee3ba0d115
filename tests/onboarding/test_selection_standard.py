"""The selection standard as versions: drafted by one, published by another, kept by whoever was scored by it."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.roles import Role
from common.clock import now
from common.errors import Invalid, NotAllowed
from common.history.models import History
from demo import next_year
from network.onboarding.actions import select_candidate
from network.onboarding.models import Scorecard, Standard
from network.onboarding.selection.policies import EXAMPLE, Policy, policy_of
from network.onboarding.selection.rulebook import BOOK
from network.onboarding.selection.rules import STANDARDS
from network.onboarding.selection.selectors import standard_at
from tests.builders import onboarding as build
from tests.builders.api import Caller
from tests.world import office_actor

NEW: dict[str, Any] = {
    "criteria": [["site", "场地", "Site", 60], ["crew", "队伍", "Crew", 40]],
    "pass_percent": 80,
    "selected_days": 3,
}


def drafted(label: str = "2027.1", **values: Any) -> Standard:
    drafter = office_actor(Role.SERVICE_MANAGEMENT)
    found: Standard = STANDARDS.draft(label=label, valid_from=now(), values=NEW | values, acting_user=drafter)
    return found


def published(label: str = "2027.1", **values: Any) -> Standard:
    lead = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    found: Standard = STANDARDS.publish(drafted(label, **values).pk, acting_user=lead)
    return found


def test_the_first_standard_was_carried_over_as_published(office: None) -> None:
    held = standard_at(now())
    assert (held.label, held.status) == ("2024.1", "published")
    assert BOOK.values_of(held.policy) == BOOK.values_of(EXAMPLE)


def test_every_figure_is_told() -> None:
    assert BOOK.known_names() == BOOK.all_names()
    assert Policy(lead_days=0).limits == {key: days for key, days in EXAMPLE.limits.items() if key != "lead"}
    with pytest.raises(TypeError):
        policy_of("x", {"criteria": [["site", "场地", "Site", True]]})


def test_who_was_scored_keeps_the_version_and_the_next_follows_the_new_one(office: None) -> None:
    earlier = build.selected()
    version = published()
    card = Scorecard.objects.get(candidate=earlier)
    assert (card.standard.label, len(card.standard.criteria), card.standard.pass_percent) == ("2024.1", 6, 60)
    officer = office_actor(Role.REGIONAL_OFFICE)
    later = build.lead(name="连云港通达汽车服务有限公司")
    with pytest.raises(Invalid), transaction.atomic():
        select_candidate(later.pk, points={"site": 40, "crew": 39}, acting_user=officer)
    done = select_candidate(later.pk, points={"site": 60, "crew": 30}, acting_user=officer)
    assert (done.score_percent, Scorecard.objects.get(candidate=later).standard) == (90, version)
    assert done.step_due_at is not None and earlier.step_due_at is not None and done.step_due_at < earlier.step_due_at
    verbs = set(History.objects.filter(aggregate_id=version.pk).values_list("verb", flat=True))
    assert verbs == {"selection_standard.drafted", "selection_standard.published"}


def test_whoever_drafted_publishes_nothing_and_the_database_agrees(office: None) -> None:
    version = drafted()
    with pytest.raises(NotAllowed), transaction.atomic():
        STANDARDS.publish(version.pk, acting_user=office_actor(Role.SERVICE_MANAGEMENT))
    with pytest.raises(IntegrityError), transaction.atomic():
        Standard.objects.filter(pk=version.pk).update(status="published", published_by=version.drafted_by)
    held = published("2027.2")
    with pytest.raises(DatabaseError), transaction.atomic():
        Standard.objects.filter(pk=held.pk).update(summary="改")
    STANDARDS.withdraw(version.pk, acting_user=office_actor(Role.SERVICE_MANAGEMENT))
    assert standard_at(now() + timedelta(days=1)) == held


@pytest.mark.parametrize(
    "change",
    [
        {"criteria": []},
        {"criteria": [["site", "场地", "Site", 60], ["site", "队伍", "Crew", 40]]},
        {"criteria": [["comment", "场地", "Site", 60]]},
        {"criteria": [["Site one", "场地", "Site", 60]]},
        {"criteria": [["site", "场地", " ", 60]]},
        {"criteria": [["site", "场地", "Site", 0]]},
        {"criteria": [["site", "场地", "Site", 60.5]]},
        {"pass_percent": 101},
        {"selected_days": 251},
        {"mark": 60},
    ],
)
def test_a_standard_that_can_not_be_is_refused(office: None, change: dict[str, Any]) -> None:
    with pytest.raises(Invalid), transaction.atomic():
        drafted(**change)
    assert Standard.objects.count() == 1


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_from_the_draft_to_its_publication(client_for: Any, office: None, language: str) -> None:
    drafter = client_for(office_actor(Role.SERVICE_MANAGEMENT))
    lead = client_for(office_actor(Role.CUSTOMER_SERVICE_MANAGER))
    for client in (drafter, lead):
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    version = drafted()
    page = f"/onboarding/standards/{version.pk}/"
    for address in ("/onboarding/standards/", "/onboarding/standards/draft/", f"{page}edit/"):
        assert drafter.get(address).status_code == 200
    assert "Crew" in drafter.get(page).content.decode()
    assert "Crew" in drafter.get(f"/onboarding/standards/compare/?right={version.pk}").content.decode()
    assert drafter.post(f"{page}publish/").status_code == 403
    assert lead.post(f"{page}publish/").status_code == 302
    officer = client_for(office_actor(Role.REGIONAL_OFFICE))
    assert "2027.1" in officer.get(f"/onboarding/candidates/{build.lead().pk}/select/").content.decode()


def test_the_api_drafts_and_a_stranger_does_not(client_for: Any, office: None) -> None:
    body = {"label": "2027.2", "valid_from": "2027-01-01T00:00:00Z", "values": NEW}
    drafter, region = (client_for(office_actor(one)) for one in (Role.SERVICE_MANAGEMENT, Role.REGIONAL_OFFICE))
    assert Caller(region).post("selection-standards", body).status_code == 403
    made = Caller(drafter).post("selection-standards", body)
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    assert Caller(drafter).post(f"selection-standards/{key}/publish").status_code == 403
    lead = Caller(client_for(office_actor(Role.CUSTOMER_SERVICE_MANAGER)))
    assert lead.post(f"selection-standards/{key}/publish").json()["status"] == "published"


def test_the_demo_leaves_a_draft_for_a_second_person(office: None) -> None:
    with patch.object(next_year, "office", office_actor):
        next_year.draft_next_standard()
    assert Standard.objects.get(status="draft").policy.pass_percent == 65
