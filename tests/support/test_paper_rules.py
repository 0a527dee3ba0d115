"""The time limits of papers are versions that two people publish; a paper keeps the limit of the day it was sent or passed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.actors import Actor
from common.clock import now
from common.errors import Invalid, NotAllowed
from common.working_days.calendar import due_after_working_days
from network.support.actions.papers import pass_paper
from network.support.models import PaperRules
from network.support.paper_policies import EXAMPLE, policy_of, policy_on
from network.support.rules import BOOK, RULES
from tenants.registry.standing import at_head_office
from tests.builders.api import Caller
from tests.builders.support import a_paper

pytestmark = pytest.mark.django_db
SignIn = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def _office(db: None) -> Any:
    with at_head_office():
        yield


def published(drafter: Actor, publisher: Actor, **values: int) -> PaperRules:
    draft = RULES.draft(label="2027-1", valid_from=now(), values=values, acting_user=drafter)
    version: PaperRules = RULES.publish(draft.pk, acting_user=publisher)
    return version


def test_papers_follow_the_version_in_force(
    service_management: Actor, customer_service_manager: Actor, regional_officer: Actor
) -> None:
    before = a_paper()
    assert before.due_at == due_after_working_days(before.sent_at, EXAMPLE.review_days)
    published(service_management, customer_service_manager, review_days=4, answer_days=9)
    after = a_paper(title="另一问题")
    assert after.due_at == due_after_working_days(after.sent_at, 4)
    passed = pass_paper(before.pk, acting_user=regional_officer)
    assert passed.due_at == due_after_working_days(passed.reviewed_at or now(), 9)
    assert policy_on(now() - timedelta(days=1)) == EXAMPLE


def test_whoever_drafted_it_does_not_publish_it_and_it_never_changes(
    service_management: Actor, customer_service_manager: Actor, regional_officer: Actor
) -> None:
    draft = RULES.draft(label="a", valid_from=now(), values={}, acting_user=service_management)
    with pytest.raises(NotAllowed):
        RULES.publish(draft.pk, acting_user=service_management)
    with pytest.raises(NotAllowed):
        RULES.draft(label="b", valid_from=now(), values={}, acting_user=regional_officer)
    RULES.publish(draft.pk, acting_user=customer_service_manager)
    rows = PaperRules.objects.filter(pk=draft.pk)
    for refused in (lambda: rows.update(values={}), rows.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            refused()


@pytest.mark.parametrize("values", [{"review_days": 0}, {"answer_days": 61}, {"answer_days": "soon"}, {"no_such": 1}])
def test_what_cannot_hold_is_refused(service_management: Actor, values: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        RULES.draft(label="a", valid_from=now(), values=values, acting_user=service_management)


def test_the_rulebook_tells_every_field() -> None:
    assert BOOK.known_names() == BOOK.all_names()
    assert policy_of("example", BOOK.values_of(EXAMPLE)) == EXAMPLE


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_and_the_api(
    service_management: Actor, customer_service_manager: Actor, client_for: SignIn, language: str
) -> None:
    for one in (service_management, customer_service_manager):
        type(one.user).objects.filter(pk=one.user.pk).update(language=language)
    desk, lead = client_for(service_management), client_for(customer_service_manager)
    sent = {"label": "by form", "valid_from": "2020-01-01T08:00", "review_days": "3", "answer_days": "6"}
    assert desk.post("/support/papers/rules/draft/", sent).status_code == 302
    version = PaperRules.objects.get(label="by form")
    own = f"/support/papers/rules/{version.pk}/"
    for path in ("/support/papers/rules/", own, f"{own}edit/", f"{own}withdraw/", "/support/papers/rules/compare/"):
        assert desk.get(path).status_code == 200, path
    assert desk.post(f"{own}publish/").status_code == 403
    assert lead.post(f"{own}publish/").status_code == 302
    [row] = Caller(desk).get("paper-rules").json()["data"]
    assert (row["status"], row["values"]) == ("published", {"review_days": 3, "answer_days": 6})


def test_a_station_does_not_see_them(station_manager: Actor, reviewer: Actor, client_for: SignIn) -> None:
    assert client_for(reviewer).get("/support/papers/rules/").status_code == 403
    assert client_for(station_manager).get("/support/papers/rules/").status_code == 404
