"""The rescue radius: who sets it, and that it is kept with its reason."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.actors import Actor
from common.errors import Invalid, NotAllowed
from common.history.models import History
from common.scope import for_office
from network.planning.actions import set_radius
from network.planning.models import CoverageRule
from network.planning.selectors import picture_for, radius_km

SignIn = Callable[[Actor], Client]


def test_a_larger_radius_covers_more(service_management: Actor) -> None:
    before = picture_for(service_management).total().covered
    with for_office():
        set_radius(400, reason="省际干线", acting_user=service_management)
    after = picture_for(service_management)
    assert after.radius_km == 400
    assert after.total().covered > before


def test_it_tells_the_history_before_after_and_why(service_management: Actor) -> None:
    with for_office():
        rule = set_radius(80, reason="高速网加密", acting_user=service_management)
        row = History.objects.get(aggregate_id=rule.pk)
    assert (row.verb, row.before, row.after) == ("coverage_rule.set", {"radius_km": 100}, {"radius_km": 80})
    assert row.reason == "高速网加密"


@pytest.mark.parametrize(("kilometres", "reason"), [(4, "x"), (1001, "x"), (100, "  ")])
def test_it_refuses_nonsense(service_management: Actor, kilometres: int, reason: str) -> None:
    with for_office(), pytest.raises(Invalid):
        set_radius(kilometres, reason=reason, acting_user=service_management)
    assert not CoverageRule.objects.exists()


def test_nobody_else_sets_it(regional_officer: Actor, client_for: SignIn) -> None:
    with for_office(), pytest.raises(NotAllowed):
        set_radius(200, reason="x", acting_user=regional_officer)
    assert client_for(regional_officer).post("/planning/radius/", {"radius_km": 200, "reason": "x"}).status_code == 403
    assert radius_km() == 100


def test_a_rule_is_never_rewritten(service_management: Actor) -> None:
    with for_office():
        rule = set_radius(80, reason="x", acting_user=service_management)
        with pytest.raises(DatabaseError), transaction.atomic():
            CoverageRule.objects.filter(pk=rule.pk).update(radius_km=500)


def test_the_form_sets_it_and_keeps_what_was_typed_when_refused(service_management: Actor, client_for: SignIn) -> None:
    client = client_for(service_management)
    refused = client.post("/planning/radius/", {"radius_km": "2000", "reason": "试一试"})
    assert refused.status_code == 422
    assert "试一试" in refused.content.decode()
    assert client.post("/planning/radius/", {"radius_km": "150", "reason": "试一试"}).status_code == 302
    assert radius_km() == 150


def test_the_api_sets_it(service_management: Actor, client_for: SignIn) -> None:
    client = client_for(service_management)
    body = {"radius_km": 120, "reason": "API"}
    answer = client.post(
        "/api/v1/coverage-rules", body, content_type="application/json", headers={"Idempotency-Key": "r1"}
    )
    assert answer.status_code == 201
    assert answer.json()["radius_km"] == 120
